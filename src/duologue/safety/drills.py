"""Once a month a made-up answer goes the real way to a real person, so that the practice knows that one would arrive."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from duologue.audit import ledger
from duologue.courses import actions as courses
from duologue.courses.models import Course, Stage
from duologue.people import reaching
from duologue.people.models import Practice, Role, User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.safety.models import Alert, Drill
from duologue.safety.staff import Staff

EVERY = timedelta(days=30)
GRACE = timedelta(days=5)
FORM, RULE = "phq-9", "q9"


@transaction.atomic
def begin(practice: Practice, *, by: User | None, now: datetime) -> Drill:
    """Send a made-up answer of a made-up client, by the verbs a client's own answer goes through."""
    course = _made_up(practice, to=whose_turn(practice, now=now), now=now)
    client = course.client
    form = library.newest(FORM)
    draft = questionnaires.begin(form, course=course, by=client, now=now)
    sent = questionnaires.send(draft, {RULE: 1}, now=now)
    alert = Alert.objects.unscoped().get(response=sent)
    drill = Drill.objects.create(practice=practice, alert=alert, began_at=now, began_by=by)
    ledger.record("drill.begun", actor=by.pk if by else None, subject=alert.pk, at=now)
    return drill


def _made_up(practice: Practice, *, to: User, now: datetime) -> Course:
    """A course that is nobody's: its client cannot sign in and stands in no list. What an earlier drill used is put away."""
    over = Course.objects.unscoped().filter(practice=practice, made_up=True)
    for earlier in over:
        earlier.care_team.unscoped().filter(until_on__isnull=True).update(until_on=now.astimezone(practice.zone).date())
    address = f"drill-{now:%Y%m%d%H%M%S%f}-{practice.pk.hex[:8]}@drill.invalid"
    client = User.objects.create_user(address, name="Drill, made up", called="Drill", is_active=False)
    course = courses.open_course(practice=practice, client=client, therapist=to, by=to, now=now)
    Course.objects.unscoped().filter(pk=course.pk).update(made_up=True)
    courses.move_to(Stage.Kind.CLOSED, course=course, by=to, now=now)
    course.made_up = True
    return course


def whose_turn(practice: Practice, *, now: datetime) -> User:
    """The therapist who is there and was asked longest ago, so that each of them has a turn."""
    staff = Staff(practice, now=now)
    therapists = [person for person in staff.of_role(Role.THERAPIST) if staff.is_there(person)]
    there = therapists or staff.of_role(Role.THERAPIST) or staff.of_role(Role.MANAGER)
    asked = Alert.objects.unscoped().filter(drill__practice=practice).values("owner").annotate(at=Max("received_at"))
    latest = {row["owner"]: row["at"] for row in asked}
    return min(there, key=lambda person: (person.pk in latest, latest.get(person.pk, now), person.name))


def latest(practice: Practice) -> Drill | None:
    """The last drill, with its alert, whose answer it waited for, and who acted."""
    found = Drill.objects.filter(practice=practice).select_related("alert__owner", "alert__acknowledged_by")
    return found.order_by("-began_at", "-pk").first()


def is_late(practice: Practice, *, now: datetime) -> bool:
    """No drill has come through for longer than a month and a few days: none was sent, or nobody has acted on it."""
    done = Drill.objects.filter(practice=practice, alert__acknowledged_at__isnull=False)
    at = done.aggregate(at=Max("began_at"))["at"]
    return at is None or now - at > EVERY + GRACE


def begin_what_is_due(*, now: datetime) -> int:
    """A month after the last drill, while people are at work, the next one begins by itself; returns how many did."""
    begun = 0
    for practice in Practice.objects.all():
        if reaching.why_nobody(practice) or not _at_work(practice, now=now):
            continue
        last = latest(practice)
        if last is None or now - last.began_at >= EVERY:
            begin(practice, by=None, now=now)
            begun += 1
    return begun


def _at_work(practice: Practice, *, now: datetime) -> bool:
    return practice.hours is not None and any(
        begins <= now < ends for begins, ends in list(practice.hours.spans(now))[:1]
    )
