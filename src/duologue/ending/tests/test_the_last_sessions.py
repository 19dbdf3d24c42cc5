"""The last sessions have an agenda of their own, and what was asked at the start is asked once more."""

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.courses import offers, permissions
from duologue.ending import actions, panels, phase
from duologue.ending.models import EndingStep
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Ask
from duologue.sessions import actions as sessions


def at(name, cast):
    return reverse(f"ending:{name}", args=[cast.ours.pk])


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


def begun(cast, kind="planned", *, last=10):
    """Eight sessions held, and the ending begun; two more are in the diary."""
    histories.amiras(cast)
    for n in (1, 2):
        when = NOW + histories.WEEK * n
        sessions.plan_session(course=cast.ours, starts_at=when, minutes=50, by=cast.tom, now=NOW)
    return actions.begin(kind, last_session_number=last, why="w", course=cast.ours, by=cast.tom, now=NOW)


def planned(cast):
    steps = EndingStep.objects.visible_to(cast.amira).order_by("session_number", "written_at", "pk")
    return [(step.session_number, str(step.what)) for step in steps]


@pytest.mark.parametrize(
    "kind, last, expected",
    [
        ("planned", 9, {9: {"look_back", "plan", "measures", "letters", "goodbye"}}),
        ("planned", 10, {9: {"look_back", "plan", "measures"}, 10: {"letters", "goodbye"}}),
        ("planned", 13, {9: {"look_back"}, 10: {"plan"}, 11: {"measures"}, 12: {"letters"}, 13: {"goodbye"}}),
        ("planned", 30, {26: {"look_back"}, 27: {"plan"}, 28: {"measures"}, 29: {"letters"}, 30: {"goodbye"}}),
        ("planned", 8, {}),
        ("unplanned", 10, {}),
        ("died", 10, {}),
    ],
)
def test_the_steps_are_spread_over_the_sessions_that_are_left(cast, kind, last, expected):
    begun(cast, kind, last=last)
    found = {}
    for number, what in planned(cast):
        found.setdefault(number, set()).add(what)
    assert found == expected


def test_going_on_somewhere_else_needs_a_summary_too(cast):
    begun(cast, "referral")
    assert [what for _, what in planned(cast)].count("summary") == 1


@pytest.mark.parametrize("kind", ["planned", "unplanned", "referral", "died"])
def test_the_page_opens_however_it_ends(cast, tom, amira, kind):
    begun(cast, kind)
    for browser in (tom,) if kind == "died" else (tom, amira):
        assert browser.get(at("overview", cast)).status_code == 200


def test_both_see_what_each_session_is_for_and_tick_it(cast, tom, amira):
    begun(cast)
    text = words(amira.get(at("overview", cast)))
    assert "What the last sessions are for" in text and "Look back: first words, and today's" in text
    step = EndingStep.objects.visible_to(cast.tom).get(what="look_back")
    where = reverse("ending:step", args=[step.pk])
    assert tom.post(where, {"what": "done"}).status_code == 302
    tom.post(where, {"what": "done"})
    assert "done on 26 November" in words(amira.get(at("overview", cast)))
    assert amira.post(where, {"what": "not_yet"}).status_code == 302
    step.refresh_from_db()
    assert step.done_at is None and step.done_by is None


def test_a_step_can_wait_for_the_next_session_and_no_other(cast, amira):
    begun(cast)
    step = EndingStep.objects.visible_to(cast.amira).get(what="look_back")
    where = reverse("ending:step", args=[step.pk])
    amira.post(where, {"what": "10"})
    assert (10, "look_back") in planned(cast)
    assert amira.post(where, {"what": "11"}).status_code == 404
    assert amira.post(where, {"what": "7"}).status_code == 404
    assert (10, "look_back") in planned(cast)


