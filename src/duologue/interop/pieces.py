"""What the archive is made of: dated pieces in sections, each gathered through the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from duologue.courses.models import Course, SharedDocument
from duologue.courses.visibility import Audience, Viewer

JUST_ME = "Just you"


@dataclass(frozen=True)
class Piece:
    """One thing that was written: when, by whom if not by the reader, and what it says under which heading."""

    title: str
    at: datetime | date | None = None
    said: tuple[tuple[str, str], ...] = ()
    by: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Section:
    """One step of the way."""

    id: str
    title: str
    pieces: tuple[Piece, ...]


def of(viewer: Viewer, model: Any, course: Course, *order: str) -> Any:
    found = viewer.records(model).filter(course=course).select_related("course", "author")
    return found.order_by(*(order or ("written_at",)), "pk")


def piece(viewer: Viewer, record: Any, title: str, *said: tuple[str, str | None], at: Any = None) -> Piece:
    """A record as a piece, without the parts that are empty."""
    return Piece(
        title=title,
        at=at or record.written_at,
        said=tuple((label, words) for label, words in said if words),
        by="" if record.author_id == viewer.user.pk or isinstance(record, SharedDocument) else record.author.called,
        mark=JUST_ME if record.audience == Audience.ME else "",
    )
