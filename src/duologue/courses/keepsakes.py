"""What is worth keeping from a course for the time after it: each step of therapy names its own, in config/wiring.py.

A client keeps such a thing for their staying-well plan. Which steps have something to keep stands in the table KEEPS.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from duologue.courses.models import Course, Milestone


@dataclass(frozen=True)
class Found:
    """One thing that can be kept: what kind, where it comes from, in which words, from which day."""

    kind: str
    about: uuid.UUID | None
    words: str
    on: date


Finder = Callable[[Any, Course], Iterable[Found]]
_finders: dict[str, Finder] = {}


def keeps(finders: dict[str, Finder]) -> None:
    """Say which kinds of things can be kept, and who finds them."""
    _finders.clear()
    _finders.update(finders)


def worth_keeping(viewer: Any, course: Course) -> list[Found]:
    """Everything that this person could keep from a course, the newest first; one query for each kind."""
    found = [one for finder in _finders.values() for one in finder(viewer, course)]
    return sorted(found, key=lambda one: (one.on, one.kind, str(one.about)), reverse=True)


def milestones(viewer: Any, course: Course) -> Iterable[Found]:
    """What somebody marked as worth remembering."""
    for one in viewer.records(Milestone).filter(course=course).select_related("course"):
        yield Found("milestone", one.pk, one.words, one.on)
