"""What changes in the demo's diary: a session moved, one called off, a wish to move, times away, reminders."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from duologue.courses.models import Course
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.people.models import Practice, User
from duologue.science.recurrence import wall_clock
from duologue.sessions import actions as sessions
from duologue.sessions import changes, planning, reminders
from duologue.sessions.arrangements import ReminderChoice
from duologue.sessions.models import Session


def of_story(this: Telling) -> list[Steps]:
    """Each change that a story tells of; those of one story do not touch the same session."""
    verbs = {"moved": _moved, "wish": _wish, "away": _away, "reminders": _reminders}
    return [verbs[name](this, told) for name, told in this.told.get("diary", {}).items()]


def did_not_take_place(this: Telling, n: int, session: Session, told: dict[str, Any]) -> Steps:
    """Nobody came, or the client called it off so many hours before."""
    if told.get("missed"):
        yield this.after(n)
        sessions.mark(session, Session.State.MISSED, by=this.therapist, now=this.after(n))
        return
    at = this.before(n, hours=told["called_off"])
    yield at
    changes.call_off(session, by=this.client, now=at)


def _next(this: Telling, ahead: int) -> Session:
    """The first session to come, or the one so many after it."""
    coming = [session for session in this.sessions.values() if session.starts_at > this.now]
    return sorted(coming, key=lambda session: session.starts_at)[ahead]


def _at(this: Telling, session: Session, told: dict[str, Any]) -> datetime:
    """So many days after a session's day, at a time on the practice's wall."""
    zone = this.course.practice.zone
    day = session.starts_at.astimezone(zone).date() + timedelta(days=told["days"])
    return wall_clock(day, time.fromisoformat(told["at"]), zone)


def _moved(this: Telling, told: dict[str, Any]) -> Steps:
    at = this.now - timedelta(days=3, hours=2)
    yield at
    session = _next(this, told.get("ahead", 0))
    planning.move(session, starts_at=_at(this, session, told), by=this.therapist, now=at)


def _wish(this: Telling, told: dict[str, Any]) -> Steps:
    at = this.now - timedelta(hours=19)
    yield at
    session = _next(this, told.get("ahead", 0))
    times = [_at(this, session, one) for one in told["times"]]
    changes.ask_to_move(session, times=times, words=told["words"], by=this.client, now=at)


def _away(this: Telling, told: dict[str, Any]) -> Steps:
    yield from away(this.client, told, courses=[this.course], now=this.now - timedelta(days=2), today=this.now)


def _reminders(this: Telling, told: dict[str, Any]) -> Steps:
    at = this.course.opened_at + timedelta(days=3)
    yield at
    quiet = {name: time.fromisoformat(told[name]) for name in ("quiet_from", "quiet_until")}
    reminders.choose(ReminderChoice.When(told["when"]), **quiet, by=this.client, now=at)


def of_tom(tom: User, *, practice: Practice, now: datetime) -> Steps:
    """The therapist's winter break."""
    told = {"first": 27, "last": 38}
    yield from away(
        tom, told, courses=Course.objects.unscoped().filter(practice=practice), now=now - timedelta(days=6), today=now
    )


def away(user: User, told: dict[str, Any], *, courses: Any, now: datetime, today: datetime) -> Steps:
    """Somebody is away so many days from today."""
    yield now
    day: date = today.date()
    first, last = day + timedelta(days=told["first"]), day + timedelta(days=told["last"])
    changes.take_a_break(user=user, first_on=first, last_on=last, courses=courses, by=user, now=now)
