"""An ending is begun together, looked back on, planned for, and held open for coming back."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.courses.models import OwnWords
from duologue.ending.follow_up_models import FollowUp
from duologue.ending.models import Ending, StayingWellPlan
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Ask
from duologue.sessions import actions as sessions
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session


def at(name, cast):
    return reverse(f"ending:{name}", args=[cast.ours.pk])


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


@pytest.fixture
def with_dates(cast):
    """Eight sessions held, four more planned."""
    histories.amiras(cast)
    for n in range(1, 5):
        when = NOW + histories.WEEK * n
        sessions.plan_session(course=cast.ours, starts_at=when, minutes=50, by=cast.tom, now=NOW)


def begin(tom, cast, **changes):
    sent = {"kind": "planned", "last_session_number": 10, "why": "The shop is easy now.", **changes}
    return tom.post(at("begin", cast), sent)


def stage(cast):
    cast.ours.__dict__.pop("stage", None)
    return cast.ours.stage.kind


def test_the_ending_begins_and_both_see_how_many_sessions_are_left(cast, tom, amira, with_dates):
    assert begin(tom, cast).status_code == 302
    assert stage(cast) == "ending"
    for browser in (tom, amira):
        text = words(browser.get(at("overview", cast)))
        assert "2 sessions are left. Session 10 is the last one." in text
        assert "The shop is easy now." in text
    planned = Session.objects.visible_to(cast.tom).filter(state="planned")
    assert [session.number for session in planned.order_by("number")] == [9, 10]


def test_sessions_without_a_date_are_counted_too(cast, tom, with_dates):
    begin(tom, cast, last_session_number=14)
    assert "6 sessions are left." in words(tom.get(at("overview", cast)))
    assert "2 without a date yet" in words(tom.get(at("overview", cast)))


def test_a_session_planned_after_the_last_one_is_not_counted_as_left(cast, tom, with_dates):
    begin(tom, cast)
    later = NOW + histories.WEEK * 9
    sessions.plan_session(course=cast.ours, starts_at=later, minutes=50, by=cast.tom, now=NOW)
    assert "2 sessions are left." in words(tom.get(at("overview", cast)))


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"last_session_number": 7}, "You have held session 8 already."),
        ({"last_session_number": "soon"}, "Write a whole number, for example 12."),
        ({"why": ""}, "Write a sentence about why now."),
        ({"kind": "other"}, "Choose one of these."),
    ],
)
def test_an_ending_that_cannot_be_begun_says_why_and_keeps_the_words(cast, tom, with_dates, changes, sentence):
    answer = begin(tom, cast, **changes)
    assert answer.status_code == 422 and sentence in words(answer)
    assert changes.get("why") == "" or "The shop is easy now." in words(answer)
    assert not Ending.objects.visible_to(cast.tom)


def test_an_ending_begins_once(cast, tom, with_dates):
    begin(tom, cast)
    again = begin(tom, cast)
    assert again.status_code == 422 and "The ending has begun already." in words(again)
    assert Ending.objects.visible_to(cast.tom).count() == 1


def test_first_words_stand_beside_todays(cast, amira, tom, with_dates):
    assert amira.post(at("overview", cast), {"words": "I go out when I want to."}).status_code == 302
    for browser in (amira, tom):
        text = words(browser.get(at("overview", cast)))
        assert "I stopped going out on my own." in text and "I go out when I want to." in text
    assert OwnWords.objects.visible_to(cast.tom).get(about="now").author == cast.amira


def test_today_in_the_clients_words_is_the_clients_to_write(cast, tom, amira):
    assert tom.post(at("overview", cast), {"words": "She is fine."}).status_code == 404
    empty = amira.post(at("overview", cast), {"words": ""})
    assert empty.status_code == 422 and "Write a few words here." in words(empty)


def test_what_changed_is_said_in_words_and_first_and_last_numbers(cast, amira, with_dates):
    text = words(amira.get(at("overview", cast)))
    assert "Your low mood score was 19 when you started. It is 9 now." in text
    assert re.search(r"Being in the shop alone \(10: as strong as it gets\) ?9 ?4", text)
    assert "I bought bread and did not run." in text


def test_ending_the_course_clears_the_diary_and_takes_open_questions_back(cast, tom, amira, with_dates):
    begin(tom, cast)
    questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=NOW)
    tom.post(at("follow-up", cast), {"on": "2027-02-25"})
    page = words(tom.get(at("close", cast)))
    assert "2 planned sessions leave the calendar." in page and "The follow-up on 25 February 2027 stays." in page
    assert tom.post(at("close", cast)).status_code == 302
    assert stage(cast) == "follow_up"
    assert not Session.objects.visible_to(cast.tom).filter(state="planned")
    assert Ask.objects.visible_to(cast.tom).latest("written_at").stopped_at
    ending = Ending.objects.visible_to(cast.tom).get()
    assert ending.ended_by == cast.tom and ending.ended_at
    assert tom.post(at("close", cast)).status_code == 302
    assert stage(cast) == "closed"


def test_without_a_follow_up_the_course_is_closed(cast, tom, with_dates):
    begin(tom, cast)
    tom.post(at("close", cast))
    assert stage(cast) == "closed"
    again = tom.post(at("close", cast))
    assert again.status_code == 409 and "This course has ended already." in words(again)


def test_a_course_does_not_end_while_an_answer_about_safety_waits(cast, tom, with_dates):
    begin(tom, cast)
    line = agenda.add(
        AgendaItem.Kind.SAFETY, "How safe things feel", course=cast.ours, by=cast.tom, now=NOW, audience="care_team"
    )
    refused = tom.post(at("close", cast))
    assert refused.status_code == 409
    assert "An answer about safety still waits for somebody to act on it." in words(refused)
    assert stage(cast) == "ending"
    agenda.settle(line, AgendaItem.Outcome.TALKED, session=None, by=cast.tom, now=NOW)
    assert tom.post(at("close", cast)).status_code == 302


def test_a_course_does_not_end_before_its_ending_has_begun(cast, tom):
    refused = tom.post(at("close", cast))
    assert refused.status_code == 409 and "The ending has not begun yet." in words(refused)


def test_afterwards_the_client_reads_everything_and_can_come_back(cast, tom, amira, with_dates):
    amira.post(at("plan", cast), {"helped": "Going anyway", "version": 0})
    begin(tom, cast)
    tom.post(at("close", cast))
    text = words(amira.get(at("overview", cast)))
    assert "You can come back." in text and "I stopped going out on my own." in text
    assert "Going anyway" in words(amira.get(at("plan", cast)))
    assert "Going anyway" in words(amira.get(at("print", cast)))
    assert amira.get(reverse("progress:course", args=[cast.ours.pk])).status_code == 200
    late = amira.post(at("plan", cast), {"helped": "Something else", "version": 1})
    assert late.status_code == 422 and "nothing new can be written" in words(late)
    assert StayingWellPlan.objects.visible_to(cast.amira).get().helped == "Going anyway"


def test_both_write_the_plan_and_neither_overwrites_the_other(cast, tom, amira):
    assert tom.post(at("plan", cast), {"helped": "Going anyway", "version": 0}).status_code == 302
    stale = amira.post(at("plan", cast), {"helped": "Walking with Jo", "version": 0})
    assert stale.status_code == 409
    assert "Going anyway" in words(stale) and "Walking with Jo" in words(stale)
    both = amira.post(at("plan", cast), {"helped": "Going anyway, walking with Jo", "version": 1})
    assert both.status_code == 302
    plan = StayingWellPlan.objects.visible_to(cast.tom).get()
    assert (plan.helped, plan.version) == ("Going anyway, walking with Jo", 2)


@pytest.mark.parametrize("too_much", ["x" * 501, "a\n" * 8])
def test_a_part_keeps_to_its_share_of_two_pages(cast, amira, too_much):
    answer = amira.post(at("plan", cast), {"learned": too_much, "helped": "Walking", "version": 0})
    assert answer.status_code == 422 and "so that the plan prints on two pages" in words(answer)
    assert "Walking" in words(answer)


def test_a_line_end_counts_once_as_on_the_screen(cast, amira):
    exactly = "\r\n".join(["x" * 70] * 7)  # 496 characters for the one who types
    assert amira.post(at("plan", cast), {"learned": exactly, "version": 0}).status_code == 302
    assert StayingWellPlan.objects.visible_to(cast.amira).get().learned.count("\n") == 6


def test_an_empty_plan_is_not_kept(cast, amira):
    answer = amira.post(at("plan", cast), {"version": 0})
    assert answer.status_code == 422 and "Write something in at least one part." in words(answer)


def test_the_paper_has_help_on_it(cast, amira):
    amira.post(at("plan", cast), {"i_call": "Jo", "version": 0})
    text = words(amira.get(at("print", cast)))
    assert "In danger: 999" in text and "A crisis line: 116 123, day and night" in text and "Jo" in text


def test_a_day_to_look_in_again_is_shown_to_both_and_can_be_moved(cast, tom, amira):
    tom.post(at("follow-up", cast), {"on": "2027-02-25"})
    tom.post(at("follow-up", cast), {"on": "2027-03-04"})
    for browser in (tom, amira):
        assert "You look in again on Thursday 4 March 2027." in words(browser.get(at("overview", cast)))
    assert FollowUp.objects.visible_to(cast.tom).count() == 1
    past = tom.post(at("follow-up", cast), {"on": (NOW - timedelta(days=1)).date().isoformat()})
    assert past.status_code == 422 and "Choose a day that is still to come." in words(past)


def test_nobody_else_gets_near_it(cast, signed_in):
    for person in (cast.nia, cast.ben, cast.una, cast.sol, cast.mo, cast.ines, cast.max, cast.zoe):
        stranger = signed_in(person)
        for name in ("overview", "begin", "close", "plan", "print", "follow-up"):
            assert stranger.get(at(name, cast)).status_code == 404
            if name != "print":
                assert stranger.post(at(name, cast), {"words": "x", "on": "2027-01-01"}).status_code == 404


def test_the_therapists_part_is_not_the_clients(cast, amira):
    for name in ("begin", "close", "follow-up"):
        assert amira.get(at(name, cast)).status_code == 404
        assert amira.post(at(name, cast), {"on": "2027-02-25"}).status_code == 404


def test_the_look_back_costs_the_same_after_a_long_course(cast, tom, amira, with_dates, django_assert_max_num_queries):
    begin(tom, cast)
    amira.get(at("overview", cast))
    with django_assert_max_num_queries(31):
        amira.get(at("overview", cast))
