"""So many months after the last session three questions come by a link, and red waits for a person until somebody acts."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.courses import actions as courses
from duologue.courses import permissions
from duologue.ending import actions, following
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.forms import HOW_MUCH, EarlySigns
from duologue.people.models import Letter, User
from duologue.questionnaires import library, links
from duologue.questionnaires.models import Ask, TaskLink
from duologue.sessions import reminders
from duologue.sessions.arrangements import ReminderChoice

LAST_ON = date(2026, 11, 19)  # histories.held ends a week before NOW


def at(name, cast):
    return reverse(f"ending:{name}", args=[cast.ours.pk])


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


@pytest.fixture
def ended(cast):
    histories.held(cast.ours, 4)
    actions.begin("planned", last_session_number=4, why="w", course=cast.ours, by=cast.tom, now=NOW)
    following.plan_follow_ups([1, 3], last_on=LAST_ON, course=cast.ours, by=cast.tom, now=NOW)
    actions.end(course=cast.ours, by=cast.tom, now=NOW)
    Letter.objects.all().delete()


def london(year, month, day, hour):
    return datetime(year, month, day, hour, tzinfo=ZoneInfo("Europe/London"))


DAY_ONE = london(2026, 12, 19, 10)


@pytest.mark.parametrize(
    "day, months, expected",
    [
        (date(2026, 11, 19), 1, date(2026, 12, 19)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_are_counted_as_people_count_them(day, months, expected):
    assert following.months_after(day, months) == expected


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_months_never_run_into_the_next_one(day, months):
    later = following.months_after(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months and later.day <= day.day


def test_the_days_are_chosen_together_and_can_be_chosen_anew(cast, tom, amira):
    histories.held(cast.ours, 4)
    assert b'value="3" checked' in tom.get(at("follow-up", cast)).content  # what is common stands there already
    assert tom.post(at("follow-up", cast), {"months": ["1", "3", "6"]}).status_code == 302
    text = words(amira.get(at("overview", cast)))
    assert "19 December 2026" in text and "19 February 2027" in text and "19 May 2027" in text
    tom.post(at("follow-up", cast), {"months": ["3", "12"]})
    ahead = FollowUp.objects.visible_to(cast.amira).to_come()
    assert [(one.months, one.on) for one in ahead] == [(3, date(2027, 2, 19)), (12, date(2027, 11, 19))]
    tom.post(at("follow-up", cast), {})
    assert not FollowUp.objects.visible_to(cast.amira).to_come()


def test_a_day_that_is_past_is_not_offered(cast, tom):
    histories.held(cast.ours, 4, last=NOW - timedelta(days=45))
    page = tom.get(at("follow-up", cast))
    assert b'name="months" value="1"' not in page.content and b'name="months" value="3"' in page.content
    wrong = tom.post(at("follow-up", cast), {"months": ["1"]})
    assert wrong.status_code == 422 and "Choose from these." in words(wrong)


def test_on_the_day_three_questions_go_out_once_in_neutral_words(cast, ended):
    assert following.ask_what_is_due(now=DAY_ONE - timedelta(days=1)) == 0
    assert following.ask_what_is_due(now=DAY_ONE) == 1
    assert following.ask_what_is_due(now=DAY_ONE + timedelta(minutes=1)) == 0
    (mail,) = Letter.objects.all()
    assert mail.to == cast.amira.email and "a short page for you" in mail.body
    assert not re.search(r"therap|sign|ending|follow|session", mail.body.replace("signing in", ""), re.I)
    assert Ask.objects.visible_to(cast.amira).get().form_id == following.CHECK


@pytest.mark.parametrize("hour, goes", [(0, False), (7, False), (8, True), (20, True), (21, False)])
def test_nothing_goes_out_at_night(cast, ended, hour, goes):
    assert following.ask_what_is_due(now=london(2026, 12, 19, hour)) == goes


def test_her_own_quiet_hours_are_kept(cast, ended):
    from datetime import time

    reminders.choose(ReminderChoice.When.DAY, quiet_from=time(9), quiet_until=time(17), by=cast.amira, now=NOW)
    assert following.ask_what_is_due(now=DAY_ONE) == 0
    assert following.ask_what_is_due(now=london(2026, 12, 19, 17)) == 1


def no_reminders(cast):
    permissions.choose(permissions.Purpose.REMINDERS, False, course=cast.ours, by=cast.amira, now=NOW)


def never(cast):
    reminders.choose(ReminderChoice.When.NEVER, quiet_from=None, quiet_until=None, by=cast.amira, now=NOW)


@pytest.mark.parametrize("said", [no_reminders, never])
def test_whoever_wants_no_mail_gets_none_and_finds_the_page_all_the_same(cast, ended, said):
    said(cast)
    assert following.ask_what_is_due(now=DAY_ONE) == 1
    assert not Letter.objects.exists() and not TaskLink.objects.visible_to(cast.tom)


def gone(cast):
    User.objects.filter(pk=cast.amira.pk).update(is_active=False)


def closed(cast):
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=NOW)


def came_back(cast):
    cast.ours.__dict__.pop("stage", None)
    actions.come_back(course=cast.ours, by=cast.tom, now=NOW)


@pytest.mark.parametrize("what", [gone, closed, came_back])
def test_nothing_is_asked_of_somebody_who_is_not_there_to_be_asked(cast, ended, what):
    what(cast)
    assert following.ask_what_is_due(now=DAY_ONE) == 0
    assert not Letter.objects.exists() and not Ask.objects.visible_to(cast.amira)


def answer_by_link(cast, monkeypatch, *given_answers):
    """What a browser does with the letter: six numbers, then the one form."""
    secret = "s" * 43
    monkeypatch.setattr("duologue.questionnaires.links.secrets.token_urlsafe", lambda n: secret)
    monkeypatch.setattr("duologue.web.clock.now", lambda: DAY_ONE)
    following.ask_what_is_due(now=DAY_ONE)
    from tests.browsing import PostsWithKey

    phone, code = PostsWithKey(), links.code_of(cast.ours, by=cast.tom, now=NOW).code
    phone.post(reverse("questionnaires:one", args=[secret]), {"code": code})
    answers = dict(zip(("signs", "ordinary", "given_up"), given_answers, strict=True))
    return phone.post(reverse("questionnaires:one", args=[secret]), {**answers, "do": "send"}, follow=True)


def test_the_answers_by_link_hold_the_follow_up(cast, ended, monkeypatch, amira):
    done = answer_by_link(cast, monkeypatch, "0", "1", "0")
    assert done.status_code == 200 and "Your own plan has first steps" in words(done)
    check = EarlySignsCheck.objects.visible_to(cast.tom).get()
    assert check.light == "amber" and check.follow_up.months == 1 and check.raised_at is None
    assert "Amber: some early signs are back." in words(amira.get(at("looking-in", cast)))
    assert FollowUp.objects.visible_to(cast.amira).to_come().get().months == 3


def test_red_stands_on_toms_today_until_he_says_what_he_did(cast, ended, monkeypatch, tom, signed_in):
    answer_by_link(cast, monkeypatch, "2", "1", "0")
    mails = Letter.objects.filter(whom__isnull=False)
    assert [mail.to for mail in mails if mail.to == cast.tom.email]  # a neutral word to the one who answers for her
    assert "Amira: early signs are back, and strong" in words(tom.get(reverse("home:today")))
    assert "early signs" not in words(signed_in(cast.ben).get(reverse("home:today")))
    tom.get(at("way-back", cast))  # seen is not settled
    assert "early signs are back" in words(tom.get(reverse("home:today")))
    tom.post(at("way-back", cast), {"what": "wrote"})
    assert "early signs are back" not in words(tom.get(reverse("home:today")))
    check = EarlySignsCheck.objects.visible_to(cast.tom).get()
    assert (check.settled_how, check.settled_by) == ("wrote", cast.tom)
    assert "Their therapist wrote to them" in words(tom.get(at("way-back", cast)))


@pytest.mark.parametrize(
    "answers, light",
    [
        ({"signs": 0, "ordinary": 0, "given_up": 0}, "green"),
        ({"signs": 0, "ordinary": 1, "given_up": 0}, "amber"),
        ({"signs": 0, "ordinary": 1, "given_up": 2}, "red"),
        ({"signs": 2}, "red"),
        ({"signs": 0}, "open"),
        ({}, "open"),
    ],
)
def test_a_question_left_open_is_never_not_at_all(answers, light):
    assert EarlySignsCheck(answers=answers).light == light


def test_signing_in_or_the_link_one_answer_is_enough(cast, ended, amira, monkeypatch):
    following.ask_what_is_due(now=DAY_ONE)
    monkeypatch.setattr("duologue.web.clock.now", lambda: DAY_ONE)
    assert words(amira.get(reverse("home:today"))).count("How is it going?") == 1
    amira.post(at("looking-in", cast), {"signs": "0", "ordinary": "0", "given_up": "0"})
    assert Ask.objects.visible_to(cast.amira).get().stopped_at  # the letter's link leads nowhere any more
    assert EarlySignsCheck.objects.visible_to(cast.amira).count() == 1


def test_coming_back_calls_off_what_was_still_to_come(cast, ended, tom):
    tom.post(at("way-back", cast), {"what": "open"})
    assert not FollowUp.objects.visible_to(cast.tom).to_come()
    assert FollowUp.objects.visible_to(cast.tom).count() == 2  # that they were planned is not forgotten


def test_the_page_and_the_form_of_the_link_ask_the_same():
    form = library.newest(following.CHECK)
    assert [(item.id, item.text) for item in form.items] == [(n, f.label) for n, f in EarlySigns.base_fields.items()]
    assert all([(o.value, o.text) for o in item.options] == HOW_MUCH for item in form.items)


def test_a_stranger_with_the_letter_alone_reads_nothing(cast, ended, monkeypatch):
    secret = "t" * 43
    monkeypatch.setattr("duologue.questionnaires.links.secrets.token_urlsafe", lambda n: secret)
    monkeypatch.setattr("duologue.web.clock.now", lambda: DAY_ONE)
    following.ask_what_is_due(now=DAY_ONE)
    page = Client().get(reverse("questionnaires:one", args=[secret]))
    assert "early signs" not in words(page) and "Amira" not in words(page)
