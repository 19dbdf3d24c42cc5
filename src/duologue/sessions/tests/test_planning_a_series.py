"""Planning: the same hour again and again, and what is refused with a sentence."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from duologue.people.models import Practice
from duologue.science.recurrence import every, is_unusual
from duologue.sessions import actions
from duologue.sessions.models import Series, Session

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]
WEEKLY = {"starts_on": "2026-12-03", "at": "14:00", "every_weeks": "1", "how_many": "4", "minutes": "50"}


def planned(course):
    return list(Session.objects.unscoped().filter(course=course).order_by("starts_at"))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("starts_on", [date(2026, 2, 26), date(2026, 9, 3)])
def test_the_wall_clock_stays_while_the_clocks_change(cast, now, zone, starts_on):
    Practice.objects.filter(pk=cast.practice.pk).update(time_zone=zone)
    cast.ours.practice.refresh_from_db()
    actions.plan_series(
        course=cast.ours, starts_on=starts_on, at=time(14), every_weeks=1, minutes=50, how_many=12, by=cast.tom, now=now
    )
    local = [session.starts_at.astimezone(ZoneInfo(zone)) for session in planned(cast.ours)]
    assert [moment.replace(tzinfo=None) for moment in local] == [
        datetime.combine(starts_on + timedelta(weeks=n), time(14)) for n in range(12)
    ]
    offsets = {moment.utcoffset() for moment in local}
    assert len(offsets) == (1 if zone == "Asia/Tehran" else 2)  # Tehran's clocks have not changed since 2022


@given(
    zone=st.sampled_from(ZONES),
    starting=st.dates(date(2025, 1, 1), date(2029, 12, 31)),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    weeks=st.integers(1, 4),
)
def test_every_usual_time_reads_the_same_on_the_wall(zone, starting, at, weeks):
    where = ZoneInfo(zone)
    moments = list(islice(every(weeks, starting=starting, at=at, zone=where), 8))
    for n, moment in enumerate(moments):
        day, local = starting + timedelta(weeks=weeks * n), moment.astimezone(where)
        assert moment.tzinfo is UTC
        assert is_unusual(day, at, where) or (local.date(), local.time()) == (day, at)


def test_tom_plans_four_weeks(cast, signed_in):
    answer = signed_in(cast.tom).post(reverse("sessions:plan", args=[cast.ours.pk]), WEEKLY, follow=True)
    assert "4 sessions are planned." in answer.content.decode()
    assert [s.number for s in planned(cast.ours)] == [1, 2, 3, 4]
    assert planned(cast.ours)[3].starts_at == datetime(2026, 12, 24, 14, tzinfo=UTC)
    assert Series.objects.unscoped().get().time_zone == "Europe/London"


def test_every_second_week_and_a_single_one(cast, signed_in):
    url = reverse("sessions:plan", args=[cast.ours.pk])
    signed_in(cast.tom).post(url, {**WEEKLY, "every_weeks": "2", "how_many": "2"})
    assert [s.starts_at.day for s in planned(cast.ours)] == [3, 17]
    answer = signed_in(cast.tom).post(url, {**WEEKLY, "at": "16:00", "how_many": "1"}, follow=True)
    assert "1 session is planned." in answer.content.decode()


def test_a_double_booking_names_its_date_and_plans_nothing(cast, signed_in, now):
    busy = datetime(2026, 12, 17, 14, 30, tzinfo=UTC)
    actions.plan_session(course=cast.ours, starts_at=busy, minutes=50, by=cast.tom, now=now)
    answer = signed_in(cast.tom).post(reverse("sessions:plan", args=[cast.ours.pk]), WEEKLY)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "There is another session on Thursday 17 December at 14:00." in words
    assert 'value="2026-12-03"' in words and 'value="14:00"' in words
    assert len(planned(cast.ours)) == 1


def test_one_session_may_follow_right_after_another(cast, now):
    first = datetime(2026, 12, 3, 14, tzinfo=UTC)
    actions.plan_session(course=cast.ours, starts_at=first, minutes=50, by=cast.tom, now=now)
    assert actions.is_free(cast.tom, starts_at=first + timedelta(minutes=50), minutes=50)
    assert not actions.is_free(cast.tom, starts_at=first + timedelta(minutes=49), minutes=50)
    assert not actions.is_free(cast.tom, starts_at=first - timedelta(minutes=49), minutes=50)
    assert actions.is_free(cast.ben, starts_at=first, minutes=50)


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"starts_on": "2026-11-25"}, "This day is past."),
        ({"starts_on": ""}, "Choose a date."),
        ({"at": ""}, "Choose a time."),
        ({"at": "two"}, "Write the time like 14:00."),
        ({"how_many": "0"}, "Write a number from 1 to 26."),
        ({"how_many": "many"}, "Write a number from 1 to 26."),
        ({"minutes": "500"}, "Write a number from 15 to 120."),
        ({"every_weeks": "7"}, "Choose one of these."),
    ],
)
def test_what_cannot_be_planned_is_said_and_kept(cast, signed_in, wrong, sentence):
    answer = signed_in(cast.tom).post(reverse("sessions:plan", args=[cast.ours.pk]), {**WEEKLY, **wrong})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not planned(cast.ours)


def test_only_the_therapist_plans(cast, signed_in):
    url = reverse("sessions:plan", args=[cast.ours.pk])
    assert signed_in(cast.tom).get(url).status_code == 200
    for person in (cast.amira, cast.ben, cast.una, cast.sol, cast.mo, cast.ines, cast.max, cast.zoe):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).post(url, WEEKLY).status_code == 404
    assert not planned(cast.ours)


def test_sessions_are_numbered_by_their_dates(cast, now):
    def plan(days):
        return actions.plan_session(
            course=cast.ours, starts_at=now + timedelta(days=days), minutes=50, by=cast.tom, now=now
        )

    held = actions.begin(plan(0), by=cast.tom, now=now)
    later, sooner, between = plan(21), plan(7), plan(14)
    assert between.number == 3
    assert [(s.pk, s.number) for s in planned(cast.ours)] == [
        (held.pk, 1),
        (sooner.pk, 2),
        (between.pk, 3),
        (later.pk, 4),
    ]
    earlier = plan(-7)  # written down afterwards: what was held keeps its number
    assert Session.objects.unscoped().get(pk=held.pk).number == 1 and earlier.number == 2
