"""Sudden gains against examples worked by others, and what must hold of any course."""

from statistics import mean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science import sudden_gains
from duologue.science.sudden_gains import T_CRITICAL, Step, Verdict, steps

course = st.lists(st.none() | st.integers(0, 63), max_size=14)


def at(scores, n, *, at_least=7, best=0):
    return steps(scores, at_least=at_least, best=best)[n]


def test_a_step_worked_by_others():
    """R package suddengains 0.4 (Wiedemann and others, 2020, PLoS ONE 15:e0230276): 32, 31, 33 then 5, 6, 7 is a gain."""
    found = at([32, 31, 33, 5, 6, 7], 2)
    assert found == Step(2, Verdict.GAIN, 28, reversed=False)


def test_a_loss_worked_by_others_is_a_gain_of_the_scale_turned_round():
    """From the same pages: 5, missing, 7 then 16, 12, 14 is a sudden loss by 3.182; seen from the other end it is a gain."""
    assert at([5, None, 7, 16, 12, 14], 2, best=33).verdict is Verdict.GAIN


def test_the_points_of_t_are_those_of_the_table():
    """Two-sided 5 %: for two degrees of freedom there is a closed form; Tang and DeRubeis name 2.776."""
    assert T_CRITICAL == {2: 4.303, 3: 3.182, 4: 2.776}
    closed_form = (0.95**2 * 2 / (1 - 0.95**2)) ** 0.5
    assert closed_form == pytest.approx(T_CRITICAL[2], abs=0.0005)


@pytest.mark.parametrize(
    "scores, verdict",
    [
        ([28, 28, 28, 21, 21, 21], Verdict.GAIN),
        ([30, 30, 30, 24, 24, 24], Verdict.NO_GAIN),  # six points
        ([40, 40, 40, 31, 31, 31], Verdict.NO_GAIN),  # nine of forty are no quarter
        ([20, 40, 30, 20, 30, 10], Verdict.NO_GAIN),  # no more than its ups and downs
        ([None, 30, 30, 20, None, 20], Verdict.GAIN),
        ([None, None, 30, 20, 20, 20], Verdict.UNDECIDABLE),
        ([30, 30, 30, 20, None, None], Verdict.UNDECIDABLE),
        ([30, 30, None, 20, 20, 20], Verdict.UNDECIDABLE),
        ([30, 30, 30, None, 20, 20], Verdict.UNDECIDABLE),
        ([None, None, 30, 29, None, None], Verdict.NO_GAIN),  # too small whatever the others were
    ],
)
def test_each_criterion_and_what_is_missing(scores, verdict):
    assert at(scores, 2).verdict is verdict


def test_the_first_and_last_steps_cannot_be_decided():
    verdicts = [step.verdict for step in steps([30, 20, 20, 10], at_least=7, best=0)]
    assert verdicts == [Verdict.UNDECIDABLE, Verdict.NO_GAIN, Verdict.UNDECIDABLE]


@pytest.mark.parametrize(
    "later, back", [((), False), ((24,), False), ((25,), True), ((None, 26), True), ((None, None), False)]
)
def test_half_of_the_gain_given_back_is_a_reversal(later, back):
    assert at([30, 30, 30, 20, 20, 20, *later], 2).reversed is back


def test_a_gain_with_two_scores_after_it_looks_at_the_second():
    assert at([30, 30, 30, 10, 11], 2).reversed is False


def a_gain_stands_out(step):
    """The third criterion as the paper has it: without the square root of 1/n1 + 1/n2 it asks more than a t-test does."""
    before, after = [32.0, 20.0, 26.0], [18.0, 12.0, 15.0]
    pooled = ((stdev(before) ** 2 + stdev(after) ** 2) / 2) ** 0.5
    assert 2.776 * pooled * (2 / 3) ** 0.5 < mean(before) - mean(after)
    expected = mean(before) - mean(after) > 2.776 * pooled
    assert (step([*before, *after]) is Verdict.GAIN) == expected


def test_the_third_criterion_is_the_papers_own():
    a_gain_stands_out(lambda scores: at(scores, 2).verdict)


def test_control_a_t_test_in_its_place_is_noticed(monkeypatch):
    shrunk = {freedom: t * (1 / 3 + 1 / 3) ** 0.5 for freedom, t in T_CRITICAL.items()}
    monkeypatch.setattr(sudden_gains, "T_CRITICAL", shrunk)
    with pytest.raises(AssertionError):
        a_gain_stands_out(lambda scores: at(scores, 2).verdict)


@given(course)
def test_one_step_between_each_two_sessions(scores):
    found = steps(scores, at_least=7, best=0)
    assert [step.after for step in found] == list(range(len(scores) - 1))
    for step in found:
        gap = None in scores[step.after : step.after + 2]
        assert (step.size is None) == gap and (step.verdict is Verdict.UNDECIDABLE or not gap)
        assert (step.reversed is None) or step.verdict is Verdict.GAIN


@given(course, st.integers(-20, 20))
def test_where_the_scale_begins_and_which_way_it_runs_do_not_matter(scores, shift):
    one = steps(scores, at_least=7, best=0)
    moved = [None if score is None else shift - score for score in scores]
    assert steps(moved, at_least=7, best=shift) == one


@given(st.lists(st.integers(0, 63), min_size=6, max_size=14), st.sampled_from([2, 4, 0.5]))
def test_the_unit_does_not_matter(scores, times):
    one = [step.verdict for step in steps(scores, at_least=7, best=0)]
    assert [step.verdict for step in steps([s * times for s in scores], at_least=7 * times, best=0)] == one


@given(course, st.integers(1, 20), st.integers(0, 20))
def test_a_stricter_criterion_never_finds_more(scores, one, more):
    found = {step.after for step in steps(scores, at_least=one, best=0) if step.verdict is Verdict.GAIN}
    strict = {step.after for step in steps(scores, at_least=one + more, best=0) if step.verdict is Verdict.GAIN}
    assert strict <= found


def test_a_criterion_that_everything_reaches_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        steps([3, 2, 1], at_least=0, best=0)
