"""How large a difference is, in standard deviations. Each says whose SD it divides by, because that is where they differ.

Means and SDs are in score points, results have no unit. A positive result always means "first mean above second": which
way is better is the caller's knowledge. Change over a course is never proof that the therapy caused it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, sqrt
from statistics import correlation, fmean, stdev

FEWEST_REFERENCES = 30  # courses, before a line through them says anything


@dataclass(frozen=True)
class Sample:
    """Mean, SD and number of people of a group. Raises ValueError below two people or for an SD that is not above 0."""

    mean: float
    sd: float
    n: int

    def __post_init__(self) -> None:
        if self.n < 2 or self.sd <= 0:
            raise ValueError("an effect size needs two people or more and an SD above 0")


def cohens_d(one: Sample, other: Sample) -> float:
    """(M1 - M2) / pooled SD, with n - 1 weights: Cohen (1988), Statistical Power Analysis, section 2.5."""
    freedom = one.n + other.n - 2
    pooled = ((one.n - 1) * one.sd**2 + (other.n - 1) * other.sd**2) / freedom
    return (one.mean - other.mean) / sqrt(pooled)


def small_sample_correction(freedom: int) -> float:
    """c(m) = G(m/2) / (sqrt(m/2) * G((m - 1)/2)), the exact factor: Hedges (1981), J Educ Stat 6:107-128.

    `freedom` is n1 + n2 - 2. The usual 1 - 3 / (4m - 1) is an approximation to it. Raises ValueError below 2.
    """
    if freedom < 2:
        raise ValueError("the correction needs two degrees of freedom or more")
    return exp(lgamma(freedom / 2) - lgamma((freedom - 1) / 2)) / sqrt(freedom / 2)


def hedges_g(one: Sample, other: Sample) -> float:
    """Cohen's d without its bias in small samples: d * c(n1 + n2 - 2), exactly (Hedges, 1981)."""
    return cohens_d(one, other) * small_sample_correction(one.n + other.n - 2)


def glass_delta(one: Sample, control: Sample) -> float:
    """(M1 - M_control) / SD of the control group alone: Glass (1976), Educ Res 5:3-8."""
    return (one.mean - control.mean) / control.sd


def pre_post_d(before: Sample, mean_after: float) -> float:
    """(M_before - M_after) / SD before: Becker (1988), Br J Math Stat Psychol 41:257-278. Positive when scores fell."""
    return (before.mean - mean_after) / before.sd


@dataclass(frozen=True)
class Reference:
    """How courses that began in the clinical range usually went: the line from first to last score, and its spread."""

    mean_change: float  # first - last, in score points
    slope: float  # of the last score on the first
    mean_first: float
    mean_last: float
    sd_first: float
    n: int

    def expected_last(self, first: float) -> float:
        return self.mean_last + self.slope * (first - self.mean_first)


def reference(first: Sequence[float], last: Sequence[float]) -> Reference:
    """Fit the line by least squares to reference courses, all of which began in the clinical range; one score each in order.

    Raises ValueError below 30 courses, for lists of different length, or when every course began at the same score.
    """
    if len(first) != len(last) or len(first) < FEWEST_REFERENCES:
        raise ValueError(f"a reference needs {FEWEST_REFERENCES} courses or more, each with a first and a last score")
    sd_first = stdev(first)
    if sd_first == 0:
        raise ValueError("courses that all began at one score give no line")
    sd_last = stdev(last)
    slope = correlation(first, last) * sd_last / sd_first if sd_last else 0.0
    began, ended = fmean(first), fmean(last)
    return Reference(began - ended, slope, began, ended, sd_first, len(first))


def severity_adjusted(first: float, last: float, *, reference: Reference) -> float:
    """One course's effect size, freed of how high it began: (mean change of the reference + residual) / SD of its first scores.

    The residual is expected last score - last score, lower being better; only for courses that began in the clinical range.
    The severity adjusted effect size as the ACORN collaboration (G. S. Brown) describes it.
    """
    return (reference.mean_change + reference.expected_last(first) - last) / reference.sd_first
