"""The standing cast. Amira is Tom's client, Sol his supervisor; Nia is another therapist's (Ben's) client; Mo manages, Ines
does intake, Max belongs to nothing. Una is a therapist who left; Zoe works in another practice with a client, Yan."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time

from duologue.courses import actions as courses
from duologue.courses.models import Course
from duologue.people import actions as people
from duologue.people import heartbeat, reaching
from duologue.people.models import Membership, Practice, Role, User

NOW = datetime(2026, 11, 26, 13, 50, tzinfo=UTC)  # a Thursday
TODAY = date(2026, 11, 26)
PASSWORD = "four chairs and a kettle"


@dataclass
class Cast:
    practice: Practice
    elsewhere: Practice
    ours: Course
    theirs: Course
    abroad: Course
    amira: User
    tom: User
    sol: User
    mo: User
    ines: User
    nia: User
    ben: User
    max: User
    una: User
    zoe: User
    yan: User

    @property
    def everybody(self) -> dict[str, User]:
        people_ = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: person for name, person in people_.items() if isinstance(person, User)}


def practice(name: str, **extra) -> Practice:
    return people.open_practice(
        name=name,
        country="United Kingdom",
        emergency_number="999",
        crisis_lines=[{"name": "A crisis line", "number": "116 123", "when": "day and night"}],
        **extra,
    )


def gather() -> Cast:
    """Everybody, with two courses here and one in another practice."""
    here, elsewhere = practice("Two Chairs"), practice("Elsewhere")
    person = {}
    members = {
        "tom": Role.THERAPIST,
        "ben": Role.THERAPIST,
        "una": Role.THERAPIST,
        "sol": Role.SUPERVISOR,
        "mo": Role.MANAGER,
        "ines": Role.INTAKE,
    }
    for name, role in members.items():
        person[name] = people.take_on(
            practice=here,
            email=f"{name}@example.org",
            name=name.title(),
            role=role,
            on=TODAY,
            password=PASSWORD,
        )
    person["zoe"] = people.take_on(
        practice=elsewhere,
        email="zoe@example.org",
        name="Zoe",
        role=Role.THERAPIST,
        on=TODAY,
        password=PASSWORD,
    )
    for name in ("amira", "nia", "max", "yan"):
        person[name] = User.objects.create_user(f"{name}@example.org", PASSWORD, name=name.title(), called=name.title())
    with_una = {"practice": here, "client": person["amira"], "now": NOW}
    ours = courses.open_course(therapist=person["tom"], by=person["tom"], **with_una)
    theirs = courses.open_course(
        practice=here, client=person["nia"], therapist=person["ben"], by=person["ben"], now=NOW
    )
    abroad = courses.open_course(
        practice=elsewhere, client=person["yan"], therapist=person["zoe"], by=person["zoe"], now=NOW
    )
    for role in (Role.THERAPIST, Role.MANAGER):  # Kit stands in for Zoe, and is in no story
        kit = people.take_on(practice=elsewhere, email="kit@example.org", name="Kit", role=role, on=TODAY)
    for house, stand_in in ((here, person["ben"]), (elsewhere, kit)):
        reaching.arrange(house, stand_in=stand_in, days=[0, 1, 2, 3, 4], opens=time(9), closes=time(17))
    heartbeat.beat(now=NOW)
    ours.care_team.create(user=person["una"], lead=False, from_on=TODAY)
    Membership.objects.filter(user=person["una"]).update(until_on=TODAY)
    return Cast(practice=here, elsewhere=elsewhere, ours=ours, theirs=theirs, abroad=abroad, **person)
