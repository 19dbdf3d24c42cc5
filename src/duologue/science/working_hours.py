"""When so many working hours have gone by, on a practice's own days, across summer time. Standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from duologue.science.recurrence import wall_clock

FARTHEST = 400  # days looked ahead; a practice that works one day a week is reached long before


@dataclass(frozen=True)
class Hours:
    """The days (0 is Monday) on which a practice works, from when until when on the clock of its wall."""

    days: frozenset[int]
    opens: time
    closes: time
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(7)):
            raise ValueError("a practice works on at least one day of the week")
        if self.opens >= self.closes:
            raise ValueError("a practice opens before it closes, on the same day")

    def spans(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The stretches of work that end after a moment, in UTC, one a day. They are real time: when the clocks change
        within one, it is an hour longer or shorter; one that the change swallows is left out."""
        on = since.astimezone(self.zone).date() - timedelta(days=1)
        for _ in range(FARTHEST):
            if on.weekday() in self.days:
                begins, ends = (wall_clock(on, at, self.zone) for at in (self.opens, self.closes))
                if ends > max(begins, since):
                    yield begins, ends
            on += timedelta(days=1)


def worked(since: datetime, until: datetime, hours: Hours) -> timedelta:
    """How much working time lies between two moments."""
    total = timedelta()
    for begins, ends in hours.spans(since):
        if begins >= until:
            break
        total += min(ends, until) - max(begins, since)
    return total


def after(since: datetime, work: timedelta, hours: Hours) -> datetime:
    """The first moment at which so much working time has gone by since then. Raises ValueError unless `work` is positive."""
    if work <= timedelta():
        raise ValueError("some working time must go by")
    left = work
    for begins, ends in hours.spans(since):
        begins = max(begins, since)
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise ValueError("no such moment within a year")
