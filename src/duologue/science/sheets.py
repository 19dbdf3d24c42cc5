"""A sheet of numbers that another program wrote (CSV): read as text, understood line by line, and never trusted.

Nothing in a cell is ever worked out: one that begins a formula is words that are no number. Limits keep a large or broken
file from costing more than its refusal.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LARGEST, MOST_LINES, MOST_COLUMNS, LONGEST_CELL = 256 * 1024, 1000, 30, 200
FORMATS = {
    "iso": ("2026-11-26", re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?")),
    "day_first": (
        "26/11/2026 or 26.11.2026",
        re.compile(r"(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>\d{4})(?: .*)?"),
    ),
    "month_first": ("11/26/2026", re.compile(r"(?P<m>\d{1,2})[./-](?P<d>\d{1,2})[./-](?P<y>\d{4})(?: .*)?")),
}
EARLIEST = 1990  # before that, a year is a slip


class Unreadable(ValueError):
    """This is no sheet that can be read; the message says what to do."""


@dataclass(frozen=True)
class Sheet:
    """The first line as headings, and the others with the line of the file on which each of them ends."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def column(self, n: int) -> list[str]:
        """The cells of one column, without the empty ones."""
        return [row[n].strip() for _, row in self.rows if n < len(row) and row[n].strip()]


@dataclass(frozen=True)
class Measure:
    """A scale that a number can belong to: its key, its ends, the names it goes by, and how many decimals it has."""

    key: str
    low: float
    high: float
    names: frozenset[str]
    decimals: int = 0


@dataclass(frozen=True)
class Line:
    """One number that was understood: from which line, of which measure, on which day."""

    number: int
    key: str
    on: date
    value: float


@dataclass(frozen=True)
class Bad:
    """A line that cannot be kept, and why."""

    number: int
    why: str


