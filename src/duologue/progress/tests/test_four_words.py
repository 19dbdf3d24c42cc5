"""Red, amber, green, white: off until the practice turns them on, each with its rule, never for the client."""

import pytest
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.courses.visibility import Viewer
from duologue.people.models import Practice
from duologue.progress import four_words, panels

PAGE = "/course/{}/progress/"


@pytest.fixture
def on(cast):
    Practice.objects.update(four_words=True)
    cast.practice.refresh_from_db()


def answered(course, *totals, form_id="phq-9"):
    """A score before the first of weekly sessions and before each of the next."""
    weeks = histories.held(course, len(totals) - 1)
    first = weeks[0].starts_at if weeks else NOW
    for n, total in enumerate(totals):
        histories.answered(course, form_id, total, first + histories.WEEK * n - histories.WEEK / 7)


def said(cast, practice=None):
    viewer = Viewer(cast.tom)
    lines = panels.caseload_lines(viewer, [cast.ours.pk])
    found = four_words.words(viewer, lines, practice=practice or Practice.objects.get(pk=cast.practice.pk))
    return [word.in_words for word in found.get(cast.ours.pk, [])]


@pytest.mark.parametrize(
    "totals, sentence",
    [
        ((12, 19), "Low mood 12, now 19: red. Reliably worse than at the start."),
        ((12, 15), "Low mood 12, now 15: amber. Worse than at the start by half of a reliable change or more."),
        ((19, 15), "Low mood 19, now 15: green. No rule for talking about it applies."),
        ((19, 9, 8), "Low mood 19, now 8: white. Out of the usual clinical range twice running."),
        ((19,) * 5, "Low mood 19, now 19: amber. Moved by less than half of a reliable change after 4 sessions."),
        (
            (19,) * 9,
            "Low mood 19, now 19: red. No reliable improvement after 8 sessions, and still in the clinical range.",
        ),
        ((19,), "Low mood: no word. A full score at the start and a later one are needed."),
    ],
)
def test_each_word_names_its_rule_and_its_numbers(cast, on, totals, sentence):
    answered(cast.ours, *totals)
    assert said(cast) == [sentence]


def test_sessions_that_did_not_take_place_are_not_counted(cast, on):
    for n in range(5):
        histories.answered(cast.ours, "phq-9", 19, NOW + histories.WEEK * n)
    assert "green" in said(cast)[0]


def stays_silent(cast, signed_in):
    answered(cast.ours, 12, 19)
    assert said(cast) == []
    assert "Reliably worse" not in words(signed_in(cast.tom).get("/caseload/"))
    assert "Reliably worse" not in words(signed_in(cast.tom).get(PAGE.format(cast.ours.pk)))


def test_they_are_off_until_the_practice_turns_them_on(cast, signed_in):
    assert not cast.practice.four_words
    stays_silent(cast, signed_in)


def test_control_words_that_are_on_from_the_start_are_noticed(cast, on, signed_in):
    with pytest.raises(AssertionError):
        stays_silent(cast, signed_in)


def test_the_therapist_reads_them_and_the_client_does_not(cast, on, signed_in):
    answered(cast.ours, 12, 19)
    sentence = "Low mood 12, now 19: red. Reliably worse than at the start."
    for page in ("/caseload/", PAGE.format(cast.ours.pk)):
        assert sentence in words(signed_in(cast.tom).get(page))
    assert "Reliably worse" not in words(signed_in(cast.amira).get(PAGE.format(cast.ours.pk)))


def test_off_they_cost_no_query_and_on_one(cast, django_assert_num_queries):
    answered(cast.ours, 12, 19)
    viewer = Viewer(cast.tom)
    lines = panels.caseload_lines(viewer, [cast.ours.pk])
    with django_assert_num_queries(0):
        four_words.words(viewer, lines, practice=cast.practice)
    cast.practice.four_words = True
    with django_assert_num_queries(1):
        four_words.words(viewer, lines, practice=cast.practice)


def test_a_measure_without_a_confirmed_figure_has_no_word(cast, on):
    histories.answered(cast.ours, "audit-c", 4, NOW)
    histories.answered(cast.ours, "audit-c", 9, NOW + histories.WEEK)
    assert said(cast)[0].endswith("no word. This measure has no confirmed figure for a reliable change.")
