"""When so many working hours have gone by: by table across weekends and summer time, and against counting minute by minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duologue.science.working_hours import Hours, after, worked

LONDON, NEW_YORK = ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
WEEKDAYS = frozenset(range(5))
OFFICE = Hours(WEEKDAYS, time(9), time(17), LONDON)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def on_the_wall(text: str, zone: ZoneInfo) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    "since, hours, until",
    [
        ("2026-11-26 10:00", 1, "2026-11-26 11:00"),  # a Thursday at work
        ("2026-11-26 16:00", 4, "2026-11-27 12:00"),  # over the night
        ("2026-11-26 16:00", 1, "2026-11-26 17:00"),  # to the minute at which they close
        ("2026-11-26 02:00", 1, "2026-11-26 10:00"),  # at two in the morning
        ("2026-11-27 16:30", 1, "2026-11-30 09:30"),  # over the weekend
        ("2026-11-28 12:00", 8, "2026-11-30 17:00"),  # on a Saturday
        ("2026-12-31 16:00", 8, "2027-01-01 16:00"),  # over the year's end
        ("2024-02-28 16:00", 8, "2024-02-29 16:00"),  # over a leap day
        ("2027-03-26 16:30", 1, "2027-03-29 09:30"),  # over the spring weekend on which the clocks change
        ("2026-10-23 16:30", 1, "2026-10-26 09:30"),  # and the one in autumn
    ],
)
def test_so_much_later_on_the_wall(since, hours, until):
    assert after(on_the_wall(since, LONDON), hours * HOUR, OFFICE) == on_the_wall(until, LONDON)


@pytest.mark.parametrize(
    "since, hours, until",
    [
        (
            "2027-03-28 00:00",
            1,
            "2027-03-28 02:00",
        ),  # 01:00 is 02:00 on that day: the first hour ends an hour of work later
        ("2027-03-28 00:00", 3, "2027-03-28 04:00"),
        ("2026-10-25 00:00", 3, "2026-10-25 02:00"),  # the hour from one to two happens twice
    ],
)
def test_who_works_through_the_change_of_clocks_works_real_hours(since, hours, until):
    at_night = Hours(frozenset(range(7)), time(0), time(6), LONDON)
    assert after(on_the_wall(since, LONDON), hours * HOUR, at_night) == on_the_wall(until, LONDON)


def test_hours_that_the_change_of_clocks_swallows_are_no_hours():
    gone = Hours(frozenset({6}), time(1), time(2), LONDON)
    assert not [s for s in list(gone.spans(on_the_wall("2027-03-27 12:00", LONDON)))[:1] if s[0].month == 3]


@pytest.mark.parametrize("days, opens, closes", [([], 9, 17), ([7], 9, 17), ([0], 17, 9), ([0], 9, 9)])
def test_a_practice_that_is_never_there_is_refused(days, opens, closes):
    with pytest.raises(ValueError, match="a practice"):
        Hours(frozenset(days), time(opens), time(closes), LONDON)


@pytest.mark.parametrize("work", [timedelta(), -HOUR])
def test_no_work_at_all_is_refused(work):
    with pytest.raises(ValueError, match="some working time"):
        after(on_the_wall("2026-11-26 10:00", LONDON), work, OFFICE)


def test_more_than_a_years_work_is_refused():
    with pytest.raises(ValueError, match="no such moment"):
        after(on_the_wall("2026-11-26 10:00", LONDON), timedelta(days=200), OFFICE)


practices = st.builds(
    lambda days, opens, length, zone: Hours(frozenset(days), time(opens), time(min(opens + length, 23), 30), zone),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 20),
    st.integers(1, 12),
    st.sampled_from([LONDON, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu"), ZoneInfo("UTC")]),
)
moments = st.integers(0, 2 * 365 * 1440).map(lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + minutes * MINUTE)
# A day on which clocks change, so that it is tried often.
changes = st.builds(
    lambda day, minutes: datetime.fromisoformat(day).replace(tzinfo=UTC) + minutes * MINUTE,
    st.sampled_from(["2027-03-13", "2027-03-27", "2026-10-24", "2026-10-31", "2027-04-03", "2026-10-03"]),
    st.integers(0, 2880),
)


@given(moments | changes, st.integers(1, 40 * 60), practices)
def test_so_much_work_has_been_done_by_then_and_not_a_minute_before(since, minutes, hours):
    at = after(since, minutes * MINUTE, hours)
    assert worked(since, at, hours) == minutes * MINUTE
    assert worked(since, at - MINUTE, hours) == (minutes - 1) * MINUTE


def minute_by_minute(since: datetime, minutes: int, hours: Hours) -> datetime:
    """The same by walking: a minute counts when it lies between the two times on the wall of a working day."""
    at, left = since, minutes
    while left:
        wall = at.astimezone(hours.zone)
        left -= wall.weekday() in hours.days and hours.opens <= wall.time() < hours.closes
        at += MINUTE
    return at


@settings(max_examples=60)
@given(moments | changes, st.integers(1, 300), practices.filter(lambda h: h.opens >= time(4)))
def test_it_is_what_walking_minute_by_minute_finds(since, minutes, hours):
    """From four in the morning on, where no clock is changed: there the two ways of saying it are one."""
    assert after(since, minutes * MINUTE, hours) == minute_by_minute(since, minutes, hours)


def test_control_hours_counted_without_the_zone_are_noticed():
    """In UTC the practice would open at nine all year; in summer the wall says ten."""
    naive = Hours(WEEKDAYS, time(9), time(17), ZoneInfo("UTC"))
    since = on_the_wall("2026-07-10 16:30", LONDON)
    assert after(since, HOUR, naive) != after(since, HOUR, OFFICE)
