"""Weeks of days as squares: done, a bit, not, in mind, or nothing. Pure Python.

Nothing here counts days in a row, and a day without a word is not called anything: it may have been lived all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

WEEKS = 4
SIDE, GAP, BESIDE, ABOVE = 28, 5, 62, 24  # pixels


class Mark(IntEnum):
    """What a day's square says. Of several on one day the highest is shown: a done thing is not undone by a hard one."""

    NOTHING = 0
    IN_MIND = 1
    NOT = 2
    A_BIT = 3
    DONE = 4


IN_WORDS = {Mark.DONE: "done", Mark.A_BIT: "a bit", Mark.NOT: "not", Mark.IN_MIND: "in mind", Mark.NOTHING: "nothing"}


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday on."""

    begins: date
    marks: tuple[Mark, ...]
    planned: int  # days in mind, up to today

    def count(self, mark: Mark) -> int:
        return self.marks.count(mark)

    @property
    def done(self) -> int:
        return self.count(Mark.DONE)

    @property
    def a_bit(self) -> int:
        return self.count(Mark.A_BIT)

    @property
    def not_done(self) -> int:
        return self.count(Mark.NOT)


@dataclass(frozen=True)
class Calendar:
    """Some weeks up to today's, the oldest first."""

    weeks: tuple[Week, ...]

    @property
    def done(self) -> int:
        return sum(week.done for week in self.weeks)

    @property
    def a_bit(self) -> int:
        return sum(week.a_bit for week in self.weeks)

    @property
    def not_done(self) -> int:
        return sum(week.not_done for week in self.weeks)

    @property
    def planned(self) -> int:
        return sum(week.planned for week in self.weeks)

    @property
    def is_empty(self) -> bool:
        """Nothing was done, tried or in mind."""
        return all(mark == Mark.NOTHING for week in self.weeks for mark in week.marks)

    @property
    def in_words(self) -> str:
        """The numbers of the table in one sentence."""
        said = [f"done on {_days(self.done)}", f"a bit on {_days(self.a_bit)}", f"not on {_days(self.not_done)}"]
        return f"In these {len(self.weeks)} weeks: {', '.join(said)}."


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"


def calendar(
    told: Iterable[tuple[date, Mark]], planned: Collection[date], *, today: date, weeks: int = WEEKS
) -> Calendar:
    """The days of some weeks, ending with the week of today. `told` is what each entry says of its day; `planned` the days
    somebody had in mind, of which those ahead are shown and not counted."""
    best: dict[date, Mark] = {}
    for day, mark in told:
        best[day] = max(mark, best.get(day, Mark.NOTHING))
    first = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    return Calendar(tuple(_week(first + timedelta(weeks=n), best, planned, today) for n in range(weeks)))


def _week(begins: date, best: dict[date, Mark], planned: Collection[date], today: date) -> Week:
    days = [begins + timedelta(days=n) for n in range(7)]
    marks = tuple(best.get(day, Mark.IN_MIND if day in planned else Mark.NOTHING) for day in days)
    return Week(begins, marks, sum(day in planned and day <= today for day in days))


def squares(shown: Calendar, *, title: str, described_by: str) -> str:
    """The calendar as one SVG of 296 pixels, told apart by shape and pattern and not by colour."""
    width, height = BESIDE + 7 * (SIDE + GAP), ABOVE + len(shown.weeks) * (SIDE + GAP)
    drawn = [
        f'<text x="{_x(n) + SIDE / 2:g}" y="{ABOVE - 8}" text-anchor="middle">{name}</text>'
        for n, name in enumerate("MTWTFSS")
    ]
    for row, week in enumerate(shown.weeks):
        y = ABOVE + row * (SIDE + GAP)
        drawn.append(f'<text x="0" y="{y + SIDE / 2 + 5:g}">{week.begins.day} {week.begins:%b}</text>')
        drawn += [square(mark, _x(n), y) for n, mark in enumerate(week.marks)]
    said = f'role="img" aria-labelledby="{described_by}-title" aria-describedby="{described_by}"'
    return (
        f'<svg class="rhythm" viewBox="0 0 {width} {height}" width="{width}" height="{height}" {said} fill="currentColor" '
        f'font-size="13"><title id="{described_by}-title">{title}</title>{"".join(drawn)}</svg>'
    )


def _x(n: int) -> int:
    return BESIDE + n * (SIDE + GAP)


def square(mark: Mark, x: int, y: int, side: int = SIDE) -> str:
    """One square: full, half, crossed by a line, dashed, or a dot."""
    inner = side - 3
    edge = f'<rect x="{x + 1.5:g}" y="{y + 1.5:g}" width="{inner}" height="{inner}" rx="4" stroke="currentColor" '
    if mark == Mark.DONE:
        return f'{edge}stroke-width="2"/>'
    if mark == Mark.NOTHING:
        return f'<circle cx="{x + side / 2:g}" cy="{y + side / 2:g}" r="2"/>'
    empty = f'{edge}fill="none" '
    if mark == Mark.IN_MIND:
        return f'{empty}stroke-width="1.5" stroke-dasharray="3 4"/>'
    if mark == Mark.NOT:
        middle = y + side / 2
        return f'{empty}stroke-width="2"/><path d="M{x + 8} {middle:g}h{side - 16}" stroke="currentColor" stroke-width="2.5"/>'
    return f'{empty}stroke-width="2"/><path d="M{x + 2} {y + 2}v{side - 4}h{side - 4}z"/>'
