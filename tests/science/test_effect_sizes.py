"""Effect sizes against published worked examples, and that each divides by the SD it names."""

from math import pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science import effect_sizes
from duologue.science.effect_sizes import (
    Sample,
    cohens_d,
    glass_delta,
    hedges_g,
    pre_post_d,
    reference,
    severity_adjusted,
    small_sample_correction,
)

samples = st.builds(Sample, st.floats(-50, 50), st.floats(0.5, 30), st.integers(2, 400))
TWO_GROUPS = Sample(103, 5.5, 50), Sample(100, 4.5, 50)
# Motor Trend (1974), miles per gallon of cars with a manual and with an automatic gear, as everybody's textbook has them.
MANUAL = [21, 21, 22.8, 32.4, 30.4, 33.9, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4]
AUTOMATIC = [21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2]
AUTOMATIC += [13.3, 19.2]


def sample(values):
    mean = sum(values) / len(values)
    return Sample(mean, sqrt(sum((v - mean) ** 2 for v in values) / (len(values) - 1)), len(values))


def test_borensteins_example():
    """Borenstein and others (2009), Introduction to Meta-Analysis, chapter 4: d 0.5970, J 0.9923, g 0.5924."""
    assert cohens_d(*TWO_GROUPS) == pytest.approx(0.5970, abs=5e-5)
    assert small_sample_correction(98) == pytest.approx(0.9923, abs=5e-5)
    assert hedges_g(*TWO_GROUPS) == pytest.approx(0.5924, abs=5e-5)


def test_the_example_of_another_package():
    """R package effectsize, on the cars: d -1.48, g -1.44, Glass's delta by the manual cars -1.17."""
    automatic, manual = sample(AUTOMATIC), sample(MANUAL)
    found = cohens_d(automatic, manual), hedges_g(automatic, manual), glass_delta(automatic, manual)
    assert found == pytest.approx((-1.48, -1.44, -1.17), abs=0.005)


@pytest.mark.parametrize("freedom, exact", [(2, 1 / sqrt(pi)), (3, sqrt(pi / 6)), (4, sqrt(2 / pi))])
def test_the_exact_correction_is_hedges_table(freedom, exact):
    """Hedges (1981), c(m): .5642 for 2, .7236 for 3, .7979 for 4, which have closed forms."""
    assert small_sample_correction(freedom) == pytest.approx(exact, rel=1e-12)


def is_exact(correction):
    """c(m) c(m - 1) = (m - 2) / sqrt(m (m - 1)), from G(x + 1) = x G(x): the approximation does not keep it."""
    for m in range(3, 400):
        assert correction(m) * correction(m - 1) == pytest.approx((m - 2) / sqrt(m * (m - 1)), rel=1e-11)


def test_the_correction_keeps_the_rule_of_the_gamma_function():
    is_exact(small_sample_correction)


def test_control_the_usual_approximation_is_noticed():
    with pytest.raises(AssertionError):
        is_exact(lambda m: 1 - 3 / (4 * m - 1))


def test_it_needs_two_degrees_of_freedom():
    with pytest.raises(ValueError, match="two degrees"):
        small_sample_correction(1)


@given(samples, samples)
def test_changing_places_changes_the_sign(one, other):
    for effect in (cohens_d, hedges_g):
        assert effect(one, other) == pytest.approx(-effect(other, one))


@given(samples, samples, st.floats(0.1, 10), st.floats(-50, 50))
def test_the_scale_does_not_matter(one, other, times, shift):
    def moved(group):
        return Sample(group.mean * times + shift, group.sd * times, group.n)

    for effect in (cohens_d, hedges_g, glass_delta):
        assert effect(moved(one), moved(other)) == pytest.approx(effect(one, other), rel=1e-6, abs=1e-6)
    there = pre_post_d(moved(one), other.mean * times + shift)
    assert there == pytest.approx(pre_post_d(one, other.mean), rel=1e-6, abs=1e-6)


@given(samples, samples)
def test_the_correction_only_ever_shrinks(one, other):
    assert abs(hedges_g(one, other)) <= abs(cohens_d(one, other))
    assert hedges_g(one, other) * cohens_d(one, other) >= 0


def divides_by_the_right_sd(glass, pre_post):
    """A wider first group changes neither; a control group twice as wide halves Glass's; so does a wider start pre-post."""
    control = Sample(10, 4, 20)
    assert glass(Sample(14, 1, 20), control) == glass(Sample(14, 9, 20), control) == 1
    assert glass(Sample(14, 1, 20), Sample(10, 8, 20)) == 0.5
    assert (pre_post(Sample(20, 5, 9), 10), pre_post(Sample(20, 10, 9), 10)) == (2, 1)


def test_each_divides_by_the_sd_it_names():
    divides_by_the_right_sd(glass_delta, pre_post_d)


def test_control_a_pooled_sd_in_glasss_delta_is_noticed():
    with pytest.raises(AssertionError):
        divides_by_the_right_sd(cohens_d, pre_post_d)


@pytest.mark.parametrize("sd, n", [(0, 10), (-1, 10), (3, 1), (3, 0)])
def test_too_little_to_divide_by_is_refused(sd, n):
    with pytest.raises(ValueError, match="two people"):
        Sample(10, sd, n)


FIRST = [10 + n % 15 for n in range(60)]
LAST = [5 + n % 15 * 0.5 + (n % 4 - 1.5) for n in range(60)]


def test_the_reference_is_the_line_of_least_squares():
    """Checked by what least squares mean: residuals add up to nothing and go with nothing."""
    line = reference(FIRST, LAST)
    residuals = [last - line.expected_last(first) for first, last in zip(FIRST, LAST, strict=True)]
    assert sum(residuals) == pytest.approx(0, abs=1e-9)
    assert sum(r * first for r, first in zip(residuals, FIRST, strict=True)) == pytest.approx(0, abs=1e-9)
    assert line.n == 60 and line.mean_change == pytest.approx(sum(FIRST) / 60 - sum(LAST) / 60)


def test_the_reference_courses_on_average_have_the_pre_post_effect():
    """Adjusting for the start moves single courses, never the mean of those it was made from."""
    line = reference(FIRST, LAST)
    adjusted = [severity_adjusted(f, la, reference=line) for f, la in zip(FIRST, LAST, strict=True)]
    assert sum(adjusted) / 60 == pytest.approx(pre_post_d(sample(FIRST), sum(LAST) / 60))


@given(st.integers(5, 30), st.integers(0, 30), st.integers(0, 9))
def test_a_lower_end_is_a_larger_effect(first, last, further):
    line = reference(FIRST, LAST)
    assert severity_adjusted(first, last - further, reference=line) >= severity_adjusted(first, last, reference=line)


def test_a_start_does_not_change_the_effect_of_an_expected_end():
    line = reference(FIRST, LAST)
    effects = {round(severity_adjusted(f, line.expected_last(f), reference=line), 9) for f in range(5, 30)}
    assert len(effects) == 1


def test_courses_that_all_ended_alike_have_a_flat_line():
    line = reference(FIRST, [7] * 60)
    assert (line.slope, line.expected_last(3)) == (0, 7)


@pytest.mark.parametrize("first, last", [(FIRST[:29], LAST[:29]), (FIRST, LAST[:59]), ([10] * 60, LAST)])
def test_too_little_for_a_reference_is_refused(first, last):
    with pytest.raises(ValueError):
        reference(first, last)


def test_no_effect_size_says_which_way_is_better():
    assert not [name for name in vars(effect_sizes) if "better" in name]
