"""Reminders of what is tried between sessions: when a client chose, in neutral words, once, and not when they would hurt.

None comes in quiet hours, when nothing is open, when the course has ended, while an answer waits that must reach a person,
when mail was said no to, or when all mail to this person was stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from duologue.audit import ledger
from duologue.courses import quiet
from duologue.courses.models import Course, Participant, Stage
from duologue.courses.permissions import Purpose, refused
from duologue.homework.models import Assignment
from duologue.homework.reminder_models import PracticeReminder, SentPracticeReminder
from duologue.people import letters
from duologue.people.models import Practice, User
from duologue.science.recurrence import is_between, wall_clock
from duologue.sessions import reminders as of_sessions

SALT = "duologue.practice-reminders"
STILL_OF_USE = timedelta(hours=3)  # a reminder that comes later than this helps nobody that day
OVER = [Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED]
SUBJECT = "The reminder you asked for"
REMINDER = """Hello {called},

this is the short reminder that you set for yourself at {practice}.

If you would rather not get these mails, this page turns them off:

{off}

Please do not answer this mail; nobody reads the answers.
"""


def choice_of(user: User) -> PracticeReminder | None:
    """What somebody chose, if they ever did."""
    return PracticeReminder.objects.filter(user=user).first()


@transaction.atomic
def choose(at: time, days: Sequence[int], *, by: User, now: datetime) -> PracticeReminder:
    """A client chooses a time of day and days of the week, 0 is Monday."""
    chosen = {"at": at, "days": sorted(set(days)), "is_on": True, "chosen_at": now}
    held, _ = PracticeReminder.objects.update_or_create(user=by, defaults=chosen)
    ledger.record("practice_reminder.chosen", actor=by.pk, at=now)
    return held


@transaction.atomic
def turn_off(user: User, *, now: datetime) -> None:
    """No more of these reminders."""
    if PracticeReminder.objects.filter(user=user, is_on=True).update(is_on=False, chosen_at=now):
        ledger.record("practice_reminder.off", actor=user.pk, at=now)


def off_link(user: User) -> str:
    """An address that turns these reminders off without signing in; it can do nothing else."""
    secret = signing.dumps(str(user.pk), salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('homework:reminders-off', args=[secret])}"


def whose(secret: str) -> User | None:
    """The person whose reminders a link turns off."""
    try:
        return User.objects.filter(pk=signing.loads(secret, salt=SALT)).first()
    except signing.BadSignature:
        return None


def is_quiet(user: User, at: time) -> bool:
    """Whether a time of day lies in the quiet hours somebody chose for all reminders."""
    held = of_sessions.choice_of(user)
    if held is None or held.quiet_from is None or held.quiet_until is None or held.quiet_from == held.quiet_until:
        return False
    low, high = held.quiet_from, held.quiet_until
    return low <= at < high if low <= high else at >= low or at < high


def due_on(reminder: PracticeReminder, *, now: datetime, zone: ZoneInfo) -> date | None:
    """The day whose reminder is due now, on the wall clock; None when none is. An hour the clocks repeat counts once,
    and one they skip comes as much later."""
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        due = wall_clock(day, reminder.at, zone)
        if day.weekday() in reminder.days and due <= now < due + STILL_OF_USE and due >= reminder.chosen_at:
            return day
    return None


def send_due(*, now: datetime) -> int:
    """Write every reminder that is due and was not written yet; returns how many. Runs once a minute."""
    wanted = PracticeReminder.objects.filter(is_on=True, user__is_active=True).select_related("user__reminders")
    practices = _who_may_be_reminded([reminder.user_id for reminder in wanted])
    sent = 0
    for reminder in wanted:
        practice = practices.get(reminder.user_id)
        if (
            practice
            and (day := due_on(reminder, now=now, zone=practice.zone))
            and not _quiet_now(reminder, practice, now)
        ):
            sent += _remind(reminder.user, day, practice=practice, now=now)
    return sent


def _who_may_be_reminded(users: list[Any]) -> dict[Any, Practice]:
    """Those with something open in a course that goes on, and no reason to leave them alone; with their practice."""
    stages = Stage.objects.unscoped().filter(course=OuterRef("course")).order_by("-began_at", "-pk")
    taking_part = (
        Participant.objects.unscoped().filter(user__in=users).annotate(stage=Subquery(stages.values("kind")[:1]))
    )
    taking_part = taking_part.exclude(stage__in=OVER).exclude(course__in=refused(Purpose.REMINDERS))
    for people in quiet.left_alone():
        taking_part = taking_part.exclude(user__in=people)
    open_ones = Assignment.objects.unscoped().filter(outcome=Assignment.Outcome.OPEN)
    found = taking_part.filter(course__in=open_ones.values("course")).values_list("user", "course")
    pairs = list(found)
    held = Course.objects.unscoped().filter(pk__in=[course for _, course in pairs]).select_related("practice").in_bulk()
    return {user: held[course].practice for user, course in pairs}


def _quiet_now(reminder: PracticeReminder, practice: Practice, now: datetime) -> bool:
    held = getattr(reminder.user, "reminders", None)
    if held is None or held.quiet_from is None or held.quiet_until is None or held.quiet_from == held.quiet_until:
        return False
    return is_between(now, held.quiet_from, held.quiet_until, practice.zone)


def _remind(user: User, day: date, *, practice: Practice, now: datetime) -> bool:
    """One reminder, unless another tick wrote it in this very moment."""
    with transaction.atomic():
        _, first = SentPracticeReminder.objects.get_or_create(user=user, on=day, defaults={"sent_at": now})
        if not first:
            return False
        words = {"called": user.called, "practice": practice.name, "off": off_link(user)}
        letters.post(practice=practice, to=user.email, subject=SUBJECT, body=REMINDER.format(**words), now=now)
    return True
