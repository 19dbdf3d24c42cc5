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
TOP, BOTTOM, LEFT, RIGHT = 34, 30, 34, 24
AT_MOST = 8  # numbers along the bottom


@dataclass(frozen=True)
class Point:
    """One time of asking: `x` counts sessions (0 is before the first), `value` is None when there was no full score."""

    x: float
    value: float | None


@dataclass(frozen=True)
class Line:
    """What a score chart shows, in score points and sessions.

    `band` is the client's own start plus and minus the reliable change, `start` the dashed line in it, `threshold` a
    published limit, `ticks` the sessions held, `flags` where milestones stand.
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
    flags: Sequence[float] = ()


def line_chart(chart: Line, *, width: int, height: int = 210) -> str:
    """One SVG of the given width in CSS pixels. Raises ValueError when the scale has no height."""
    if chart.high <= chart.low:
        raise ValueError("a scale needs two different ends")
    last = max([point.x for point in chart.points] + [float(t) for t in chart.ticks] + list(chart.flags) + [1.0])
    floor, ceiling = height - BOTTOM, TOP

    def x(at: float) -> float:
        return LEFT + (width - LEFT - RIGHT) * at / last

    def y(value: float) -> float:
        share = (value - chart.low) / (chart.high - chart.low)
        return floor - (floor - ceiling) * share

    known = [(point.x, point.value) for point in chart.points if point.value is not None]
    parts = [
        _band(chart, x, y, last),
        _axis(chart, width, floor, ceiling),
        _across("threshold", chart.threshold, x, y, last),
    ]
    parts += [f'<path class="tick" d="M{x(t):.1f} {floor}v6"/>' for t in chart.ticks]
    parts += [_flag(at, x, ceiling) for at in chart.flags]
    parts += [f'<path class="line" d="{run}"/>' for run in _runs(chart.points, x, y)]
    parts += [_mark(at, value, x, y) for at, value in known]
    parts += _labels(known, x, y)
    parts += _sessions(int(last), x, floor)
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(chart.title)}" aria-describedby="{escape(chart.described_by)}">{"".join(parts)}</svg>'
    )


def _band(chart: Line, x: Scale, y: Scale, last: float) -> str:
    """The band of ordinary ups and downs, cut at the ends of the scale, with the start as a dashed line."""
    dashed = _across("start", chart.start, x, y, last)
    if chart.band is None:
        return dashed
    low, high = max(chart.band[0], chart.low), min(chart.band[1], chart.high)
    return f'<path class="band" d="M{x(0):.1f} {y(high):.1f}H{x(last):.1f}V{y(low):.1f}H{x(0):.1f}z"/>' + dashed


def _across(name: str, value: float | None, x: Scale, y: Scale, last: float) -> str:
    """A level line from the start to the end."""
    return "" if value is None else f'<path class="{name}" d="M{x(0):.1f} {y(value):.1f}H{x(last):.1f}"/>'


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


def _mark(at: float, value: float, x: Scale, y: Scale) -> str:
    """An open dot, which says its number to a resting pointer."""
    return f'<circle class="mark" cx="{x(at):.1f}" cy="{y(value):.1f}" r="4.5"><title>{value:g}</title></circle>'


def _flag(at: float, x: Scale, ceiling: float) -> str:
    return f'<path class="flag" d="M{x(at) - 1:.1f} {ceiling - 28}h2v3l10 4-10 4v15h-2z"/>'


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
