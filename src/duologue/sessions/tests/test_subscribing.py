"""A private address for one's own calendar: who has one, what stands there, and how it stops."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.people.models import User
from duologue.sessions import actions, feeds
from duologue.sessions.arrangements import CalendarFeed

HERE = "/calendar/address/"
TELLING = re.compile(rb"therap|session\b|amira|\btom\b|two chairs|mood|clinic|health|counsel", re.I)


@pytest.fixture
def planned(cast, now):
    return actions.plan_session(course=cast.ours, starts_at=now + timedelta(days=1), minutes=50, by=cast.tom, now=now)


def address(browser, **said):
    found = re.search(r"/calendar/of/[\w-]+/appointments\.ics", browser.post(HERE, said).content.decode())
    return found[0]


@pytest.mark.parametrize("who", ["tom", "amira"])
def test_a_person_opens_an_address_and_a_calendar_reads_it(cast, planned, signed_in, client, who):
    answer = client.get(address(signed_in(getattr(cast, who))))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8" and answer["Cache-Control"] == "no-store"
    assert answer.content.count(b"BEGIN:VEVENT") == 1 and b"SUMMARY:Appointment\r\n" in answer.content
    assert not TELLING.search(answer.content)


def test_initials_only_where_a_therapist_chose_them(cast, planned, signed_in, client):
    assert b"SUMMARY:Appointment\\, A.\r\n" in client.get(address(signed_in(cast.tom), initials="on")).content
    assert b"SUMMARY:Appointment\r\n" in client.get(address(signed_in(cast.amira), initials="on")).content


def test_each_sees_their_own(cast, planned, signed_in, client, now):
    for person in (cast.ben, cast.nia):
        assert b"VEVENT" not in client.get(address(signed_in(person))).content


def test_only_a_hash_of_the_secret_is_kept(cast, now):
    secret = feeds.open_feed(user=cast.tom, initials=False, now=now)
    kept = CalendarFeed.objects.get()
    assert secret not in kept.secret_hash and len(secret) >= 43
    assert feeds.behind(kept.secret_hash, now=now) is None


def test_a_new_address_ends_the_one_before_and_closing_ends_it(cast, planned, signed_in, client):
    browser = signed_in(cast.amira)
    first = address(browser)
    second = address(browser)
    assert client.get(first).status_code == 404 and client.get(second).status_code == 200
    assert "It was last read on" in browser.get(HERE).content.decode()
    browser.post(HERE, {"close": "yes"})
    assert client.get(second).status_code == 404
    assert client.get(reverse("sessions:feed-file", args=["made-up"])).status_code == 404


def test_whoever_may_not_sign_in_any_more_has_no_calendar(cast, planned, signed_in, client):
    here = address(signed_in(cast.amira))
    User.objects.filter(pk=cast.amira.pk).update(is_active=False)
    assert client.get(here).status_code == 404


def test_a_therapist_who_left_sees_nothing_any_more(cast, planned, signed_in, client, now):
    here = address(signed_in(cast.tom))
    cast.tom.memberships.update(until_on=now.date())
    answer = client.get(here)
    assert answer.status_code == 404 or b"VEVENT" not in answer.content


def test_the_address_is_shown_once(cast, signed_in):
    browser = signed_in(cast.tom)
    first = address(browser)
    assert first not in browser.get(HERE).content.decode()


def test_many_sessions_cost_what_few_cost(cast, now, django_assert_max_num_queries):
    for n in range(40):
        actions.plan_session(course=cast.ours, starts_at=now + timedelta(days=n + 1), minutes=50, by=cast.tom, now=now)
    secret = feeds.open_feed(user=cast.tom, initials=True, now=now)
    with django_assert_max_num_queries(5):
        assert feeds.behind(secret, now=now).count(b"BEGIN:VEVENT") == 40
