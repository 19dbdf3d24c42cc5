"""Nobody can work out a small count from what is shown: tried by counting through every table there could be."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.suppression import suppress

tables = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 60), min_size=1)


def worked_out(suppressing, *, cells: int, up_to: int, smallest: int) -> list[tuple[int, ...]]:
    """Tables from which a count of 1 to `smallest` - 1 can be told for certain, by one who knows the rule."""
    names = [str(n) for n in range(cells)]
    looks_like = defaultdict(list)
    for counts in product(range(up_to), repeat=cells):
        shown = suppressing(dict(zip(names, counts, strict=True)), smallest=smallest)
        looks_like[(*shown.cells.values(), shown.total)].append(counts)
    told = []
    for alike in looks_like.values():
        for cell in range(cells):
            values = {counts[cell] for counts in alike}
            if len(values) == 1 and 0 < min(values) < smallest:
                told.append(alike[0])
    return [counts for counts in told if max(counts) < up_to - 1]  # the largest have no larger one beside them here


@pytest.mark.parametrize(
    "cells, up_to, smallest", [(1, 40, 10), (2, 40, 10), (3, 23, 10), (3, 12, 4), (4, 10, 5), (2, 9, 3)]
)
def test_no_small_count_can_be_worked_out(cells, up_to, smallest):
    assert not worked_out(suppress, cells=cells, up_to=up_to, smallest=smallest)


def test_control_hiding_only_the_small_ones_gives_them_away():
    from duologue.science.suppression import Published

    def careless(counts, *, smallest):
        return Published({n: None if 0 < c < smallest else c for n, c in counts.items()}, sum(counts.values()))

    assert worked_out(careless, cells=3, up_to=12, smallest=4)


@given(tables)
def test_what_is_shown_is_true(counts):
    shown = suppress(counts)
    assert all(count is None or count == counts[name] for name, count in shown.cells.items())
    assert shown.total in (None, sum(counts.values()))


@given(tables)
def test_no_small_count_is_shown_and_zeros_are(counts):
    shown = suppress(counts)
    for name, count in counts.items():
        assert count != 0 or shown.cells[name] == 0 or shown.total is None
        assert not 0 < count < 10 or shown.cells[name] is None


@given(tables)
def test_one_is_never_hidden_alone_beside_a_total(counts):
    shown = suppress(counts)
    hidden = [counts[name] for name, count in shown.cells.items() if count is None]
    assert shown.total is None or not hidden or (len(hidden) > 1 and sum(hidden) >= 10)
    assert shown.hides == bool(hidden)


def test_the_choice_of_what_is_hidden_beside_a_small_count_does_not_follow_its_size():
    """Hiding the smallest of the others would tell: here it would follow that both hidden counts are 9."""
    assert suppress({"a": 10, "b": 9, "c": 9}).cells == {"a": None, "b": None, "c": None}
    assert suppress({"a": 30, "b": 20, "c": 3}).cells == {"a": None, "b": 20, "c": None}
    assert suppress({"a": 10, "b": 20, "c": 1, "d": 50}).cells == {"a": None, "b": None, "c": None, "d": 50}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.just(0) | st.integers(10, 60), min_size=1))
def test_nothing_is_held_back_without_need(counts):
    shown = suppress(counts)
    assert shown.cells == counts and shown.total == sum(counts.values()) and not shown.hides


@given(tables)
def test_the_total_of_people_is_shown_from_ten_on(counts):
    """So two tables over the same people always agree on whether their total is shown."""
    assert (suppress(counts).total is None) == (0 < sum(counts.values()) < 10)


def test_the_order_of_the_counts_stays():
    assert list(suppress({"b": 12, "a": 3, "c": 30}).cells) == ["b", "a", "c"]


@pytest.mark.parametrize("counts", [{"a": -1}, {str(n): 1 for n in range(10)}])
def test_what_cannot_be_counted_safely_is_refused(counts):
    with pytest.raises(ValueError, match="0 or more"):
        suppress(counts)
