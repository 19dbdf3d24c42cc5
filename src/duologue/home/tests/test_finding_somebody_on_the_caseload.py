"""The caseload: a reason says what happened and offers a step; small things stand apart; it can be sieved, sorted and printed."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.clinic import take_on_clients
from tests.reading import words

from duologue.courses import actions as courses
from duologue.relationship import actions as relationship
from duologue.relationship.panels import Waits
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session


@pytest.fixture
def page(cast, signed_in):
    tom = signed_in(cast.tom)
    return lambda **more: tom.get(reverse("home:caseload"), more)


def names(lines):
    return [line.client.name for line in lines]


def test_each_reason_says_what_happened_and_names_the_next_step(cast, page):
    first = histories.held(cast.ours, 2)[0].starts_at
    histories.answered(cast.ours, "phq-9", 9, first)
    histories.answered(cast.ours, "phq-9", 19, NOW - timedelta(days=1))
    (line,) = page().context["first"]
    (reason,) = line.to_talk
    assert reason.said == "Low mood was 9 at the start and is 19 now: more than ordinary ups and downs."
    assert reason.step == "See the line" and reason.address == reverse("progress:course", args=[cast.ours.pk])


def test_a_score_that_is_low_but_no_worse_is_no_reason(cast, page):
    first = histories.held(cast.ours, 2)[0].starts_at
    histories.answered(cast.ours, "phq-9", 20, first)
    histories.answered(cast.ours, "phq-9", 22, NOW - timedelta(days=1))
    answer = page()
    assert answer.context["first"] == [] and "Nobody needs a conversation by what we know today." in words(answer)


def felt(cast, how_many, given=10, remark=""):
    for session in histories.held(cast.ours, how_many):
        ratings = dict.fromkeys(("listened", "mattered", "suited", "could_say", "worth_it"), given)
        relationship.give_feedback(session, ratings=ratings, remark=remark, by=cast.amira, now=session.ended_at)


def test_the_same_small_thing_is_said_once_with_how_many_and_needs_no_conversation(cast, page):
    felt(cast, 3)
    answer = page()
    assert answer.context["first"] == [] and names(answer.context["small"]) == [cast.amira.name]
    said = [reason.said for reason in answer.context["small"][0].waits]
    assert "They said how 3 sessions were. Each opens when you have said how it was for you." in said
    assert len(said) == len(set(said)) <= 2


def test_a_remark_needs_a_conversation_and_the_small_things_stand_below_it(cast, page):
    felt(cast, 1, given=9, remark="Too many questions")
    answer = page()
    (line,) = answer.context["first"]
    assert [reason.said for reason in line.to_talk] == ["A remark waits for an answer."] and line.waits
    assert answer.context["small"] == []
    assert words(answer).index("A remark waits") < words(answer).index("They said how a session was.")


def test_the_sieve_leaves_whom_it_names(cast, page):
    take_on_clients(3, practice=cast.practice, therapist=cast.tom, now=NOW)  # each has a session ahead, and scores
    answer = page()
    counted = {name: count for name, _, count in answer.context["choices"]}
    assert counted[""] == 4 and counted["no_next"] == 1 and counted["quiet"] == 1 and counted["ended"] == 0
    assert names(page(show="no_next").context["shown"]) == [cast.amira.name]
    courses.move_to("follow_up", course=cast.ours, by=cast.tom, now=NOW)
    assert names(page(show="ended").context["ended"]) == [cast.amira.name]
    assert page(show="no_next").context["shown"] == []
    assert "Nobody is in this list now." in words(page(show="no_next"))
    assert len(page(show="nonsense").context["shown"]) == 4


def test_it_sorts_by_name_and_by_the_next_session(cast, page):
    take_on_clients(3, practice=cast.practice, therapist=cast.tom, now=NOW)
    sessions.plan_session(course=cast.ours, starts_at=NOW + timedelta(minutes=5), minutes=50, by=cast.tom, now=NOW)
    by_name = names(page(order="name").context["shown"])
    assert by_name == sorted(by_name, key=str.casefold) and len(by_name) == 4
    assert names(page(order="next").context["shown"])[0] == cast.amira.name


def test_search_and_sieve_go_together_and_a_piece_of_the_page_is_enough(cast, page, signed_in):
    take_on_clients(2, practice=cast.practice, therapist=cast.tom, now=NOW)
    assert names(page(find="ami", show="no_next").context["shown"]) == [cast.amira.name]
    piece = signed_in(cast.tom).get(reverse("home:caseload"), {"find": "ami"}, headers={"HX-Request": "true"})
    assert "Amira" in words(piece) and "<html" not in piece.content.decode()


@pytest.mark.parametrize("kind", Waits.SAID)
def test_everything_of_the_relationship_that_waits_has_a_sentence_and_a_step(kind):
    one = Waits(kind, uuid.uuid4(), uuid.uuid4(), "Amira", NOW, 1)
    assert one.said and one.reason.endswith(".") and one.step and one.address


def test_paper_says_that_names_are_on_it_and_when(cast, page):
    answer = page()
    assert "Printed on 26 November 2026" in words(answer) and "There are names on this paper" in words(answer)
    assert "data-print" in answer.content.decode()


def test_two_missed_sessions_since_the_last_are_a_reason_and_one_before_it_is_none(cast, page):
    for days in (9, 2):
        at = NOW - timedelta(days=days)
        missed = sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=at)
        sessions.mark(missed, Session.State.MISSED, by=cast.tom, now=at + timedelta(hours=1))
    assert "2 sessions missed in a row." in words(page())
    histories.held(cast.ours, 1, last=NOW - timedelta(days=1))
    assert "missed in a row" not in words(page())
