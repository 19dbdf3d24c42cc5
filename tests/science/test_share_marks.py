"""A share and its interval as a drawing: the places are those of the numbers, and nothing in it can run."""

import re

import pytest

from duologue.science.share_marks import SIDE, WIDE, share_mark


def place(percent):
    return SIDE + (WIDE - 2 * SIDE) * percent / 100


def test_dot_and_bar_stand_where_the_numbers_say():
    drawn = share_mark(51, 37, 65)
    (dot,) = re.findall(r'circle class="share" cx="([\d.]+)"', drawn)
    ((begins, ends),) = re.findall(r'class="between" x1="([\d.]+)" y1="10" x2="([\d.]+)"', drawn)
    assert float(dot) == pytest.approx(place(51), abs=0.06)
    assert (float(begins), float(ends)) == pytest.approx((place(37), place(65)), abs=0.06)
    assert float(dot) != pytest.approx(place(52), abs=0.06)  # the control: another share stands elsewhere
    assert "<script" not in drawn and "style=" not in drawn


@pytest.mark.parametrize("share, low, high", [(50, 60, 70), (50, 10, 40), (50, -1, 60), (50, 40, 101)])
def test_what_is_no_share_is_refused(share, low, high):
    with pytest.raises(ValueError, match="a share lies within"):
        share_mark(share, low, high)
