"""What was tried between sessions: what was agreed, each time it was tried, notes with what they were before, what helped."""

from __future__ import annotations

from collections.abc import Iterator

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.homework import guides
from duologue.homework.models import Assignment, EarlierNote, Entry, Helped
from duologue.interop.pieces import Piece
from duologue.interop.pieces import of as _of
from duologue.interop.pieces import piece as _piece


def tried(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """What was agreed, with its reason, its plan, and what to read."""
    for one in _of(viewer, Assignment, course):
        guide = guides.named(one.guide_id)
        said = [("Why", one.why), ("How often", one.how_often), ("When and where", one.when_where)]
        said += [("What could get in the way", one.obstacle), ("The smaller version", one.smaller)]
        said += [
            ("How sure you were", f"{one.confidence} of 10"),
            ("What to read", one.reading or (guide.title if guide else "")),
        ]
        said += [("Now", one.get_outcome_display()), ("In a word", one.settled_words)]
        yield _piece(viewer, one, one.what, *said)


def entries(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Each time something was tried, and each note with what it said before it was changed."""
    agreed = {given.pk: given.what for given in _of(viewer, Assignment, course)}
    before: dict[object, list[str]] = {}
    for was in _of(viewer, EarlierNote, course):
        before.setdefault(was.entry_id, []).append(was.words)
    for one in _of(viewer, Entry, course).filter(
        line_of__isnull=True
    ):  # a line given stands with what it was taken from
        said = [("About", agreed.get(one.assignment_id)), ("How much", one.how_much), ("Why", one.get_reason_display())]
        said += [(name, f"{value} of 10") for name, value in one.ratings]
        said += [("", one.words), ("Your line for your therapist", one.line)]
        said += [("Before you changed it", words) for words in before.get(one.pk, [])]
        yield _piece(viewer, one, one.get_how_display(), *said)


def helped(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """What helped, as the client kept it."""
    for one in _of(viewer, Helped, course):
        yield _piece(viewer, one, one.words)
