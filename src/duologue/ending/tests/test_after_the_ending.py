"""On the day of a follow-up the client looks in, and finds their own plan, and a way back to a person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW, TODAY
from tests.reading import words

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.ending import actions, following
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.sessions.models import AgendaItem

STEADY = {"signs": "0", "ordinary": "0", "given_up": "0"}
SOME = {**STEADY, "ordinary": "1"}
STRONG = {**STEADY, "given_up": "2"}


def at(name, cast):
    return reverse(f"ending:{name}", args=[cast.ours.pk])


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


@pytest.fixture
def afterwards(cast):
    """The course has ended, and today is the day of the follow-up."""
    plan = {"early_signs": "Ordering in twice.", "first_i_do": "Go before nine.", "i_call": "Jo"}
    actions.write_plan(plan, course=cast.ours, seen=0, by=cast.amira, now=NOW)
    actions.begin("planned", last_session_number=0, why="Enough.", course=cast.ours, by=cast.tom, now=NOW)
    actions.set_follow_up(TODAY, course=cast.ours, by=cast.tom, now=NOW)
    actions.end(course=cast.ours, by=cast.tom, now=NOW)
    cast.ours.__dict__.pop("stage", None)


def look_in(amira, cast, answers):
    return amira.post(at("looking-in", cast), answers)


def stages(cast):
    return [stage.kind for stage in Stage.objects.unscoped().filter(course=cast.ours).order_by("began_at", "pk")]


def test_on_the_day_today_offers_three_questions_under_her_own_signs(cast, amira, afterwards):
    assert at("looking-in", cast) in amira.get(reverse("home:today")).content.decode()
    text = words(amira.get(at("looking-in", cast)))
    assert "Ordering in twice." in text and text.count("A little") == 3
    assert "Nobody is watching this page, and nothing happens by itself." in text


def test_before_the_day_nothing_is_asked(cast, amira, afterwards):
    FollowUp.objects.unscoped().update(on=TODAY + timedelta(days=1))
    assert "How is it going?" not in words(amira.get(reverse("home:today")))
    assert "You look in on Friday 27 November 2026." in words(amira.get(at("looking-in", cast)))
    early = look_in(amira, cast, STEADY)
    assert early.status_code == 422 and "There is no day to look in now." in words(early)
    assert not EarlySignsCheck.objects.visible_to(cast.amira)


def test_while_a_course_goes_on_nothing_is_asked(cast, amira):
    actions.set_follow_up(TODAY, course=cast.ours, by=cast.tom, now=NOW)
    assert "How is it going?" not in words(amira.get(reverse("home:today")))


@pytest.mark.parametrize(
    "answers, sentence",
    [
        (STEADY, "Green: it sounds steady."),
        (SOME, "Amber: some early signs are back."),
        (STRONG, "Red: early signs are back, and they are strong."),
    ],
)
def test_the_answer_is_said_in_words_beside_her_own_steps(cast, amira, afterwards, answers, sentence):
    assert look_in(amira, cast, answers).status_code == 302
    text = words(amira.get(at("looking-in", cast)))
    assert sentence in text and "First I do this" in text and "Go before nine." in text and "Jo" in text
    assert "In danger, call 999." in text and "I would like to talk to Tom" in text
    assert FollowUp.objects.visible_to(cast.tom).get().held_at
    assert "How is it going?" not in words(amira.get(reverse("home:today")))


def test_a_missing_answer_is_not_taken_for_not_at_all(cast, amira, afterwards):
    answer = look_in(amira, cast, {"signs": "0", "ordinary": "2"})
    assert answer.status_code == 422 and "Choose one of these three." in words(answer)
    assert 'value="2" id="id_ordinary_2" checked' in answer.content.decode()
    assert FollowUp.objects.visible_to(cast.tom).get().held_at is None


def test_answers_are_counted_once(cast, amira, afterwards):
    look_in(amira, cast, SOME)
    late = look_in(amira, cast, STEADY)
    assert late.status_code == 422
    assert EarlySignsCheck.objects.visible_to(cast.tom).get().light == "amber"


def test_two_sendings_at_once_keep_the_first(cast, amira, afterwards):
    follow_up = FollowUp.objects.visible_to(cast.amira).select_related("course").get()
    first = following.look_in(follow_up, {"signs": 1}, by=cast.amira, now=NOW)
    again = following.look_in(follow_up, {"signs": 2}, by=cast.amira, now=NOW)
    assert again == first and again.light == "amber"


def test_answers_alone_tell_nobody_and_stay_readable(cast, amira, tom, afterwards):
    look_in(amira, cast, STRONG)
    assert "would like to talk" not in words(tom.get(reverse("home:today")))
    assert "early signs were back, and strong" in words(tom.get(at("overview", cast)))


def ask_to_talk(cast, amira):
    look_in(amira, cast, SOME)
    assert amira.post(at("talk", cast)).status_code == 302


def test_who_would_like_to_talk_waits_on_toms_today_and_on_the_agenda(cast, amira, tom, afterwards):
    ask_to_talk(cast, amira)
    amira.post(at("talk", cast))
    text = words(tom.get(reverse("home:today")))
    assert text.count("Amira would like to talk") == 1
    (line,) = AgendaItem.objects.visible_to(cast.tom).filter(outcome="open")
    assert line.words == "I would like to talk about how it is going."
    assert "Tom sees that you would like to talk." in words(amira.get(at("looking-in", cast)))
    said = words(tom.get(at("way-back", cast)))
    assert "Have ordinary days been harder" in said and "A little" in said


def test_the_way_back_goes_on_in_the_same_course_with_its_history(cast, amira, tom, afterwards):
    ask_to_talk(cast, amira)
    assert tom.post(at("way-back", cast), {"what": "open"}).status_code == 302
    assert stages(cast) == ["assessment", "ending", "follow_up", "treatment"]
    assert "would like to talk" not in words(tom.get(reverse("home:today")))
    assert AgendaItem.objects.visible_to(cast.tom).get().outcome == "open"  # to talk about when they meet
    assert "The way back is open." in words(amira.get(at("looking-in", cast)))
    assert "There is no last session in the plan yet." in words(amira.get(at("overview", cast)))
    assert "The ending has not begun." in words(tom.get(at("overview", cast)))
    assert "began to work with you" in words(amira.get(reverse("people:me")))


def test_having_spoken_is_enough(cast, amira, tom, afterwards):
    ask_to_talk(cast, amira)
    assert tom.post(at("way-back", cast), {"what": "talked"}).status_code == 302
    assert stages(cast)[-1] == "follow_up"
    assert "would like to talk" not in words(tom.get(reverse("home:today")))
    assert AgendaItem.objects.visible_to(cast.tom).get().outcome == "talked"
    assert "You spoke." in words(amira.get(at("looking-in", cast)))


def test_a_closed_course_can_be_opened_again_too(cast, tom):
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=NOW)
    tom.post(at("way-back", cast), {"what": "open"})
    assert stages(cast)[-1] == "treatment"


def test_a_course_that_goes_on_has_no_way_back_to_open(cast, tom):
    refused = tom.post(at("way-back", cast), {"what": "open"})
    assert refused.status_code == 409 and "This course goes on already." in words(refused)
    assert stages(cast) == ["assessment"]


def test_after_a_way_back_it_can_end_again(cast, amira, tom, afterwards):
    ask_to_talk(cast, amira)
    tom.post(at("way-back", cast), {"what": "open"})
    cast.ours.__dict__.pop("stage", None)
    actions.begin("planned", last_session_number=3, why="Now.", course=cast.ours, by=cast.tom, now=NOW)
    assert stages(cast)[-1] == "ending"


def test_one_asks_and_the_other_answers(cast, amira, tom, afterwards):
    look_in(amira, cast, SOME)
    assert tom.get(at("looking-in", cast)).status_code == 404
    assert tom.post(at("talk", cast)).status_code == 404
    assert amira.post(at("way-back", cast), {"what": "open"}).status_code == 404


def test_somebody_elses_wish_is_not_on_my_today(cast, amira, signed_in, afterwards):
    ask_to_talk(cast, amira)
    assert "would like to talk" not in words(signed_in(cast.ben).get(reverse("home:today")))
