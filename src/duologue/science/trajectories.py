"""A course of scores: where it began, where it is, and what may honestly be said of the way between."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from duologue.science.charts import Line, Marks, Point, Range
from duologue.science.forms import Form, Scoring
from duologue.science.reliable_change import Change, change

ENOUGH_FOR_A_DIRECTION = 3  # full scores, before any word for a trend
NOTHING_ELSE = Marks()


@dataclass(frozen=True)
class Reading:
    """One time of answering. `value` is a full score or None; `estimate` a labelled one that is compared with nothing.

    `brought`: counted by another system and brought along as a number, without the answers behind it.
    """

    at: datetime
    value: float | None
    estimate: float | None = None
    brought: bool = False


@dataclass(frozen=True)
class Trajectory:
    """The readings of one scale of a form in one version, oldest first, and when the sessions of the course were held.

    Raises ValueError for a form without a key: what is not counted has no course.
    """

    form: Form
    readings: tuple[Reading, ...]
    held: tuple[datetime, ...] = ()
    scale: str = ""  # the main one, if none is named

    def __post_init__(self) -> None:
        if self.form.scoring is None:
            raise ValueError(f"{self.form.id} has no key to count by")

    @property
    def key(self) -> Scoring:
        return self.form.key(self.scale)

    @property
    def name(self) -> str:
        """What the score is about in plain words; the form's title where nobody wrote them."""
        return self.form.about(self.scale)

    @property
    def known(self) -> tuple[float, ...]:
        """The full scores."""
        return tuple(reading.value for reading in self.readings if reading.value is not None)

    @property
    def change(self) -> Change:
        """The latest full score against the first, by the published whole-point criterion."""
        if len(self.known) < 2:
            return Change.UNDECIDABLE
        return change(
            self.known[0],
            self.known[-1],
            at_least=self.key.reliable_change,
            lower_is_better=self.key.lower_is_better,
        )

    def sessions_before(self, at: datetime) -> int:
        """How many sessions had been held when something happened."""
        return bisect_left(self.held, at)

    @property
    def early(self) -> int:
        """How many readings were brought along from before the first session and before any answer here."""
        before = [n for n, one in enumerate(self.readings) if one.brought and not self.sessions_before(one.at)]
        here = next((n for n, one in enumerate(self.readings) if not one.brought), len(self.readings))
        return sum(n < here for n in before)

    @property
    def points(self) -> list[Point]:
        """The readings along the sessions; those between the same two sessions stand side by side, in order.

        What was brought along from before stands left of the first session, one step a reading.
        """
        early, rest = self.early, self.readings[self.early :]
        points = [Point(n - early, one.value, one.brought) for n, one in enumerate(self.readings[:early])]
        before = [self.sessions_before(reading.at) for reading in rest]
        together, seen = Counter(before), Counter[int]()
        for n, reading in zip(before, rest, strict=True):
            points.append(Point(n + seen[n] / together[n], reading.value, reading.brought))
            seen[n] += 1
        return points

    def line(
        self,
        *,
        described_by: str,
        title: str = "",
        threshold: bool = False,
        marks: Marks = NOTHING_ELSE,
        expected: Sequence[Range] = (),
    ) -> Line:
        """What a chart of this course shows: the client's own start and the band of ordinary ups and downs around it."""
        first = self.known[0] if self.known else None
        wide = self.key.reliable_change
        return Line(
            points=self.points,
            low=self.key.low,
            high=self.key.high,
            title=title or f"Line of the {self.name} score",
            described_by=described_by,
            band=None if first is None or wide is None else (first - wide, first + wide),
            start=first,
            threshold=self.key.caseness if threshold else None,
            ticks=range(1, len(self.held) + 1),
            marks=marks,
            expected=expected,
        )


@dataclass(frozen=True)
class Words:
    """What stands before a chart and needs no chart: the numbers, then what may be said of them."""

    numbers: str
    meaning: str = ""


def in_words(course: Trajectory, *, whose: str = "Your") -> Words:
    """A trajectory in plain sentences. `whose` is "Your" or a name with its 's."""
    known = course.known
    if not course.readings:
        return Words("")
    if not known:
        return Words("Some questions were left open, so there is no full score yet.")
    lower = "Lower means less difficulty." if course.key.lower_is_better else "Higher means less difficulty."
    if len(known) == 1:
        first = (
            f"{whose} first {course.name} score is {known[0]:g}, on a scale from {course.key.low} to {course.key.high}."
        )
        return Words(f"{first} {lower}", "There is nothing to compare it with yet.")
    began = "when you started" if whose == "Your" else "at the start"
    was = f"{whose} {course.name} score was {known[0]:g} {began}."
    if course.readings[0].brought and course.early:
        was = f"{whose} {course.name} score was {known[0]:g} before {'you began here' if whose == 'Your' else 'this course'}."
    if course.readings[0].value is None:
        was = f"{whose} first full {course.name} score was {known[0]:g}."
    now = f"It is {known[-1]:g} now."
    if course.readings[-1].value is None:
        now = f"The last full score was {known[-1]:g}. After that some questions were left open."
    return Words(f"{was} {now} {lower}", _verdict(course))


def _verdict(course: Trajectory) -> str:
    """Whether the two ends lie further apart than ordinary ups and downs; a direction only from three scores on."""
    known = course.known
    if course.key.reliable_change is None:
        return "We know of no confirmed figure for how far apart two of these scores may lie by chance."
    apart = abs(known[-1] - known[0])
    points = "1 point" if apart == 1 else f"{apart:g} points"
    ordinary = course.change is Change.UNCHANGED
    if len(known) < ENOUGH_FOR_A_DIRECTION:
        size = "Ordinary ups and downs can be that big." if ordinary else "That is more than ordinary ups and downs."
        return f"The two are {points} apart. {size} Two scores are too few to say which way things are going."
    if apart == 0:
        return "That is the same as at the start."
    way = f"That is {points} {'lower' if known[-1] < known[0] else 'higher'} than at the start."
    if ordinary:
        return f"{way} Ordinary ups and downs can be that big, so we call it about the same."
    more = f"{way} It is more than ordinary ups and downs."
    if course.change is Change.WORSE:
        more += " This happens to some people part-way. It is a reason to talk about what to change."
    return more
