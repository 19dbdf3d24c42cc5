"""Goal attainment against figures worked out by hand, and what any such number must be like."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science import attainment as science
from duologue.science.attainment import attainment

levels = st.integers(-2, 2)
weights = st.floats(0.1, 10)
goals = st.lists(st.tuples(levels, weights), min_size=1, max_size=8)


@pytest.mark.parametrize(
    "reached, t",
    [
        # sum(wx) = 7, sum(w^2) = 91, (sum w)^2 = 441: 50 + 70 / sqrt(63.7 + 132.3) = 50 + 70 / 14
        ([(-2, 3), (0, 5), (-1, 1), (2, 4), (0, 2), (1, 6)], 55.0),
        # sum(wx) = -3, sum(w^2) = 49, (sum w)^2 = 121: 50 - 30 / sqrt(70.6)
        ([(0, 2), (1, 3), (-1, 6)], 46.4296),
        # one goal: the root is its weight, and a rung is ten points
        ([(-2, 1)], 30.0),
        ([(-1, 7)], 40.0),
        ([(0, 1)], 50.0),
        ([(1, 1)], 60.0),
        ([(2, 1)], 70.0),
        # three and five goals of one weight: roots of 4.8 and of 11
        ([(-2, 1)] * 3, 22.6139),
        ([(1, 1), (1, 1), (0, 1)], 59.1287),
        ([(-1, 1)] * 5, 34.9244),
        ([(2, 1)] * 5, 80.1511),
    ],
)
def test_the_corrected_formula(reached, t):
    assert attainment(reached) == pytest.approx(t, abs=0.0001)


def test_no_goals_is_no_number():
    assert attainment([]) is None


@pytest.mark.parametrize("level", [-3, 3, 0.5, True, None, "1"])
def test_a_rung_that_is_not_there_is_refused(level):
    with pytest.raises((ValueError, TypeError)):
        attainment([(level, 1)])


@pytest.mark.parametrize("weight", [0, -1, float("inf"), float("nan")])
def test_a_weight_that_weighs_nothing_is_refused(weight):
    with pytest.raises(ValueError, match="weight"):
        attainment([(1, weight)])


@pytest.mark.parametrize("rho", [-0.1, 1.1])
def test_a_correlation_that_cannot_be_is_refused(rho):
    with pytest.raises(ValueError, match="rho"):
        attainment([(1, 1)], rho=rho)


@given(goals)
def test_as_expected_everywhere_is_fifty_and_the_mirror_is_as_far_away(reached):
    assert attainment([(0, w) for _, w in reached]) == 50
    there, back = attainment(reached), attainment([(-x, w) for x, w in reached])
    assert there - 50 == pytest.approx(50 - back)


@given(goals, st.floats(0.1, 100))
def test_weights_count_only_against_each_other(reached, times):
    assert attainment([(x, w * times) for x, w in reached]) == pytest.approx(attainment(reached))


@given(goals, goals)
def test_the_order_does_not_matter_and_one_rung_up_is_never_less(first, second):
    both = first + second
    assert attainment(both) == pytest.approx(attainment(second + first))
    (level, weight), rest = both[0], both[1:]
    if level < 2:
        assert attainment([(level + 1, weight), *rest]) > attainment(both)


@given(st.integers(1, 12))
def test_together_they_reach_further_than_alone_but_not_as_far_as_if_they_had_nothing_in_common(many):
    alone, unrelated = 10, 10 * sqrt(many)
    assert alone - 1e-9 <= attainment([(1, 1)] * many) - 50 <= unrelated + 1e-9


def test_control_the_misprinted_formula_is_noticed(monkeypatch):
    """Without the bracket around the sum before it is squared, as it was first printed, the table is not met."""

    def misprinted(reached, *, rho=0.3):
        spread = sqrt(sum((1 - rho) * w * w + rho * w * w for _, w in reached))
        return 50 + 10 * sum(x * w for x, w in reached) / spread

    assert misprinted([(-2, 3), (0, 5), (-1, 1), (2, 4), (0, 2), (1, 6)]) != pytest.approx(55.0, abs=0.0001)
    assert science.RHO == 0.3
