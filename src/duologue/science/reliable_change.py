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


class Reaching(StrEnum):
    """Whether a change of exactly the criterion counts."""

    INCLUSIVE = "inclusive"  # a published whole-point criterion: "6 points or more"
    STRICT = "strict"  # the formula's own criterion: |RCI| > 1.96


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


def change(
    first: float | None,
    latest: float | None,
    *,
    at_least: float | None,
    lower_is_better: bool,
    reaching: Reaching = Reaching.INCLUSIVE,
) -> Change:
    """Compare two scores with a criterion in score points.

    `reaching` says whether the criterion itself counts: inclusive for a published whole-point criterion, strict for
    `Norms.smallest_reliable_change` (Jacobson and Truax ask for |RCI| > 1.96). A missing score or a measure without a
    criterion is undecidable, never unchanged. Raises ValueError for a criterion that is not above 0.
    """
    if first is None or latest is None or at_least is None:
        return Change.UNDECIDABLE
    if at_least <= 0:
        raise ValueError("a criterion is above 0")
    gain = first - latest if lower_is_better else latest - first
    if _reached(gain, at_least, reaching):
        return Change.IMPROVED
    return Change.WORSE if _reached(-gain, at_least, reaching) else Change.UNCHANGED


def _reached(moved: float, criterion: float, reaching: Reaching) -> bool:
    return moved > criterion or (moved == criterion and reaching is Reaching.INCLUSIVE)
