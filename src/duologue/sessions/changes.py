"""Verbs of change: call off, ask to move and answer, take a break, say how a session went."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.actions import tell_of_news
from duologue.people.models import User
from duologue.science.recurrence import wall_clock
from duologue.sessions.arrangements import Away, MoveRequest
from duologue.sessions.events import began
from duologue.sessions.models import Series, Session
from duologue.sessions.planning import move, why_not_move

MOST_TIMES = 3


def is_short_notice(session: Session, *, now: datetime) -> bool:
    """Whether less time is left than the practice asks for."""
    return session.starts_at - now < timedelta(hours=session.course.practice.notice_hours)


@transaction.atomic
def call_off(session: Session, *, by: User, now: datetime) -> Session:
    """A client calls a session off; later than the practice asks for, that is noted. Raises ValueError with the reason."""
    session.refresh_from_db(fields=["state", "began_at", "starts_at"])
    if reason := why_not_move(session, now=now):
        raise ValueError(reason)
    _off(session, by=by, short=is_short_notice(session, now=now), now=now)
    tell_of_news(practice=session.course.practice, user=session.therapist, now=now)
    return session


def _off(session: Session, *, by: User, short: bool, now: datetime) -> None:
    session.state, session.short_notice = Session.State.CANCELLED, short
    session.called_off_at, session.called_off_by = now, by
    session.save(update_fields=["state", "short_notice", "called_off_at", "called_off_by"])
    waiting = MoveRequest.objects.unscoped().filter(session=session, state=MoveRequest.State.OPEN)
    for wish in waiting.select_related("course"):
        _settle(wish, MoveRequest.State.TAKEN_BACK, by=by, now=now)
    ledger.record("session.cancelled", actor=by.pk, course=session.course_id, subject=session.pk, at=now)


def why_not_note(session: Session, *, now: datetime) -> str | None:
    """The reason nothing can be noted about how a session went, or None."""
    if session.running:
        return "This session is running."
    return "This session has not come yet." if session.starts_at > now and not session.over else None


@transaction.atomic
def note_attended(session: Session, *, late_minutes: int | None, by: User, now: datetime) -> Session:
    """It took place, on time or some minutes late. One that was never started here counts as held as planned."""
    if reason := why_not_note(session, now=now):
        raise ValueError(reason)
    if session.began_at is None:
        session.began_at = session.starts_at + timedelta(minutes=late_minutes or 0)
        session.ended_at = max(session.began_at, min(session.starts_at + timedelta(minutes=session.minutes), now))
    session.state, session.late_minutes, session.short_notice = Session.State.ATTENDED, late_minutes or None, False
    session.called_off_at = session.called_off_by = None
    session.save()
    ledger.record("session.attended", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    began.send(sender=Session, session=session, by=by, now=now)
    return session


@transaction.atomic
def note_called_off(session: Session, *, short: bool, by: User, now: datetime) -> Session:
    """The client called it off in another way, and the therapist writes it down."""
    if session.began_at:
        raise ValueError("This session was held, so it stays in the list as held.")
    _off(session, by=session.course.client, short=short, now=now)
    return session


@transaction.atomic
def ask_to_move(session: Session, *, times: list[datetime], words: str, by: User, now: datetime) -> MoveRequest:
    """A client asks for another time and names some; a wish that was still open is put in its place."""
    Session.objects.unscoped().select_for_update().get(pk=session.pk)
    if reason := why_not_move(session, now=now):
        raise ValueError(reason)
    if not 1 <= len(times) <= MOST_TIMES:
        raise ValueError(f"Name from 1 to {MOST_TIMES} times.")
    for wish in MoveRequest.objects.unscoped().filter(session=session, state=MoveRequest.State.OPEN):
        _settle(wish, MoveRequest.State.TAKEN_BACK, by=by, now=now)
    told = [moment.astimezone(UTC).isoformat() for moment in times]
    asked = write(MoveRequest, course=session.course, by=by, now=now, session=session, times=told, words=words)
    tell_of_news(practice=session.course.practice, user=session.therapist, now=now)
    return asked


@transaction.atomic
def take_back(wish: MoveRequest, *, by: User, now: datetime) -> None:
    """The client keeps the time after all."""
    if wish.state == MoveRequest.State.OPEN:
        _settle(wish, MoveRequest.State.TAKEN_BACK, by=by, now=now)


@transaction.atomic
def move_as_asked(wish: MoveRequest, *, to: datetime, by: User, now: datetime) -> Session:
    """One of the times that were named suits. Raises ValueError with the reason when it does not any more."""
    if wish.state != MoveRequest.State.OPEN:
        raise ValueError("This was answered already.")
    if to not in wish.moments:
        raise ValueError("Choose one of the times.")
    session = move(wish.session, starts_at=to, by=by, now=now)
    _settle(wish, MoveRequest.State.MOVED, by=by, now=now)
    tell_of_news(practice=wish.course.practice, user=wish.author, now=now)
    return session


@transaction.atomic
def keep_the_time(wish: MoveRequest, *, answer: str, by: User, now: datetime) -> None:
    """None of the times suits: the session stays where it is, with a word of why."""
    if wish.state != MoveRequest.State.OPEN:
        raise ValueError("This was answered already.")
    wish.answer = answer
    wish.save(update_fields=["answer"])
    _settle(wish, MoveRequest.State.KEPT, by=by, now=now)
    tell_of_news(practice=wish.course.practice, user=wish.author, now=now)


def _settle(wish: MoveRequest, state: MoveRequest.State, *, by: User, now: datetime) -> None:
    wish.state, wish.settled_at = state, now
    wish.save(update_fields=["state", "settled_at"])
    ledger.record(f"moverequest.{state}", actor=by.pk, course=wish.course_id, subject=wish.pk, at=now)


def in_the_break(
    *, user: User, first_on: date, last_on: date, courses: Iterable[Course], now: datetime
) -> list[Session]:
    """The planned sessions of somebody that fall into some days, on the practice's wall clock."""
    found: list[Session] = []
    own = Session.objects.unscoped().filter(Q(therapist=user) | Q(course__participants__user=user))
    ahead = own.filter(state=Session.State.PLANNED, starts_at__gt=now, course__in=[course.pk for course in courses])
    for session in ahead.select_related("course__practice", "therapist").order_by("starts_at", "pk"):
        zone = session.course.practice.zone
        begins, ends = wall_clock(first_on, time(), zone), wall_clock(last_on + timedelta(days=1), time(), zone)
        if begins <= session.starts_at < ends:
            found.append(session)
    return found


