"""A therapist's list says for each course where the scores began and where they are, by one question to the database."""

import pytest
from tests import histories
from tests.cast import NOW

from duologue.courses import actions as courses
from duologue.courses.visibility import Viewer
from duologue.people.models import User
from duologue.progress import panels


def lines(person, *which):
    return panels.caseload_lines(Viewer(person), [course.pk for course in which])


def answered(course, *totals, form_id="phq-9"):
    for n, total in enumerate(totals):
        histories.answered(course, form_id, total, NOW + histories.WEEK * n)


@pytest.mark.parametrize(
    "totals, sentence",
    [
        ((19, 12, 9), "Low mood 19, now 9: more than ordinary ups and downs, and out of the clinical range"),
        ((24, 12), "Low mood 24, now 12: more than ordinary ups and downs"),
        ((9, 3), "Low mood 9, now 3: more than ordinary ups and downs"),
        ((12, 15), "Low mood 12, now 15: about the same"),
        ((12,), "Low mood 12, asked once"),
    ],
)
def test_first_and_latest_in_words(cast, totals, sentence):
    answered(cast.ours, *totals)
    line = lines(cast.tom, cast.ours)[cast.ours.pk]
    assert line.in_words == sentence and not line.reason


def test_more_difficulty_than_at_the_start_is_a_reason_to_talk(cast):
    answered(cast.ours, 12, 13, 19)
    line = lines(cast.tom, cast.ours)[cast.ours.pk]
    assert line.reason == "Low mood was 12 at the start and is 19 now: more than ordinary ups and downs."
    assert line.address == f"/course/{cast.ours.pk}/progress/"


def test_another_questionnaire_can_be_the_reason_too(cast):
    answered(cast.ours, 12, 13)
    answered(cast.ours, 8, 14, form_id="gad-7")
    line = lines(cast.tom, cast.ours)[cast.ours.pk]
    assert line.in_words.startswith("Low mood") and line.reason.startswith("Worry was 8 at the start")


def test_estimates_and_missing_totals_are_compared_with_nothing(cast):
    answered(cast.ours, 12)
    histories.answered(cast.ours, "phq-9", 20, NOW + histories.WEEK, open_questions=("q8",))
    histories.answered(cast.ours, "phq-9", 20, NOW + 2 * histories.WEEK, open_questions=("q1", "q2"))
    assert lines(cast.tom, cast.ours)[cast.ours.pk].in_words == "Low mood 12, asked once"


def test_nobody_gets_lines_of_courses_they_do_not_care_for(cast):
    answered(cast.ours, 12, 19)
    answered(cast.theirs, 12, 19)
    assert set(lines(cast.tom, cast.ours, cast.theirs)) == {cast.ours.pk}
    for person in (cast.una, cast.sol, cast.mo, cast.max):
        assert not lines(person, cast.ours, cast.theirs)


def test_forty_courses_cost_one_question(cast, django_assert_num_queries):
    ours = [cast.ours]
    for n in range(8):
        client = User.objects.create_user(f"c{n}@example.org", name=f"C {n}", called=f"C{n}")
        ours.append(
            courses.open_course(practice=cast.practice, client=client, therapist=cast.tom, by=cast.tom, now=NOW)
        )
    for course in ours:
        answered(course, 10, 12)
    viewer = Viewer(cast.tom)
    with django_assert_num_queries(1):
        assert len(panels.caseload_lines(viewer, [course.pk for course in ours])) == 9
