"""How alike two sorts are: held against the correlation of the standard library, whatever the columns."""

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.self_sort import in_words, likeness, written

HOLDS = [1, 2, 3, 4, 3, 2, 1]
PILE = [column for column, room in enumerate(HOLDS, start=1) for _ in range(room)]
sorts = st.permutations(PILE)


@given(sorts, sorts)
def test_it_is_the_correlation_of_the_two_whatever_they_are(now, wished):
    r = likeness(now, wished)
    assert r == pytest.approx(statistics.correlation(now, wished), abs=1e-9)
    assert -1 - 1e-9 <= r <= 1 + 1e-9 and likeness(wished, now) == pytest.approx(r)


@given(sorts)
def test_the_same_twice_is_one_and_the_other_way_round_is_minus_one(now):
    assert likeness(now, now) == pytest.approx(1)
    assert likeness(now, [8 - column for column in now]) == pytest.approx(-1)


@given(sorts, sorts, st.permutations(range(16)))
def test_the_order_of_the_statements_means_nothing(now, wished, order):
    assert likeness([now[n] for n in order], [wished[n] for n in order]) == pytest.approx(likeness(now, wished))


@given(sorts, st.integers(0, 15), st.integers(0, 15))
def test_two_statements_that_change_places_take_it_down_never_up(now, a, b):
    changed = list(now)
    changed[a], changed[b] = changed[b], changed[a]
    assert likeness(now, changed) == pytest.approx(1 - (now[a] - now[b]) ** 2 / 40)  # 2 d squared / (2 * 40)


@pytest.mark.parametrize("other", [PILE[:-1], [1] * 16, PILE[:-1] + [1], []])
def test_sorts_that_do_not_fill_the_same_columns_are_refused(other):
    with pytest.raises(ValueError, match="same columns"):
        likeness(PILE, other)


def test_everything_in_one_column_says_nothing():
    with pytest.raises(ValueError, match="one column"):
        likeness([4, 4], [4, 4])


def test_the_words_go_down_with_the_number():
    said = [in_words(r) for r in (1, 0.5, 0.2, 0, -0.6)]
    assert len(set(said)) == 5 and "very much alike" in said[0] and "away from one another" in said[-1]


def test_the_number_is_written_with_a_true_minus_and_never_minus_zero():
    assert [written(r) for r in (-0.354, -0.001, 0, 0.8, 1)] == ["−0.35", "0.00", "0.00", "0.80", "1.00"]
