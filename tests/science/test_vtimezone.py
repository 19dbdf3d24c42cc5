"""A zone told by rules says what the zone's clocks do: in every zone there is, at any moment of the years it was asked for."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duologue.science.recurrence import is_unusual, wall_clock
from duologue.science.vtimezone import DAYS, Observance, changes_of, observances

FIRST, LAST = 2026, 2028
# Usual ones; half an hour of summer time; rules by date (Casablanca); winter time that is "the other" (Dublin); none at all.
ZONES = [
    *("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "Europe/Dublin", "Africa/Casablanca"),
    *(
        "Pacific/Auckland",
        "America/Santiago",
        "Asia/Jerusalem",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Pacific/Chatham",
        "UTC",
    ),
    *(
        "America/St_Johns",
        "Asia/Beirut",
        "America/Nuuk",
        "Pacific/Apia",
        "Europe/Chisinau",
        "America/Havana",
        "Asia/Gaza",
    ),
]
BEGINS, ENDS = datetime(FIRST, 1, 2, tzinfo=UTC), datetime(LAST, 12, 30, tzinfo=UTC)
MOMENTS = st.integers(0, int((ENDS - BEGINS).total_seconds())).map(lambda seconds: BEGINS + timedelta(seconds=seconds))


def starts_of(one: Observance) -> list[datetime]:
    """When an observance begins, on the wall of the time before, up to the last year."""
    if not one.weekday:
        return [one.starts]
    return [datetime.combine(_on(one, year), one.starts.time()) for year in range(one.starts.year, LAST + 1)]


def _on(one: Observance, year: int) -> date:
    days = [date(year, one.month, n) for n in range(1, calendar.monthrange(year, one.month)[1] + 1)]
    fitting = [day for day in days if DAYS[day.weekday()] == one.weekday]
    return fitting[one.nth - 1 if one.nth > 0 else one.nth]


def offset_by_the_rules(parts: list[Observance], moment: datetime) -> timedelta:
    """What a calendar concludes: the observance that began last."""
    begun = [
        (start - one.before, one.after)
        for one in parts
        for start in starts_of(one)
        if start - one.before <= moment.replace(tzinfo=None)
    ]
    return max(begun, key=lambda pair: pair[0])[1]


@given(zone=st.sampled_from(ZONES), moment=MOMENTS)
@example(zone="Europe/London", moment=datetime(2027, 3, 28, 1, tzinfo=UTC))
@example(zone="Australia/Lord_Howe", moment=datetime(2027, 4, 3, 15, tzinfo=UTC))
def test_the_rules_say_what_the_clocks_do(zone, moment):
    where = ZoneInfo(zone)
    parts = observances(where, first=FIRST, last=LAST)
    assert offset_by_the_rules(parts, moment) == moment.astimezone(where).utcoffset()


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Pacific/Auckland"])
def test_a_zone_with_summer_time_needs_two_rules_and_no_list(zone):
    parts = observances(ZoneInfo(zone), first=FIRST, last=LAST)
    assert [bool(part.weekday) for part in parts] == [False, True, True]


def test_where_no_yearly_rule_fits_each_change_stands_by_itself():
    """Morocco's clocks follow the moon."""
    parts = observances(ZoneInfo("Africa/Casablanca"), first=FIRST, last=LAST)
    assert len(parts) > 10 and not [part for part in parts if part.weekday]


def test_control_a_rule_for_the_fourth_sunday_is_noticed():
    """In 2027 the last Sunday of October is the fifth: who writes "the fourth" is a week early."""
    where = ZoneInfo("Europe/London")
    spoilt = [
        Observance(*(getattr(p, n) for n in ("starts", "before", "after", "name", "summer", "month")), 4, p.weekday)
        if p.nth == -1
        else p
        for p in observances(where, first=FIRST, last=LAST)
    ]
    day = datetime(2027, 11, 1, 12, tzinfo=UTC)
    assert offset_by_the_rules(spoilt, day) == day.astimezone(where).utcoffset()
    day = datetime(2027, 10, 27, 12, tzinfo=UTC)
    assert offset_by_the_rules(spoilt, day) != day.astimezone(where).utcoffset()


@given(zone=st.sampled_from(ZONES), on=st.dates(date(FIRST, 1, 2), date(LAST, 12, 30)), at=st.times(time(6), time(22)))
def test_a_usual_time_is_one_moment_and_an_unusual_one_is_noticed(zone, on, at):
    where = ZoneInfo(zone)
    at = at.replace(second=0, microsecond=0)
    back = wall_clock(on, at, where).astimezone(where)
    assert is_unusual(on, at, where) or (back.date(), back.time()) == (on, at)


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe"])
def test_the_minutes_around_each_change_are_called_unusual(zone):
    where = ZoneInfo(zone)
    for change in changes_of(where, 2027):
        skipped = change.after > change.before
        inside = change.on_the_wall + timedelta(minutes=10 if skipped else -10)
        assert is_unusual(inside.date(), inside.time(), where)
        before = change.on_the_wall - timedelta(minutes=90)
        assert not is_unusual(before.date(), before.time(), where)
