"""A small chart shows the whole scale whatever the values, a gap for what is missing, and two people by shape."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.small_multiples import HEIGHT, Multiple, small_multiple

ratings = st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=30)


def heights(svg, mark):
    return [float(found) for found in re.findall(rf'class="{mark}"[^>]*cy="([\d.]+)"', svg)]


@given(ratings, ratings)
def test_each_value_has_its_mark_and_what_is_missing_has_none(client, therapist):
    svg = small_multiple(Multiple("t", client, therapist))
    assert svg.count('class="mark"') == sum(value is not None for value in client)
    assert svg.count('class="theirs"') == sum(value is not None for value in therapist)


@given(st.integers(0, 10), st.lists(st.integers(0, 10), min_size=1, max_size=6))
def test_a_value_stands_as_high_whatever_the_others_are(value, others):
    """The scale is never stretched to make a small dip look large."""
    alone, among = (heights(small_multiple(Multiple("t", [value, *rest])), "mark")[0] for rest in ([], others))
    assert alone == among
    ends = heights(small_multiple(Multiple("t", [0, 10])), "mark")
    assert ends[1] < alone <= ends[0] or alone == ends[1]
    assert 0 < ends[1] < ends[0] < HEIGHT


def test_a_gap_breaks_the_line_and_one_value_draws_none():
    assert small_multiple(Multiple("t", [8, None, 7, 6])).count('class="line"') == 1
    assert small_multiple(Multiple("t", [8, 7, None, 6, 5])).count('class="line"') == 2
    assert small_multiple(Multiple("t", [8])).count('class="line"') == 0


def test_it_says_what_it_shows_and_the_words_are_escaped():
    assert 'aria-label="Heard &lt;9&gt;"' in small_multiple(Multiple("Heard <9>", [9]))


@pytest.mark.parametrize("client, therapist", [([11], []), ([-1], []), ([9], [11])])
def test_a_rating_outside_the_scale_is_refused(client, therapist):
    with pytest.raises(ValueError, match="0 to 10"):
        small_multiple(Multiple("t", client, therapist))
