"""Has this person moved from the range of those in treatment to the range of those who are not? Jacobson and Truax (1991).

J Consult Clin Psychol 59:12-19. Scores, means and standard deviations are in score points of one scale in one version. The
two groups say themselves which way is better: the functional group lies on the better side.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from duologue.science.reliable_change import Change, Reaching, change


@dataclass(frozen=True)
class Group:
    """Mean and standard deviation of a measure in a group of people, as somebody published them."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if self.sd <= 0:
            raise ValueError("an SD is above 0")


@dataclass(frozen=True)
class CutOffs:
    """Three places to draw the line between a clinical and a functional group, in score points: their criteria a, b and c.

    Raises ValueError when both means are the same: then there is no side.
    """

    clinical: Group
    functional: Group

    def __post_init__(self) -> None:
        if self.clinical.mean == self.functional.mean:
            raise ValueError("two groups with one mean have no line between them")

    @property
    def lower_is_better(self) -> bool:
        return self.functional.mean < self.clinical.mean

    @property
    def a(self) -> float:
        """Two SDs of the CLINICAL group from its mean, towards the functional group: outside the range of those in treatment."""
        return self.clinical.mean + self._towards_better * 2 * self.clinical.sd

    @property
    def b(self) -> float:
        """Two SDs of the FUNCTIONAL group from its mean, towards the clinical group: inside the range of those who are not."""
        return self.functional.mean - self._towards_better * 2 * self.functional.sd

    @property
    def c(self) -> float:
        """Where a score is as many SDs from one mean as from the other: closer to the functional group than to the clinical.

        c = (SD_clinical * M_functional + SD_functional * M_clinical) / (SD_clinical + SD_functional); lies between the means.
        """
        weighed = self.clinical.sd * self.functional.mean + self.functional.sd * self.clinical.mean
        return weighed / (self.clinical.sd + self.functional.sd)

    @property
    def _towards_better(self) -> int:
        return -1 if self.lower_is_better else 1


def is_clinical(score: float, *, cut_off: float, lower_is_better: bool) -> bool:
    """Whether a score lies in the clinical range. The cut-off itself does, as published ones are meant ("10 or more")."""
    return score >= cut_off if lower_is_better else score <= cut_off


class Outcome(StrEnum):
    """What may be said of a course by its first and last score."""

    RECOVERED = "recovered"  # reliably better, and out of the clinical range
    IMPROVED = "improved"  # reliably better, but not from one range to the other
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"  # reliably worse
    UNDECIDABLE = "undecidable"


def outcome(
    first: float | None,
    last: float | None,
    *,
    at_least: float | None,
    cut_off: float | None,
    lower_is_better: bool,
    reaching: Reaching = Reaching.INCLUSIVE,
) -> Outcome:
    """The category of a course. `at_least` is the smallest reliable change and `cut_off` the line, both in score points.

    Recovered needs a start in the clinical range, an end outside it and a reliable change. Undecidable when a score or
    the criterion is missing, or when somebody reliably improved on a measure without a cut-off.
    """
    moved = change(first, last, at_least=at_least, lower_is_better=lower_is_better, reaching=reaching)
    if moved is not Change.IMPROVED:
        return WITHOUT_A_LINE[moved]
    if first is None or last is None or cut_off is None:
        return Outcome.UNDECIDABLE
    began, ended = (is_clinical(one, cut_off=cut_off, lower_is_better=lower_is_better) for one in (first, last))
    return Outcome.RECOVERED if began and not ended else Outcome.IMPROVED


WITHOUT_A_LINE = {
    Change.UNCHANGED: Outcome.UNCHANGED,
    Change.WORSE: Outcome.DETERIORATED,
    Change.UNDECIDABLE: Outcome.UNDECIDABLE,
}
