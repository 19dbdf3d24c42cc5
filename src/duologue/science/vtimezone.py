"""A time zone as calendars read it: the rules by which its clocks change, told from what the clocks really do.

Calendars differ in how they read lists of dates, and agree on a yearly rule ("the last Sunday of March"). So each change of
the clocks becomes a yearly rule wherever one fits every year looked at, and single dates, one by one, where none does.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FIRST_DAY = datetime(1970, 1, 1)  # noqa: DTZ001  # wall-clock time, as calendars write it
AHEAD = 6  # years looked at after the last one of interest, so that a rule is a rule


@dataclass(frozen=True)
class Change:
    """The clocks change: when on the wall (of the time before), from which offset to which, and what it is called then."""

    on_the_wall: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


@dataclass(frozen=True)
class Observance:
    """One part of a zone's definition; `month`, `nth` and `weekday` make a yearly rule, 0 and "" none."""

    starts: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool
    month: int = 0
    nth: int = 0
    weekday: str = ""


def observances(zone: ZoneInfo, *, first: int, last: int) -> list[Observance]:
    """What a calendar must know to read wall-clock times of these years (and of later ones, while the rules stay)."""
    looked_at = range(first - 1, last + AHEAD)
    changes = [change for year in looked_at for change in changes_of(zone, year)]
    found = [_at_first(zone, looked_at[0])]
    for _, alike in groupby(sorted(changes, key=_kind), key=_kind):
        found += _ruled(list(alike), looked_at[-1])
    return sorted(found, key=lambda one: one.starts)


def _kind(change: Change) -> tuple[bool, timedelta, timedelta, str]:
    return change.summer, change.before, change.after, change.name


def _at_first(zone: ZoneInfo, year: int) -> Observance:
    moment = datetime(year, 1, 1, tzinfo=UTC).astimezone(zone)
    offset = moment.utcoffset() or timedelta()
    return Observance(FIRST_DAY, offset, offset, moment.tzname() or "", bool(moment.dst()))


def _ruled(changes: list[Change], last_year: int) -> list[Observance]:
    """A yearly rule when one fits all of these changes, up to the last year looked at; else each by itself."""
    start = changes[0]
    years = [change.on_the_wall.year for change in changes]
    if years == list(range(years[0], last_year + 1)) and (rule := _rule(changes)):
        month, nth, weekday = rule
        return [_observed(start, month=month, nth=nth, weekday=weekday)]
    return [_observed(change) for change in changes]


def _observed(change: Change, *, month: int = 0, nth: int = 0, weekday: str = "") -> Observance:
    told = (change.on_the_wall, change.before, change.after, change.name, change.summer)
    return Observance(*told, month=month, nth=nth, weekday=weekday)


def _rule(changes: list[Change]) -> tuple[int, int, str] | None:
    moments = [change.on_the_wall for change in changes]
    if len({(m.month, m.weekday(), m.time()) for m in moments}) != 1:
        return None
    fits = set.intersection(*({_nth(m.date()), _nth_last(m.date())} for m in moments))
    # Where both fit, "the last" is what is meant: no country changes its clocks on the fourth Sunday.
    return (moments[0].month, min(fits), DAYS[moments[0].weekday()]) if fits else None


def _nth(on: date) -> int:
    return (on.day - 1) // 7 + 1


def _nth_last(on: date) -> int:
    return -((calendar.monthrange(on.year, on.month)[1] - on.day) // 7 + 1)


def changes_of(zone: ZoneInfo, year: int) -> Iterator[Change]:
    """The changes of the clocks in one year, to the second."""
    day, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    while day < end:
        after = day + timedelta(days=1)
        if _offset(day, zone) != _offset(after, zone):
            yield _change(day, after, zone)
        day = after


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> Change:
    before = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if _offset(middle, zone) == before else (low, middle)
    there = high.astimezone(zone)
    return Change(
        (high + before).replace(tzinfo=None), before, _offset(high, zone), there.tzname() or "", bool(there.dst())
    )


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
