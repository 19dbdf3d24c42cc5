"""A series over a spring: every second week on the wall clock, with one moved, one called off, one in a break, one alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from duologue.people.models import Practice
from duologue.sessions.models import Session

EVERY_SECOND = {"starts_on": "2027-03-04", "at": "14:00", "every_weeks": "2", "how_many": "5", "minutes": "45"}


def url(name, thing):
    return reverse(f"sessions:{name}", args=[thing.pk])


def standing(course):
    """Day and time on London's wall, and what became of it, in the order of the plan."""
    held = Session.objects.unscoped().filter(course=course).select_related("course__practice").order_by("number")
    return [(f"{one.starts_at.astimezone(one.course.practice.zone):%m-%d %H:%M}", one.state) for one in held]


@pytest.fixture
def series(cast, signed_in):
    signed_in(cast.tom).post(url("plan", cast.ours), EVERY_SECOND)
    return list(Session.objects.unscoped().filter(course=cast.ours).order_by("starts_at"))


def test_one_moved_one_called_off_and_one_in_a_break_leave_the_others_where_they_are(cast, signed_in, series):
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    tom.post(url("arrange", series[1]), {"starts_at": "2027-03-19T10:30", "how": "phone"})
    amira.post(url("call-off", series[2]), {})
    away = {"first_on": "2027-04-14", "last_on": "2027-04-16", "sure": "yes"}
    tom.post(reverse("sessions:breaks"), away)
    assert standing(cast.ours) == [
        ("03-04 14:00", "planned"),
        ("03-19 10:30", "planned"),
        ("04-01 14:00", "cancelled"),  # summer time has begun: the same time on the wall
        ("04-15 14:00", "cancelled"),
        ("04-29 14:00", "planned"),
    ]
    words = amira.get(url("course", cast.ours)).content.decode()
    for told in ("Thu 4 Mar, 14:00", "Fri 19 Mar, 10:30", "Thu 29 Apr, 14:00", "by phone, moved"):
        assert told in words, told
    assert all(session.series_id == series[0].series_id for session in series)


def test_control_fourteen_days_of_hours_would_read_an_hour_late(series):
    first, third = series[0].starts_at, series[2].starts_at
    assert third - first == timedelta(days=28, hours=-1)


def test_a_place_that_became_free_can_be_taken_and_one_that_is_not_cannot(cast, signed_in, series):
    tom = signed_in(cast.tom)
    signed_in(cast.amira).post(url("call-off", series[2]), {})
    alone = {**EVERY_SECOND, "every_weeks": "1", "how_many": "1"}
    refused = tom.post(url("plan", cast.ours), {**alone, "starts_on": "2027-03-18"})
    assert refused.status_code == 422 and "There is another session on Thursday 18 March" in refused.content.decode()
    tom.post(url("plan", cast.ours), {**alone, "starts_on": "2027-04-01"})
    assert [when for when, state in standing(cast.ours) if state == "planned"].count("04-01 14:00") == 1


@pytest.mark.parametrize("minutes", [45, 50, 60])
def test_an_hour_has_the_length_that_was_planned(cast, signed_in, minutes):
    Practice.objects.filter(pk=cast.practice.pk).update(session_minutes=minutes)
    tom, plan = signed_in(cast.tom), url("plan", cast.ours)
    assert f'value="{minutes}"' in tom.get(plan).content.decode()  # the practice's own length is there already
    tom.post(plan, {**EVERY_SECOND, "how_many": "1", "minutes": str(minutes)})
    held = Session.objects.unscoped().get(course=cast.ours)
    assert held.ends_at == datetime(2027, 3, 4, 14, tzinfo=UTC) + timedelta(minutes=minutes)
    day = {"view": "day", "day": date(2027, 3, 4).isoformat()}
    assert "Amira" in tom.get(reverse("sessions:diary"), day).content.decode()
