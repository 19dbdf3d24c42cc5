"""The published outcomes of a service, by the words of its manual."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.reliable_change import Norms
from duologue.science.talking_therapies import GAD7, PHQ9, Ends, Measure, Outcomes, outcomes

mood_scores, worry_scores = st.integers(0, 27), st.integers(0, 21)


def of(mood, worry, *, finished=True, attended=2, anxious=GAD7):
    return outcomes(Ends(PHQ9, *mood), Ends(anxious, *worry), finished=finished, attended=attended)


def test_the_whole_points_come_from_the_formula():
    """Norms of the manual: SD 5.5 with .89 and SD 4.5 with .92, each taken up to the next whole point."""
    for measure, norms in ((PHQ9, Norms(5.5, 0.89)), (GAD7, Norms(4.5, 0.92))):
        assert measure.reliable - 1 < norms.smallest_reliable_change <= measure.reliable


@pytest.mark.parametrize(
    "mood, worry, case, better, worse, recovery, reliable",
    [
        ((15, 8), (14, 6), True, True, False, True, True),  # a case on both, below both, both reliably better
        ((15, 9), (14, 8), True, True, False, False, False),  # still a case by one of them
        ((15, 9), (7, 7), True, True, False, True, True),  # one is enough to be a case and to improve
        ((10, 9), (7, 7), True, False, False, True, False),  # over the line by chance
        ((15, 9), (4, 8), True, False, False, False, False),  # one better, the other worse: neither
        ((9, 15), (7, 7), False, False, True, None, None),  # no case at the start: recovery is not asked
        ((9, 3), (7, 7), False, True, False, None, None),
        ((15, 21), (14, 10), True, False, False, False, False),
        ((15, 15), (14, 14), True, False, False, False, False),
    ],
)
def test_the_five_outcomes(mood, worry, case, better, worse, recovery, reliable):
    found = of(mood, worry)
    assert (found.case_at_start, found.reliable_improvement, found.reliable_deterioration) == (case, better, worse)
    assert (found.recovery, found.reliable_recovery) == (recovery, reliable)
    assert bool(found.why_not) is not case


@pytest.mark.parametrize(
    "mood, worry, more, words",
    [
        ((15, 8), (14, 6), {"finished": False}, "not finished"),
        ((15, 8), (14, 6), {"attended": 1}, "Fewer than two"),
        ((None, 8), (14, 6), {}, "missing"),
        ((15, None), (14, 6), {}, "missing"),
        ((15, 8), (None, 6), {}, "missing"),
        ((15, 8), (14, None), {}, "missing"),
    ],
)
def test_what_is_not_counted_says_why_and_is_never_a_no(mood, worry, more, words):
    found = of(mood, worry, **more)
    assert words in found.why_not and found == Outcomes(why_not=found.why_not)


def test_a_measure_made_for_one_kind_of_worry_may_stand_for_gad_7():
    panic = Measure(caseness=20, reliable=10)
    assert of((5, 5), (25, 12), anxious=panic).reliable_recovery
    assert not of((5, 5), (25, 16), anxious=panic).reliable_improvement


@given(mood_scores, mood_scores, worry_scores, worry_scores)
def test_the_outcomes_agree_with_one_another(m1, m2, w1, w2):
    found = of((m1, m2), (w1, w2))
    assert not (found.reliable_improvement and found.reliable_deterioration)
    assert (found.recovery is None) == (found.reliable_recovery is None) == (not found.case_at_start)
    if found.case_at_start:
        assert found.reliable_recovery == (found.recovery and found.reliable_improvement)


@given(mood_scores, mood_scores, worry_scores, worry_scores)
def test_going_back_the_same_way_is_the_mirror(m1, m2, w1, w2):
    there, back = of((m1, m2), (w1, w2)), of((m2, m1), (w2, w1))
    assert there.reliable_improvement == back.reliable_deterioration


@given(mood_scores, mood_scores, worry_scores, worry_scores)
def test_it_does_not_matter_which_measure_comes_first(m1, m2, w1, w2):
    one = outcomes(Ends(PHQ9, m1, m2), Ends(GAD7, w1, w2), finished=True, attended=3)
    assert one == outcomes(Ends(GAD7, w1, w2), Ends(PHQ9, m1, m2), finished=True, attended=3)


@given(mood_scores, mood_scores, worry_scores, worry_scores, st.integers(0, 10))
def test_a_better_end_never_takes_an_outcome_away(m1, m2, w1, w2, further):
    one, more = of((m1, m2), (w1, w2)), of((m1, m2 - further), (w1, w2))
    assert not one.reliable_improvement or more.reliable_improvement
    assert not one.recovery or more.recovery
    assert not more.reliable_deterioration or one.reliable_deterioration


def recovery_needs_both():
    """Somebody who ends below the line on one measure only has not recovered."""
    assert of((15, 9), (14, 8)).recovery is False
    assert of((15, 10), (14, 7)).recovery is False


def test_recovery_needs_both():
    recovery_needs_both()


def test_control_recovery_by_one_measure_alone_is_noticed(monkeypatch):
    by_mood = Ends.is_case
    monkeypatch.setattr(Ends, "is_case", lambda ends, score: ends.measure is PHQ9 and by_mood(ends, score))
    with pytest.raises(AssertionError):
        recovery_needs_both()
