"""One rating 0-10 over the sessions, drawn small beside its sisters: always the whole scale, so that no dip looks like a fall.

A fixed size in CSS pixels, never scaled, so that its numbers stay readable on a phone (see charts.py). Whoever rated is told
apart by shape, not by colour alone: the client's open dots on a line, the therapist's squares without one. Missing is a gap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 150, 92
LEFT, RIGHT, TOP, BOTTOM = 24, 10, 12, 12
HIGHEST = 10
Value = int | None


@dataclass(frozen=True)
class Multiple:
    """One rating: the client's values oldest first, the therapist's of the same sessions, and what a listener hears."""

    title: str
    client: Sequence[Value]
    therapist: Sequence[Value] = ()


def small_multiple(drawn: Multiple) -> str:
    """One SVG of 150 by 92 pixels. Raises ValueError for a value outside 0-10."""
    if any(value is not None and not 0 <= value <= HIGHEST for value in (*drawn.client, *drawn.therapist)):
        raise ValueError("a rating is from 0 to 10")
    many = max(len(drawn.client), len(drawn.therapist), 2)
    floor = HEIGHT - BOTTOM

    def x(place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * place / (many - 1)

    def y(value: float) -> float:
        return floor - (floor - TOP) * value / HIGHEST

    parts = [_frame(y)]
    parts += [f'<path class="line" d="{run}"/>' for run in _runs(drawn.client, x, y)]
    parts += [_square(x(n), y(value)) for n, value in enumerate(drawn.therapist) if value is not None]
    parts += [_dot(x(n), y(value)) for n, value in enumerate(drawn.client) if value is not None]
    return (
        f'<svg class="small" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(drawn.title)}">{"".join(parts)}</svg>'
    )


def _frame(y: Callable[[float], float]) -> str:
    """The two ends of the scale with their numbers, and a thin line half-way."""
    numbers = "".join(
        f'<text x="{LEFT - 6}" y="{y(end) + 4:.0f}" text-anchor="end">{end}</text>' for end in (0, HIGHEST)
    )
    across = "".join(f'<path class="{name}" d="M{LEFT} {y(at):.1f}H{WIDTH - RIGHT + 4}"/>' for name, at in ENDS)
    return across + numbers


ENDS = (("axis", 0), ("half", HIGHEST / 2), ("axis", HIGHEST))


def _runs(values: Sequence[Value], x: Callable[[int], float], y: Callable[[float], float]) -> list[str]:
    """Unbroken stretches; a missing value ends one."""
    runs: list[list[str]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{x(place):.1f} {y(value):.1f}")
    return ["M" + "L".join(run) for run in runs if len(run) > 1]


def _dot(x: float, y: float) -> str:
    return f'<circle class="mark" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'


def _square(x: float, y: float) -> str:
    return f'<path class="theirs" d="M{x - 4:.1f} {y - 4:.1f}h8v8h-8z"/>'
