"""Forms that are filled in part by part on the server: what stands on the page, and what a button on it asks for.

A week of days, the rungs of a ladder, steps with the earlier answers in view. None of it needs a script: each button sends
the page, what was typed comes back on it, and `move` names the button.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from duologue.questionnaires.drawing import Question, questions
from duologue.questionnaires.worksheet import steps_of
from duologue.science.form_groups import Group
from duologue.science.forms import Form

ON_ONE_PAGE = {"scales", "diary", "ladder", "writing", "sheet"}  # shown as a whole; the others go step by step
PARTS = "questionnaires/parts/"
FILLED_IN = {"days": f"{PARTS}days.html", "domains": f"{PARTS}domains.html", "sort": f"{PARTS}sort.html"}
READ_BACK = {"days": f"{PARTS}days_read.html", "rungs": f"{PARTS}rungs_read.html"}


@dataclass(frozen=True)
class Column:
    """One column of a sort."""

    name: str
    questions: list[Question]


@dataclass(frozen=True)
class Turn:
    """One time of questions that come again: Tuesday, or the third step."""

    number: int
    name: str
    questions: list[Question]

    @property
    def filled(self) -> bool:
        return not all(question.unanswered for question in self.questions)

    @property
    def at_once(self) -> list[Question]:
        """The questions of the quick version."""
        return [question for question in self.questions if question.item.layer == 1]

    @property
    def later(self) -> list[Question]:
        """Those for when somebody comes back to it."""
        return [question for question in self.questions if question.item.layer > 1]

    @property
    def opened(self) -> bool:
        """Whether the later ones were begun, or one of them needs a look."""
        return any(not question.unanswered or question.error for question in self.later)

    @property
    def columns(self) -> list[Column]:
        """Of a sort: each column with the statements that lie in it, the one most like me first."""
        options = self.questions[0].item.options
        lies = [(option, [q for q in self.questions if str(q.answer) == str(option.value)]) for option in options]
        return [Column(option.text, held) for option, held in reversed(lies) if held]

    @property
    def heading(self) -> str:
        """What it is called in a list: the first thing somebody wrote in it."""
        return next(
            (q.in_words for q in self.questions if q.item.kind in ("line", "text") and not q.unanswered), self.name
        )


@dataclass(frozen=True)
class Part:
    """Questions that stand together: plain ones one below the other, or a group with its turns."""

    questions: list[Question]
    group: Group | None = None
    turns: tuple[Turn, ...] = ()
    now: int = 1  # the day on a small screen
    hidden: tuple[Turn, ...] = ()  # turns that can be added

    @property
    def fill_with(self) -> str:
        """The template in which its turns are filled in."""
        return FILLED_IN.get(self.group.drawn, f"{PARTS}turns.html") if self.group else ""

    @property
    def read_with(self) -> str:
        """The template that reads its turns back."""
        return READ_BACK.get(self.group.drawn, f"{PARTS}{self.group.drawn}_read.html") if self.group else ""

    @property
    def next_turn(self) -> Turn | None:
        """The turn that one more would add: a script puts it in without a signal."""
        return self.hidden[0] if self.hidden else None

    @property
    def trays(self) -> list[tuple[str, list[Turn]]]:
        """The turns sorted by the question its group names, those not sorted yet last."""
        if not self.group or not self.group.by:
            return []
        told: dict[str, list[Turn]] = {}
        for turn in self.said:
            sorted_by = next(q for q in turn.questions if q.item.id == f"{self.group.by}_{turn.number}")
            told.setdefault("" if sorted_by.unanswered else sorted_by.in_words, []).append(turn)
        return sorted(
            ((name or "Not sorted yet", turns) for name, turns in told.items()),
            key=lambda tray: tray[0] == "Not sorted yet",
        )

    @property
    def said(self) -> list[Turn]:
        """The turns in which something was filled in, in their order."""
        return [turn for turn in self.turns if turn.filled]

    @property
    def more(self) -> bool:
        """Whether one more can be added."""
        return self.group is not None and len(self.turns) < len(self.group.turns)

    @property
    def turns_downwards(self) -> list[Turn]:
        """Those that were filled in, the last one on top, as on a ladder."""
        return [turn for turn in reversed(self.turns) if turn.filled]

    @property
    def rows(self) -> list[list[Question]]:
        """The same question on each of the days."""
        return [list(row) for row in zip(*(turn.questions for turn in self.turns), strict=True)]


def parts(
    form: Form,
    answers: Mapping[str, Any],
    *,
    shown: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    day: int = 1,
) -> list[Part]:
    """The form as it is laid out, with what was answered so far. `shown` may ask for more turns of a group than are filled."""
    told: list[Part] = []
    drawn = {q.item.id: q for q in questions(form, answers, errors=errors or {})}
    known = {group.id: group for group in form.groups}
    for item in form.items:
        if not item.group:
            if told and told[-1].group is None:
                told[-1].questions.append(drawn[item.id])
            else:
                told.append(Part([drawn[item.id]]))
        elif not any(part.group and part.group.id == item.group for part in told):
            told.append(_group(known[item.group], drawn, shown or {}, day))
    return told


def _group(group: Group, drawn: Mapping[str, Question], shown: Mapping[str, str], day: int) -> Part:
    turns = [Turn(n, name, [drawn[i] for i in group.ids(n)]) for n, name in enumerate(group.turns, start=1)]
    filled = max((turn.number for turn in turns if turn.filled), default=0)
    count = min(max(group.at_first, filled, small_number(shown.get(f"shown.{group.id}"))), len(turns))
    return Part([], group, tuple(turns[:count]), min(max(day, 1), len(turns)), tuple(turns[count:]))


def small_number(said: Any) -> int:
    """A small number somebody sent; 0 for anything else."""
    return int(said) if isinstance(said, str) and said.isascii() and said.isdigit() and len(said) < 3 else 0


@dataclass(frozen=True)
class Step:
    """One step of several: its questions, and what was answered on the steps before."""

    number: int
    of: int
    questions: list[Question]
    earlier: list[Question]

    @property
    def last(self) -> bool:
        return self.number == self.of


def step(form: Form, answers: Mapping[str, Any], at: Any, *, errors: Mapping[str, str] | None = None) -> Step:
    """The step somebody is at, counted from 1; anything else is the first."""
    ids = steps_of(form, 1)
    number = min(max(small_number(at), 1), len(ids))
    drawn = {q.item.id: q for q in questions(form, answers, errors=errors or {})}
    before = [drawn[name] for names in ids[: number - 1] for name in names]
    return Step(number, len(ids), [drawn[name] for name in ids[number - 1]], [q for q in before if not q.unanswered])


def move(form: Form, posted: Mapping[str, str], answers: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What a button asked for: the answers as they are then, and the address on this page that shows it.

    `move` is keep, step.3, day.2, more.rung, less.rung.3, up.rung.3 or down.rung.3; anything else keeps the answers and stays.
    """
    what, _, rest = posted.get("move", "").partition(".")
    name, _, place = rest.partition(".")
    group = next((group for group in form.groups if group.id == name), None)
    shown = {key: said for key, said in posted.items() if key.startswith("shown.")}
    if what == "step":
        return answers, f"?{urlencode({'step': small_number(rest)})}#step"
    if what == "day":
        return answers, f"?{urlencode({'which_day': small_number(rest)})}#day"
    if group and what in ("up", "down"):
        return _moved(
            group, answers, small_number(place), -1 if what == "up" else 1
        ), f"?{urlencode(shown)}#{name}-{small_number(place)}"
    if group and not group.fixed and what in ("more", "less"):
        count = max(small_number(shown.get(f"shown.{name}")), group.at_first)
        changed = answers if what == "more" else _without(group, answers, small_number(place))
        count = min(count + 1, len(group.turns)) if what == "more" else max(count - 1, 1)
        return changed, f"?{urlencode({**shown, f'shown.{name}': count})}#{name}-{count}"
    return answers, f"?{urlencode(shown)}" if shown else "?"


