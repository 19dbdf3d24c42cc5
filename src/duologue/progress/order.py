"""The order of the progress page: what is the client's own first, then the practice's; the client may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.progress.changes import Changes
from duologue.progress.models import StandsFirst

GOALS, PROBLEMS, SCORE = "goals", "problems", "score"


@dataclass(frozen=True)
class Part:
    """One part of the page: `name` is what a choice of the client keeps, `called` what it is called."""

    kind: str
    name: str
    called: str
    shown: Any = None


def parts(seen: Changes, *, first: str = "") -> list[Part]:
    """The parts there are, with the chosen one in front; goals always have their place, also while there are none."""
    found = [Part(GOALS, GOALS, "Goals")]
    if seen.problems:
        found.append(Part(PROBLEMS, PROBLEMS, "Problems in your own words"))
    found += [Part(SCORE, shown.slug, f"Score: {shown.name}", shown) for shown in seen.measures]
    return sorted(found, key=lambda part: part.name != first)


def chosen(viewer: Viewer, course: Course) -> str:
    """What the client of a course wants to see first; empty until they have chosen."""
    held = viewer.records(StandsFirst).filter(course=course).first()
    return held.what if held else ""
