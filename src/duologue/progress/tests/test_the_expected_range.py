"""The expected range: fitted from a practice's own finished courses, refused below 300, shown to a client once both looked."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import measures, of_class, said, words
from tests.science.simulated import courses as simulated

from duologue.courses.models import Course, Stage
from duologue.people.models import DataKey
from duologue.progress import fitting, ranges
from duologue.progress.models import GrowthFit
from duologue.questionnaires import library
from duologue.questionnaires.models import Response, Score
from duologue.science.growth_fit import fit
from duologue.sessions.models import Session

PHQ = library.newest("phq-9")


def finish(cast, many, *, practice=None, seed=1, kind="closed"):
    """So many finished courses, whose scores were made up by a rule; returns the lists they were made from."""
    practice = practice or cast.practice
    whose, when, what = simulated(many, seed=seed)
    key, began = DataKey.objects.mint(), NOW - timedelta(weeks=60)
    made = [Course(practice=practice, key=key, opened_at=began) for _ in range(many)]
    Course.objects.unscoped().bulk_create(made)
    Stage.objects.unscoped().bulk_create(Stage(course=one, kind=kind, began_at=began) for one in made)
    by = {"author": cast.tom, "written_at": began, "received_at": began}
    last: dict[int, int] = {}
    for course, session in zip(whose, when, strict=True):
        last[course] = max(last.get(course, 0), session)
    Session.objects.unscoped().bulk_create(
        Session(
            course=made[course],
            therapist=cast.tom,
            number=n,
            starts_at=began + timedelta(weeks=n),
            state="attended",
            **by,
        )
        for course, most in last.items()
        for n in range(1, most + 1)
    )
    answered, scores = [], []
    for course, session, value in zip(whose, when, what, strict=True):
        at = began + timedelta(weeks=session, days=3)
        named = {"course": made[course], "form_id": PHQ.id, "form_version": PHQ.version}
        answered.append(Response(answers={}, changed_at=at, sent_at=at, **named, **by))
        scores.append(Score(response=answered[-1], value=value, answered=9, asked=9, at=at, **named))
    Response.objects.unscoped().bulk_create(answered)
    Score.objects.unscoped().bulk_create(scores)
    return whose, when, what


@pytest.fixture
def ribbon(cast):
    """300 finished courses, counted; and Amira's, which goes on."""
    finish(cast, 300)
    fitting.refit(cast.practice, now=NOW)
    histories.amiras(cast)


def page(browser, course):
    return browser.get(reverse("progress:course", args=[course.pk]))


def test_what_is_stored_is_what_the_science_finds_and_nothing_of_anybody(cast):
    lists = finish(cast, 300)
    (kept,) = fitting.refit(cast.practice, now=NOW)
    found = fit(*lists)
    assert kept.courses == found.courses == 300 and not kept.why_not
    assert kept.numbers["intercept"] == pytest.approx(found.intercept, rel=1e-9)
    assert kept.numbers["residual_variance"] == pytest.approx(found.residual_variance, rel=1e-9)
    assert set(kept.numbers) == set(vars(found))
    again = fitting.refit(cast.practice, now=NOW + timedelta(days=1))
    assert [one.pk for one in again] == [kept.pk] and GrowthFit.objects.count() == 1


def test_below_300_it_is_refused_in_words_and_no_page_shows_a_range(cast, signed_in):
    finish(cast, 299)
    (kept,) = fitting.refit(cast.practice, now=NOW)
    assert kept.courses == 299 and kept.why_not and not kept.numbers
    histories.amiras(cast)
    answer = page(signed_in(cast.tom), cast.ours)
    assert b'class="ribbon"' not in answer.content and "expected range" not in words(answer)


def test_courses_that_go_on_and_those_of_other_practices_are_not_counted(cast):
    finish(cast, 150)
    finish(cast, 150, kind="treatment", seed=2)
    finish(cast, 150, practice=cast.elsewhere, seed=3)
    (kept,) = fitting.refit(cast.practice, now=NOW)
    assert kept.courses == 150 and kept.why_not


def test_the_therapist_sees_it_and_the_client_only_after_both_have_looked(cast, signed_in, ribbon):
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    assert b'class="ribbon"' in page(tom, cast.ours).content
    assert b'class="ribbon"' not in page(amira, cast.ours).content
    show = reverse("progress:show-range", args=[cast.ours.pk])
    assert amira.post(show).status_code == 404
    assert tom.post(show).status_code == 302 and tom.post(show).status_code == 302  # twice is once
    answer = page(amira, cast.ours)
    assert b'class="ribbon"' in answer.content
    assert "It is a guide, not a target." in words(answer)
    assert "We looked at it together" not in words(page(tom, cast.ours))


def test_it_names_its_source_and_its_number_and_the_table_has_the_same_range(cast, signed_in, ribbon):
    card = measures(page(signed_in(cast.tom), cast.ours))["low mood phq-9"]
    text = said(card)
    assert "Scores of people who began at 19 here mostly lay in this range (8 of 10)." in text
    assert "It comes from 300 finished courses of Two Chairs, counted on 26 November 2026." in text
    expected = page(signed_in(cast.tom), cast.ours).context["seen"].measures[0].expected
    rows = [[said(cell) for cell in row] for row in card.findall(".//table")[1].findall(".//tbody/tr")]
    assert rows == [[f"{one.x:g}", f"{one.low:.1f}", f"{one.high:.1f}"] for one in expected]
    assert len(rows) == ranges.AT_LEAST_UP_TO
    for drawing in card.findall(".//svg"):
        assert len(of_class(drawing, "ribbon")) == 1


def test_it_is_counted_once_a_night_by_each_practices_own_clock(cast):
    assert {one.pk for one in fitting.due(now=NOW)} == {cast.practice.pk, cast.elsewhere.pk}
    assert fitting.do_what_is_due(now=NOW) == 2
    assert not fitting.due(now=NOW + timedelta(hours=12))  # 1:50 the next morning
    assert len(fitting.due(now=NOW + timedelta(hours=14))) == 2
    assert GrowthFit.objects.filter(form_id="phq-9", courses=0).count() == 2  # told of also while there is nothing


def test_control_a_range_without_the_look_together_is_noticed(cast, signed_in, ribbon, monkeypatch):
    monkeypatch.setattr(
        ranges,
        "of_course",
        lambda viewer, course: ranges.Fitted(
            {(f.form_id, f.form_version, f.scale): f for f in GrowthFit.objects.all()}, False
        ),
    )
    assert b'class="ribbon"' in page(signed_in(cast.amira), cast.ours).content
