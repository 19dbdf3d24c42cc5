"""The same wall-clock time every week, across summer time. Standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def wall_clock(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment in UTC of a wall-clock time. A skipped time moves forward by the gap; a repeated one is the first."""
    return datetime.combine(on, at, tzinfo=zone).astimezone(UTC)


def is_unusual(on: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clocks skip or repeat this wall-clock time on this day."""
    local = datetime.combine(on, at, tzinfo=zone)
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        return True
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)


def every(weeks: int, *, starting: date, at: time, zone: ZoneInfo) -> Iterator[datetime]:
    """Moments in UTC, `weeks` apart on the wall clock, without end. Raises ValueError unless `weeks` is 1 or more."""
    if weeks < 1:
        raise ValueError("a series needs at least one week between sessions")
    on = starting
    while True:
        yield wall_clock(on, at, zone)
        on += timedelta(weeks=weeks)
