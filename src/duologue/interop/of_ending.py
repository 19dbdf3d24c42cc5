"""The ending in a take-away file: how it ended, its steps, letters, what was kept, the days to look in, and the plan."""

from __future__ import annotations

from collections.abc import Iterator

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.forms import HOW_MUCH, PARTS, EarlySigns
from duologue.ending.models import ContactAttempt, Ending, EndingStep, Farewell, Keepsake, StayingWellPlan
from duologue.ending.summaries import filled
from duologue.ending.summary_models import EarlierSummary, Summary
from duologue.interop.pieces import Piece, of, piece


def ending(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """The ending itself, and what came after it."""
    for one in of(viewer, Ending, course):
        yield piece(
            viewer, one, one.get_kind_display(), ("", one.why), ("The last session", str(one.last_session_number))
        )
    for one in of(viewer, EndingStep, course, "session_number", "written_at"):
        done = "done" if one.done_at else "not done"
        yield piece(viewer, one, f"For session {one.session_number}: {one.title}, {done}")
    for one in of(viewer, ContactAttempt, course, "on"):
        said = f"{one.get_way_display()}. {one.get_came_display()}."
        yield piece(viewer, one, "Somebody tried to reach you", ("", said), ("", one.words), at=one.on)
    for one in of(viewer, Farewell, course):
        title = one.get_kind_display() if one.given_at else f"{one.get_kind_display()}, not given"
        yield piece(viewer, one, title, ("", one.words), at=one.given_at)
    for one in of(viewer, FollowUp, course, "on"):
        yield piece(viewer, one, "A day to look in again", at=one.on)
    for one in of(viewer, EarlySignsCheck, course):
        asked = {name: str(field.label) for name, field in EarlySigns.base_fields.items()}
        asked |= {name: name for name in one.answers if name not in asked}  # asked once, and no more
        given = [(label, dict(HOW_MUCH).get(one.answers.get(name))) for name, label in asked.items()]
        yield piece(viewer, one, "How it was going", *given)


def summaries(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Each summary as the client has it before them, and as it was before it was changed."""
    for one in of(viewer, Summary, course):
        parts = [(heading, words) for _, heading, words in filled(one.parts)]
        yield piece(viewer, one, "A summary", ("To whom", one.to_whom), ("Your word", one.get_said_display()), *parts)
    for was in of(viewer, EarlierSummary, course, "version"):
        parts = [(heading, words) for _, heading, words in filled(was.parts)]
        yield piece(viewer, was, f"A summary, as it was in version {was.version}", ("To whom", was.to_whom), *parts)


def plan(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """The plan, and what was kept for it."""
    for one in of(viewer, Keepsake, course, "on"):
        title = "Kept for your plan" if one.let_go_at is None else "Kept for your plan for a while"
        yield piece(viewer, one, title, (one.get_kind_display(), one.words), at=one.on)
    for one in of(viewer, StayingWellPlan, course):
        parts = [(str(label), getattr(one, name)) for name, label in PARTS.items()]
        yield piece(viewer, one, "My staying-well plan", *parts)
