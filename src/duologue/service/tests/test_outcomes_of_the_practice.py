"""Outcomes of the whole practice: counts with an interval, small ones held back together, and a line in the ledger."""

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.people.models import Practice, User
from duologue.progress import fitting
from duologue.science.talking_therapies import GAD7, PHQ9, Ends, outcomes
from duologue.service import actions
from duologue.service import outcomes as counted
from duologue.sessions.models import Session

URL = "/service/outcomes/"


def more(cast, how_many, phq, gad=(), *, sessions=0, stage=""):
    """Finished or going on, with these scores, one a week from the first session on."""
    for n in range(how_many):
        tag = f"{phq}-{gad}-{sessions}-{stage}-{n}"
        client = User.objects.create_user(f"c{User.objects.count()}@example.org", name=tag, called="C")
        began = NOW - 20 * histories.WEEK
        course = courses.open_course(practice=cast.practice, client=client, therapist=cast.ben, by=cast.ben, now=began)
        courses.move_to("treatment", course=course, by=cast.ben, now=began)
        Session.objects.unscoped().bulk_create(_hour(course, cast.ben, k) for k in range(sessions))
        for form, totals in (("phq-9", phq), ("gad-7", gad)):
            for week, total in enumerate(totals):
                histories.answered(course, form, total, began + histories.WEEK * week)
        if stage:
            courses.move_to(stage, course=course, by=cast.ben, now=NOW)


def _hour(course, therapist, n):
    at = NOW - (9 - n) * histories.WEEK
    by = {"author": therapist, "written_at": at, "received_at": at}
    return Session(course=course, therapist=therapist, number=n + 1, starts_at=at, state="attended", **by)


@pytest.fixture
def mo(cast, signed_in):
    return signed_in(cast.mo)


def test_three_groups_with_their_share_and_interval(cast, mo):
    more(cast, 12, (19, 9))
    more(cast, 10, (24, 12))
    more(cast, 11, (12, 14))
    more(cast, 10, (9, 17))
    more(cast, 10, (9,))
    found = counted.of_form(cast.practice, "phq-9")
    assert [(one.name, one.count, one.of, one.percent) for one in found.shares] == [
        ("improved", 22, 43, 51), ("same", 11, 43, 26), ("worse", 10, 43, 23)
    ]  # fmt: skip
    assert found.shares[0].between == (37, 65) and found.without == 12
    text = words(mo.get(URL))
    assert "Less difficulty, by more than ordinary ups and downs 22 of 43 51 of 100 between 37 and 65" in text
    assert "GAD-7, CORE-10: nothing is shown, because too few courses have two full scores" in text


def test_what_the_other_page_holds_back_is_held_back_here_too(cast, mo):
    more(cast, 12, (19, 9))
    more(cast, 4, (24, 12))
    more(cast, 11, (12, 14))
    more(cast, 10, (9,))
    published = actions.changes(cast.practice)
    assert published.cells["recovered"] is None and published.cells["improved"] is None
    improved, same, worse = counted.of_form(cast.practice, "phq-9").shares
    assert improved.count is None and improved.percent is None and improved.between is None and not improved.mark
    assert (same.count, worse.count) == (11, 0)
    assert "ordinary ups and downs not shown" in words(mo.get(URL))


def test_the_definitions_of_the_nhs_count_finished_courses_once_each(cast, mo):
    more(cast, 10, (19, 6), (14, 3), sessions=3, stage="closed")
    more(cast, 11, (19, 12), (14, 12), sessions=3, stage="follow_up")
    more(cast, 12, (19, 18), (14, 13), sessions=3, stage="closed")
    more(cast, 10, (19, 6), (14, 3), sessions=1, stage="closed")
    more(cast, 10, (19, 6), (14, 3), sessions=3)
    found = counted.talking_therapies(cast.practice)
    assert found.table.total == 43 and not found.put_together
    shown = {name: count for name, count in found.table.cells.items() if count}
    assert shown == {"reliable_recovery": 10, "improvement": 11, "none": 12, "undecided": 10}
    said = {one.name: (one.count, one.of, one.percent, one.between) for one in found.rates}
    assert said["Recovery"] == said["Reliable recovery"] == (10, 33, 30, (17, 47))
    assert said["Reliable improvement"] == (21, 33, 64, (47, 78))
    assert said["Reliably worse, without recovery"] == (0, 33, 0, (0, 10))
    text = words(mo.get(URL))
    assert (
        "Reliable improvement, not below both lines 11" in text
        and "Reliable improvement 21 of 33 64 of 100 between 47 and 78" in text
    )


def test_a_small_line_is_put_together_with_others_and_nothing_more_is_said(cast, mo):
    more(cast, 12, (19, 6), (14, 3), sessions=3, stage="closed")
    more(cast, 10, (19, 12), (14, 12), sessions=3, stage="closed")
    more(cast, 8, (19, 18), (14, 13), sessions=3, stage="closed")
    more(cast, 3, (11, 19), (14, 13), sessions=3, stage="closed")
    found = counted.talking_therapies(cast.practice)
    assert found.put_together and found.table.cells["no_better"] == 11  # 8 and 3 are told by nothing
    assert [(one.name, one.count, one.of) for one in found.rates] == [("Recovery", 12, 33)]
    text = words(mo.get(URL))
    assert "Some lines are small here." in text and "Recovery 12 of 33 36 of 100 between 22 and 53" in text
    assert "Reliably worse" not in text


