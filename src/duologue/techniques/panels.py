"""What the techniques offer to other pages: what was used in which session, and how it went."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from duologue.courses.offers import Offer
from duologue.courses.visibility import Audience
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.science.forms import Form
from duologue.sessions.models import Session
from duologue.techniques.approaches import APPROACHES, Approach
from duologue.techniques.models import UsedTogether

OVER_TIME = ("curve", "gap", "sort")  # kinds of pictures (questionnaires/pictures.py)
SOON = timedelta(hours=12)  # what is written the same day belongs to the session of that day


@dataclass
class Tool:
    """One worksheet with the times it was used together, oldest first."""

    sheet: Form
    times: list[UsedTogether] = field(default_factory=list)


def used_in(viewer: Any, course: Any) -> list[UsedTogether]:
    """What was used together in a course, newest first; one query."""
    found = viewer.records(UsedTogether).filter(course=course).select_related("session", "response", "course")
    return list(found.order_by("-written_at", "-pk"))


def by_tool(used: Iterable[UsedTogether]) -> list[Tool]:
    """The same by worksheet, the one that was used last on top."""
    tools: dict[str, Tool] = {}
    for one in used:
        tool = tools.setdefault(one.response.form_id, Tool(one.sheet))
        tool.times.insert(0, one)
    return list(tools.values())


def session_of_now(viewer: Any, course: Any, *, now: datetime) -> Session | None:
    """The session that runs, or the one that was held within the last hours."""
    held = viewer.records(Session).filter(course=course, state=Session.State.ATTENDED, began_at__gt=now - SOON)
    found: Session | None = held.order_by("-began_at", "-pk").first()
    return found


def schools() -> list[tuple[Approach, list[Form]]]:
    """The four approaches, each with its worksheets."""
    sheets = library.worksheets()
    return [(school, [form for form in sheets if form.extra["school"] == school.id]) for school in APPROACHES]


def shown_over_time(viewer: Any, course: Any) -> list[Response]:
    """The answers to worksheets that have a picture of all their times, by whoever filled them in; one query."""
    drawn = [form.id for form in library.worksheets() if form.extra.get("picture", {}).get("kind") in OVER_TIME]
    found = viewer.records(Response).filter(course=course, form_id__in=drawn, sent_at__isnull=False)
    return list(found.order_by("written_at", "pk"))


def curves_on_progress(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """Beside progress: fear across repetitions, values and what was lived, the two sorts over time."""
    responses = shown_over_time(viewer, course)
    return Offer("techniques/parts/curves.html", {"responses": responses}) if responses else None


def on_progress(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """Beside progress: what was used in which session, and how it went. Association in words, never as proof."""
    used = used_in(viewer, course)
    return Offer("techniques/parts/on_progress.html", {"tools": by_tool(used), "course": course}) if used else None


def in_session(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """On the page of the hour: what is being filled in just now, and for the therapist the way to something new."""
    running = session_of_now(viewer, course, now=now)
    here = [one for one in used_in(viewer, course) if running and one.session_id == running.pk]
    mine = course.viewed_as == "client"
    if mine and not here:
        return None
    return Offer("techniques/parts/in_session.html", {"here": here, "course": course, "mine": mine})


def on_screen(viewer: Any, course: Any, *, now: datetime) -> Offer:
    """On a second screen: what was filled in last in this hour, as both read it; two queries."""
    running = session_of_now(viewer, course, now=now)
    held = used_in(viewer, course) if running else []
    here = [
        one for one in held if running and one.session_id == running.pk and one.response.audience == Audience.SHARED
    ]
    return Offer("techniques/parts/on_screen.html", {"used": next(iter(here), None)})
