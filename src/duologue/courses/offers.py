"""What one step of therapy offers to the page of another, without either importing the other.

A page asks `offered("progress", ...)` and includes what comes back; which slice offers what where stands in
config/wiring.py (SHOWS), in the order in which it is shown. An offer makes a handful of queries at most, and says None
when it has nothing to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from duologue.courses.models import Course


@dataclass(frozen=True)
class Offer:
    """A part of a page: its template, and what it holds; the template finds it as `offer.page`."""

    template: str
    page: dict[Any, Any] = field(default_factory=dict)


Maker = Callable[..., Offer | None]
# "agenda" has no template: `page` says in a few words, by the id of a thing, what stands behind the line about it.
PLACES = (
    "progress",
    "before_session",
    "session",
    "session_close",
    "agenda",
    "ending",
    "client_today",
    "course",
    "review",
)
ON_A_SCREEN = ("screen_progress", "screen_worksheet")  # the second one: without links, for both to look at
_makers: dict[str, list[Maker]] = {place: [] for place in (*PLACES, *ON_A_SCREEN)}


def offers(place: str, makers: Iterable[Maker]) -> None:
    """Say who offers something to a place, in the order shown. Raises KeyError for a place that no page has."""
    _makers[place][:] = makers


def offered(place: str, viewer: Any, course: Course, *, now: datetime) -> list[Offer]:
    """What is shown to this person at a place, in this course. Each maker reads through the viewer."""
    made = (maker(viewer, course, now=now) for maker in _makers[place])
    return [offer for offer in made if offer is not None]
