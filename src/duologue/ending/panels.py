"""What the ending and the time after it offer to other pages: what this session is for, what can be kept, who waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from duologue.courses.keepsakes import Found
from duologue.courses.keepsakes import worth_keeping as worth
from duologue.courses.models import Course, Stage
from duologue.courses.offers import Offer
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.models import Ending, EndingStep, Keepsake
from duologue.ending.summary_models import Summary
from duologue.sessions import panels as sessions


def to_look_in(viewer: Any, course: Course, *, now: datetime) -> FollowUp | None:
    """The follow-up whose day has come, after the ending; nothing is asked while a course goes on, or once it is closed."""
    if course.stage is None or course.stage.kind != Stage.Kind.FOLLOW_UP:
        return None
    waiting = viewer.records(FollowUp).filter(course=course, on__lte=timezone.localdate(now)).to_come()
    return waiting.select_related("course").first()


def latest_check(viewer: Any, course: Course) -> EarlySignsCheck | None:
    """How it was the last time the client looked in."""
    made = viewer.records(EarlySignsCheck).filter(course=course).select_related("course", "author")
    return made.order_by("-written_at", "-pk").first()


def waiting_checks(viewer: Any) -> list[EarlySignsCheck]:
    """Who answered red, or would like to talk after looking in, oldest first; one query."""
    made = viewer.records(EarlySignsCheck).filter(course__in=viewer.cared_for)
    return list(made.waiting().select_related("author", "course"))


def current(viewer: Any, course: Course) -> Ending | None:
    """The ending that has begun and is not over; one query."""
    return (
        viewer.records(Ending).filter(course=course, ended_at__isnull=True).select_related("course", "author").first()
    )


def for_this_session(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """What the session that runs or comes next is for, while a course comes to its end."""
    if course.stage is None or course.stage.kind != Stage.Kind.ENDING:
        return None
    session = sessions.next_session(viewer, course, now)
    if session is None:
        return None
    steps = viewer.records(EndingStep).filter(course=course, ending__ended_at=None, session_number=session.number)
    order = EndingStep.What.values
    steps = sorted(steps.select_related("course").order_by("written_at", "pk"), key=lambda one: order.index(one.what))
    return Offer("ending/parts/this_session.html", {"steps": steps, "session": session}) if steps else None


def a_summary_to_read(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """A summary that its client has not said yes or no to, where somebody is to get it; one query."""
    shown = viewer.records(Summary).filter(course=course, shown_at__isnull=False, passed_on_at=None)
    waiting = [
        one for one in shown.select_related("course").order_by("-shown_at", "-pk") if one.to_whom and not one.word
    ]
    return Offer("ending/parts/summary_waits.html", {"summary": waiting[0]}) if waiting else None


SHOWN_AT_MOST = 3


def worth_keeping(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """The newest things a client could keep for their plan, and how many there are already."""
    if course.viewed_as != "client" or course.has_ended:  # type: ignore[attr-defined]  # set by the viewer
        return None
    found, kept = not_kept_yet(viewer, course), viewer.records(Keepsake).filter(course=course, let_go_at=None).count()
    if not found and not kept:
        return None
    return Offer("ending/parts/worth_keeping.html", {"found": found[:SHOWN_AT_MOST], "kept": kept})


def not_kept_yet(viewer: Any, course: Course) -> list[Found]:
    """What can be kept from a course and was not, the newest first."""
    held = viewer.records(Keepsake).filter(course=course, let_go_at=None)
    already = set(held.values_list("kind", "about"))
    return [one for one in worth(viewer, course) if (one.kind, one.about) not in already]