def test_each_adds_what_matters_to_them_and_a_slip_keeps_the_words(cast, amira):
    begun(cast)
    wrong = amira.post(at("add-step", cast), {"step": "The photograph", "session_number": "40"})
    assert wrong.status_code == 422 and "Choose one of these sessions." in words(wrong)
    assert b"The photograph" in wrong.content
    assert amira.post(at("add-step", cast), {"step": "The photograph", "session_number": "10"}).status_code == 302
    assert "The photograph" in words(amira.get(at("overview", cast)))


def test_before_the_ending_there_is_nothing_to_add_to(cast, amira, tom):
    answer = amira.post(at("add-step", cast), {"step": "x", "session_number": "1"}, follow=True)
    assert "The ending has not begun" in words(answer) and not EndingStep.objects.visible_to(cast.amira)
    assert "Begin the ending first." in words(tom.post(at("last-questions", cast), follow=True))


def test_the_session_says_what_it_is_for(cast, tom, now):
    begun(cast)
    viewer = tom.get(at("overview", cast)).wsgi_request.viewer
    course = viewer.course(cast.ours.pk)
    found = offers.offered("session", viewer, course, now=now)
    (offer,) = [one for one in found if one.template == "ending/parts/this_session.html"]
    assert {step.what for step in offer.page["steps"]} == {"look_back", "plan", "measures"}
    course.__dict__.pop("stage")
    actions.end(course=course, by=cast.tom, now=now)
    assert panels.for_this_session(viewer, course, now=now) is None


def test_the_last_questions_are_the_courses_own_and_those_about_the_therapy(cast, tom):
    begun(cast)
    assert tom.post(at("last-questions", cast)).status_code == 302
    asked = Ask.objects.visible_to(cast.tom).filter(response=None)
    assert {ask.form_id for ask in asked} == {"phq-9", "gad-7", phase.LAST_QUESTIONS}
    tom.post(at("last-questions", cast))
    assert asked.count() == 3


def test_what_somebody_said_no_to_is_not_asked_at_the_end_either(cast, tom):
    begun(cast)
    permissions.choose(permissions.Purpose.QUESTIONS, False, course=cast.ours, by=cast.amira, now=NOW)
    tom.post(at("last-questions", cast))
    asked = Ask.objects.visible_to(cast.tom).filter(response=None, stopped_at=None)
    assert {ask.form_id for ask in asked} == {phase.LAST_QUESTIONS}


def test_when_nobody_could_be_told_the_page_says_so_and_asks_nothing(cast, tom):
    begun(cast)
    cast.practice.stand_in = None
    cast.practice.save(update_fields=["stand_in"])
    answer = tom.post(at("last-questions", cast), follow=True)
    assert "Somebody must be told at once" in words(answer)
    assert not Ask.objects.visible_to(cast.tom).filter(response=None)


def test_how_the_therapy_was_stands_in_the_look_back_for_both(cast, tom, amira):
    begun(cast)
    (asked,) = [
        ask
        for ask in phase.ask_last_questions(course=cast.ours, by=cast.tom, now=NOW)
        if ask.form_id == phase.LAST_QUESTIONS
    ]
    assert "They wait on your first page." in words(amira.get(at("overview", cast)))
    draft = questionnaires.begin(asked.form, course=cast.ours, by=cast.amira, now=NOW, question=asked)
    questionnaires.send(draft, {"helped": "Going anyway", "worse": 1, "worse_words": "Sundays"}, now=NOW)
    for browser in (amira, tom):
        text = words(browser.get(at("overview", cast)))
        assert "Going anyway" in text and "Yes, for a time" in text and "Sundays" in text
        assert "Would you come back here if you needed to? Not answered" in text


def test_strangers_reach_neither_steps_nor_questions(cast, signed_in):
    begun(cast)
    step = EndingStep.objects.visible_to(cast.amira).first()
    for person in (cast.nia, cast.ben, cast.sol, cast.mo):
        stranger = signed_in(person)
        assert stranger.post(reverse("ending:step", args=[step.pk]), {"what": "done"}).status_code == 404
        assert stranger.post(at("add-step", cast), {"words": "x"}).status_code == 404
        assert stranger.post(at("last-questions", cast)).status_code == 404
