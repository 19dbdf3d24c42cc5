"""When it is time to ask what could change: one rule, said with its numbers. Nothing happens by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from duologue.science.reliable_change import Change

EVERY = 6  # attended sessions, and again after every decision


@dataclass(frozen=True)
class TurningPoint:
    """The main measure of a course so far, beside how many sessions were attended and when it was last decided."""

    name: str  # what the scale is about, in plain words
    criterion: float  # the published smallest change beyond ordinary ups and downs
    lower_is_better: bool
    first: float
    latest: float
    change: Change
    held: int
    decided_after: int = 0
    look_on: date | None = None  # the day that was agreed with the latest decision
    today: date | None = None

    @property
    def is_unimproved(self) -> bool:
        """What cannot be decided is never shown."""
        return self.change in (Change.UNCHANGED, Change.WORSE)

    @property
    def is_due(self) -> bool:
        """Six sessions without reliable improvement, since the start or since the latest decision."""
        return self.is_unimproved and self.held - self.decided_after >= EVERY

    @property
    def look_again(self) -> bool:
        """The day that was agreed has come, and things are still no better."""
        has_come = self.look_on is not None and self.today is not None and self.look_on <= self.today
        return self.is_unimproved and has_come

    @property
    def again_in_words(self) -> str:
        return f"You wanted to look again on {self.look_on:%-d %B} at what you decided. That day has come."

    @property
    def in_words(self) -> str:
        where = "About the same as at the start"
        if self.change is Change.WORSE:
            where = "More difficulty than at the start"
        return f"{where} after {self.held} sessions. That is a good time to ask what could change."

    @property
    def numbers(self) -> str:
        """The rule with the numbers it used."""
        better = "lower" if self.lower_is_better else "higher"
        said = f"{self.name.capitalize()} was {self.first:g} at the start and is {self.latest:g} now, after {self.held} sessions."
        if self.decided_after:
            said += f" You last decided after {self.decided_after}."
        return f"{said} The published criterion is {self.criterion:g} points {better} or more."
