"""A manager sees counts, never a person; small numbers are held back and it is said why."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.people.models import DataKey, User
from duologue.service import actions
from duologue.understanding.models import Enquiry

URL = "/service/"


def more_courses(cast, how_many, *totals):
    """Courses of a further therapist's clients, each with these scores a week apart."""
    for n in range(how_many):
        tag = "-".join(str(number) for number in (*totals, n))
        client = User.objects.create_user(f"{tag}@example.org", name=f"Client {tag}", called=tag)
        course = courses.open_course(practice=cast.practice, client=client, therapist=cast.ben, by=cast.ben, now=NOW)
        for week, total in enumerate(totals):
            histories.answered(course, "phq-9", total, NOW + histories.WEEK * week)


def enquire(cast, *, days):
    key = DataKey.objects.mint()
    Enquiry(
        practice=cast.practice,
        key=key,
        entry_key=key.pk,
        name="Somebody Unknown",
        words="Please help",
        asked_at=NOW - timedelta(days=days),
    ).save()


@pytest.fixture
def mo(cast, signed_in):
    return signed_in(cast.mo)


def test_a_small_practice_is_not_counted_out_person_by_person(cast, mo):
    histories.amiras(cast)
    text = words(mo.get(URL))
    assert "Courses by the stage they are in now: fewer than 10 were counted, so nothing is shown here." in text
    assert "Getting to know each other" not in text
    assert "a count from 1 to 9 says “not shown”" in text
    assert "The share of courses with two scores is not shown" in text


def test_stages_and_changes_are_counted(cast, mo):
    more_courses(cast, 12, 19, 9)
    more_courses(cast, 10, 24, 12)
    more_courses(cast, 11, 12, 14)
    more_courses(cast, 10, 9)
    found = actions.changes(cast.practice)
    assert found.total == 45  # the two courses of the cast have no score at all
    assert found.cells == {"recovered": 12, "improved": 10, "unchanged": 11, "deteriorated": 0, "once": 12}
    assert "and out of the clinical range 12 " in words(mo.get(URL))
    assert "73 of 100 courses have two full PHQ-9 scores or more." in words(mo.get(URL))
    assert actions.by_stage(cast.practice).cells["Getting to know each other"] == 45


def test_a_small_category_is_hidden_with_another(cast, mo):
    more_courses(cast, 12, 19, 9)
    more_courses(cast, 3, 9, 19)
    more_courses(cast, 11, 12, 14)
    found = actions.changes(cast.practice)
    assert found.cells == {"recovered": None, "improved": 0, "unchanged": 11, "deteriorated": None, "once": None}
    assert found.total == 28
    text = words(mo.get(URL))
    assert "About the same as at the start 11" in text and "nothing to compare not shown" in text
    assert "The share of courses with two scores is not shown" in text


def test_a_course_stands_in_the_stage_it_is_in_now(cast):
    more_courses(cast, 10)
    courses.move_to(Stage.Kind.TREATMENT, course=cast.ours, by=cast.tom, now=NOW + timedelta(hours=1))
    cells = actions.by_stage(cast.practice).cells
    assert cells["Working together"] is None and cells["Closed"] == 0


NOTHING_TO_COMPARE = {"recovered": 0, "improved": 0, "unchanged": 0, "deteriorated": 0, "once": 12}


def test_an_estimate_is_no_score_to_compare(cast):
    histories.answered(cast.ours, "phq-9", 19, NOW)
    histories.answered(cast.ours, "phq-9", 5, NOW + histories.WEEK, open_questions=("q8",))
    more_courses(cast, 10)
    assert actions.changes(cast.practice).cells == NOTHING_TO_COMPARE


def test_enquiries_wait_in_days(cast, mo):
    for days in (0, 1, 1, 2, 2, 2, 2, 2, 1, 1, 12):
        enquire(cast, days=days)
    found = actions.waiting(cast.practice, now=NOW)
    assert found.by_days.cells == {"up to 2 days": None, "3 to 7 days": 0, "longer than a week": None}
    assert (found.by_days.total, found.longest) == (11, 12)
    text = words(mo.get(URL))
    assert "came 12 days ago" in text and "Somebody" not in text and "Please help" not in text


def test_sessions_of_the_last_four_weeks_are_counted(cast):
    for course in (cast.ours, cast.theirs):
        histories.held(course, 6, last=NOW - timedelta(days=1), every=timedelta(days=2))
    histories.held(cast.ours, 3, last=NOW - timedelta(days=40), every=timedelta(days=2))
    assert actions.sessions_held(cast.practice, now=NOW).cells == {"Held": 12, "Missed": 0, "Cancelled": 0}


def test_no_name_and_nobodys_words_are_on_the_page(cast, mo):
    histories.amiras(cast)
    content = mo.get(URL).content.decode()
    main = content[content.find("<main") : content.find("</main>")]
    for name in (*[person.name for person in cast.everybody.values()], "bread", "shop"):
        assert not re.search(rf"\b{name}\b", main)


def test_the_other_practice_is_not_counted(cast):
    histories.answered(cast.abroad, "phq-9", 19, NOW)
    more_courses(cast, 10)
    assert actions.changes(cast.practice).total == 12


def test_everybody_else_gets_nothing(cast, signed_in):
    for name, person in cast.everybody.items():
        if name != "mo":
            assert signed_in(person).get(URL).status_code == 404


def test_a_manager_opens_no_course(cast, mo):
    for url in ("progress:course", "progress:review", "ending:overview", "ending:plan", "supervision:bring"):
        assert mo.get(reverse(url, args=[cast.ours.pk])).status_code == 404


def test_counting_costs_the_same_with_many_courses(cast, mo, django_assert_max_num_queries):
    mo.get(URL)
    more_courses(cast, 12, 19, 9)
    with django_assert_max_num_queries(10):
        mo.get(URL)
