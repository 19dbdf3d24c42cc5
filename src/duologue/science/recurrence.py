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
    return is_skipped(on, at, zone) or is_repeated(on, at, zone)


def is_skipped(on: date, at: time, zone: ZoneInfo) -> bool:
    """Whether the clocks jump over this wall-clock time on this day."""
    local = datetime.combine(on, at.replace(fold=0), tzinfo=zone)
    return local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)


def is_repeated(on: date, at: time, zone: ZoneInfo) -> bool:
    """Whether this wall-clock time comes twice on this day."""
    local = datetime.combine(on, at.replace(fold=0), tzinfo=zone)
    return not is_skipped(on, at, zone) and local.utcoffset() != local.replace(fold=1).utcoffset()


def second_time(on: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which a repeated wall-clock time comes for the second time."""
    return datetime.combine(on, at, tzinfo=zone).replace(fold=1).astimezone(UTC)


def latest_turn(now: datetime, *, starting: date, days: int, at: time, zone: ZoneInfo) -> tuple[date, datetime] | None:
    """The last time, up to now, of what comes every so many days at one time on the wall; None before the first."""
    on = starting + timedelta(days=(now.astimezone(zone).date() - starting).days // days * days)
    while on >= starting:
        if (moment := wall_clock(on, at, zone)) <= now:
            return on, moment
        on -= timedelta(days=days)
    return None


def is_between(now: datetime, begins: time, ends: time, zone: ZoneInfo) -> bool:
    """Whether the wall clock stands from `begins` on and before `ends`, across midnight if need be."""
    at = now.astimezone(zone).time()
    return begins <= at < ends if begins <= ends else at >= begins or at < ends


def every(weeks: int, *, starting: date, at: time, zone: ZoneInfo) -> Iterator[datetime]:
    """Moments in UTC, `weeks` apart on the wall clock, without end. Raises ValueError unless `weeks` is 1 or more."""
    for on in days_of(weeks, starting=starting):
        yield wall_clock(on, at, zone)


def days_of(weeks: int, *, starting: date) -> Iterator[date]:
    """Days, `weeks` apart, without end. Raises ValueError unless `weeks` is 1 or more."""
    if weeks < 1:
        raise ValueError("a series needs at least one week between sessions")
    on = starting
    while True:
        yield on
        on += timedelta(weeks=weeks)


def a_day_before(moment: datetime, zone: ZoneInfo) -> datetime:
    """The same time on the wall the day before: 23, 24 or 25 hours earlier."""
    local = moment.astimezone(zone)
    return wall_clock(local.date() - timedelta(days=1), local.time(), zone)
