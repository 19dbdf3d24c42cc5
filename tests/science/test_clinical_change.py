"""Cut-offs and categories against published figures and against what each of them means."""

from dataclasses import dataclass
from statistics import NormalDist

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from duologue.science.clinical_change import CutOffs, Group, Outcome, is_clinical, outcome

means, sds = st.floats(-100, 100), st.floats(0.5, 40)
groups = st.builds(Group, means, sds)
scores = st.integers(0, 40)
BEYOND_TWO_SDS = NormalDist().cdf(-2)


@st.composite
def apart(draw):
    clinical, functional = draw(groups), draw(groups)
    assume(abs(clinical.mean - functional.mean) > 0.01)
    return CutOffs(clinical, functional)


def test_it_gives_jacobson_and_truaxs_own_cut_offs():
    """Their example: means of 40 and 60, both SDs 7.5, higher is better; a 55, b 45, c 50."""
    lines = CutOffs(clinical=Group(40, 7.5), functional=Group(60, 7.5))
    assert (lines.a, lines.b, lines.c, lines.lower_is_better) == (55, 45, 50, False)


def test_it_gives_the_published_cut_off_of_the_core_om():
    """Connell and others (2007), Br J Psychiatry 190:69-74: 4.8 (SD 4.3) and 18.3 (SD 7.1) give 9.9."""
    lines = CutOffs(clinical=Group(18.3, 7.1), functional=Group(4.8, 4.3))
    assert lines.c == pytest.approx(9.9, abs=0.05) and lines.lower_is_better


def test_it_gives_the_published_cut_off_of_the_core_10():
    """Manual of 2007: 4.7 (SD 4.8) and 19.7 (SD 7.7); the published cut-off is 11, the next whole point."""
    lines = CutOffs(clinical=Group(19.7, 7.7), functional=Group(4.7, 4.8))
    assert 10 < lines.c < 11


def means_what_it_says(lines):
    """b leaves 2.3 % of the FUNCTIONAL group on the clinical side, a 2.3 % of the CLINICAL group on the functional side."""
    functional = NormalDist(lines.functional.mean, lines.functional.sd).cdf(lines.b)
    clinical = NormalDist(lines.clinical.mean, lines.clinical.sd).cdf(lines.a)
    wrong_side = (1 - functional, clinical) if lines.lower_is_better else (functional, 1 - clinical)
    assert wrong_side == pytest.approx((BEYOND_TWO_SDS, BEYOND_TWO_SDS))


@given(apart())
def test_a_and_b_stand_two_sds_from_the_group_they_are_about(lines):
    means_what_it_says(lines)


def test_control_b_by_the_clinical_sd_is_noticed():
    @dataclass(frozen=True)
    class ByTheClinicalSD(CutOffs):
        @property
        def b(self):
            return self.functional.mean + 2 * self.clinical.sd

    with pytest.raises(AssertionError):
        means_what_it_says(ByTheClinicalSD(Group(18.3, 7.1), Group(4.8, 4.3)))


@given(apart())
def test_c_is_as_many_sds_from_one_mean_as_from_the_other(lines):
    from_clinical = abs(lines.c - lines.clinical.mean) / lines.clinical.sd
    assert abs(lines.c - lines.functional.mean) / lines.functional.sd == pytest.approx(from_clinical, abs=1e-9)
    low, high = sorted((lines.clinical.mean, lines.functional.mean))
    assert low - 1e-9 <= lines.c <= high + 1e-9


@given(apart(), st.floats(0.1, 10), st.floats(-50, 50))
def test_cut_offs_follow_the_scale(lines, times, shift):
    def moved(group):
        return Group(group.mean * times + shift, group.sd * times)

    there = CutOffs(moved(lines.clinical), moved(lines.functional))
    for name in "abc":
        assert getattr(there, name) == pytest.approx(getattr(lines, name) * times + shift, abs=1e-6)


@given(apart())
def test_turning_the_scale_round_turns_the_cut_offs_round(lines):
    there = CutOffs(Group(-lines.clinical.mean, lines.clinical.sd), Group(-lines.functional.mean, lines.functional.sd))
    assert there.lower_is_better is not lines.lower_is_better
    for name in "abc":
        assert getattr(there, name) == pytest.approx(-getattr(lines, name))


def test_groups_that_cannot_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="one mean"):
        CutOffs(Group(10, 3), Group(10, 4))
    with pytest.raises(ValueError, match="above 0"):
        Group(10, 0)


def of(first, last, *, lower=True, at_least=6, cut_off=10):
    return outcome(first, last, at_least=at_least, cut_off=cut_off, lower_is_better=lower)


@pytest.mark.parametrize(
    "first, last, found",
    [
        (19, 9, Outcome.RECOVERED),
        (19, 10, Outcome.IMPROVED),  # the cut-off itself is in the clinical range
        (19, 13, Outcome.IMPROVED),
        (19, 14, Outcome.UNCHANGED),
        (12, 9, Outcome.UNCHANGED),  # crossed, but by less than chance can do
        (9, 1, Outcome.IMPROVED),  # was never in the clinical range
        (9, 15, Outcome.DETERIORATED),
        (13, 19, Outcome.DETERIORATED),
    ],
)
def test_the_four_categories(first, last, found):
    assert of(first, last) is found
    assert of(-first, -last, lower=False, cut_off=-10) is found


@pytest.mark.parametrize(
    "first, last, more, found",
    [
        (None, 9, {}, Outcome.UNDECIDABLE),
        (19, None, {}, Outcome.UNDECIDABLE),
        (19, 9, {"at_least": None}, Outcome.UNDECIDABLE),
        (19, 9, {"cut_off": None}, Outcome.UNDECIDABLE),
        (19, 18, {"cut_off": None}, Outcome.UNCHANGED),
        (9, 19, {"cut_off": None}, Outcome.DETERIORATED),
    ],
)
def test_what_cannot_be_said_is_not_said(first, last, more, found):
    assert of(first, last, **more) is found


@given(scores, scores, st.integers(0, 10), st.integers(1, 20), scores)
def test_a_better_end_is_never_a_worse_category(first, last, further, at_least, cut_off):
    ladder = [Outcome.DETERIORATED, Outcome.UNCHANGED, Outcome.IMPROVED, Outcome.RECOVERED]
    one = of(first, last, at_least=at_least, cut_off=cut_off)
    more = of(first, last - further, at_least=at_least, cut_off=cut_off)
    assert ladder.index(more) >= ladder.index(one)


@given(scores, scores, st.integers(1, 20), scores, st.integers(-50, 50))
def test_only_the_place_on_the_scale_matters(first, last, at_least, cut_off, shift):
    there = of(first + shift, last + shift, at_least=at_least, cut_off=cut_off + shift)
    assert there is of(first, last, at_least=at_least, cut_off=cut_off)


@given(scores, scores)
def test_a_score_lies_on_one_side(score, cut_off):
    lower, higher = (is_clinical(score, cut_off=cut_off, lower_is_better=way) for way in (True, False))
    assert (lower and higher) == (score == cut_off) and (lower or higher)