def laid_out(form: Form, typed: dict[str, str], errors: Mapping[str, Any]) -> tuple[list[Part], bool]:
    """The same on a page that keeps nothing yet: the form with what was typed, and whether a button asked for more or less
    of it. No parts for a form that goes step by step."""
    if form.presentation not in ON_ONE_PAGE:
        return [], False
    if moves := "move" in typed:
        answers, where = move(form, typed, {item.id: typed.get(item.id, "") for item in form.items})
        typed = {**typed, **answers, **dict(parse_qsl(where.lstrip("?").partition("#")[0]))}
    said = {} if moves else {name: sentences[0] for name, sentences in errors.items()}
    day = small_number(typed.get("which_day")) or 1
    return parts(form, typed, shown=typed, errors=said, day=day), moves


def _moved(group: Group, answers: dict[str, Any], at: int, by: int) -> dict[str, Any]:
    """The answers with one turn and its neighbour changed about."""
    if not (1 <= at <= len(group.turns) and 1 <= at + by <= len(group.turns)):
        return answers
    here, there = group.ids(at), group.ids(at + by)
    changed = {a: answers.get(b) for a, b in [*zip(here, there, strict=True), *zip(there, here, strict=True)]}
    return {**answers, **changed}


def _without(group: Group, answers: dict[str, Any], gone: int) -> dict[str, Any]:
    """The answers with one turn taken out and the later ones moved up; None, so that what was kept before is overwritten."""
    turns = [[answers.get(i) for i in group.ids(n)] for n in range(1, len(group.turns) + 1)]
    if 1 <= gone <= len(turns):
        turns.append([None] * len(group.items))
        del turns[gone - 1]
    ids = [i for n in range(1, len(group.turns) + 1) for i in group.ids(n)]
    return {**answers, **dict(zip(ids, [said for turn in turns for said in turn], strict=True))}
