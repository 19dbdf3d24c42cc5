"""Pictures of what was practised: fear across repetitions, and how far what matters is from what is lived.

Like the lines of scores they are drawn at two fixed widths, with plain presentation. What is missing is left out, never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from duologue.science.charts import BOTTOM, LEFT, RIGHT, TOP
from duologue.science.self_sort import written

MOST = 8  # repetitions side by side, so that numbers of 14 px find room at 296 px
ROW, ABOVE = 54, 12


@dataclass(frozen=True)
class Repetition:
    """One time somebody stayed with what they fear: distress 0-100 when it began, at its highest, and at the end."""

    number: int
    start: int | None
    peak: int | None
    end: int | None

    @property
    def known(self) -> list[tuple[str, int]]:
        """The numbers that were given, with the name of each."""
        given = (("begins", self.start), ("peak", self.peak), ("end", self.end))
        return [(name, value) for name, value in given if value is not None]


def likeness_chart(times: Sequence[float], *, width: int, title: str, described_by: str, height: int = 210) -> str:
    """How alike two sorts were, each time, from -1 to 1 with a thin line at 0; the last `MOST` times."""
    first = max(len(times) - MOST, 0)
    shown = list(times)[first:]
    room, floor = (width - LEFT - RIGHT) / max(len(shown), 1), height - BOTTOM

    def y(r: float) -> float:
        return floor - (floor - TOP) * (r + 1) / 2

    points = [(LEFT + room * (n + 0.5), y(r), r) for n, r in enumerate(shown)]
    parts = [f'<path class="axis" d="M{LEFT} {TOP}V{floor}H{width - RIGHT}" fill="none"/>']
    parts += [f'<path class="axis" stroke-dasharray="3 5" d="M{LEFT} {y(0):.1f}H{width - RIGHT}"/>']
    parts += [
        f'<text x="{LEFT - 6}" y="{y(n) + 5:.0f}" text-anchor="end">{said}</text>'
        for n, said in ((-1, "−1"), (0, "0"), (1, "1"))
    ]
    if len(points) > 1:
        parts.append(f'<path class="line" d="M{"L".join(f"{x:.1f} {at:.1f}" for x, at, _ in points)}"/>')
    for n, (x, at, r) in enumerate(points, start=first + 1):
        above = -12 if r < 0.8 else 24
        parts.append(f'<circle class="mark" cx="{x:.1f}" cy="{at:.1f}" r="4.5"/>')
        parts.append(f'<text class="label" x="{x:.1f}" y="{at + above:.1f}" text-anchor="middle">{written(r)}</text>')
        parts.append(f'<text x="{x:.1f}" y="{floor + 22}" text-anchor="middle">{n}</text>')
    return _svg(parts, width, height, title, described_by)


def repetition_chart(
    times: Sequence[Repetition], *, width: int, title: str, described_by: str, height: int = 230
) -> str:
    """Each repetition as a small arch from its start over its peak to its end; the last `MOST` of them."""
    shown = list(times)[-MOST:]
    room = (width - LEFT - RIGHT) / max(len(shown), 1)
    floor, third = height - BOTTOM, min(room / 3.4, 40)
    places = {"begins": -third, "peak": 0.0, "end": third}

    def y(value: int) -> float:
        return floor - (floor - TOP) * value / 100

    parts = [f'<path class="axis" d="M{LEFT} {TOP}V{floor}H{width - RIGHT}" fill="none"/>']
    parts += [f'<text x="{LEFT - 6}" y="{y(n) + 5:.0f}" text-anchor="end">{n}</text>' for n in (0, 50, 100)]
    for n, one in enumerate(shown):
        middle = LEFT + room * (n + 0.5)
        points = [(name, value, middle + places[name], y(value)) for name, value in one.known]
        if len(points) > 1:
            parts.append(f'<path class="line" d="M{"L".join(f"{x:.1f} {at:.1f}" for _, _, x, at in points)}"/>')
        parts += [_mark(name, value, x, at) for name, value, x, at in points]
        parts += [
            f'<text class="label" x="{x:.1f}" y="{at - 11:.1f}" text-anchor="middle">{value}</text>'
            for name, value, x, at in points
            if name == "peak"
        ]
        parts.append(f'<text x="{middle:.1f}" y="{floor + 22}" text-anchor="middle">{one.number}</text>')
    return _svg(parts, width, height, title, described_by)


def _mark(name: str, value: int, x: float, y: float) -> str:
    """The start is an open dot, the peak a triangle, the end a full dot: told apart without colour."""
    if name == "peak":
        return f'<path class="mark {name}" d="M{x - 5:.1f} {y + 4:.1f}h10l-5 -9z"><title>{value}</title></path>'
    return f'<circle class="mark {name}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"><title>{value}</title></circle>'


@dataclass(frozen=True)
class Gap:
    """One part of life: how much it matters and how much it was lived this week, both 0-10."""

    name: str
    matters: int | None
    lived: int | None

    @property
    def size(self) -> int | None:
        """How far the one is from the other; None when a number is missing."""
        return None if self.matters is None or self.lived is None else self.matters - self.lived


def gap_chart(gaps: Sequence[Gap], *, width: int, title: str, described_by: str) -> str:
    """A row for each part of life: an open dot for how much it matters, a full one for how much it was lived."""
    left, right = 14, 14
    height = ROW * len(gaps) + ABOVE

    def x(value: int) -> float:
        return left + (width - left - right) * value / 10

    parts = []
    for n, one in enumerate(gaps):
        at = n * ROW + ABOVE + 32
        parts.append(f'<text class="name" x="{left}" y="{at - 18}">{escape(one.name)}</text>')
        parts.append(f'<path class="axis" d="M{left} {at}H{width - right}"/>')
        if one.matters is not None and one.lived is not None:
            parts.append(f'<path class="span" d="M{x(one.lived):.1f} {at}H{x(one.matters):.1f}"/>')
        if one.matters is not None:
            parts.append(
                f'<circle class="mark matters" cx="{x(one.matters):.1f}" cy="{at}" r="7"><title>{one.matters}</title></circle>'
            )
        if one.lived is not None:
            parts.append(
                f'<circle class="mark lived" cx="{x(one.lived):.1f}" cy="{at}" r="5"><title>{one.lived}</title></circle>'
            )
    return _svg(parts, width, height, title, described_by)


def _svg(parts: Sequence[str], width: int, height: int, title: str, described_by: str) -> str:
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}" aria-describedby="{escape(described_by)}">{"".join(parts)}</svg>'
    )
