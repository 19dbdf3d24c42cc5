"""Has this person changed by more than measurement error explains? Jacobson and Truax (1991), J Consult Clin Psychol 59:12-19.

Scores and standard deviations are in score points. Every function is direction-aware: `lower_is_better` says which way is
improvement.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

CRITICAL = 1.96  # two-sided p < .05 of the standard normal distribution


class Change(StrEnum):
    """What may be said of the difference between two scores."""

    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    WORSE = "worse"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True)
class Norms:
    """Properties of a measure as somebody published them: SD of a group before treatment, and a reliability in 0..1."""

    sd: float
    reliability: float

    def __post_init__(self) -> None:
        if self.sd <= 0 or not 0 <= self.reliability < 1:
            raise ValueError("an SD is above 0 and a reliability from 0 to below 1")

    @property
    def standard_error(self) -> float:
        """SEM = SD * sqrt(1 - r), in score points."""
        return self.sd * sqrt(1 - self.reliability)

    @property
    def standard_error_of_difference(self) -> float:
        """Sdiff = sqrt(2 * SEM^2), in score points (their equation 3)."""
        return sqrt(2) * self.standard_error

    @property
    def smallest_reliable_change(self) -> float:
        """1.96 * Sdiff: a difference larger than this is unlikely (p < .05) to be measurement error."""
        return CRITICAL * self.standard_error_of_difference


def reliable_change_index(first: float, latest: float, norms: Norms) -> float:
    """RCI = (latest - first) / Sdiff: how many standard errors of a difference lie between two scores (equation 2)."""
    return (latest - first) / norms.standard_error_of_difference


def change(first: float | None, latest: float | None, *, at_least: float | None, lower_is_better: bool) -> Change:
    """Compare two scores with the published whole-point criterion `at_least` (reached counts: inclusive).

    A missing score or a measure without a published criterion is undecidable, never unchanged.
    """
    if first is None or latest is None or at_least is None:
        return Change.UNDECIDABLE
    gain = first - latest if lower_is_better else latest - first
    if gain >= at_least:
        return Change.IMPROVED
    return Change.WORSE if -gain >= at_least else Change.UNCHANGED
