"""The demo's practice: three therapists, a supervisor, a manager, intake, and 24 invented clients."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from duologue.demo import background, diary, earlier, endings, own_form, own_sheet, safe, story, visitors
from duologue.demo.timeline import Timeline
from duologue.people import actions as people
from duologue.people import heartbeat, reaching
from duologue.people.models import Practice, Role, User

NOW = datetime(2026, 11, 26, 13, 50, tzinfo=UTC)  # a Thursday; Tom's next session is at two
PASSWORD = "four chairs and a kettle"
STORIES = Path(__file__).resolve().parent / "stories"
STAFF = {
    "tom": ("Tom Lindqvist", Role.THERAPIST),
    "rosa": ("Rosa Marin", Role.THERAPIST),
    "ben": ("Ben Okafor", Role.THERAPIST),
    "sol": ("Sol Andersen", Role.SUPERVISOR),
    "mo": ("Mo Fischer", Role.MANAGER),
    "ines": ("Ines Duarte", Role.INTAKE),
}


def fill(*, now: datetime = NOW) -> Practice:
    """Fill an empty database with the practice as it is at `now`, in one transaction. The same every time."""
    if settings.DEMO_CLOCK:
        Path(settings.DEMO_CLOCK).write_text(now.isoformat())
    with transaction.atomic():
        practice = people.open_practice(
            name="Two Chairs",
            country="United Kingdom",
            emergency_number="999",
            crisis_lines=[
                {"name": "Samaritans", "number": "116 123", "when": "day and night"},
                {"name": "NHS urgent help", "number": "111", "when": "day and night, option 2"},
            ],
            time_zone="Europe/London",
            answers_read="on working days before 18:00",
            four_words=True,
        )
        password = make_password(PASSWORD)
        staff = {name: _member(practice, name, *who, password=password) for name, who in STAFF.items()}
        weekdays = [0, 1, 2, 3, 4]
        reaching.arrange(practice, stand_in=staff["rosa"], days=weekdays, opens=time(9), closes=time(18))
        timeline = Timeline()
        timeline.begin(own_form.bring_along(practice, by=staff["rosa"], now=now))
        timeline.begin(endings.near_by(practice, by=staff["mo"], now=now))
        timeline.begin(own_sheet.write(practice, by=staff["rosa"], now=now))
        named = {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(STORIES.glob("*.toml"))}
        for name, told in [*named.items(), *background.stories()]:
            timeline.begin(
                story.tell(
                    told,
                    email=address(name),
                    practice=practice,
                    staff=staff,
                    password=password,
                    now=now,
                    timeline=timeline,
                )
            )
        timeline.begin(diary.of_tom(staff["tom"], practice=practice, now=now))
        timeline.begin(visitors.ask(practice=practice, now=now))
        timeline.begin(safe.drill(practice, now=now))
        timeline.run()
        earlier.courses(practice, now=now)
        safe.deliver_what_is_history(now=now)
        heartbeat.beat(now=now)
    return practice


def address(name: str) -> str:
    """Addresses of the demo can never reach anybody."""
    return f"{name}@demo.invalid"


def _member(practice: Practice, name: str, full_name: str, role: Role, *, password: str) -> User:
    user = people.take_on(
        practice=practice, email=address(name), name=full_name, role=role, on=date(2024, 3, 1), password=None
    )
    User.objects.filter(pk=user.pk).update(password=password)
    return user
