"""Days away and the end of a series: what is called off is shown first, and what was held stays."""

from datetime import date, time

import pytest
from django.urls import reverse

from duologue.people.models import Letter
from duologue.sessions import changes, planning
from duologue.sessions.arrangements import Away
from duologue.sessions.models import Session


def weekly(cast, now, how_many=6, **more):
    rule = {"starts_on": date(2026, 12, 3), "at": time(14), "every_weeks": 1, "minutes": 50, "how_many": how_many}
    return planning.plan_series(course=cast.ours, by=cast.tom, now=now, **rule | more).series


def url(name, thing):
    return reverse(f"sessions:{name}", args=[thing.pk])


def days(course, state="planned"):
    held = Session.objects.unscoped().filter(course=course, state=state).order_by("starts_at")
    return [session.starts_at.date().isoformat()[5:] for session in held]


def test_days_away_are_left_out_of_a_series_and_said(cast, now, signed_in):
    changes.take_a_break(
        user=cast.tom, first_on=date(2026, 12, 20), last_on=date(2027, 1, 2), courses=[], by=cast.tom, now=now
    )
    said = {"starts_on": "2026-12-10", "at": "14:00", "every_weeks": "1", "how_many": "3", "minutes": "50"}
    answer = signed_in(cast.tom).post(url("plan", cast.ours), said, follow=True)
    words = answer.content.decode()
    assert days(cast.ours) == ["12-10", "12-17", "01-07"]
    assert "3 sessions are planned. None on 24 December and 31 December: somebody is away." in words
    single = {**said, "starts_on": "2026-12-24", "how_many": "1"}
    refused = signed_in(cast.tom).post(url("plan", cast.ours), single)
    assert "Tom is away until Saturday 2 January. Choose another day." in refused.content.decode()


@pytest.mark.parametrize("who, first, gone", [("tom", date(2026, 12, 10), 2), ("amira", date(2026, 12, 17), 1)])
def test_a_break_shows_what_it_calls_off_before_it_does(cast, now, signed_in, who, first, gone):
    weekly(cast, now)
    person = getattr(cast, who)
    browser, here = signed_in(person), reverse("sessions:breaks")
    said = {"first_on": first.isoformat(), "last_on": "2026-12-17"}
    asked = browser.post(here, said).content.decode()
    assert "planned in those days" in asked and not Away.objects.unscoped().exists()
    browser.post(here, {**said, "sure": "yes"})
    assert len(days(cast.ours, "cancelled")) == gone
    off = Session.objects.unscoped().filter(state="cancelled").first()
    assert off.called_off_by == person and not off.short_notice
    assert Letter.objects.count() == 1


def test_both_sides_see_a_break_and_a_colleague_does_not(cast, now, signed_in):
    for person in (cast.tom, cast.amira):
        changes.take_a_break(user=person, first_on=now.date(), last_on=now.date(), courses=[], by=person, now=now)
    assert "Tom is away" in signed_in(cast.amira).get("/calendar/").content.decode()
    assert "Amira is away" in signed_in(cast.tom).get("/calendar/").content.decode()
    assert "is away" not in signed_in(cast.ben).get("/calendar/").content.decode()
    assert "is away" not in signed_in(cast.nia).get("/calendar/").content.decode()


def test_a_break_that_is_taken_out_plans_nothing_by_itself(cast, now, signed_in):
    weekly(cast, now, how_many=2)
    away, _ = changes.take_a_break(
        user=cast.tom, first_on=date(2026, 12, 3), last_on=date(2026, 12, 3), courses=[cast.ours], by=cast.tom, now=now
    )
    assert signed_in(cast.amira).post(url("break-over", away)).status_code == 404
    signed_in(cast.tom).post(url("break-over", away))
    assert not Away.objects.unscoped().exists() and days(cast.ours) == ["12-10"]


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"first_on": "2026-12-10", "last_on": "2026-12-01"}, "The last day is before the first."),
        ({"first_on": "2026-10-10", "last_on": "2026-10-12"}, "These days are past."),
        ({"first_on": "2026-12-10", "last_on": ""}, "Choose a date."),
    ],
)
def test_days_that_cannot_be_are_said_and_kept(cast, signed_in, said, sentence):
    answer = signed_in(cast.tom).post(reverse("sessions:breaks"), said)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert f'value="{said["first_on"]}"' in answer.content.decode()


def test_a_series_ends_on_a_day_and_what_was_held_stays(cast, now, signed_in):
    series = weekly(cast, now)
    assert "Every week, Thursdays at 14:00" in signed_in(cast.tom).get(url("series", series)).content.decode()
    answer = signed_in(cast.tom).post(url("series", series), {"ends_on": "2026-12-10"}, follow=True)
    assert "4 sessions leave the plan." in answer.content.decode()
    assert days(cast.ours) == ["12-03", "12-10"] and len(days(cast.ours, "cancelled")) == 4
    assert "ends_on" in signed_in(cast.tom).post(url("series", series), {"ends_on": ""}).content.decode()
