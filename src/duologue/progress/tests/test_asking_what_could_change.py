"""After six sessions about the same, a line offers a talk; only a decision with a date closes it."""

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW, TODAY
from tests.reading import words

from duologue.courses import actions as courses
from duologue.people.models import Practice
from duologue.progress import panels
from duologue.progress.models import CourseCorrection
from duologue.sessions import actions as sessions

LINE = "About the same as at the start after 6 sessions. That is a good time to ask what could change."
DECIDED = {"decided": "The work goal rests.", "by_when": "2026-12-10"}


@pytest.fixture(autouse=True)
def turned_on(cast):
    Practice.objects.filter(pk=cast.practice.pk).update(four_words=True)
    cast.practice.refresh_from_db()
    cast.ours.refresh_from_db()


@pytest.fixture
def guide(cast):
    return reverse("progress:what-to-change", args=[cast.ours.pk])


@pytest.fixture
def progress(cast):
    return reverse("progress:course", args=[cast.ours.pk])


def weeks(cast, how_many, first=19, latest=17):
    """Sessions that were attended, with a score before the first and one after the last."""
    kept = histories.held(cast.ours, how_many)
    histories.answered(cast.ours, "phq-9", first, kept[0].starts_at)
    histories.answered(cast.ours, "phq-9", latest, kept[-1].starts_at)


def one_more(cast, n):
    starts = NOW + histories.WEEK * n
    session = sessions.plan_session(course=cast.ours, starts_at=starts, minutes=50, by=cast.tom, now=starts)
    sessions.begin(session, by=cast.tom, now=starts)
    return sessions.end(session, by=cast.tom, now=starts)


def test_after_six_sessions_about_the_same_the_page_and_the_caseload_offer_a_talk(cast, signed_in, progress, guide):
    weeks(cast, 6)
    tom = signed_in(cast.tom)
    page = tom.get(progress)
    assert LINE in words(page) and guide in page.content.decode()
    caseload = tom.get(reverse("home:caseload"))
    assert LINE in words(caseload) and guide in caseload.content.decode()


def test_the_client_is_not_told_by_a_line(cast, signed_in, progress):
    weeks(cast, 6)
    text = words(signed_in(cast.amira).get(progress))
    assert "good time to ask" not in text and "not working" not in text


@pytest.mark.parametrize(
    "held, first, latest",
    [(5, 19, 17), (6, 19, 13), (6, 19, None), (6, None, 19)],
    ids=["five sessions", "reliably better", "no second score", "no first score"],
)
def test_there_is_no_line(cast, signed_in, progress, held, first, latest):
    kept = histories.held(cast.ours, held)
    for total, session in ((first, kept[0]), (latest, kept[-1])):
        if total is not None:
            histories.answered(cast.ours, "phq-9", total, session.starts_at)
    assert "good time to ask" not in words(signed_in(cast.tom).get(progress))


def test_one_point_short_of_the_criterion_is_about_the_same(cast, signed_in, progress):
    weeks(cast, 6, 19, 14)
    assert LINE in words(signed_in(cast.tom).get(progress))


def test_more_difficulty_is_not_called_the_same(cast, signed_in, progress):
    weeks(cast, 6, 10, 17)
    text = words(signed_in(cast.tom).get(progress))
    assert (
        "More difficulty than at the start after 6 sessions." in text and "About the same as at the start" not in text
    )


def test_sessions_that_were_missed_do_not_count(cast, signed_in, progress):
    weeks(cast, 5)
    gone = sessions.plan_session(course=cast.ours, starts_at=NOW, minutes=50, by=cast.tom, now=NOW)
    sessions.mark(gone, "missed", by=cast.tom, now=NOW)
    assert "good time to ask" not in words(signed_in(cast.tom).get(progress))


def test_the_guide_names_its_rule_with_the_numbers_and_five_doors(cast, signed_in, guide):
    weeks(cast, 6)
    text = words(signed_in(cast.tom).get(guide))
    assert "Low mood was 19 at the start and is 17 now, after 6 sessions." in text
    assert "The published criterion is 6 points lower or more." in text
    for door in ("Motivation and goals", "The two of us", "Support and life events", "Coping", "Safety"):
        assert door in text
    for word in ("fail", "off track", "at risk"):
        assert word not in text.lower()


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"decided": ""}, "Until then the line stays."),
        ({"by_when": ""}, "Choose a date."),
        ({"by_when": TODAY.isoformat()}, "Choose a day that is still to come."),
    ],
)
def test_without_a_decision_and_a_day_the_line_stays_and_the_words_too(
    cast, signed_in, guide, progress, changes, sentence
):
    weeks(cast, 6)
    tom = signed_in(cast.tom)
    refused = tom.post(guide, {**DECIDED, "motivation": "It was her mother's.", **changes})
    assert refused.status_code == 422 and sentence in words(refused)
    assert "It was her mother&#x27;s." in refused.content.decode()
    assert LINE in words(tom.get(progress))


