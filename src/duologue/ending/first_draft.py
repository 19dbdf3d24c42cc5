"""How a summary begins: from what both have seen and nothing else, read through the viewer and only where it is shared."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils import dateformat, timezone

from duologue.courses.models import Course, Goal, GoalRating, OwnWords, Problem
from duologue.courses.visibility import Audience
from duologue.ending.models import StayingWellPlan
from duologue.questionnaires.models import Response
from duologue.questionnaires.trajectories import trajectories
from duologue.science.scoring import band
from duologue.science.trajectories import Trajectory
from duologue.sessions.models import Session

LINES = 12  # of what sessions were about: a summary is not the record
State = Session.State


def first_draft(viewer: Any, course: Course) -> dict[str, str]:
    """Words for each part that can be drawn from the course; the therapist writes the others. Eight queries."""

    def shared(model: Any, *order: str) -> Any:
        found = viewer.records(model).filter(course=course, audience=Audience.SHARED).select_related("course")
        return found.order_by(*(order or ("written_at",)), "pk")

    sessions = list(shared(Session, "starts_at"))
    plan = shared(StayingWellPlan).first()
    return {
        "when": _when(sessions),
        "brings": "\n".join(_brings(shared)),
        "done": "\n".join(_done(sessions)),
        "measures": "\n".join(_measures(shared(Response), sessions)),
        "goals": "\n".join(_goals(shared)),
        "plan": "\n".join(_plan(plan)) if plan else "",
        "back": f"{course.client.called} can ask to come back at any time, on their page or at {course.practice.name}.",
    }


def _when(sessions: list[Session]) -> str:
    """From when until when, how many sessions were offered, and what became of them."""
    became = Counter(session.state for session in sessions)
    met = [session for session in sessions if session.state == State.ATTENDED]
    offered = len(sessions) - became[State.PLANNED]
    if not met:
        return "We have not met." if not offered else f"{offered} sessions were offered, and none took place."
    first, last = (dateformat.format(timezone.localdate(one.starts_at), "j F Y") for one in (met[0], met[-1]))
    lines = [f"From {first} to {last}.", f"{len(met)} of {offered} sessions took place."]
    lines += [f"{became[State.MISSED]} were missed."] if became[State.MISSED] else []
    lines += [f"{became[State.CANCELLED]} were called off."] if became[State.CANCELLED] else []
    return " ".join(lines)


def _brings(shared: Any) -> list[str]:
    said = [f"“{one.words}”" for one in shared(OwnWords).filter(about=OwnWords.About.BRINGS)]
    return said + [f"- {problem.words}" for problem in shared(Problem)]


def _done(sessions: list[Session]) -> list[str]:
    told = [f"- Session {one.number}: {one.summary.splitlines()[0]}" for one in sessions if one.summary.strip()]
    left_out = len(told) - LINES
    return told[:LINES] + ([f"- And {left_out} more."] if left_out > 0 else [])


def _measures(responses: Any, sessions: list[Session]) -> list[str]:
    held = [one.starts_at for one in sessions if one.state == State.ATTENDED]
    lasting = [
        one for one in trajectories(responses, held=held) if not one.form.extra.get("sensitive")
    ]  # hard things stay
    return [line for course in lasting if (line := _measure(course))]


def _measure(course: Trajectory) -> str:
    """The first and the last full score, each with its published range in words. One alone is said as one."""
    known = course.known
    if not known:
        return ""
    title = course.form.title if not course.scale else f"{course.form.title}, {course.name}"
    told = [f"{value:g} of {course.key.high}{_range(course, value)}" for value in (known[0], known[-1])]
    return f"- {title}: {told[0]}" + (f" at first, {told[1]} at last." if len(known) > 1 else ", asked once.")


def _range(course: Trajectory, value: float) -> str:
    named = band(course.form, value, course.scale)
    return f" ({named.lower()})" if named else ""


def _goals(shared: Any) -> list[str]:
    ratings: dict[Any, list[int]] = {}
    for one in shared(GoalRating):
        ratings.setdefault(one.goal_id, []).append(one.value)
    return [f"- {goal.words}{_from_to(ratings.get(goal.pk, []))}" for goal in shared(Goal)]


def _from_to(values: list[int]) -> str:
    if not values:
        return ""
    return f": {values[0]} of 10" + (f" at first, {values[-1]} of 10 at last" if len(values) > 1 else "")


def _plan(plan: StayingWellPlan) -> list[str]:
    parts = {"Early signs": plan.early_signs, "First": plan.first_i_do, "Then": plan.then_i_do}
    return [f"{label}: {words}" for label, words in parts.items() if words]
