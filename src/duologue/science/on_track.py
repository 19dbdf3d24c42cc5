"""Where a course stands by four published-style rules, each of which says its name. Not a forecast: it repeats what was scored.

Four words after Lambert and others (2001), Psychother Res 11:49-68. Their bands come from thousands of courses; a practice
without those goes by the rules below, which are ours: reliable change, caseness and the number of sessions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from duologue.science.clinical_change import is_clinical

NO_CHANGE_BY = 4  # sessions after the first score
NO_IMPROVEMENT_BY = 8


class State(StrEnum):
    """A word, never a colour alone."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    WHITE = "white"
    UNDECIDABLE = "undecidable"


class Rule(StrEnum):
    """The rule that fired, in the order in which they are asked. The first that fires gives the word."""

    WORSE = "Reliably worse than at the start."
    NO_IMPROVEMENT = "No reliable improvement after 8 sessions, and still in the clinical range."
    HALF_WAY_WORSE = "Worse than at the start by half of a reliable change or more."
    OUT_OF_RANGE = "Out of the usual clinical range twice running."
    NO_CHANGE = "Moved by less than half of a reliable change after 4 sessions."
    NONE = "No rule for talking about it applies."
    TOO_LITTLE = "A full score at the start and a later one are needed."
    NO_CRITERION = "This measure has no confirmed figure for a reliable change."


STATES = {
    Rule.WORSE: State.RED,
    Rule.NO_IMPROVEMENT: State.RED,
    Rule.HALF_WAY_WORSE: State.AMBER,
    Rule.OUT_OF_RANGE: State.WHITE,
    Rule.NO_CHANGE: State.AMBER,
    Rule.NONE: State.GREEN,
    Rule.TOO_LITTLE: State.UNDECIDABLE,
    Rule.NO_CRITERION: State.UNDECIDABLE,
}


@dataclass(frozen=True)
class Reading:
    """One time of answering: how many sessions had been attended before it, and the full score or None."""

    sessions: int
    score: float | None


@dataclass(frozen=True)
class Standing:
    """The word, the rule behind it, and after how many sessions the score was given that it rests on."""

    rule: Rule
    sessions: int | None = None
    without_cut_off: bool = False  # then two of the rules could not be asked

    @property
    def state(self) -> State:
        return STATES[self.rule]


def standing(
    readings: Sequence[Reading], *, at_least: float | None, cut_off: float | None, lower_is_better: bool
) -> Standing:
    """Where a course stands at its latest full score. Readings in order of time; `at_least` and `cut_off` in score points.

    A missing score is passed over and never counts as no change. Undecidable without two full scores or without a
    criterion; without a cut-off the rules that need one are left out, and `without_cut_off` says so. Raises ValueError when
    the sessions go backwards or the criterion is not above 0.
    """
    if any(later.sessions < one.sessions for one, later in zip(readings, readings[1:], strict=False)):
        raise ValueError("readings come in order of time")
    if at_least is None:
        return Standing(Rule.NO_CRITERION)
    if at_least <= 0:
        raise ValueError("a criterion is above 0")
    known = [(reading.sessions, reading.score) for reading in readings if reading.score is not None]
    if len(known) < 2:
        return Standing(Rule.TOO_LITTLE)
    sessions, latest = known[-1]
    gain = (known[0][1] - latest) * (1 if lower_is_better else -1) / at_least
    clinical = [
        cut_off is not None and is_clinical(score, cut_off=cut_off, lower_is_better=lower_is_better)
        for _, score in known[-2:]
    ]
    out_of_range = cut_off is not None and not any(clinical)
    fired = _first(gain, sessions - known[0][0], out_of_range=out_of_range, still_a_case=clinical[-1])
    return Standing(fired, sessions, without_cut_off=cut_off is None)


def _first(gain: float, sessions: int, *, out_of_range: bool, still_a_case: bool) -> Rule:
    """The first rule that fires. `gain` is towards better, in reliable changes; `sessions` since the first score."""
    if gain <= -1:
        return Rule.WORSE
    if sessions >= NO_IMPROVEMENT_BY and gain < 1 and still_a_case:
        return Rule.NO_IMPROVEMENT
    if gain <= -0.5:
        return Rule.HALF_WAY_WORSE
    if out_of_range:
        return Rule.OUT_OF_RANGE
    if sessions >= NO_CHANGE_BY and gain < 0.5:
        return Rule.NO_CHANGE
    return Rule.NONE
