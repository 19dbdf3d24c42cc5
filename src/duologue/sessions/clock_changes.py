"""An hour that the clocks skip or repeat: said clearly, and what happens then is the therapist's to choose.

Calendars read such an hour in different ways. So a session in it stands by itself, outside its series, at one moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from duologue.science.recurrence import is_repeated, is_skipped, is_unusual, second_time, wall_clock

FIRST, SECOND, OUT = "first", "second", "out"
NONE = "No session on that day"
WAYS = [(FIRST, "the first time"), (SECOND, "the second time"), (OUT, NONE)]


class ClocksChange(ValueError):
    """The clocks skip or repeat that hour on these days, and nobody has said yet what happens then."""

    def __init__(self, days: list[date], at: time, zone: ZoneInfo, *, may_leave_out: bool = True) -> None:
        super().__init__(in_words(days, at, zone))
        self.choices = [way for way in choices(days, at, zone) if may_leave_out or way[0] != OUT]


def unusual(days: Iterable[date], at: time, zone: ZoneInfo) -> list[date]:
    """Those of the days on which the clocks skip or repeat this time."""
    return [day for day in days if is_unusual(day, at, zone)]


def moment(on: date, at: time, zone: ZoneInfo, choice: str) -> datetime | None:
    """When a session begins on a day, after what was chosen for an unusual hour; None where that day is left out."""
    if not is_unusual(on, at, zone):
        return wall_clock(on, at, zone)
    if choice == OUT:
        return None
    return second_time(on, at, zone) if choice == SECOND and is_repeated(on, at, zone) else wall_clock(on, at, zone)


def is_plain(starts_at: datetime, minutes: int, zone: ZoneInfo) -> bool:
    """Whether every calendar reads a session by the wall alike: its hour comes once, and no clock changes within it."""
    begins, ends = starts_at.astimezone(zone), (starts_at + timedelta(minutes=minutes)).astimezone(zone)
    return begins.utcoffset() == ends.utcoffset() and not is_repeated(begins.date(), begins.time(), zone)


def in_words(days: list[date], at: time, zone: ZoneInfo) -> str:
    """What the clocks do at that hour, and on which days; a sentence each."""
    told = []
    for day in days:
        on = f"{day:%A} {day.day} {day:%B %Y}"
        if is_skipped(day, at, zone):
            told.append(f"On {on} the clocks jump over {at:%H:%M}.")
        else:
            told.append(f"On {on} the clocks go back, so {at:%H:%M} comes twice.")
    return " ".join([*told, "Choose below what happens then."])


def choices(days: list[date], at: time, zone: ZoneInfo) -> list[tuple[str, str]]:
    """What can be chosen for these days."""
    skipped = [day for day in days if is_skipped(day, at, zone)]
    moved = f"{wall_clock(skipped[0], at, zone).astimezone(zone):%H:%M} by the new time" if skipped else ""
    first, second = f"the first time {at:%H:%M} comes", f"the second time {at:%H:%M} comes"
    ways = [(FIRST, first), (SECOND, second)] if len(skipped) < len(days) else [(FIRST, "")]
    told = [(way, " and ".join(part for part in (moved, words) if part)) for way, words in ways]
    return [*((way, f"It begins at {words}" if moved else f"It begins {words}") for way, words in told), (OUT, NONE)]