def test_a_decision_with_a_day_closes_the_line_and_both_read_it(cast, signed_in, guide, progress):
    weeks(cast, 6)
    tom = signed_in(cast.tom)
    assert tom.post(guide, {**DECIDED, "motivation": "It was her mother's."}).status_code == 302
    assert "good time to ask" not in words(tom.get(progress)) + words(tom.get(reverse("home:caseload")))
    for person in (cast.tom, cast.amira):
        text = words(signed_in(person).get(progress))
        assert "On 26 November you decided together:" in text and "The work goal rests." in text
        assert "You look at it again on Thursday 10 December." in text
    assert CourseCorrection.objects.visible_to(cast.amira).get().after_session == 6


def test_it_comes_back_after_six_more_if_nothing_changed(cast, signed_in, guide):
    weeks(cast, 6)
    signed_in(cast.tom).post(guide, DECIDED)

    def due():
        viewer = panels.Viewer(cast.tom)
        held = sessions.Session.objects.visible_to(cast.tom).filter(course=cast.ours, state="attended").count()
        return panels.turning_point(viewer, cast.ours, held=held, now=NOW).is_due

    for n in range(5):
        one_more(cast, n)
    assert not due()
    last = one_more(cast, 5)
    assert due()
    histories.answered(cast.ours, "phq-9", 9, last.starts_at)
    assert not due()


def test_the_guide_opens_at_any_time_and_says_when_numbers_say_nothing(cast, signed_in, guide):
    text = words(signed_in(cast.tom).get(guide))
    assert "There are not two full scores to compare" in text


def test_a_course_that_ended_takes_no_decision(cast, signed_in, guide):
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=NOW)
    late = signed_in(cast.tom).post(guide, DECIDED)
    assert late.status_code == 422 and "nothing new can be written" in words(late)
    assert not CourseCorrection.objects.visible_to(cast.tom)


def test_the_guide_is_the_therapists(cast, signed_in, guide):
    for person in (cast.amira, cast.ben, cast.sol, cast.una):
        assert signed_in(person).get(guide).status_code == 404
        assert signed_in(person).post(guide, DECIDED).status_code == 404


def test_the_rules_are_silent_until_the_practice_turns_them_on(cast, signed_in, guide, progress):
    weeks(cast, 6)
    assert LINE in words(signed_in(cast.tom).get(progress))
    Practice.objects.update(four_words=False)
    tom = signed_in(cast.tom)
    assert "good time to ask" not in words(tom.get(progress)) + words(tom.get(reverse("home:caseload")))
    text = words(tom.get(guide))
    assert "turned off in this practice. You can use the guide at any time." in text and "Our rule" not in text


def test_the_day_that_was_agreed_brings_the_line_back_until_there_is_a_new_decision(cast, signed_in, guide, progress):
    weeks(cast, 6)
    tom = signed_in(cast.tom)
    tom.post(guide, DECIDED)
    again = "You wanted to look again on 26 November at what you decided. That day has come."
    assert again not in words(tom.get(reverse("home:caseload")))
    CourseCorrection.objects.unscoped().update(by_when=TODAY)
    assert again in words(tom.get(progress)) and again in words(tom.get(reverse("home:caseload")))
    tom.post(guide, DECIDED)
    assert again not in words(tom.get(progress)) + words(tom.get(reverse("home:caseload")))


def test_a_signal_on_the_caseload_closes_only_with_an_action_and_a_day(cast, signed_in, guide):
    weeks(cast, 6, first=12, latest=19)
    tom, caseload = signed_in(cast.tom), reverse("home:caseload")
    red = "Low mood 12, now 19: red."
    assert red in words(tom.get(caseload))
    tom.get(reverse("progress:course", args=[cast.ours.pk]))  # looking at it closes nothing
    tom.post(guide, {"decided": "", "by_when": "2026-12-10"})
    tom.post(guide, {"decided": "Sleep first.", "by_when": ""})
    assert red in words(tom.get(caseload))
    tom.post(guide, {**DECIDED, "decided": "Sleep first."})
    closed = words(tom.get(caseload))
    assert red not in closed and "Low mood was 12 at the start" not in closed
    histories.answered(cast.ours, "phq-9", 20, NOW + histories.WEEK)  # a newer score opens it again
    assert "Low mood 12, now 20: red." in words(tom.get(caseload))


def test_control_a_decision_that_closes_without_a_day_is_noticed(cast, signed_in, guide, monkeypatch):
    weeks(cast, 6, first=12, latest=19)
    tom = signed_in(cast.tom)
    tom.post(guide, DECIDED)
    CourseCorrection.objects.unscoped().update(by_when=TODAY)
    assert "Low mood 12, now 19: red." in words(tom.get(reverse("home:caseload")))
    monkeypatch.setattr(panels.Decision, "settles", lambda *_, **__: True)
    assert "Low mood 12, now 19: red." not in words(tom.get(reverse("home:caseload")))
