"""A large and lasting step between two sessions: Tang and DeRubeis (1999), J Consult Clin Psychol 67:894-904.

Scores are in points, one for each session in order, None where there was no full score. `best` is the healthiest end of
the scale; a score's distance from it is its severity, so that both directions are counted alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from statistics import mean, variance

WINDOW = 3  # scores looked at on each side
FEWEST = 2  # of them must be there
SHARE = 0.25  # of the severity before the step
LOST = 0.5  # of the gain, then it is reversed
# Two-sided 5 % points of Student's t by degrees of freedom; with all six scores there are four.
T_CRITICAL = {2: 4.303, 3: 3.182, 4: 2.776}


class Verdict(StrEnum):
    """What may be said of the step from one session to the next."""

    GAIN = "gain"
    NO_GAIN = "no gain"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True)
class Step:
    """The step from session `after` to the next one, counted from 0 as the scores were given."""

    after: int
    verdict: Verdict
    size: float | None = None  # score points towards better
    reversed: bool | None = None  # only for a gain; None while no later score is known


def steps(scores: Sequence[float | None], *, at_least: float, best: float) -> list[Step]:
    """Judge each step between two neighbouring sessions: n scores give n - 1 steps, none at all for fewer than two.

    A step is a sudden gain when all three criteria hold:
    1. x_n - x_n+1 is `at_least` points (their 7 on the BDI; a reliable change elsewhere),
    2. and at least a quarter of x_n,
    3. and mean before - mean after > t * pooled SD of up to three scores on each side (without sqrt(1/n1 + 1/n2)).

    Undecidable when either score of the step is missing, or when one side has fewer than two of its three scores, unless
    the known ones already miss a criterion. A gain is reversed when a later score gives back half of it. Raises ValueError
    for a criterion that is not above 0.
    """
    if at_least <= 0:
        raise ValueError("a criterion is above 0")
    far = [None if score is None else abs(score - best) for score in scores]
    return [_step(far, n, at_least) for n in range(len(far) - 1)]


def _step(far: Sequence[float | None], n: int, at_least: float) -> Step:
    was, then = far[n], far[n + 1]
    if was is None or then is None:
        return Step(n, Verdict.UNDECIDABLE)
    size = was - then
    if size < at_least or size < SHARE * was:
        return Step(n, Verdict.NO_GAIN, size)
    before = [score for score in far[max(n + 1 - WINDOW, 0) : n + 1] if score is not None]
    after = [score for score in far[n + 1 : n + 1 + WINDOW] if score is not None]
    if min(len(before), len(after)) < FEWEST:
        return Step(n, Verdict.UNDECIDABLE, size)
    if not _stands_out(before, after):
        return Step(n, Verdict.NO_GAIN, size)
    return Step(n, Verdict.GAIN, size, _is_reversed(far[n + 2 :], then, size))


def _stands_out(before: list[float], after: list[float]) -> bool:
    """Their third criterion."""
    freedom = len(before) + len(after) - 2
    pooled = ((len(before) - 1) * variance(before) + (len(after) - 1) * variance(after)) / freedom
    return mean(before) - mean(after) > T_CRITICAL[freedom] * sqrt(pooled)


def _is_reversed(later: Sequence[float | None], then: float, size: float) -> bool | None:
    known = [score for score in later if score is not None]
    return any(score >= then + LOST * size for score in known) if known else None
