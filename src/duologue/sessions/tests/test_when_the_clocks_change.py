"""A session in an hour that the clocks skip or repeat: a clear warning, and the therapist chooses what happens then."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from django.urls import reverse

from duologue.sessions import clock_changes, feeds, planning
from duologue.sessions.models import Series, Session

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
EVERY_WEEK = {"every_weeks": "1", "how_many": "4", "minutes": "50"}
SPRING = {**EVERY_WEEK, "starts_on": "2027-03-14", "at": "01:30"}  # on 28 March it goes from 01:00 to 02:00
AUTUMN = {**EVERY_WEEK, "starts_on": "2027-10-17", "at": "01:30"}  # on 31 October from 02:00 to 01:00


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def plan(cast, tom):
    return lambda said: tom.post(reverse("sessions:plan", args=[cast.ours.pk]), said, follow=True)


def starts() -> list[str]:
    """Every planned session, in UTC."""
    return [f"{one.starts_at:%m-%d %H:%M}" for one in Session.objects.unscoped().order_by("starts_at")]


@pytest.mark.parametrize(
    "said, warns, offers",
    [
        (
            SPRING,
            "On Sunday 28 March 2027 the clocks jump over 01:30. Choose below what happens then.",
            {"first": "It begins at 02:30 by the new time", "out": "No session on that day"},
        ),
        (
            AUTUMN,
            "On Sunday 31 October 2027 the clocks go back, so 01:30 comes twice. Choose below what happens then.",
            {
                "first": "It begins the first time 01:30 comes",
                "second": "It begins the second time 01:30 comes",
                "out": "No session on that day",
            },
        ),
    ],
)
def test_it_is_warned_about_and_nothing_is_planned_yet(plan, said, warns, offers):
    answer = plan(said)
    page = answer.content.decode()
    assert answer.status_code == 422 and warns in page and not starts()
    assert dict(answer.context["form"].fields["clocks"].choices) == offers
    assert all(words in page for words in offers.values()) and 'value="2027-' in page


@pytest.mark.parametrize(
    "said, clocks, planned",
    [
        (SPRING, "first", ["03-14 01:30", "03-21 01:30", "03-28 01:30", "04-04 00:30"]),
        (SPRING, "out", ["03-14 01:30", "03-21 01:30", "04-04 00:30"]),
        (AUTUMN, "first", ["10-17 00:30", "10-24 00:30", "10-31 00:30", "11-07 01:30"]),
        (AUTUMN, "second", ["10-17 00:30", "10-24 00:30", "10-31 01:30", "11-07 01:30"]),
        (AUTUMN, "out", ["10-17 00:30", "10-24 00:30", "11-07 01:30"]),
        ({**AUTUMN, "starts_on": "2027-10-31", "how_many": "2"}, "second", ["10-31 01:30", "11-07 01:30"]),
        (
            {**SPRING, "starts_on": "2027-03-28", "how_many": "3"},
            "first",
            ["03-28 01:30", "04-04 00:30", "04-11 00:30"],
        ),
    ],
)
def test_what_is_chosen_is_planned(plan, cast, now, said, clocks, planned):
    page = plan({**said, "clocks": clocks}).content.decode()
    assert starts() == planned and f"{len(planned)} sessions are planned." in page
    assert ("or the clocks change" in page) is (clocks == "out")
    assert read(cast, now) == planned


def read(cast, now) -> list[str]:
    """What a calendar that is not ours reads in Tom's feed."""
    text = feeds.behind(feeds.open_feed(user=cast.tom, initials=False, now=now), now=now)
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(text)).between(date(2027, 1, 1), date(2028, 1, 1))
    return sorted(f"{event.start.astimezone(UTC):%m-%d %H:%M}" for event in found)


def test_control_in_the_series_the_second_time_would_be_read_an_hour_early(plan, cast, now):
    plan({**AUTUMN, "clocks": "second"})
    series = Series.objects.unscoped().get()
    Session.objects.unscoped().filter(series=None).update(series=series)
    assert read(cast, now) != starts()


@pytest.mark.parametrize("clocks, at", [("first", "10-31 00:30"), ("second", "10-31 01:30")])
def test_a_single_session_can_stand_in_it(plan, clocks, at):
    plan({**AUTUMN, "starts_on": "2027-10-31", "how_many": "1", "clocks": clocks})
    assert starts() == [at] and not Series.objects.unscoped().exists()


def test_an_ordinary_hour_asks_nothing(plan):
    answer = plan({**SPRING, "at": "14:00"})
    assert answer.status_code == 200 and len(starts()) == 4


def test_over_both_changes_each_way_says_both():
    days = [date(2027, 3, 28), date(2027, 10, 31)]
    assert clock_changes.choices(days, time(1, 30), LONDON) == [
        ("first", "It begins at 02:30 by the new time and the first time 01:30 comes"),
        ("second", "It begins at 02:30 by the new time and the second time 01:30 comes"),
        ("out", "No session on that day"),
    ]


def test_half_an_hour_on_lord_howe():
    where = ZoneInfo("Australia/Lord_Howe")
    assert dict(clock_changes.choices([date(2027, 10, 3)], time(2, 15), where))["first"].endswith(
        "02:45 by the new time"
    )


@pytest.mark.parametrize(
    "at, clocks, becomes",
    [
        ("2027-03-28T01:30", "first", "03-28 01:30"),
        ("2027-10-31T01:30", "first", "10-31 00:30"),
        ("2027-10-31T01:30", "second", "10-31 01:30"),
    ],
)
def test_moving_a_session_there_asks_the_same(cast, tom, now, at, clocks, becomes):
    when = datetime(2026, 12, 3, 14, tzinfo=UTC)
    session = planning.plan_session(course=cast.ours, starts_at=when, minutes=50, by=cast.tom, now=now)
    address, said = reverse("sessions:arrange", args=[session.pk]), {"starts_at": at, "how": "room", "link": ""}
    warned = tom.post(address, said)
    page = warned.content.decode()
    assert warned.status_code == 422 and "Choose below what happens then." in page and at in page
    assert "No session on that day" not in page and starts() == ["12-03 14:00"]
    assert tom.post(address, {**said, "clocks": clocks}).status_code == 302 and starts() == [becomes]


def test_opened_again_it_does_not_move_by_itself(cast, tom, now):
    """The form shows the wall's time, which is the same for both: kept as it is, the second time stays the second."""
    when = datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
    session = planning.plan_session(course=cast.ours, starts_at=when, minutes=50, by=cast.tom, now=now)
    address = reverse("sessions:arrange", args=[session.pk])
    shown = re.search(r'name="starts_at" value="([^"]+)"', tom.get(address).content.decode())[1]
    assert tom.post(address, {"starts_at": shown, "how": "phone", "link": ""}).status_code == 422
    assert starts() == ["10-31 01:30"]
