"""The interval of a share against the table of a publication, and what must hold of it everywhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.proportions import interval


@pytest.mark.parametrize(
    "count, of, low, high",
    [  # Newcombe (1998), Stat Med 17:857-872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_published_intervals_are_found(count, of, low, high):
    assert interval(count, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_it_holds_the_share_mirrors_and_narrows(of, data):
    count = data.draw(st.integers(0, of))
    low, high = interval(count, of)
    assert 0 <= low <= count / of <= high <= 1 and low < high
    assert interval(of - count, of) == pytest.approx((1 - high, 1 - low), abs=1e-12)
    closer = interval(count * 4, of * 4)
    assert closer[1] - closer[0] < high - low
    wider = interval(count, of, level=0.99)
    assert wider[1] - wider[0] > high - low


@pytest.mark.parametrize("count, of, level", [(0, 0, 0.95), (-1, 9, 0.95), (10, 9, 0.95), (1, 9, 0.0), (1, 9, 1.0)])
def test_what_is_no_share_is_refused(count, of, level):
    with pytest.raises(ValueError, match="a share is a count"):
        interval(count, of, level=level)
