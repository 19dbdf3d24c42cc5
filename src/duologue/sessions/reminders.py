"""Reminders a client chooses: when, never in their quiet hours, each exactly once, until they turn them off."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from duologue.audit import ledger
from duologue.courses.models import Participant, Stage
from duologue.courses.permissions import Purpose, refused
from duologue.people import letters
from duologue.people.models import User
from duologue.science.recurrence import a_day_before, wall_clock
from duologue.sessions.arrangements import ReminderChoice, SentReminder
from duologue.sessions.models import Session

SALT = "duologue.reminders"
TWO_HOURS = timedelta(hours=2)
STILL_OF_USE = timedelta(minutes=30)  # a reminder later than this before the beginning helps nobody
AT_NIGHT = (time(21), time(8))  # for mail that nobody chose a time for
LOOKING_AHEAD = timedelta(days=3)  # a day before, and quiet hours that begin the evening before that
REMINDER = """Hello {called},

you have an appointment at {practice} on {day} at {at}.

If you would rather not get these mails, this page turns them off:

{off}

Please do not answer this mail; nobody reads the answers.
"""


def choice_of(user: User) -> ReminderChoice | None:
    """What somebody chose, if they ever did."""
    return ReminderChoice.objects.filter(user=user).first()


@transaction.atomic
def choose(
    when: ReminderChoice.When, *, quiet_from: time | None, quiet_until: time | None, by: User, now: datetime
) -> ReminderChoice:
    """A client chooses when to be reminded, and in which hours never."""
    chosen, _ = ReminderChoice.objects.update_or_create(
        user=by,
        defaults={"when": when, "quiet_from": quiet_from, "quiet_until": quiet_until, "chosen_at": now},
    )
    ledger.record("reminders.chosen", actor=by.pk, at=now)
    return chosen


def off_link(user: User) -> str:
    """An address that turns somebody's reminders off without signing in; it can do nothing else."""
    secret = signing.dumps(str(user.pk), salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('sessions:reminders-off', args=[secret])}"


def whose(secret: str) -> User | None:
    """The person whose reminders a link turns off."""
    try:
        return User.objects.filter(pk=signing.loads(secret, salt=SALT)).first()
    except signing.BadSignature:
        return None


@transaction.atomic
def turn_off(user: User, *, now: datetime) -> None:
    """No more reminders."""
    if ReminderChoice.objects.filter(user=user).update(when=ReminderChoice.When.NEVER, chosen_at=now):
        ledger.record("reminders.chosen", actor=user.pk, at=now)


def due_at(starts_at: datetime, choice: ReminderChoice, *, zone: ZoneInfo) -> datetime | None:
    """When a reminder is due; None for somebody who wants none.

    A day before is the same time on the wall. In quiet hours it waits for their end, and comes before them where that
    would be too late to be of use.
    """
    if choice.when == ReminderChoice.When.NEVER:
        return None
    due = a_day_before(starts_at, zone) if choice.when == ReminderChoice.When.DAY else starts_at - TWO_HOURS
    if (quiet := quiet_around(due, choice, zone=zone)) is None:
        return due
    begins, ends = quiet
    return ends if starts_at - ends >= STILL_OF_USE else begins - timedelta(minutes=5)


def is_quiet(user: User, *, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is in somebody's quiet hours now; whoever chose none is left alone from nine in the evening until eight."""
    choice = choice_of(user)
    if choice is None or choice.quiet_from is None:
        choice = ReminderChoice(quiet_from=AT_NIGHT[0], quiet_until=AT_NIGHT[1])
    return quiet_around(now, choice, zone=zone) is not None


def wants_none(user: User) -> bool:
    """Whether somebody said that they want no reminders at all."""
    choice = choice_of(user)
    return choice is not None and choice.when == ReminderChoice.When.NEVER


def quiet_around(moment: datetime, choice: ReminderChoice, *, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """The quiet hours a moment falls into, from when to when."""
    low, high = choice.quiet_from, choice.quiet_until
    if low is None or high is None or low == high:
        return None
    today = moment.astimezone(zone).date()
    for on in (today - timedelta(days=1), today):
        begins = wall_clock(on, low, zone)
        ends = wall_clock(on if low < high else on + timedelta(days=1), high, zone)
        if begins <= moment < ends:
            return begins, ends
    return None


def send_due(*, now: datetime) -> int:
    """Write every reminder that is due and was not written yet; returns how many. Runs once a minute."""
    stages = Stage.objects.unscoped().filter(course=OuterRef("course")).order_by("-began_at", "-pk")
    ahead = Session.objects.unscoped().filter(
        state=Session.State.PLANNED, starts_at__gt=now, starts_at__lt=now + LOOKING_AHEAD
    )
    ahead = ahead.annotate(stage=Subquery(stages.values("kind")[:1]))
    ahead = ahead.exclude(stage__in=[Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED])
    held = ahead.select_related("course__practice").in_bulk()
    to_remind = (
        Participant.objects.unscoped()
        .filter(course__in={session.course_id for session in held.values()}, user__is_active=True)
        .exclude(course__in=refused(Purpose.REMINDERS))
    )
    to_remind = to_remind.exclude(user__reminders__when=ReminderChoice.When.NEVER)
    choices = to_remind.filter(user__reminders__isnull=False).select_related("user__reminders")
    by_course: dict[object, list[User]] = {}
    for part in choices:
        by_course.setdefault(part.course_id, []).append(part.user)
    told = set(SentReminder.objects.filter(session__in=held).values_list("session", "user", "starts_at"))
    return sum(
        _remind(session, user, now=now)
        for session in held.values()
        for user in by_course.get(session.course_id, [])
        if (session.pk, user.pk, session.starts_at) not in told
    )


def _remind(session: Session, user: User, *, now: datetime) -> bool:
    """One reminder, unless it is not due, or was written by another tick in this very moment."""
    practice = session.course.practice
    choice: ReminderChoice = user.reminders  # type: ignore[attr-defined]
    due = due_at(session.starts_at, choice, zone=practice.zone)
    known_since = max(session.moved_at or session.written_at, choice.chosen_at)
    if due is None or now < due or due < known_since or session.starts_at - now < STILL_OF_USE:
        return False
    if quiet_around(now, choice, zone=practice.zone):
        return False
    with transaction.atomic():
        as_it_was = Session.objects.unscoped().filter(
            pk=session.pk, state=Session.State.PLANNED, starts_at=session.starts_at
        )
        if not as_it_was.select_for_update().exists():
            return False
        _, first = SentReminder.objects.get_or_create(
            session=session, user=user, starts_at=session.starts_at, defaults={"sent_at": now}
        )
        if not first:
            return False
        local = session.starts_at.astimezone(practice.zone)
        letters.post(
            practice=practice,
            to=user.email,
            subject=f"A reminder from {practice.name}",
            body=REMINDER.format(
                called=user.called,
                practice=practice.name,
                day=f"{local:%A} {local.day} {local:%B}",
                at=f"{local:%H:%M}",
                off=off_link(user),
            ),
            now=now,
        )
    return True
