"""Tom and Amira agree something to try."""

from datetime import datetime, time, timedelta

import pytest

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.homework.actions import why_not_agree
from duologue.homework.models import Assignment
from duologue.questionnaires import library
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem

GIVEN = {
    "worksheet": "thought-record",
    "what": "Catch one thought",
    "why": "So that we can look at it together.",
    "when_where": "Tuesday evening at the kitchen table",
    "obstacle": "Too tired",
    "smaller": "Only the thought, one minute",
    "confidence": "8",
    "due_on": "2026-12-03",
}


@pytest.fixture
def agreeing(cast):
    return f"/course/{cast.ours.pk}/between/agree/"


def kept(cast):
    return list(Assignment.objects.unscoped().filter(course=cast.ours))


def test_tom_agrees_a_worksheet_and_it_stands_on_the_agenda(signed_in, cast, agreeing):
    answer = signed_in(cast.tom).post(agreeing, GIVEN)
    assert answer.status_code == 302
    [agreed] = kept(cast)
    assert (agreed.what, agreed.when_where, agreed.smaller) == (GIVEN["what"], GIVEN["when_where"], GIVEN["smaller"])
    assert (agreed.worksheet_id, agreed.worksheet_version) == (
        "thought-record",
        library.newest("thought-record").version,
    )
    line = AgendaItem.objects.unscoped().get(course=cast.ours, about=agreed.pk)
    assert (line.kind, line.words, line.outcome) == ("practice", GIVEN["what"], "open")


def test_a_thing_in_their_own_words_needs_to_be_said(signed_in, cast, agreeing):
    tom = signed_in(cast.tom)
    answer = tom.post(agreeing, {**GIVEN, "worksheet": "", "what": ""})
    assert answer.status_code == 422 and "Say what it is" in answer.content.decode() and not kept(cast)
    assert tom.post(agreeing, {**GIVEN, "worksheet": "", "what": "Walk to the corner"}).status_code == 302
    assert kept(cast)[0].worksheet is None


@pytest.mark.parametrize("name", ["why", "when_where", "obstacle", "confidence"])
def test_what_is_missing_is_asked_for_and_the_rest_stays(signed_in, cast, agreeing, name):
    answer = signed_in(cast.tom).post(agreeing, {**GIVEN, name: ""})
    text = answer.content.decode()
    assert answer.status_code == 422 and f'href="#id_{name}"' in text
    assert all(words in text for other, words in GIVEN.items() if other not in (name, "confidence", "worksheet"))
    assert not kept(cast)


def test_a_confidence_under_seven_is_asked_about_once_and_then_kept_as_it_is(signed_in, cast, agreeing):
    tom = signed_in(cast.tom)
    first = tom.post(agreeing, {**GIVEN, "confidence": "6"})
    text = first.content.decode()
    assert first.status_code == 200 and "6 of 10. Could it be a little smaller?" in text and not kept(cast)
    assert all(words in text for name, words in GIVEN.items() if name not in ("confidence", "worksheet"))
    assert tom.post(agreeing, {**GIVEN, "confidence": "6", "considered": "yes"}).status_code == 302
    assert kept(cast)[0].confidence == 6


def test_seven_is_sure_enough(signed_in, cast, agreeing):
    assert signed_in(cast.tom).post(agreeing, {**GIVEN, "confidence": "7"}).status_code == 302


def test_a_question_asked_once_is_not_asked_again_after_an_error(signed_in, cast, agreeing):
    again = signed_in(cast.tom).post(agreeing, {**GIVEN, "confidence": "6", "considered": "yes", "why": ""})
    assert 'name="considered" value="yes"' in again.content.decode()


def test_the_day_may_not_lie_behind_them(signed_in, cast, agreeing):
    answer = signed_in(cast.tom).post(agreeing, {**GIVEN, "due_on": "2026-11-25"})
    assert answer.status_code == 422 and "Choose today or a later day." in answer.content.decode()


def test_the_page_starts_with_the_day_of_the_next_session_and_the_chosen_worksheet(signed_in, cast, agreeing, now):
    sessions.plan_session(
        course=cast.ours,
        starts_at=datetime.combine(now.date() + timedelta(days=7), time(14), tzinfo=now.tzinfo),
        minutes=50,
        by=cast.tom,
        now=now,
    )
    text = signed_in(cast.tom).get(agreeing + "?worksheet=thought-record").content.decode()
    assert 'value="2026-12-03"' in text and 'value="Catch a thought"' in text


def test_a_changed_one_starts_with_the_words_it_had(signed_in, cast, agreeing, agree):
    before = agree(why="Because the bus is hard.")
    text = signed_in(cast.tom).get(f"{agreeing}?instead_of={before.pk}").content.decode()
    assert "Because the bus is hard." in text and "One sentence" in text


@pytest.mark.parametrize("other", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_words_of_nothing_they_share_are_not_found(signed_in, cast, agreeing, other):
    assert signed_in(cast.tom).get(f"{agreeing}?instead_of={other}").status_code == 404


def test_a_client_does_not_find_the_page(signed_in, cast, agreeing):
    assert signed_in(cast.amira).get(agreeing).status_code == 404
    assert signed_in(cast.amira).post(agreeing, GIVEN).status_code == 404


def test_in_a_closed_course_nothing_new_is_agreed(signed_in, cast, agreeing, now):
    assert why_not_agree(cast.ours) is None
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now + timedelta(minutes=1))
    assert "closed" in why_not_agree(cast.ours)
    answer = signed_in(cast.tom).post(agreeing, GIVEN)
    assert answer.status_code == 422 and not kept(cast)
