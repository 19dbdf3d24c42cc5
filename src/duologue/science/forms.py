"""What a form is: an instrument or a worksheet as its author published it.

A form is data. `form_files` reads it, `questionnaires` draws and keeps it, `scoring` counts it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from duologue.science.form_groups import Group

TOTAL = "total"  # the scale of an instrument that has one


@dataclass(frozen=True)
class Option:
    """One answer to choose. `value` is what it counts, as published."""

    value: int
    text: str
    code: str = ""  # LOINC answer code, where there is one


@dataclass(frozen=True)
class When:
    """A question is asked unless each of these earlier ones was answered with less than `at_least`.

    An unanswered or refused one never spares it. Where the key says so, a question that is not asked counts `counts`.
    """

    any_of: tuple[str, ...]
    at_least: int
    counts: int | None = None

    def holds(self, answers: Mapping[str, Any]) -> bool:
        return any(answers.get(name) is None or answers[name] >= self.at_least for name in self.any_of)


@dataclass(frozen=True)
class Item:
    """One question. `raises_at` is the answer from which a person must be told, whatever the total.

    Where single answers were chosen instead, they stand in `raises_on` and `raises_at` is the least of them.
    """

    id: str
    text: str
    kind: str
    options: tuple[Option, ...] = ()
    hint: str = ""
    low: str = ""
    high: str = ""
    loinc: str = ""
    raises_at: int | None = None
    raises_on: tuple[int, ...] = ()
    between: tuple[float, float] | None = None  # the ends of a `number`
    decimals: int = 0
    needed: bool = False
    reversed: bool = False  # its options count the other way round; their values already do
    asked_when: When | None = None
    group: str = ""  # of questions that come again,
    turn: int = 0  # which time this is,
    row: str = ""  # and the question as it stands beside all its turns
    unit: str = ""  # what a number from 0 to 100 counts: "%"
    drawn: str = ""  # a choice that is drawn as a "rail" of small numbers; "7½: helped" shows the 7½
    part: str = ""  # questions of one step have one heading
    layer: int = 1  # the quick version is 1; the others are for later, when somebody is ready

    @property
    def numbers(self) -> range:
        """What a scale offers: 0 to 10, or 0 to 100 in steps of ten; nothing for other kinds."""
        return {"scale": range(11), "hundred": range(0, 101, 10)}.get(self.kind, range(0))

    @property
    def highest(self) -> int:
        """The most that a number can be."""
        return int(self.between[1]) if self.between else 0

    def raises(self, answer: Any) -> bool:
        """Whether a person must be told of this answer."""
        if answer is None or self.raises_at is None:
            return False
        return answer in self.raises_on if self.raises_on else bool(answer >= self.raises_at)

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        """Whether somebody who answered so far like this is asked this question."""
        return self.asked_when is None or self.asked_when.holds(answers)

    def accepts(self, answer: Any) -> bool:
        """Whether this is an answer to this question. None, for not answered, always is."""
        if answer is None:
            return True
        if self.kind == "choice":
            return any(option.value == answer and not isinstance(answer, bool) for option in self.options)
        if self.numbers:
            return isinstance(answer, int) and not isinstance(answer, bool) and answer in self.numbers
        if self.kind == "number":
            return self._is_within(answer)
        return isinstance(answer, str) and len(answer) <= 5000

    def _is_within(self, answer: Any) -> bool:
        if isinstance(answer, bool) or not isinstance(answer, int | float) or self.between is None:
            return False
        low, high = self.between
        return low <= answer <= high and round(answer, self.decimals) == answer

    def in_words(self, answer: Any) -> str:
        """The answer as the person saw it."""
        if answer is None or answer == "":
            return "Not answered"
        if self.kind == "choice":
            return next(option.text for option in self.options if option.value == answer)
        if self.kind == "number":
            return f"{answer:g}"
        if self.numbers:
            return f"{answer} {self.unit}" if self.unit else f"{answer} of {self.numbers[-1]}"
        return str(answer)


@dataclass(frozen=True)
class Scoring:
    """The published key of one scale: how answers become one number, and what that number is compared with.

    The number is the sum of the answers to `items` (of all questions, where none are named), times `times`.
    """

    low: int
    high: int
    lower_is_better: bool
    scale: str = TOTAL
    name: str = ""  # of a scale that is one of several
    items: tuple[str, ...] = ()
    times: int = 1
    bands: tuple[tuple[int, int, str], ...] = ()
    caseness: int | None = None
    reliable_change: float | None = None
    sd: float | None = None
    reliability: float | None = None
    reliability_kind: str = ""
    may_miss: int = 0
    never_estimate: tuple[str, ...] = ()
    loinc: str = ""
    sources: tuple[str, ...] = ()
    working: tuple[str, ...] = ()  # which of these are only working values, not checked against a publication


@dataclass(frozen=True)
class Form:
    """An instrument (with a key) or a worksheet (without one).

    `scoring` is the key of the main scale and `more_scales` are those of the others. A form `by_clinician` is asked by a
    clinician face to face: nobody can send it to a client. A `score_only` one has no words here: its total is written down.
    """

    id: str
    version: str
    title: str
    called: str  # what a client sees instead of the title
    presentation: str
    purpose: str
    licence: str
    source: str
    items: tuple[Item, ...]
    recall: str = ""
    stem: str = ""
    instructions: str = ""
    minutes: int = 2
    loinc: str = ""
    by_clinician: bool = False
    score_only: bool = False
    scoring: Scoring | None = None
    more_scales: tuple[Scoring, ...] = ()
    groups: tuple[Group, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict, compare=False)

    def item(self, item_id: str) -> Item:
        """One question by its id; raises KeyError."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    @property
    def scales(self) -> tuple[Scoring, ...]:
        """The keys of all its scales, the main one first; none for a worksheet."""
        return (self.scoring, *self.more_scales) if self.scoring else ()

    def key(self, scale: str = "") -> Scoring:
        """The key of one scale, the main one if none is named; raises KeyError."""
        for key in self.scales:
            if scale in ("", key.scale):
                return key
        raise KeyError(scale)

    def about(self, scale: str = "") -> str:
        """What a scale is about in plain words: "your {about} score"; the title where nobody wrote them."""
        about = self.extra.get("about", self.title)
        return str(about.get(self.key(scale).scale, self.title) if isinstance(about, dict) else about)

    @property
    def size(self) -> int:
        """How many questions somebody meets in the quick version: of those that grow on request, the ones there at first."""
        at_first = {group.id: group.at_first for group in self.groups}
        return sum(item.layer == 1 and item.turn <= at_first.get(item.group, 0) for item in self.items)

    @property
    def layers(self) -> int:
        """How deep it goes: 1 for a form without anything to add later."""
        return max((item.layer for item in self.items), default=1)

    @property
    def short(self) -> str:
        """A short name for a list; a form that a practice brought along has its title only."""
        return self.title if self.extra.get("licensed") else self.id.upper()

    @property
    def is_instrument(self) -> bool:
        return self.scoring is not None
