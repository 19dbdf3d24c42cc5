"""A map laid out: which box lies where, and the arrows between them as one SVG.

On a wide page the boxes stand in three columns and the SVG lies under them; both come from the same few lengths here and in
parts.css (`.map`), counted in rem. On a phone the boxes stand below each other and the arrows are words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from math import ceil, hypot

from django.utils.safestring import SafeString, mark_safe

from duologue.assessment.maps import Era, Kind, Place
from duologue.assessment.reading import Arrow, Box

COLUMN, BETWEEN_COLUMNS, BETWEEN_ROWS = 18.0, 6.0, 4.0
WIDTH = 3 * COLUMN + 2 * BETWEEN_COLUMNS
HEAD, BETWEEN_BOXES, EMPTY = 2.75, 0.5, 4.5
LINE, PADDING = 1.5, 1.25
LETTERS, MOST_LINES = 27, 9  # letters that surely fit on a line; what is longer scrolls in its box
APART = 0.35  # between an arrow and a box

Point = tuple[float, float]


@dataclass(frozen=True)
class Card:
    """A box on the page, so many lines tall, and where it leads."""

    box: Box
    lines: int
    leads_to: tuple[tuple[Arrow, Box, Place], ...]


@dataclass(frozen=True)
class Cell:
    """One place with its boxes, the first one on top."""

    place: Place
    cards: tuple[Card, ...]
    era: Era | None = None  # the time that begins here, on a life line


@dataclass(frozen=True)
class Rect:
    """Where a box lies on a wide page, in rem from the map's upper left corner. `head` is how far the heading reaches above."""

    x: float
    y: float
    width: float
    height: float
    place: str
    head: float = 0.0

    @property
    def middle(self) -> Point:
        return self.x + self.width / 2, self.y + self.height / 2

    def edge(self, towards: Point) -> Point:
        """Where a line from the middle to `towards` leaves this box, a little outside of it."""
        (cx, cy), (tx, ty) = self.middle, towards
        dx, dy = tx - cx, ty - cy
        if not dx and not dy:
            return cx, cy
        sides = [(self.width / 2 + APART) / abs(dx)] if dx else []
        sides += [(self.height / 2 + APART + (self.head if dy < 0 else 0)) / abs(dy)] if dy else []
        share = min([*sides, 1.0])
        return cx + dx * share, cy + dy * share


def cells(kind: Kind, boxes: Iterable[Box], arrows: Iterable[Arrow]) -> list[Cell]:
    """The places in their order, each with its boxes."""
    by_id = {box.id: box for box in boxes}
    ways: dict[str, list[tuple[Arrow, Box, Place]]] = {}
    for arrow in arrows:
        if arrow.start in by_id and arrow.end in by_id:
            end = by_id[arrow.end]
            ways.setdefault(arrow.start, []).append((arrow, end, kind.place(end.place)))
    held = [
        (
            place,
            [Card(box, _lines(box), tuple(ways.get(box.id, ()))) for box in by_id.values() if box.place == place.id],
        )
        for place in kind.places
    ]
    return [Cell(place, tuple(cards), kind.begins(place)) for place, cards in held]


def _lines(box: Box) -> int:
    lines = sum(max(1, ceil(len(line) / LETTERS)) for line in box.words.split("\n"))
    return min(lines + bool(box.rated), MOST_LINES)


def _height(card: Card) -> float:
    return PADDING + LINE * card.lines


def _cell_height(cell: Cell) -> float:
    return HEAD + (sum(_height(card) + BETWEEN_BOXES for card in cell.cards) if cell.cards else EMPTY)


def places_of(found: list[Cell]) -> tuple[dict[str, Rect], float]:
    """Where every box lies, and how tall the map is."""
    rows = max(cell.place.at[1] for cell in found)
    tall = [max((_cell_height(c) for c in found if c.place.at[1] == row), default=0) for row in range(1, rows + 1)]
    rects = {}
    for cell in found:
        column, row = cell.place.at
        x = (column - 1) * (COLUMN + BETWEEN_COLUMNS)
        y = sum(tall[: row - 1]) + (row - 1) * BETWEEN_ROWS + HEAD
        for n, card in enumerate(cell.cards):
            rects[card.box.id] = Rect(x, y, COLUMN, _height(card), cell.place.id, 0 if n else HEAD - 0.5)
            y += _height(card) + BETWEEN_BOXES
    return rects, sum(tall) + (rows - 1) * BETWEEN_ROWS


def arrows_drawn(found: list[Cell]) -> SafeString:
    """All arrows as one SVG, for the eye only: the words below the map say the same."""
    rects, height = places_of(found)
    shapes = [
        _arrow(rects[card.box.id], rects[end.id], arrow.word)
        for cell in found
        for card in cell.cards
        for arrow, end, _ in card.leads_to
    ]
    head = (
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path d="M0 0 10 5 0 10z"/></marker></defs>'
    )
    inside = head + "".join(path for path, _ in shapes) + "".join(word for _, word in shapes)
    return mark_safe(  # numbers, and words that _arrow escapes
        f'<svg class="arrows" viewBox="0 0 {WIDTH:g} {height:g}" aria-hidden="true">{inside}</svg>'
    )


def _arrow(start: Rect, end: Rect, word: str) -> tuple[str, str]:
    """The line of an arrow, and its word, which is drawn over all lines."""
    (ax, ay), (bx, by) = start.middle, end.middle
    if start.place == end.place:  # one above the other: out at the side and back in
        side = start.x + start.width
        a, b = (side + APART, ay), (side + APART, by)
        bend: Point = (side + BETWEEN_COLUMNS * 0.6, (ay + by) / 2)
    else:
        away = hypot(bx - ax, by - ay)
        out = min(2.2, 0.12 * away) / away
        bend = ((ax + bx) / 2 - (by - ay) * out, (ay + by) / 2 + (bx - ax) * out)
        a, b = start.edge(bend), end.edge(bend)
    path = f'<path class="way" d="M{a[0]:.2f} {a[1]:.2f}Q{bend[0]:.2f} {bend[1]:.2f} {b[0]:.2f} {b[1]:.2f}"/>'
    x, y = (a[0] + 2 * bend[0] + b[0]) / 4, (a[1] + 2 * bend[1] + b[1]) / 4
    return path, f'<text x="{x:.2f}" y="{y + 0.25:.2f}">{escape(word)}</text>' if word else ""