@transaction.atomic
def take_a_break(
    *, user: User, first_on: date, last_on: date, courses: Iterable[Course], by: User, now: datetime
) -> tuple[Away, int]:
    """Somebody is away: what is planned in those days is called off, and those who would have met them hear of it."""
    if last_on < first_on:
        raise ValueError("The last day is before the first.")
    away = Away(user=user, first_on=first_on, last_on=last_on, written_at=now)
    away.save(force_insert=True)
    off = in_the_break(user=user, first_on=first_on, last_on=last_on, courses=courses, now=now)
    told: set[User] = set()
    for session in off:
        theirs = session.therapist_id != user.pk
        _off(session, by=by, short=theirs and is_short_notice(session, now=now), now=now)
        told.add(session.therapist if theirs else session.course.client)
        other = session.course.practice
    for person in sorted(told, key=lambda person: str(person.pk)):
        tell_of_news(practice=other, user=person, now=now)
    ledger.record("away.written", actor=by.pk, subject=away.pk, at=now)
    return away, len(off)


@transaction.atomic
def end_a_break(away: Away, *, by: User, now: datetime) -> None:
    """They are there after all. What was called off stays so until somebody puts it back in the plan."""
    ledger.record("away.ended", actor=by.pk, subject=away.pk, at=now)
    away.delete()


def call_off_ahead(*, course: Course, by: User, now: datetime, **_: Any) -> None:
    """The course has another therapist: what was planned with the one before is off, and its series end."""
    ahead = Session.objects.unscoped().filter(course=course, state=Session.State.PLANNED, starts_at__gt=now)
    for session in ahead.select_related("course").order_by("starts_at", "pk"):
        _off(session, by=by, short=False, now=now)
    today = now.astimezone(course.practice.zone).date()
    Series.objects.unscoped().filter(course=course, ends_on__isnull=True).update(ends_on=today)
