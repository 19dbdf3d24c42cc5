"""Verbs of ending well: begin the ending, write the plan, set a day to look in again, end, come back.

What happens within the phase is in phase.py, after it in following.py, and letters are in farewells.py.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import move_to, write
from duologue.courses.models import Course, Stage
from duologue.courses.versions import Stale, keep
from duologue.ending import following, phase
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.models import Ending, StayingWellPlan
from duologue.people.models import User
from duologue.questionnaires.actions import stop_asking
from duologue.questionnaires.models import Ask
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem, Session

OVER = (Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED)


def is_over(course: Course) -> bool:
    """The sessions are over; a follow-up may still be to come."""
    return course.stage is not None and course.stage.kind in OVER


def why_not_begin(course: Course) -> str | None:
    """The reason why an ending cannot be begun now, or None."""
    if is_over(course):
        return "This course has ended already."
    if _open_ending(course):
        return "The ending has begun already."
    return None


def _open_ending(course: Course) -> Ending | None:
    return Ending.objects.unscoped().select_related("course").filter(course=course, ended_at__isnull=True).first()


@transaction.atomic
def begin(kind: Ending.Kind, *, last_session_number: int, why: str, course: Course, by: User, now: datetime) -> Ending:
    """Begin the ending together: how it ends, after which session, and why. Later sessions leave the diary, and the last ones
    get an agenda of their own.

    Raises ValueError with the reason why not.
    """
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    if reason := why_not_begin(course):
        raise ValueError(reason)
    ending = write(Ending, course=course, by=by, now=now, kind=kind, last_session_number=last_session_number, why=why)
    for session in planned(course):
        if session.number > last_session_number:
            sessions.mark(session, Session.State.CANCELLED, by=by, now=now)
    phase.lay_out(ending, by=by, now=now)
    if kind == Ending.Kind.DIED:
        _fall_silent(course, by=by, now=now)
    move_to(Stage.Kind.ENDING, course=course, by=by, now=now)
    return ending


def _fall_silent(course: Course, *, by: User, now: datetime) -> None:
    """Somebody has died: nothing is sent and nothing is asked any more, from this moment on."""
    following.call_off(course=course, by=by, now=now)
    for session in planned(course):
        sessions.mark(session, Session.State.CANCELLED, by=by, now=now)
    User.objects.filter(pk=course.client.pk).update(is_active=False)


def why_not_end(course: Course) -> str | None:
    """The reason why a course cannot be ended now, or None.

    An answer about safety puts a line on the agenda, which stays open until somebody has acted on it.
    """
    if course.has_ended:
        return "This course has ended already."
    waiting = AgendaItem.objects.unscoped().filter(course=course, kind=AgendaItem.Kind.SAFETY, outcome="open")
    if waiting.exists():
        return "An answer about safety still waits for somebody to act on it. Please do that first."
    in_follow_up = course.stage and course.stage.kind == Stage.Kind.FOLLOW_UP
    if not in_follow_up and not _open_ending(course):
        return "The ending has not begun yet. Begin it together first."
    return None


@transaction.atomic
def end(*, course: Course, by: User, now: datetime) -> Stage:
    """End the course: what was still planned leaves the diary, open questions are taken back, what was shared stays.

    With a follow-up still to come it goes on to that, else it is closed. Raises ValueError with the reason why not.
    """
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    if reason := why_not_end(course):
        raise ValueError(reason)
    for session in planned(course):
        sessions.mark(session, Session.State.CANCELLED, by=by, now=now)
    for question in Ask.objects.unscoped().filter(
        course=course, stopped_at__isnull=True, response__sent_at__isnull=True
    ):
        stop_asking(question, by=by, now=now)
    if ending := _open_ending(course):
        ending.ended_at, ending.ended_by = now, by
        ending.save(update_fields=["ended_at", "ended_by"])
    goes_on = FollowUp.objects.unscoped().filter(course=course).to_come()
    first_time = course.stage is None or course.stage.kind != Stage.Kind.FOLLOW_UP
    kind = Stage.Kind.FOLLOW_UP if first_time and goes_on.exists() else Stage.Kind.CLOSED
    return move_to(kind, course=course, by=by, now=now)


def planned(course: Course) -> list[Session]:
    """Sessions that are in the diary and were neither held nor missed."""
    waiting = Session.objects.unscoped().filter(course=course, state=Session.State.PLANNED, began_at__isnull=True)
    return list(waiting.select_related("course").order_by("starts_at"))


@transaction.atomic
def write_plan(parts: dict[str, Any], *, course: Course, seen: int, by: User, now: datetime) -> StayingWellPlan:
    """Write the staying-well plan, or change it; raises Stale when the other one wrote meanwhile."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    held = StayingWellPlan.objects.unscoped().select_related("course").filter(course=course).first()
    if held is None:
        return write(StayingWellPlan, course=course, by=by, now=now, **parts)
    if seen == held.version and all(getattr(held, name) == words for name, words in parts.items()):
        return held
    if not seen:
        raise Stale(held)
    keep(held, seen=seen, **parts)
    ledger.record("stayingwellplan.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


@transaction.atomic
def set_follow_up(on: date, *, course: Course, by: User, now: datetime) -> FollowUp:
    """Agree on a day to look in again; a day that was set before and is still to come is moved."""
    ahead = FollowUp.objects.unscoped().select_related("course").filter(course=course, months__isnull=True)
    held = ahead.to_come().first()
    if held is None:
        return write(FollowUp, course=course, by=by, now=now, on=on)
    held.on = on
    held.save(update_fields=["on"])
    ledger.record("followup.moved", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


def why_not_come_back(course: Course) -> str | None:
    """The reason why there is no way back to open, or None."""
    return None if is_over(course) else "This course goes on already."


@transaction.atomic
def come_back(*, course: Course, by: User, now: datetime) -> Stage:
    """Work together again in the same course, with everything that was. Raises ValueError with the reason why not."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    course.__dict__.pop("stage", None)
    if reason := why_not_come_back(course):
        raise ValueError(reason)
    stage = move_to(Stage.Kind.TREATMENT, course=course, by=by, now=now)
    User.objects.filter(pk=course.client.pk).update(is_active=True)  # also after a mistake that had silenced everything
    following.call_off(course=course, by=by, now=now)
    following.settle(EarlySignsCheck.Spoke.CAME_BACK, course=course, by=by, now=now)
    return stage
