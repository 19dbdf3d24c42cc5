"""Verbs of the hour: plan, begin, write together, end."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import islice

from django.db import IntegrityError, transaction
from django.db.models import Max

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import Stale, keep
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.science.recurrence import every
from duologue.sessions.models import PrivateNote, Series, Session

AT_ONCE = 26
OUT_OF_THE_WAY = 10_000
EARLIEST = timedelta(hours=12)  # a session of next week is not started by a slip of the finger


class Taken(ValueError):
    """The therapist has another session at that time; `starts_at` says which time was asked for."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__("There is another session at that time.")
        self.starts_at = starts_at


@transaction.atomic
def plan_series(
    *,
    course: Course,
    starts_on: date,
    at: time,
    every_weeks: int,
    minutes: int,
    how_many: int,
    by: User,
    now: datetime,
) -> Series:
    """Plan the same wall-clock time again and again in the practice's zone; raises Taken when one of them is not free."""
    if not 1 <= how_many <= AT_ONCE:
        raise ValueError(f"Plan from 1 to {AT_ONCE} sessions at once.")
    zone = course.practice.zone
    series = write(
        Series,
        course=course,
        by=by,
        now=now,
        starts_on=starts_on,
        at=at,
        every_weeks=every_weeks,
        minutes=minutes,
        time_zone=zone.key,
    )
    for starts_at in islice(every(every_weeks, starting=starts_on, at=at, zone=zone), how_many):
        plan_session(course=course, starts_at=starts_at, minutes=minutes, by=by, now=now, series=series)
    _number_by_date(course)
    return series


@transaction.atomic
def plan_session(
    *,
    course: Course,
    starts_at: datetime,
    minutes: int,
    by: User,
    now: datetime,
    series: Series | None = None,
) -> Session:
    """Plan one session with the lead therapist; raises Taken when they are not free."""
    therapist = course.lead or by
    User.objects.select_for_update().get(pk=therapist.pk)  # two plans for one therapist take turns
    if not is_free(therapist, starts_at=starts_at, minutes=minutes):
        raise Taken(starts_at)
    last = Session.objects.unscoped().filter(course=course).aggregate(last=Max("number"))["last"] or 0
    planned = write(
        Session,
        course=course,
        by=by,
        now=now,
        therapist=therapist,
        number=last + 1,
        starts_at=starts_at,
        minutes=minutes,
        series=series,
    )
    if series is None:
        _number_by_date(course)
        planned.refresh_from_db(fields=["number"])
    return planned


def _number_by_date(course: Course) -> None:
    """Sessions that are still in the plan share their numbers out by date; a held one keeps its own."""
    ahead = Session.objects.unscoped().filter(course=course, state=Session.State.PLANNED)
    by_date = list(ahead.order_by("starts_at", "pk").values_list("pk", "number"))
    numbers = sorted(number for _, number in by_date)
    moved = [(pk, new) for (pk, old), new in zip(by_date, numbers, strict=True) if old != new]
    for beyond in (OUT_OF_THE_WAY, 0):  # two steps, for no two may have one number even for a moment
        for pk, number in moved:
            Session.objects.unscoped().filter(pk=pk).update(number=beyond + number)


def is_free(therapist: User, *, starts_at: datetime, minutes: int) -> bool:
    """Whether no planned or held session of this therapist overlaps."""
    near = Session.objects.unscoped().filter(
        therapist=therapist,
        state__in=[Session.State.PLANNED, Session.State.ATTENDED],
        starts_at__lt=starts_at + timedelta(minutes=minutes),
        starts_at__gt=starts_at - timedelta(minutes=120),
    )
    return all(other.starts_at + timedelta(minutes=other.minutes) <= starts_at for other in near)


def why_not_begin(session: Session, *, now: datetime) -> str | None:
    """The reason a session cannot be started now, or None."""
    if session.began_at:
        return "This session has begun already."
    if session.state != Session.State.PLANNED:
        return "This session is not in the plan any more."
    if session.starts_at - now > EARLIEST:
        zone = session.course.practice.zone
        return (
            f"This session is planned for {session.starts_at.astimezone(zone):%A %-d %B}. You can start it on that day."
        )
    return None


@transaction.atomic
def begin(session: Session, *, by: User, now: datetime) -> Session:
    """Start the hour. Raises ValueError with the reason when it cannot be started."""
    if reason := why_not_begin(session, now=now):
        raise ValueError(reason)
    session.began_at, session.state = now, Session.State.ATTENDED
    session.save(update_fields=["began_at", "state"])
    ledger.record("session.begun", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


def why_not_write(session: Session) -> str | None:
    """The reason nothing can be written together yet, or None."""
    return None if session.began_at else "You can write here once the session has started."


@transaction.atomic
def write_together(session: Session, *, agreed: str, summary: str, seen: int, by: User, now: datetime) -> Session:
    """Keep what was agreed and the shared summary; raises Stale when the other one wrote meanwhile."""
    if reason := why_not_write(session):
        raise ValueError(reason)
    keep(session, seen=seen, agreed=agreed, summary=summary)
    ledger.record("session.written_together", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


@transaction.atomic
def end(session: Session, *, by: User, now: datetime) -> Session:
    """End the hour. Raises ValueError when it has not begun or has ended already."""
    if session.began_at is None or session.ended_at:
        raise ValueError("This session is not running.")
    session.ended_at = max(now, session.began_at)
    session.save(update_fields=["ended_at"])
    ledger.record("session.ended", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


def why_not_mark(session: Session, state: Session.State, *, now: datetime) -> str | None:
    """The reason a session cannot be marked like this, or None."""
    if session.began_at:
        return "This session was held, so it stays in the list as held."
    if state == Session.State.MISSED and session.starts_at > now:
        return "This session has not come yet. You can cancel it."
    if state == Session.State.PLANNED and not is_free(
        session.therapist, starts_at=session.starts_at, minutes=session.minutes
    ):
        return "There is another session at that time now."
    return None


@transaction.atomic
def mark(session: Session, state: Session.State, *, by: User, now: datetime) -> Session:
    """Missed, cancelled, or back in the plan. Raises ValueError with the reason when that cannot be."""
    if reason := why_not_mark(session, state, now=now):
        raise ValueError(reason)
    session.state = state
    session.save(update_fields=["state"])
    ledger.record(f"session.{state}", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


@transaction.atomic
def keep_note(session: Session, *, words: str, seen: int, by: User, now: datetime) -> PrivateNote:
    """Keep one's own private note; `seen` is 0 for a new one. Raises Stale when another tab kept a newer version."""
    held = _own_note(session, by)
    if held is None:
        try:
            with transaction.atomic():
                return write(
                    PrivateNote,
                    course=session.course,
                    by=by,
                    now=now,
                    session=session,
                    words=words,
                    audience=Audience.ME,
                )
        except IntegrityError:  # another tab began the note in this very moment
            if (held := _own_note(session, by)) is None:
                raise
            raise Stale(held) from None
    keep(held, seen=seen, words=words)
    ledger.record("note.kept", actor=by.pk, course=session.course_id, subject=held.pk, at=now)
    return held


def _own_note(session: Session, by: User) -> PrivateNote | None:
    return PrivateNote.objects.unscoped().select_related("course").filter(session=session, author=by).first()