def read(content: bytes) -> Sheet:
    """Open a file. Raises Unreadable for one that is too large, not in UTF-8, or no sheet with headings and lines."""
    if len(content) > LARGEST:
        raise Unreadable(f"This file is larger than {LARGEST // 1024} KB. Split it, or leave columns out.")
    if b"\x00" in content:
        raise Unreadable("This is not a sheet of text. Save it as CSV and choose it again.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("These letters cannot be read. Save the file as CSV in UTF-8.") from error
    return parse(text)


def parse(text: str) -> Sheet:
    """The same for text that was read before."""
    lines = text.rstrip()
    sheet = csv.reader(io.StringIO(lines), delimiter=_divider(lines), strict=True)
    try:
        rows = [(sheet.line_num, tuple(row)) for row in sheet if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(
            f"Line {sheet.line_num} cannot be read as CSV. Look for a quote mark that is not closed."
        ) from error
    if len(rows) < 2:
        raise Unreadable("A line of headings is needed, and at least one line of numbers below it.")
    if len(rows) - 1 > MOST_LINES:
        raise Unreadable(f"This file has more than {MOST_LINES} lines. Bring it along in parts.")
    if max(len(row) for _, row in rows) > MOST_COLUMNS:
        raise Unreadable(f"This file has more than {MOST_COLUMNS} columns. Leave out what is not needed.")
    if any(len(cell) > LONGEST_CELL for _, row in rows for cell in row):
        raise Unreadable(f"A cell in this file is longer than {LONGEST_CELL} letters. Leave its column out.")
    return Sheet(tuple(cell.strip() for cell in rows[0][1]), tuple(rows[1:]))


def _divider(text: str) -> str:
    """What stands between the cells of the first line: the one of these it has most of."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)


def day(cell: str, written: str) -> date | None:
    """A day as it is written in one of FORMATS; None where it is none. Raises KeyError for another format."""
    found = FORMATS[written][1].fullmatch(cell.strip())
    if found is None:
        return None
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def guess_format(cells: Sequence[str]) -> str:
    """The first format in which every one of these days can be read; the first of all where none does."""
    return next((name for name in FORMATS if cells and all(day(cell, name) for cell in cells)), next(iter(FORMATS)))


def number(cell: str) -> float | None:
    """A number as people write it, with a point or a comma; None for anything else, a formula too."""
    plain = cell.strip().replace(",", ".")
    return float(plain) if re.fullmatch(r"-?\d{1,6}(\.\d{1,4})?", plain, re.ASCII) else None


DAY, NAME, SCORE, LEAVE_OUT = "day", "name", "score", ""


def understand(
    sheet: Sheet, columns: Mapping[int, str], measures: Iterable[Measure], *, written: str, today: date
) -> tuple[list[Line], list[Bad]]:
    """Each number with its measure and day, and each line that cannot be kept with the reason.

    `columns` says what stands in which column: DAY, and either NAME with SCORE (a line for each score) or the key of a
    measure (a column for each). Empty cells are left alone. Raises Unreadable when the columns do not say enough.
    """
    known = {one.key: one for one in measures}
    named = {name: one for one in known.values() for name in one.names}
    kinds = list(columns.values())
    if kinds.count(DAY) != 1:
        raise Unreadable("Say which one column holds the day.")
    if kinds.count(NAME) > 1 or kinds.count(NAME) != kinds.count(SCORE):
        raise Unreadable("A column with names of measures needs one column with scores beside it.")
    if not any(kind in known or kind == SCORE for kind in kinds):
        raise Unreadable("Say which column holds scores.")
    lines: list[Line] = []
    bad: list[Bad] = []
    seen: dict[tuple[str, date], Line] = {}
    for n, row in sheet.rows:
        found, why = _row(row, columns, known, named, written=written, today=today)
        if why:
            bad.append(Bad(n, why))
            continue
        for key, on, value in found:
            line = Line(n, key, on, value)
            other = seen.setdefault((key, on), line)
            if other.value != value:
                bad.append(Bad(n, f"Line {other.number} has another score for the same day and measure."))
            elif other is line:
                lines.append(line)
    return lines, bad


def _row(
    row: Sequence[str],
    columns: Mapping[int, str],
    known: Mapping[str, Measure],
    named: Mapping[str, Measure],
    *,
    written: str,
    today: date,
) -> tuple[list[tuple[str, date, float]], str]:
    cells = {kind: row[n].strip() if n < len(row) else "" for n, kind in columns.items() if kind != LEAVE_OUT}
    on = day(cells[DAY], written)
    if on is None:
        return [], f"“{_short(cells[DAY])}” is no day written like {FORMATS[written][0]}." if cells[
            DAY
        ] else "The day is missing."
    if on > today or on.year < EARLIEST:
        return [], f"{on.isoformat()} is a day to come." if on > today else f"{on.isoformat()} is too long ago."
    if NAME in cells:
        measure = named.get(plain(cells[NAME]))
        if measure is None:
            return [], f"We know no measure called “{_short(cells[NAME])}”." if cells[NAME] else "The name is missing."
        pairs = [(measure, cells[SCORE])]
    else:
        pairs = [(known[kind], cell) for kind, cell in cells.items() if kind in known and cell]
    found = []
    for measure, cell in pairs:
        value = number(cell)
        if value is None:
            return [], f"“{_short(cell)}” is no number." if cell else "The score is missing."
        if not measure.low <= value <= measure.high:
            return [], f"{value:g} lies outside {measure.low:g} to {measure.high:g}."
        if round(value, measure.decimals) != value:
            return [], f"{value:g} is no whole point." if not measure.decimals else f"{value:g} has too many decimals."
        found.append((measure.key, on, value))
    return found, ""


def plain(name: str) -> str:
    """A name without what people write differently: "PHQ-9", "phq 9" and "Phq9" are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _short(cell: str) -> str:
    return cell if len(cell) <= 40 else cell[:39] + "…"
