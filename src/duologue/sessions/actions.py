"""Verbs of the hour: begin, write together, end. Those of the diary are in planning.py, and can be had here too."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.versions import Stale, keep
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.questionnaires.asking import Meeting
from duologue.sessions import looking_together
from duologue.sessions.events import began
from duologue.sessions.models import PrivateNote, Session
from duologue.sessions.planning import AT_ONCE, Taken, is_free, plan_series, plan_session

__all__ = [
    "AT_ONCE",
    "Taken",
    "begin",
    "end",
    "is_free",
    "keep_note",
    "mark",
    "next_meetings",
    "plan_series",
    "plan_session",
    "why_not_begin",
    "why_not_mark",
    "why_not_write",
    "write_together",
]

SOON = timedelta(days=4)  # nothing is asked longer than three days ahead of a session
EARLIEST = timedelta(hours=12)  # a session of next week is not started by a slip of the finger


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
    began.send(sender=Session, session=session, by=by, now=now)
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
    looking_together.stop_with(session, by=by, now=now)
    ledger.record("session.ended", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


def why_not_mark(session: Session, state: Session.State, *, now: datetime) -> str | None:
    """The reason a session cannot be marked like this, or None."""
    if session.began_at:
        return "This session was held, so it stays in the list as held."
    if state == Session.State.MISSED and session.starts_at > now:
        return "This session has not come yet. You can cancel it."
    if state == Session.State.PLANNED and not is_free(
        session.therapist, starts_at=session.starts_at, minutes=session.minutes, course=session.course
    ):
        return "There is another session at that time now."
    return None


@transaction.atomic
def mark(session: Session, state: Session.State, *, by: User, now: datetime) -> Session:
    """Missed, cancelled, or back in the plan. Raises ValueError with the reason when that cannot be."""
    if reason := why_not_mark(session, state, now=now):
        raise ValueError(reason)
    off = state == Session.State.CANCELLED
    session.state, session.short_notice = state, False
    session.called_off_at, session.called_off_by = (now, by) if off else (None, None)
    session.save(update_fields=["state", "short_notice", "called_off_at", "called_off_by"])
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


def next_meetings(now: datetime) -> dict[uuid.UUID, Meeting]:
    """The next planned session of each course, for those who ask before it; one query."""
    soon = {"starts_at__gt": now, "starts_at__lte": now + SOON}
    planned = Session.objects.unscoped().filter(state=Session.State.PLANNED, **soon)
    rows = planned.order_by("-starts_at", "-pk").values_list("course", "pk", "starts_at")
    return {course: Meeting(pk, starts_at) for course, pk, starts_at in rows}  # the soonest is set last
