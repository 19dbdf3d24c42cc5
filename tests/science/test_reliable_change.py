"""Reliable change against figures computed elsewhere, and the properties any such rule must have."""

from math import sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duologue.science.reliable_change import Change, Norms, Reaching, change, reliable_change_index

scores = st.integers(-100, 100)
criteria = st.integers(1, 40)
norms = st.builds(Norms, sd=st.floats(0.1, 50), reliability=st.floats(0, 0.999))
OPPOSITE = {Change.IMPROVED: Change.WORSE, Change.WORSE: Change.IMPROVED, Change.UNCHANGED: Change.UNCHANGED}


@pytest.mark.parametrize("sd, reliability, smallest", [(4.5, 0.92, 3.528), (5.5, 0.89, 5.056)])
def test_it_gives_the_figures_behind_the_published_whole_points(sd, reliability, smallest):
    """GAD-7 (4.5, .92) and PHQ-9 (5.5, .89), from which the published 4 and 6 were taken."""
    assert Norms(sd, reliability).smallest_reliable_change == pytest.approx(smallest, abs=0.001)


def test_it_gives_jacobson_and_truaxs_own_example():
    """Their page 14: pre 32.5, post 47.5, SD 7.5, r .80 give SE 3.35, Sdiff 4.74 and RC 3.16."""
    norms = Norms(sd=7.5, reliability=0.80)
    assert norms.standard_error == pytest.approx(3.35, abs=0.005)
    assert norms.standard_error_of_difference == pytest.approx(4.74, abs=0.005)
    assert reliable_change_index(32.5, 47.5, norms) == pytest.approx(3.16, abs=0.005)


@pytest.mark.parametrize("sd, reliability", [(0, 0.9), (-1, 0.9), (5, 1), (5, -0.1), (5, 1.1)])
def test_figures_that_cannot_be_are_refused(sd, reliability):
    with pytest.raises(ValueError, match="reliability"):
        Norms(sd, reliability)


@pytest.mark.parametrize(
    "first, latest, lower_is_better, verdict",
    [
        (19, 13, True, Change.IMPROVED),
        (19, 14, True, Change.UNCHANGED),
        (13, 19, True, Change.WORSE),
        (13, 18, True, Change.UNCHANGED),
        (13, 19, False, Change.IMPROVED),
        (19, 13, False, Change.WORSE),
        (10, 10, True, Change.UNCHANGED),
    ],
)
def test_the_criterion_itself_counts(first, latest, lower_is_better, verdict):
    assert change(first, latest, at_least=6, lower_is_better=lower_is_better) is verdict


@pytest.mark.parametrize("first, latest, at_least", [(None, 9, 6), (19, None, 6), (19, 9, None), (None, None, None)])
def test_what_is_missing_is_undecidable_and_never_unchanged(first, latest, at_least):
    assert change(first, latest, at_least=at_least, lower_is_better=True) is Change.UNDECIDABLE


@given(scores, scores, criteria, st.booleans())
def test_going_back_the_same_way_is_the_opposite(first, latest, at_least, lower):
    there = change(first, latest, at_least=at_least, lower_is_better=lower)
    back = change(latest, first, at_least=at_least, lower_is_better=lower)
    assert back is OPPOSITE[there]


@given(scores, scores, criteria, st.booleans())
def test_turning_the_scale_round_is_the_opposite(first, latest, at_least, lower):
    one = change(first, latest, at_least=at_least, lower_is_better=lower)
    assert change(first, latest, at_least=at_least, lower_is_better=not lower) is OPPOSITE[one]
    assert change(-first, -latest, at_least=at_least, lower_is_better=not lower) is one


@given(scores, scores, scores, criteria, st.booleans())
def test_only_the_difference_matters(first, latest, shift, at_least, lower):
    one = change(first, latest, at_least=at_least, lower_is_better=lower)
    assert change(first + shift, latest + shift, at_least=at_least, lower_is_better=lower) is one


@given(scores, scores, st.integers(0, 50), criteria)
def test_more_gain_is_never_less_improved(first, latest, further, at_least):
    ladder = [Change.WORSE, Change.UNCHANGED, Change.IMPROVED]
    one = change(first, latest, at_least=at_least, lower_is_better=True)
    more = change(first, latest - further, at_least=at_least, lower_is_better=True)
    assert ladder.index(more) >= ladder.index(one)


@given(scores, scores, criteria, criteria)
def test_a_stricter_criterion_never_finds_more(first, latest, one, other):
    assume(one <= other)
    strict = change(first, latest, at_least=other, lower_is_better=True)
    assert strict in (Change.UNCHANGED, change(first, latest, at_least=one, lower_is_better=True))


@given(scores, scores, norms)
def test_the_index_and_the_smallest_change_agree(first, latest, norms):
    index = reliable_change_index(first, latest, norms)
    assert index == pytest.approx(-reliable_change_index(latest, first, norms))
    assume(abs(abs(index) - 1.96) > 1e-9)
    assert (abs(index) > 1.96) == (abs(latest - first) > norms.smallest_reliable_change)


@given(st.floats(0.1, 50), st.floats(0, 0.9), st.floats(0.001, 0.099))
def test_steadier_questions_need_a_smaller_change(sd, reliability, better):
    steadier = Norms(sd, reliability + better).smallest_reliable_change
    assert steadier < Norms(sd, reliability).smallest_reliable_change
    assert Norms(sd * 2, reliability).smallest_reliable_change == pytest.approx(
        2 * 1.96 * sqrt(2) * sd * sqrt(1 - reliability)
    )


def exactly(reaching):
    return change(19, 13, at_least=6, lower_is_better=True, reaching=reaching)


def test_strict_and_inclusive_differ_at_the_criterion_and_nowhere_else():
    assert (exactly(Reaching.INCLUSIVE), exactly(Reaching.STRICT)) == (Change.IMPROVED, Change.UNCHANGED)
    for latest in (12, 14, 24, 26):
        inclusive, strict = (
            change(19, latest, at_least=6, lower_is_better=True, reaching=reaching) for reaching in Reaching
        )
        assert inclusive is strict


@given(scores, scores, norms, st.booleans())
def test_strict_is_the_index_beyond_1_96(first, latest, norms, lower):
    index = reliable_change_index(first, latest, norms)
    assume(abs(abs(index) - 1.96) > 1e-9)
    found = change(
        first, latest, at_least=norms.smallest_reliable_change, lower_is_better=lower, reaching=Reaching.STRICT
    )
    assert (found is not Change.UNCHANGED) == (abs(index) > 1.96)


@pytest.mark.parametrize("at_least", [0, -3])
def test_a_criterion_that_everything_reaches_is_refused(at_least):
    with pytest.raises(ValueError, match="above 0"):
        change(19, 19, at_least=at_least, lower_is_better=True)
