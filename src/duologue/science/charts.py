"""Drawing a course of scores as SVG at two fixed widths, with plain presentation: no script, no style, no third party.

A chart is drawn twice (296 and 640 pixels) because scaled text becomes too small to read on a phone. A missing value is a
gap in the line, never a zero. The sentence before and the table after are made by the page from the same points.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

Scale = Callable[[float], float]  # a value in the measure's own units to pixels
NARROW, BROAD = 296, 640
TOP, BOTTOM, LEFT, RIGHT = 44, 30, 34, 24
AT_MOST = 8  # numbers along the bottom


@dataclass(frozen=True)
class Point:
    """One time of asking: `x` counts sessions (0 is before the first), `value` is None when there was no full score.

    `brought` was counted elsewhere and brought along; before the first session such a point stands left of 0.
    """

    x: float
    value: float | None
    brought: bool = False


@dataclass(frozen=True)
class Marks:
    """What stands along a line beside its scores, each at its place among the sessions held.

    `phoned` are held sessions that were calls, `missed` the ones that did not take place, `flags` milestones, `events` what
    happened in a life.
    """

    phoned: Sequence[float] = ()
    missed: Sequence[float] = ()
    flags: Sequence[float] = ()
    events: Sequence[float] = ()

    @property
    def last(self) -> float:
        return max([*self.phoned, *self.missed, *self.flags, *self.events], default=0)


@dataclass(frozen=True)
class Range:
    """An expected range at a session, in score points."""

    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Line:
    """What a score chart shows, in score points and sessions.

    `band` is the client's own start plus and minus the reliable change, `start` the dashed line in it, `threshold` a
    published limit, `ticks` the sessions held, `expected` what finished courses with this start had.
    """

    points: Sequence[Point]
    low: float
    high: float
    title: str
    described_by: str
    band: tuple[float, float] | None = None
    start: float | None = None
    threshold: float | None = None
    ticks: Sequence[int] = ()
    marks: Marks = Marks()
    expected: Sequence[Range] = ()


def line_chart(chart: Line, *, width: int, height: int = 210) -> str:
    """One SVG of the given width in CSS pixels. Raises ValueError when the scale has no height."""
    if chart.high <= chart.low:
        raise ValueError("a scale needs two different ends")
    last = max([point.x for point in chart.points] + [float(t) for t in chart.ticks] + [chart.marks.last, 1.0])
    last = max([last, *(one.x for one in chart.expected)])
    first = min([point.x for point in chart.points if point.brought] + [0.0])
    floor, ceiling = height - BOTTOM, TOP

    def x(at: float) -> float:
        return LEFT + (width - LEFT - RIGHT) * (at - first) / (last - first)

    def y(value: float) -> float:
        share = (value - chart.low) / (chart.high - chart.low)
        return floor - (floor - ceiling) * share

    known = [point for point in chart.points if point.value is not None]
    parts = [
        _band(chart, x, y, (first, last)),
        _ribbon(chart, x, y),
        _axis(chart, width, floor, ceiling),
        _across("threshold", chart.threshold, x, y, (first, last)),
        f'<path class="before" d="M{x(0):.1f} {ceiling}V{floor}"/>' if first < 0 else "",
        *_along(chart, x, floor),
        *[_flag(at, x, ceiling) for at in chart.marks.flags],
        *[_event(at, x, ceiling) for at in chart.marks.events],
    ]
    parts += [f'<path class="line" d="{run}"/>' for run in _runs(chart.points, x, y)]
    parts += [_mark(point, x, y) for point in known]
    parts += _labels([(point.x, point.value) for point in known if point.value is not None], x, y)
    parts += _sessions(int(last), x, floor)
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(chart.title)}" aria-describedby="{escape(chart.described_by)}">{"".join(parts)}</svg>'
    )


def _band(chart: Line, x: Scale, y: Scale, ends: tuple[float, float]) -> str:
    """The band of ordinary ups and downs, cut at the ends of the scale, with the start as a dashed line."""
    dashed = _across("start", chart.start, x, y, ends)
    if chart.band is None:
        return dashed
    low, high = max(chart.band[0], chart.low), min(chart.band[1], chart.high)
    left, right = x(ends[0]), x(ends[1])
    return f'<path class="band" d="M{left:.1f} {y(high):.1f}H{right:.1f}V{y(low):.1f}H{left:.1f}z"/>' + dashed


def _across(name: str, value: float | None, x: Scale, y: Scale, ends: tuple[float, float]) -> str:
    """A level line from the start to the end."""
    return "" if value is None else f'<path class="{name}" d="M{x(ends[0]):.1f} {y(value):.1f}H{x(ends[1]):.1f}"/>'


def _ribbon(chart: Line, x: Scale, y: Scale) -> str:
    """The expected range with a dashed edge, cut at the ends of the scale."""
    if len(chart.expected) < 2:
        return ""
    over = [f"{x(one.x):.1f} {y(min(one.high, chart.high)):.1f}" for one in chart.expected]
    under = [f"{x(one.x):.1f} {y(max(one.low, chart.low)):.1f}" for one in chart.expected]
    return f'<path class="ribbon" d="M{"L".join(over + under[::-1])}z"/>'


def _axis(chart: Line, width: int, floor: float, ceiling: float) -> str:
    ends = ((chart.high, ceiling), (chart.low, floor))
    numbers = "".join(f'<text x="{LEFT - 8}" y="{at + 5:.0f}" text-anchor="end">{value:g}</text>' for value, at in ends)
    return f'<path class="axis" d="M{LEFT} {ceiling}V{floor}H{width - RIGHT}" fill="none"/>{numbers}'


def _runs(points: Sequence[Point], x: Scale, y: Scale) -> list[str]:
    """Unbroken stretches of the line; a missing value ends one."""
    runs: list[list[str]] = [[]]
    for point in points:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x(point.x):.1f} {y(point.value):.1f}")
    return ["M" + "L".join(run) for run in runs if len(run) > 1]


def _mark(point: Point, x: Scale, y: Scale) -> str:
    """An open dot, which says its number to a resting pointer; a square where the score was brought along."""
    assert point.value is not None
    at, up, said = x(point.x), y(point.value), f"<title>{point.value:g}</title>"
    if point.brought:
        return f'<rect class="mark brought" x="{at - 4:.1f}" y="{up - 4:.1f}" width="8" height="8">{said}</rect>'
    return f'<circle class="mark" cx="{at:.1f}" cy="{up:.1f}" r="4.5">{said}</circle>'


def _along(chart: Line, x: Scale, floor: float) -> list[str]:
    """The sessions along the bottom: a tick, a square for a call, hollow where one did not take place."""
    by_phone, squares = set(chart.marks.phoned), chart.marks.phoned
    ticks = [f'<path class="tick" d="M{x(t):.1f} {floor}v6"/>' for t in chart.ticks if t not in by_phone]
    calls = [f'<path class="call" d="M{x(t) - 3.5:.1f} {floor + 1}h7v7h-7z"/>' for t in squares]
    gone = [f'<circle class="missed" cx="{x(t):.1f}" cy="{floor + 5}" r="3.5"/>' for t in chart.marks.missed]
    return ticks + calls + gone


def _flag(at: float, x: Scale, ceiling: float) -> str:
    return f'<path class="flag" d="M{x(at) - 1:.1f} {ceiling - 40}h2v3l10 4-10 4v13h-2z"/>'


def _event(at: float, x: Scale, ceiling: float) -> str:
    return f'<path class="event" d="M{x(at):.1f} {ceiling - 14}l6 6-6 6-6-6z"/>'


def _labels(known: Sequence[tuple[float, float]], x: Scale, y: Scale) -> list[str]:
    """The first and the last number, beside their points on the side away from the line."""
    if not known:
        return []
    shown = [(known[0], known[1:2])] + ([(known[-1], known[-2:-1])] if len(known) > 1 else [])
    labels = []
    for (at, value), neighbours in shown:
        below = any(other > value for _, other in neighbours)
        drop = 21 if below else -11
        labels.append(
            f'<text class="label" x="{x(at):.1f}" y="{y(value) + drop:.1f}" text-anchor="middle">{value:g}</text>'
        )
    return labels


def _sessions(last: int, x: Scale, floor: float) -> list[str]:
    step = -(-last // AT_MOST)
    return [
        f'<text x="{x(n):.1f}" y="{floor + 23:.0f}" text-anchor="middle">{n}</text>' for n in range(0, last + 1, step)
    ]


def sparkline(values: Sequence[float | None], *, low: float, high: float) -> str:
    """A line of 72 by 24 without numbers; the numbers stand beside it. A missing value is a gap. Empty below two values."""
    if sum(value is not None for value in values) < 2:
        return ""
    step = 68 / (len(values) - 1)
    points = [Point(n, value) for n, value in enumerate(values)]
    runs = _runs(points, lambda n: 2 + step * n, lambda value: 22 - 20 * (value - low) / (high - low))
    return f'<svg class="spark" viewBox="0 0 72 24" aria-hidden="true"><path d="{"".join(runs)}"/></svg>'
