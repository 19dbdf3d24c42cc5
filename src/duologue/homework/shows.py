"""What between sessions shows on the pages of other steps (config/wiring.py, SHOWS)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.homework import reading, rhythm


def on_progress(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """The rhythm of four weeks and what helped, as this person may see them; three queries."""
    found, helped = rhythm.of_course(viewer, course, now=now), reading.helped(viewer, [course])
    if found is None and not helped:
        return None
    return Offer("homework/parts/on_progress.html", {"rhythm": found, "helped": helped})


def at_the_ending(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """What helped along the way, to look back on; one query."""
    helped = reading.helped(viewer, [course])
    return Offer("homework/parts/what_helped.html", {"helped": helped, "small": True}) if helped else None
