"""Reminders a client sets for what she tries: at her time, on her days, once, neutral, and none when it would hurt."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses import permissions, quiet
from duologue.courses.models import Stage
from duologue.ending import actions as endings
from duologue.homework import actions, reminders
from duologue.homework.models import Assignment
from duologue.homework.reminder_models import PracticeReminder, SentPracticeReminder
from duologue.people import letters
from duologue.people.models import Letter
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.safety import actions as safety
from duologue.safety.models import Alert
from duologue.sessions import reminders as of_sessions
from duologue.sessions.arrangements import ReminderChoice

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVENING = datetime(2026, 11, 27, 18, tzinfo=UTC)  # a Friday
EVERY_DAY = range(7)


@pytest.fixture
def open_one(cast, now):
    plan = {"what": "Catch a thought", "why": "To see it.", "when_where": "Tuesday", "confidence": 8}
    return actions.agree(course=cast.ours, by=cast.tom, now=now, **plan)


@pytest.fixture
def chosen(cast, now):
    def choose(at=time(18), days=EVERY_DAY):
        return reminders.choose(at, list(days), by=cast.amira, now=now)

    return choose


def ticks(since, until, minutes=10):
    """The moments of the tick at which a reminder was written."""
    sent, at = [], since
    while at < until:
        sent += [at] * reminders.send_due(now=at)
        at += timedelta(minutes=minutes)
    return sent


def test_at_her_time_on_her_days_once(open_one, chosen):
    chosen(days=[4, 6])
    assert ticks(EVENING - 4 * HOUR, EVENING + 3 * DAY) == [EVENING, EVENING + 2 * DAY]
    assert SentPracticeReminder.objects.count() == 2


def test_nobody_is_reminded_who_did_not_ask(open_one):
    assert not ticks(EVENING - HOUR, EVENING + HOUR)


def test_the_words_are_neutral_and_the_link_turns_them_off(open_one, chosen, client, monkeypatch):
    kept = []
    monkeypatch.setattr(reminders.letters, "post", lambda **letter: kept.append(letter))
    chosen()
    reminders.send_due(now=EVENING)
    [letter] = kept
    telling = re.compile(r"therap|session|tom\b|score|mood|clinic|health|thought|homework|practi[cs]e\b|catch", re.I)
    assert not telling.search(letter["subject"] + letter["body"])
    link = re.search(r"http://localhost:8000(/between/reminders/off/\S+)", letter["body"]).group(1)
    assert "Turn reminders off" in client.get(link).content.decode()  # a mail filter that looks changes nothing
    assert PracticeReminder.objects.get().is_on
    assert client.post(link).status_code == 200 and not PracticeReminder.objects.get().is_on
    assert not ticks(EVENING + DAY, EVENING + 2 * DAY)
    assert client.get(reverse("homework:reminders-off", args=["made-up"])).status_code == 404


def test_the_secret_of_other_reminders_turns_off_nothing_here(cast, client, chosen):
    chosen()
    secret = of_sessions.off_link(cast.amira).rstrip("/").rpartition("/")[2]
    assert client.post(reverse("homework:reminders-off", args=[secret])).status_code == 404
    assert PracticeReminder.objects.get().is_on


def test_a_worker_that_was_away_reminds_within_three_hours_and_not_later(open_one, chosen):
    chosen()
    assert reminders.send_due(now=EVENING + 2 * HOUR) == 1
    assert reminders.send_due(now=EVENING + DAY + 4 * HOUR) == 0


def test_a_time_chosen_just_now_is_not_sent_for_an_hour_ago(open_one, cast):
    reminders.choose(time(18), [4], by=cast.amira, now=EVENING + HOUR)
    assert not ticks(EVENING + HOUR, EVENING + 2 * HOUR)


def test_two_ticks_in_one_moment_write_one_letter(open_one, chosen):
    chosen()
    assert reminders.send_due(now=EVENING) + reminders.send_due(now=EVENING) == 1
    assert Letter.objects.filter(subject=reminders.SUBJECT).count() == 1


@pytest.mark.parametrize("low, high", [(time(17), time(19)), (time(17, 30), time(9))])
def test_none_comes_in_her_quiet_hours(open_one, cast, chosen, now, low, high):
    chosen()
    of_sessions.choose(ReminderChoice.When.NEVER, quiet_from=low, quiet_until=high, by=cast.amira, now=now)
    sent = ticks(EVENING - HOUR, EVENING + 5 * HOUR)
    assert all(at.time() >= high or at.time() < low for at in sent)
    assert sent == ([EVENING + HOUR] if high == time(19) else [])  # it waits for their end, where that is of use


def test_a_time_in_her_quiet_hours_is_refused_with_the_reason(signed_in, cast, now):
    of_sessions.choose(ReminderChoice.When.DAY, quiet_from=time(21), quiet_until=time(8), by=cast.amira, now=now)
    amira = signed_in(cast.amira)
    answer = amira.post("/between/reminders/", {"at": "22:00", "days": ["1"]})
    assert answer.status_code == 422 and "in your quiet hours" in answer.content.decode()
    assert not PracticeReminder.objects.exists()
    assert amira.post("/between/reminders/", {"at": "20:00", "days": ["1", "3"]}).status_code == 302
    assert PracticeReminder.objects.get().days == [1, 3]


@pytest.mark.parametrize(
    "said", [{"at": "", "days": ["1"]}, {"at": "18:00"}, {"at": "25:00", "days": ["1"]}, {"at": "18:00", "days": ["7"]}]
)
def test_what_is_missing_is_asked_for(signed_in, cast, said):
    answer = signed_in(cast.amira).post("/between/reminders/", said)
    assert answer.status_code == 422 and not PracticeReminder.objects.exists()


def test_on_her_page_one_tap_turns_them_off(signed_in, cast, chosen):
    chosen()
    amira = signed_in(cast.amira)
    assert "Reminders are on, at 18:00." in amira.get("/between/reminders/").content.decode()
    amira.post("/between/reminders/", {"what": "off"})
    assert not PracticeReminder.objects.get().is_on
    assert "Reminders are on" not in amira.get("/between/reminders/").content.decode()


# What stops them. Each case first shows that without it a reminder would come.


def settled(cast, assignment, now):
    actions.settle(assignment, Assignment.Outcome.DROPPED, words="Enough", by=cast.tom, now=now)


def over(cast, assignment, now):
    courses.move_to(Stage.Kind.FOLLOW_UP, course=cast.ours, by=cast.tom, now=now + HOUR)


def closed(cast, assignment, now):
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now + HOUR)


def said_no(cast, assignment, now):
    permissions.choose(permissions.Purpose.REMINDERS, False, course=cast.ours, by=cast.amira, now=now)


def alert(cast, assignment, now):
    draft = questionnaires.begin(library.newest("phq-9"), course=cast.ours, by=cast.amira, now=now)
    questionnaires.send(draft, {f"q{n}": 1 for n in range(1, 10)}, now=now)


def died(cast, assignment, now):
    endings.begin("died", last_session_number=0, why="Her brother rang.", course=cast.ours, by=cast.tom, now=now)


def wants_none(cast, assignment, now):
    letters.stop_all(cast.amira, by=cast.tom, now=now)


def gone(cast, assignment, now):
    cast.amira.is_active = False
    cast.amira.save()


@pytest.mark.parametrize("stop", [settled, over, closed, said_no, alert, died, wants_none, gone])
def test_what_stops_them(cast, open_one, chosen, now, stop):
    chosen()
    assert reminders.send_due(now=EVENING) == 1
    stop(cast, open_one, now)
    before = Letter.objects.filter(subject=reminders.SUBJECT).count()
    reminders.send_due(now=EVENING + DAY)
    assert Letter.objects.filter(subject=reminders.SUBJECT).count() == before <= 1


def test_once_somebody_has_acted_on_the_answer_they_come_again(cast, open_one, chosen, now):
    chosen()
    alert(cast, open_one, now)
    assert reminders.send_due(now=EVENING) == 0
    raised = Alert.objects.unscoped().select_related("course__practice").get()
    safety.acknowledge(raised, did=Alert.Did.CALLED, note="We spoke.", by=cast.tom, now=now)
    assert reminders.send_due(now=EVENING + DAY) == 1


def test_control_without_the_reason_in_the_wiring_a_reminder_comes_into_a_crisis(
    cast, open_one, chosen, now, monkeypatch
):
    monkeypatch.setattr(quiet, "_reasons", [])
    chosen()
    alert(cast, open_one, now)
    assert reminders.send_due(now=EVENING) == 1


def test_another_persons_alert_stops_nothing(cast, open_one, chosen, now):
    chosen()
    draft = questionnaires.begin(library.newest("phq-9"), course=cast.theirs, by=cast.nia, now=now)
    questionnaires.send(draft, {f"q{n}": 1 for n in range(1, 10)}, now=now)
    assert reminders.send_due(now=EVENING) == 1


# The wall clock


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran", "UTC"])
@pytest.mark.parametrize("at", [time(0), time(1, 30), time(2, 15), time(23, 59)])
def test_one_a_day_through_a_whole_year_of_clock_changes(cast, zone, at):
    here = ZoneInfo(zone)
    held = PracticeReminder(user=cast.amira, at=at, days=list(EVERY_DAY), chosen_at=datetime(2025, 12, 1, tzinfo=UTC))
    moment, told = datetime(2026, 1, 1, 12, tzinfo=UTC), []
    while moment < datetime(2027, 1, 1, 12, tzinfo=UTC):
        if (day := reminders.due_on(held, now=moment, zone=here)) and day not in told:
            told.append(day)
        moment += HOUR
    first = told[0]
    assert told == [first + n * DAY for n in range(len(told))] and len(told) in (365, 366)
    assert all(isinstance(day, date) for day in told)


def test_an_hour_that_comes_twice_reminds_once(cast, open_one, chosen):
    chosen(at=time(1, 30))
    begins = datetime(2027, 10, 31, 0, tzinfo=UTC)  # London's clocks go back at two, summer time
    assert ticks(begins, begins + 6 * HOUR) == [begins + timedelta(minutes=30)]
