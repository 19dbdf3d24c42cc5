"""Reminders: at the time that was chosen, never in quiet hours, once, and no more once there is nothing to come."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.people.models import Letter
from duologue.sessions import actions, changes, planning, reminders
from duologue.sessions.arrangements import ReminderChoice, SentReminder
from duologue.sessions.models import Session

When = ReminderChoice.When
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]
STARTS = datetime(2026, 12, 3, 14, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(cast, now):
    return actions.plan_session(course=cast.ours, starts_at=STARTS, minutes=50, by=cast.tom, now=now)


@pytest.fixture
def choose(cast, now):
    def chosen(when, quiet=(None, None)):
        return reminders.choose(when, quiet_from=quiet[0], quiet_until=quiet[1], by=cast.amira, now=now)

    return chosen


def every_minute(since, until):
    """The tick of each fifth minute; the moments at which a reminder was written."""
    sent, at = [], since
    while at < until:
        sent += [at] * reminders.send_due(now=at)
        at += 5 * MINUTE
    return sent


def test_nobody_is_reminded_who_did_not_ask(session, choose):
    assert not every_minute(STARTS - timedelta(hours=25), STARTS)
    choose(When.NEVER)
    assert not every_minute(STARTS - timedelta(hours=25), STARTS)


@pytest.mark.parametrize("when, before", [(When.DAY, timedelta(days=1)), (When.HOURS, timedelta(hours=2))])
def test_a_reminder_comes_once_at_its_time(session, choose, when, before):
    choose(when)
    assert every_minute(STARTS - timedelta(hours=25), STARTS) == [STARTS - before]
    letter = Letter.objects.get(subject="A reminder from Two Chairs")
    assert letter.to == "amira@example.org" or letter.sent_at


def test_the_letter_is_neutral_and_names_day_and_time(session, choose, monkeypatch):
    kept = []
    monkeypatch.setattr(reminders.letters, "post", lambda **letter: kept.append(letter))
    choose(When.DAY)
    reminders.send_due(now=STARTS - timedelta(hours=24))
    [letter] = kept
    assert "on Thursday 3 December at 14:00" in letter["body"] and "/reminders/off/" in letter["body"]
    telling = re.compile(r"therap|session\b|tom\b|score|mood|clinic|health", re.I)
    assert not telling.search(letter["subject"] + letter["body"])


def test_two_ticks_at_the_same_moment_write_one(session, choose, monkeypatch):
    choose(When.DAY)
    at = STARTS - timedelta(hours=24)
    assert [reminders.send_due(now=at), reminders.send_due(now=at)] == [1, 0]
    assert SentReminder.objects.count() == 1


def test_control_without_what_was_noted_it_would_come_again(session, choose):
    choose(When.DAY)
    at = STARTS - timedelta(hours=24)
    assert reminders.send_due(now=at) == 1
    SentReminder.objects.all().delete()
    assert reminders.send_due(now=at + MINUTE) == 1


def test_a_tick_that_comes_late_still_reminds_as_long_as_it_is_of_use(session, choose):
    choose(When.DAY)
    assert reminders.send_due(now=STARTS - timedelta(hours=3)) == 1


def test_a_reminder_of_the_last_minutes_is_left_out(session, choose):
    choose(When.HOURS)
    assert reminders.send_due(now=STARTS - timedelta(minutes=20)) == 0


def test_what_was_planned_after_the_time_of_reminding_needs_no_reminder(cast, choose):
    choose(When.DAY)
    late = STARTS - timedelta(hours=5)
    actions.plan_session(course=cast.ours, starts_at=STARTS, minutes=50, by=cast.tom, now=late)
    assert not every_minute(late, STARTS)


@pytest.mark.parametrize("stop", ["called off", "ended series", "course closed", "turned off", "account closed"])
def test_it_stops_when_there_is_nothing_to_be_reminded_of(session, cast, choose, now, stop):
    choose(When.DAY)
    if stop == "called off":
        changes.call_off(session, by=cast.amira, now=now)
    elif stop == "ended series":
        actions.mark(session, Session.State.CANCELLED, by=cast.tom, now=now)
    elif stop == "course closed":
        courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now)
    elif stop == "turned off":
        reminders.turn_off(cast.amira, now=now)
    else:
        cast.amira.is_active = False
        cast.amira.save()
    assert not every_minute(STARTS - timedelta(hours=25), STARTS)


def test_a_moved_session_is_told_of_at_its_new_time(session, cast, choose):
    choose(When.DAY)
    assert reminders.send_due(now=STARTS - timedelta(hours=24)) == 1
    later = STARTS + timedelta(days=3)
    planning.move(session, starts_at=later, by=cast.tom, now=STARTS - timedelta(hours=23))
    assert every_minute(STARTS - timedelta(hours=23), later) == [later - timedelta(days=1)]


@pytest.mark.parametrize(
    "at, quiet, expected",
    [
        (time(8), (time(22), time(7)), time(7)),  # two hours before is six: wait until seven
        (time(7, 15), (time(22), time(7)), time(21, 55)),  # seven would be too late: the evening before
        (time(14), (time(22), time(7)), time(12)),
        (time(14), (time(11), time(13)), time(13)),
        (time(14), (time(9), time(9)), time(12)),  # no hours at all
    ],
)
def test_quiet_hours_are_kept(choose, at, quiet, expected):
    zone = ZoneInfo("Europe/London")
    starts = datetime.combine(date(2026, 12, 3), at, tzinfo=zone)
    due = reminders.due_at(starts, choose(When.HOURS, quiet), zone=zone)
    assert due.astimezone(zone).time() == expected


@given(
    zone=st.sampled_from(ZONES),
    on=st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    at=st.times(time(7), time(21)),
    quiet=st.tuples(st.times(), st.times()),
    when=st.sampled_from([When.DAY, When.HOURS]),
)
def test_no_reminder_is_ever_due_in_quiet_hours_or_too_late(zone, on, at, quiet, when):
    where = ZoneInfo(zone)
    choice = ReminderChoice(when=when, quiet_from=quiet[0], quiet_until=quiet[1])
    starts = datetime.combine(on, at, tzinfo=where).astimezone(UTC)
    due = reminders.due_at(starts, choice, zone=where)
    assert due <= starts - reminders.STILL_OF_USE
    crowded = quiet[0] != quiet[1] and reminders.quiet_around(due, choice, zone=where) is not None
    # Quiet hours of nearly a whole day leave five minutes or none; then nothing is sent at all.
    assert not crowded or (timedelta(hours=24) - _length(*quiet)) <= timedelta(minutes=65)


def _length(begins, ends):
    start, end = (datetime.combine(date(2026, 1, 1), t) for t in (begins, ends))
    return (end - start) % timedelta(days=1)


@pytest.mark.parametrize("zone", ZONES)
def test_a_day_before_is_the_same_time_on_the_wall(zone):
    """Also on the days on which the clocks change: never an hour early or late."""
    where = ZoneInfo(zone)
    choice = ReminderChoice(when=When.DAY)
    for n in range(366):
        starts = datetime.combine(date(2027, 1, 1) + timedelta(days=n), time(10), tzinfo=where)
        due = reminders.due_at(starts.astimezone(UTC), choice, zone=where).astimezone(where)
        assert (due.date(), due.time()) == (starts.date() - timedelta(days=1), time(10))


def test_the_link_turns_them_off_only_when_the_button_is_pressed(session, cast, choose, client):
    choose(When.DAY)
    link = reminders.off_link(cast.amira)
    path = link[link.index("/reminders/") :]
    assert "Turn reminders off" in client.get(path).content.decode()  # a mail filter that looks changes nothing
    assert ReminderChoice.objects.get().when == When.DAY
    assert client.post(path).status_code == 200
    assert ReminderChoice.objects.get().when == When.NEVER
    assert client.get(reverse("sessions:reminders-off", args=["made-up"])).status_code == 404
