"""The outcomes that NHS Talking Therapies in England publishes, by its own definitions.

NHS England, NHS Talking Therapies for anxiety and depression: Manual, chapter on outcomes; Gyani, Shafran, Layard and Clark
(2013), Behav Res Ther 51:597-606. Two measures are looked at together: one of low mood, one of worry. Scores are in points,
lower is better, the first is compared with the last. Only a finished course of two or more attended treatment sessions counts.
"""

from __future__ import annotations

from dataclasses import dataclass

from duologue.science.clinical_change import is_clinical
from duologue.science.reliable_change import Change, change

FEWEST_SESSIONS = 2


@dataclass(frozen=True)
class Measure:
    """Two published whole points: from `caseness` on somebody is a case; `reliable` or more is a reliable change."""

    caseness: float
    reliable: float


PHQ9 = Measure(caseness=10, reliable=6)
GAD7 = Measure(caseness=8, reliable=4)


@dataclass(frozen=True)
class Ends:
    """First and last full score of a measure; None where there is none."""

    measure: Measure
    first: float | None
    last: float | None

    @property
    def known(self) -> bool:
        return self.first is not None and self.last is not None

    @property
    def change(self) -> Change:
        return change(self.first, self.last, at_least=self.measure.reliable, lower_is_better=True)

    def is_case(self, score: float | None) -> bool:
        return score is not None and is_clinical(score, cut_off=self.measure.caseness, lower_is_better=True)


@dataclass(frozen=True)
class Outcomes:
    """What is counted of one course. None means undecidable, and `why_not` says why; it is never counted as a no."""

    case_at_start: bool | None = None
    reliable_improvement: bool | None = None
    reliable_deterioration: bool | None = None
    recovery: bool | None = None
    reliable_recovery: bool | None = None
    why_not: str = ""


def outcomes(mood: Ends, worry: Ends, *, finished: bool, attended: int) -> Outcomes:
    """The five published outcomes of one course; `attended` counts treatment sessions that took place.

    - a case at the start: at or above caseness on either measure
    - reliable improvement: either reliably better and the other not reliably worse; deterioration is its mirror
    - recovery: a case at the start, below caseness on both at the end; undecidable for those who were no case
    - reliable recovery: both

    Undecidable while the course goes on, with fewer than two sessions, or when one of the four scores is missing. A measure
    made for one kind of worry may stand for GAD-7 as `worry`, with its own whole points.
    """
    why_not = _why_not(mood, worry, finished=finished, attended=attended)
    if why_not:
        return Outcomes(why_not=why_not)
    moved = {mood.change, worry.change}
    improved = Change.IMPROVED in moved and Change.WORSE not in moved
    case = mood.is_case(mood.first) or worry.is_case(worry.first)
    recovered = not (mood.is_case(mood.last) or worry.is_case(worry.last))
    return Outcomes(
        case_at_start=case,
        reliable_improvement=improved,
        reliable_deterioration=Change.WORSE in moved and Change.IMPROVED not in moved,
        recovery=recovered if case else None,
        reliable_recovery=recovered and improved if case else None,
        why_not="" if case else "Not a case at the start, so recovery is not asked.",
    )


def _why_not(mood: Ends, worry: Ends, *, finished: bool, attended: int) -> str:
    if not finished:
        return "The course is not finished."
    if attended < FEWEST_SESSIONS:
        return "Fewer than two treatment sessions took place."
    return "" if mood.known and worry.known else "A first or a last score is missing."