def test_what_is_small_even_so_is_held_back_with_its_rate():
    found = counted.published({"reliable_recovery": 12, "improvement": 3, "none": 12})
    assert found.put_together and found.table.cells["improvement"] is None
    (rate,) = found.rates
    assert rate.percent is None and rate.between is None and not rate.mark
    few = counted.published({"reliable_recovery": 4})
    assert few.table.total is None and few.rates == []


@given(st.lists(st.integers(0, 40), min_size=len(counted.NHS), max_size=len(counted.NHS)))
def test_no_count_from_one_to_nine_is_shown_or_follows_from_a_rate(numbers):
    found = counted.published(dict(zip(counted.NHS, numbers, strict=True)))
    assert all(count is None or count == 0 or count >= 10 for count in found.table.cells.values())
    for one in found.rates:
        if one.count is not None and one.of is not None:
            assert all(part == 0 or part >= 10 for part in (one.count, one.of - one.count, found.table.total - one.of))


def test_control_rates_of_the_bare_counts_give_three_people_away():
    bare = counted.Published(dict.fromkeys(counted.NHS, 0) | {"reliable_recovery": 24, "improvement": 3}, 27)
    (recovery, *_) = counted._rates(bare, counted.RATES)
    assert recovery.of - recovery.count == 3


@pytest.mark.parametrize(
    "mood, worry, attended, line",
    [
        ((19, 6), (14, 3), 2, "reliable_recovery"),
        ((10, 9), (7, 7), 2, "recovery"),
        ((10, 9), (1, 6), 2, "recovery"),
        ((19, 12), (14, 14), 2, "improvement"),
        ((19, 18), (14, 13), 2, "none"),
        ((10, 16), (7, 7), 2, "deterioration"),
        ((19, 12), (3, 7), 2, "none"),
        ((19, None), (14, 3), 2, "undecided"),
        ((19, 6), (14, 3), 1, "undecided"),
        ((5, 4), (3, 3), 2, "no_case_none"),
        ((9, 3), (3, 3), 2, "no_case_improvement"),
        ((3, 9), (3, 3), 2, "no_case_deterioration"),
    ],
)
def test_each_course_stands_on_one_line(mood, worry, attended, line):
    said = outcomes(Ends(PHQ9, *mood), Ends(GAD7, *worry), finished=True, attended=attended)
    assert counted.kind(said) == line


def test_one_score_alone_is_not_a_course_without_change(cast):
    more(cast, 12, (19,), (14,), sessions=3, stage="closed")
    assert counted.talking_therapies(cast.practice).table.cells["undecided"] == 12


def test_each_time_somebody_counts_the_ledger_keeps_it_and_what(cast, mo):
    mo.get(URL)
    mo.get(URL)
    lines = LedgerLine.objects.filter(actor=cast.mo.pk, verb="listed", route="service:outcomes")
    assert lines.count() == 2


def test_nobody_is_named_and_nobody_ranked(cast, mo, signed_in):
    more(cast, 12, (19, 9))
    text = mo.get(URL).content.decode()
    assert "Ben" not in text and "Tom" not in text
    for person in (cast.tom, cast.sol, cast.amira, cast.ines):
        assert signed_in(person).get(URL).status_code == 404


def test_it_asks_as_often_for_many_courses_as_for_few(cast, mo, django_assert_max_num_queries):
    more(cast, 3, (19, 9), (14, 3), stage="closed")
    with django_assert_max_num_queries(10):
        mo.get(URL)
    more(cast, 9, (19, 9), (14, 3), stage="closed")
    with django_assert_max_num_queries(10):
        mo.get(URL)


def test_the_practice_says_how_often_two_look_back(cast, mo, signed_in):
    address = reverse("service:progress")
    assert mo.post(address, {"every": "8"}).status_code == 302
    assert Practice.objects.get(pk=cast.practice.pk).review_every == 8
    assert LedgerLine.objects.filter(verb="practice.review_every").count() == 1
    for wrong in ("0", "", "often", "53"):
        answer = mo.post(address, {"every": wrong})
        assert answer.status_code == 422 and "Write" in words(answer)
        assert Practice.objects.get(pk=cast.practice.pk).review_every == 8
    assert (
        signed_in(cast.tom).get(address).status_code
        == signed_in(cast.tom).post(address, {"every": "2"}).status_code
        == 404
    )
    assert "on the agenda after every 8 sessions" in words(signed_in(cast.amira).get("/progress/"))


def test_the_practice_says_after_how_many_weeks_at_the_latest(cast, mo, signed_in):
    address = reverse("service:progress")
    assert mo.post(address, {"every": "8", "weeks": "10"}).status_code == 302
    assert Practice.objects.get(pk=cast.practice.pk).review_weeks == 10
    text = words(signed_in(cast.amira).get("/progress/"))
    assert "after every 8 sessions and at the latest 10 weeks after the last one" in text
    assert mo.post(address, {"every": "8", "weeks": "0"}).status_code == 422
    assert mo.post(address, {"every": "8", "weeks": ""}).status_code == 302
    assert Practice.objects.get(pk=cast.practice.pk).review_weeks is None


def test_the_state_of_the_expected_range_is_told_in_words(cast, mo):
    address = reverse("service:progress")
    assert "Nothing was counted yet." in words(mo.get(address))
    fitting.refit(cast.practice, now=NOW)
    text = words(mo.get(address))
    assert "not shown Fewer than 10 finished courses with scores at two sessions or more. 300 are needed." in text


def test_the_fewest_courses_are_those_of_the_science():
    from duologue.science.growth_fit import FEWEST_COURSES

    assert actions.FEWEST_COURSES == FEWEST_COURSES
