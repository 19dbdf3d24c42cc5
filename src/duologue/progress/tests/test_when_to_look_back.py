"""A look back comes when it is time: by the number of sessions or by a day, on the agenda and on both first pages."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW, TODAY
from tests.reading import words

from duologue.courses import actions as courses
from duologue.people.models import Practice
from duologue.progress import actions, fitting, rhythm
from duologue.progress.models import Review, ReviewRhythm
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem


def lines(course):
    return list(AgendaItem.objects.unscoped().filter(course=course, kind="review", outcome="open"))


def put(cast, now=NOW):
    return rhythm.put_on_the_agenda(Practice.objects.get(pk=cast.practice.pk), now=now)


@pytest.fixture
def arrange(cast, signed_in):
    address = reverse("progress:rhythm", args=[cast.ours.pk])
    return lambda **sent: signed_in(cast.tom).post(address, sent)


def test_by_the_practices_own_number_it_comes_on_the_agenda_and_on_both_first_pages(cast, signed_in):
    histories.held(cast.ours, 5)
    assert put(cast) == 0 and not lines(cast.ours)
    histories.held(cast.ours, 1, last=NOW - timedelta(days=1))
    assert put(cast) == 1 and put(cast) == 0  # once
    (line,) = lines(cast.ours)
    assert line.words == "Looking back together"
    sessions.plan_session(course=cast.ours, starts_at=NOW, minutes=50, by=cast.tom, now=NOW)
    for person in (cast.amira, cast.tom):
        today = words(signed_in(person).get(reverse("home:today")))
        assert "looking back together" in today.lower()
    assert "Looking back together" in words(signed_in(cast.amira).get(reverse("sessions:agenda", args=[cast.ours.pk])))


def test_the_line_becomes_the_reviews_own_and_leaves_with_the_second_signature(cast, signed_in):
    histories.held(cast.ours, 6)
    put(cast)
    review = actions.write_review(working="Walks", course=cast.ours, review=None, seen=0, by=cast.tom, now=NOW)
    (line,) = lines(cast.ours)
    assert line.about == review.pk
    actions.sign(review, seen=1, by=cast.tom, now=NOW)
    actions.sign(review, seen=1, by=cast.amira, now=NOW)
    assert not lines(cast.ours) and put(cast) == 0
    for person in (cast.amira, cast.tom):
        assert "looking back together" not in words(signed_in(person).get(reverse("home:today"))).lower()
    histories.held(cast.ours, 6, last=NOW + 6 * histories.WEEK)
    assert put(cast, NOW + 7 * histories.WEEK) == 1


def test_a_course_may_have_its_own_number_or_day(cast, arrange):
    histories.held(cast.ours, 3)
    assert arrange(every="3", on="").status_code == 302 and put(cast) == 1
    review = actions.write_review(working="w", course=cast.ours, review=None, seen=0, by=cast.tom, now=NOW)
    for person in (cast.tom, cast.amira):
        actions.sign(review, seen=1, by=person, now=NOW)
    assert arrange(every="", on="2026-12-04").status_code == 302
    assert put(cast) == 0
    assert put(cast, NOW + timedelta(days=7)) == 0 and put(cast, NOW + timedelta(days=8)) == 1
    assert arrange(every="", on="").status_code == 302
    assert not ReviewRhythm.objects.unscoped().exists()  # the practice's own number holds again


@pytest.mark.parametrize(
    "every, on, held, after, reviewed, due",
    [
        (6, None, 5, 0, None, False),
        (6, None, 6, 0, None, True),
        (6, None, 11, 6, TODAY, False),
        (None, TODAY, 0, 0, None, True),
        (None, TODAY + timedelta(days=1), 9, 0, None, False),
        (None, TODAY, 9, 9, TODAY, False),
        (None, TODAY, 9, 9, TODAY - timedelta(days=1), True),
        (6, TODAY + timedelta(days=1), 7, 0, None, True),
    ],
)
def test_the_rule_itself(every, on, held, after, reviewed, due):
    found = rhythm.Rhythm(every, on, of_the_practice=False)
    assert found.is_due(held=held, reviewed_after=after, reviewed_on=reviewed, today=TODAY) is due


def test_it_says_when_in_words():
    assert rhythm.Rhythm(6, None, True).in_words == "after every 6 sessions"
    assert rhythm.Rhythm(1, None, True).in_words == "after each session"
    said = rhythm.Rhythm(8, date(2026, 12, 4), False).in_words
    assert said == "after every 8 sessions and on Friday 4 December 2026"


@pytest.mark.parametrize(
    "sent, sentence",
    [
        ({"every": "0", "on": ""}, "Write 1 or more"),
        ({"every": "often", "on": ""}, "Write a number from 0 to 52."),
        ({"every": "", "on": "2026-11-25"}, "Choose a day that is still to come."),
    ],
)
def test_a_slip_has_a_sentence(cast, arrange, sent, sentence):
    answer = arrange(**sent)
    assert answer.status_code == 422 and sentence in words(answer)
    assert not ReviewRhythm.objects.unscoped().exists()


def test_it_does_not_come_after_the_end_nor_in_a_drill(cast):
    histories.held(cast.ours, 6)
    courses.move_to("ending", course=cast.ours, by=cast.tom, now=NOW)
    assert put(cast) == 0
    courses.move_to("treatment", course=cast.ours, by=cast.tom, now=NOW + timedelta(hours=1))
    type(cast.ours).objects.unscoped().filter(pk=cast.ours.pk).update(made_up=True)
    assert put(cast) == 0


def test_the_night_puts_it_there(cast):
    histories.held(cast.ours, 6)
    fitting.do_what_is_due(now=NOW)
    assert len(lines(cast.ours)) == 1


def test_a_review_says_what_is_changed_and_both_read_it_under_its_heading(cast, signed_in):
    address = reverse("progress:review", args=[cast.ours.pk])
    sent = {"working": "Walks", "focus": "Sleep", "change_rhythm": "Every second week", "change_therapist": "Stays"}
    assert signed_in(cast.amira).post(address, {**sent, "version": "0", "review": ""}).status_code == 302
    review = Review.objects.unscoped().get()
    assert [label for label, _ in review.said] == [
        "What is working", "Where we want to look now", "How often, how long", "Who you work with"
    ]  # fmt: skip
    for person in (cast.amira, cast.tom):
        actions.sign(review, seen=1, by=person, now=NOW)
    text = words(signed_in(cast.tom).get(address))
    assert "How often, how long Every second week" in text and "Where we want to look now Sleep" in text


def test_two_who_change_the_same_line_see_both(cast, signed_in):
    address = reverse("progress:review", args=[cast.ours.pk])
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    amira.post(address, {"focus": "Sleep", "version": "0", "review": ""})
    review = Review.objects.unscoped().get()
    seen = {"version": "1", "review": str(review.pk)}
    tom.post(address, {"focus": "The evenings", **seen})
    both = amira.post(address, {"focus": "The nights", **seen})
    assert both.status_code == 409
    assert "The evenings" in words(both) and "The nights" in both.content.decode()


def test_a_name_that_a_review_does_not_ask_is_refused(cast):
    with pytest.raises(KeyError):
        actions.write_review(mood="w", course=cast.ours, review=None, seen=0, by=cast.tom, now=NOW)


def test_where_sessions_are_rare_it_comes_after_the_practices_weeks(cast):
    Practice.objects.update(review_weeks=8)
    histories.held(cast.ours, 2, last=NOW - 3 * histories.WEEK, every=4 * histories.WEEK)  # the first one 7 weeks ago
    assert put(cast) == 0
    assert put(cast, NOW + histories.WEEK) == 1 and put(cast, NOW + histories.WEEK) == 0


def test_without_a_session_no_week_is_counted_and_a_look_back_begins_them_anew(cast):
    Practice.objects.update(review_weeks=1)
    assert put(cast, NOW + 10 * histories.WEEK) == 0
    histories.held(cast.ours, 1, last=NOW - 2 * histories.WEEK)
    review = actions.write_review(working="Walks", course=cast.ours, review=None, seen=0, by=cast.tom, now=NOW)
    actions.sign(review, seen=1, by=cast.tom, now=NOW)
    actions.sign(review, seen=1, by=cast.amira, now=NOW)
    assert put(cast, NOW + timedelta(days=6)) == 0 and put(cast, NOW + timedelta(days=7)) == 1


def test_a_course_with_a_rhythm_of_its_own_keeps_it(cast, arrange):
    Practice.objects.update(review_weeks=1)
    arrange(every="10")
    histories.held(cast.ours, 1, last=NOW - 2 * histories.WEEK)
    assert put(cast) == 0
