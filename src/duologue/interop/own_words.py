"""What a client wrote with a tool: their diary card in its versions, the days on it, what was looked at link by link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.interop.pieces import Piece
from duologue.interop.pieces import of as _of
from duologue.interop.pieces import piece as _piece
from duologue.techniques import week
from duologue.techniques.cards import DiaryCard, OwnEntry
from duologue.techniques.chains import PARTS, Chain, ChainLink, worksheet
from duologue.techniques.patterns import WORDS, Example, Focus, Theme, focus_sheet


def cards(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Each version of the diary card."""
    for one in _of(viewer, DiaryCard, course, "number"):
        lines = (("Feelings", one.feelings), ("Urges", one.urges), ("Skills", one.skills))
        said = [(title, ", ".join(row.name for row in rows)) for title, rows in lines]
        yield _piece(viewer, one, f"Your diary card, version {one.number}", *said)


def entries(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Each day on the card, and whatever else they wrote by themselves."""
    found = list(_of(viewer, OwnEntry, course, "on", "written_at").select_related("card", "course__practice", "author"))
    for one in week.seen_by(viewer, found):
        said: Any = week.rows_of(one) if one.card_id else one.shown.said if one.shown else []
        late = " (filled in later)" if one.card_id and one.late else ""
        title = f"{one.response.form.called}{late}"
        yield _piece(viewer, one, title, *said, ("Your line for your therapist", one.line), at=one.on)


def chains(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Each moment that was looked at link by link."""
    links = list(_of(viewer, ChainLink, course, "place").filter(taken_away_at__isnull=True))
    for one in _of(viewer, Chain, course):
        around = [(worksheet().item(name).text, getattr(one, name)) for name in PARTS]
        told = [(link.get_kind_display(), _link(link)) for link in links if link.chain_id == one.pk]
        yield _piece(viewer, one, worksheet().called, *around[:3], *told, *around[3:])


def foci(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """What the two kept in view."""
    for one in _of(viewer, Focus, course):
        said = [(focus_sheet().item(name).text, getattr(one, name)) for name in WORDS]
        yield _piece(viewer, one, focus_sheet().called, *said)


def themes(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """The words the two put on moments, and which moments are examples of a map."""
    about = {entry.response_id: entry.on for entry in _of(viewer, OwnEntry, course)}
    for one in _of(viewer, Theme, course).filter(taken_away_at__isnull=True):
        yield _piece(viewer, one, one.get_part_display(), ("", one.words), at=about.get(one.response_id))
    for one in _of(viewer, Example, course).filter(taken_away_at__isnull=True).select_related("map"):
        of_map = one.map.about or one.map.get_kind_display()
        yield _piece(viewer, one, "A moment that is an example of a map", ("", of_map))


def _link(link: ChainLink) -> str:
    return f"{link.words}\nHere it could break: {link.way_out}" if link.breaks else link.words
