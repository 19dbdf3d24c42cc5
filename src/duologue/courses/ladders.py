"""The ladder of a goal: five rungs in the client's own words, where it began and where it stands; and all ladders together."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duologue.science.attainment import AS_EXPECTED, attainment

# From the top rung to the bottom one, as a ladder is read: the name of the field, its level, and words where none are written.
RUNGS = {
    "much_more": (2, "Much more than that"),
    "more": (1, "A little more than that"),
    "expected": (0, "What was hoped for"),
    "less": (-1, "A little less than that"),
    "much_less": (-2, "Much less than that"),
}


def spoken(level: int) -> str:
    """A level as it is written: "+1", "0", "-2"."""
    return f"{level:+d}" if level else "0"


@dataclass(frozen=True)
class Rung:
    """One rung: `reached` also when a higher one is."""

    level: int
    words: str
    own: bool  # in somebody's own words, rather than ours
    here: bool
    start: bool
    reached: bool

    @property
    def sign(self) -> str:
        return spoken(self.level)


@dataclass(frozen=True)
class Ladder:
    """The words of each rung and the steps taken on it, oldest first, as pairs of moment and level."""

    words: Mapping[str, str]
    steps: tuple[tuple[datetime, int], ...]

    @property
    def start(self) -> int | None:
        return self.steps[0][1] if self.steps else None

    @property
    def now(self) -> int | None:
        return self.steps[-1][1] if self.steps else None

    @property
    def since(self) -> datetime | None:
        return self.steps[-1][0] if self.steps else None

    @property
    def rungs(self) -> list[Rung]:
        """All five, the top one first."""
        return [self._rung(level, self.words.get(name, ""), ours) for name, (level, ours) in RUNGS.items()]

    def _rung(self, level: int, words: str, ours: str) -> Rung:
        now = self.now
        reached = now is not None and level <= now
        return Rung(level, words or ours, bool(words), level == now, level == self.start, reached)

    def climbed(self, held: Sequence[datetime]) -> str:
        """ "Step 3 of 5, was 2 at session 1.", counted from the lowest rung; `held` are the sessions in order of time."""
        if self.now is None or self.start is None:
            return "Nobody has said yet on which step it is."
        here = f"Step {self.now + 3} of {len(RUNGS)}"
        if len(self.steps) < 2:
            return f"{here}, said once so far."
        session = bisect_left(held, self.steps[0][0])
        return f"{here}, was {self.start + 3} {f'at session {session}' if session else 'before session 1'}."

    @property
    def in_words(self) -> str:
        """Where it stands in a sentence, counted in rungs from the middle one."""
        if self.now is None:
            return "Nobody has said yet on which rung it is."
        place = "On the rung that was hoped for" if self.now == 0 else f"{_rungs(self.now)} what was hoped for"
        moved = (self.now - self.start) if self.start is not None and len(self.steps) > 1 else 0
        way = f" {_steps(moved)} from the start." if moved else ""
        return f"{place}.{way}"


def _rungs(level: int) -> str:
    many = "Two rungs" if abs(level) == 2 else "One rung"
    return f"{many} {'above' if level > 0 else 'below'}"


def _steps(moved: int) -> str:
    many = ("One", "Two", "Three", "Four")[abs(moved) - 1]
    return f"{many} {'step' if abs(moved) == 1 else 'steps'} {'up' if moved > 0 else 'down'}"


@dataclass(frozen=True)
class Attainment:
    """All ladders of a course together: T now and at the start, over so many ladders. Each goal weighs the same."""

    now: float
    start: float
    levels: tuple[int, ...]

    @property
    def many(self) -> int:
        return len(self.levels)

    @property
    def total(self) -> int:
        return sum(self.levels)

    @property
    def in_words(self) -> str:
        """What the number means, without the number."""
        away = self.now - AS_EXPECTED
        if abs(away) < 0.5:
            return "just what was hoped for"
        size = "a little " if abs(away) < 10 else ""
        return f"{size}{'more' if away > 0 else 'less'} than was hoped for"


def together(ladders: Iterable[Ladder | None]) -> Attainment | None:
    """Every ladder on which somebody said where it stands; None where there is none."""
    stood: Sequence[Ladder] = [ladder for ladder in ladders if ladder is not None and ladder.steps]
    levels = tuple(ladder.now for ladder in stood if ladder.now is not None)
    now = attainment((level, 1.0) for level in levels)
    start = attainment((ladder.start, 1.0) for ladder in stood if ladder.start is not None)
    return Attainment(now, start, levels) if now is not None and start is not None else None
