"""A day, a week or a month of sessions, as the calendar page draws them."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from duologue.sessions.arrangements import Away
from duologue.sessions.models import Session

EARLIEST, LATEST = 6, 22  # hours the week's grid has rows for; what is earlier or later stands in the outer ones
USUAL = range(9, 18)


@dataclass
class DayOf:
    """One day with its sessions in order, and who is away."""

    on: date
    today: date
    sessions: list[Session] = field(default_factory=list)
    away: list[Away] = field(default_factory=list)
    zone: ZoneInfo | None = None
    whose: Any = None  # whoever looks

    @property
    def many(self) -> int:
        """How many sessions take place, or took place."""
        return sum(session.state != Session.State.CANCELLED for session in self.sessions)

    @property
    def is_off(self) -> bool:
        """Whoever looks is away, or the therapist they meet."""
        own = [away for away in self.away if away.user_id == self.whose.user.pk]
        return bool(own or (self.away and self.whose.role == "client"))

    @property
    def is_today(self) -> bool:
        return self.on == self.today

    @property
    def past(self) -> bool:
        return self.on < self.today

    @property
    def hours(self) -> list[tuple[int, list[Session]]]:
        """The sessions by the hour in which they begin."""
        by_hour = groupby(self.sessions, key=lambda one: _row(one.starts_at.astimezone(self.zone)))
        return [(hour, list(held)) for hour, held in by_hour]

    @property
    def with_gaps(self) -> list[Any]:
        """Each session after the free time before it (a span of at least half an hour between two sessions)."""
        told: list[dict[str, Any]] = []
        ends: datetime | None = None
        for session in self.sessions:
            free = ends is not None and session.starts_at - ends >= timedelta(minutes=30)
            told.append({"session": session, "free_from": ends if free else None})
            if session.state != Session.State.CANCELLED:
                ends = max(filter(None, (ends, session.starts_at + timedelta(minutes=session.minutes))))
        return told


def _row(moment: datetime) -> int:
    return min(max(moment.hour, EARLIEST), LATEST)


def days_of(
    held: Iterable[Session], breaks: Iterable[Away], *, first: date, last: date, today: date, whose: Any
) -> list[DayOf]:
    """Every day from one to another, as whoever looks sees it."""
    zone = whose.practice.zone
    days = [DayOf(first + timedelta(days=n), today, zone=zone, whose=whose) for n in range((last - first).days + 1)]
    by_day = {day.on: day for day in days}
    for session in held:
        by_day[session.starts_at.astimezone(zone).date()].sessions.append(session)
    for away in breaks:
        for day in days:
            if away.first_on <= day.on <= away.last_on:
                day.away.append(away)
    return days


def week(days: list[DayOf]) -> dict[str, Any]:
    """The days that are drawn (a weekend only when something is on it) and the hours beside them."""
    shown = [day for day in days if day.on.weekday() < 5 or day.sessions or day.is_today]
    used = [hour for day in shown for hour, _ in day.hours]
    hours = range(min([*used, USUAL.start]), max([*used, USUAL.stop - 1]) + 1)
    return {"days": shown, "hours": list(hours), "empty": not used}


def weeks(days: list[DayOf]) -> list[list[DayOf]]:
    """A month's days, a week to a row."""
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def span_of_month(on: date) -> tuple[date, date]:
    """From the Monday of its first week to the Sunday of its last."""
    first = on.replace(day=1)
    last = on.replace(day=months.monthrange(on.year, on.month)[1])
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def asked_for(query: Any, today: date) -> tuple[str, date]:
    """Which view of which day an address asks for; this week when it asks for nothing anybody knows."""
    for view, pattern, text in (
        ("day", "%Y-%m-%d", query.get("day", "")),
        ("month", "%Y-%m-%d", f"{query['month']}-01" if "month" in query else ""),
        ("week", "%G-W%V-%u", f"{query['week']}-1" if "week" in query else ""),
    ):
        try:
            on = datetime.strptime(text, pattern).date()  # noqa: DTZ007  # a day, not a moment
        except ValueError:
            continue
        if abs(on.year - today.year) < 50:
            return view, on
    return next((view for view in ("day", "month") if view in query), "week"), today
