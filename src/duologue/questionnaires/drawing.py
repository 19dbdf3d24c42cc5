"""How a form is drawn: each question with what was answered so far, and where somebody left off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duologue.questionnaires.models import Response
from duologue.science.forms import Form, Item


@dataclass(frozen=True)
class Question:
    """One question on a page. `answer` is what was kept or typed; `error` is a sentence when it could not be taken."""

    item: Item
    number: int
    of: int
    answer: Any = None
    error: str = ""
    asked: bool = True  # or the earlier answers spare them this question
    follows: str = ""  # asked only when this other question was answered; the long form shows it always

    @property
    def choices(self) -> list[tuple[int, str, bool]]:
        """What can be chosen: the value, its words, and whether it is chosen now."""
        if self.item.numbers:
            return [(n, str(n), str(n) == str(self.answer)) for n in self.item.numbers]
        return [(o.value, o.text, str(o.value) == str(self.answer)) for o in self.item.options]

    @property
    def spoken_before(self) -> str:
        """What those who listen hear before the question: which one it is, or which turn it belongs to."""
        return self.item.text.removesuffix(self.item.row) if self.item.group else f"{self.number} of {self.of}: "

    @property
    def unanswered(self) -> bool:
        return self.answer is None or self.answer == ""

    @property
    def in_words(self) -> str:
        """The answer as the person saw it."""
        if self.unanswered and not self.asked:
            return "Not asked"
        return self.item.in_words(self.answer)


def questions(
    form: Form,
    answers: Mapping[str, Any],
    *,
    wrong: str = "",
    error: str = "",
    errors: Mapping[str, str] | None = None,
) -> list[Question]:
    """Every question of a form in its order; `wrong` names the one with the error, `errors` several of them."""
    said = errors or {wrong: error}
    follows = form.extra.get("follows", {})
    return [
        Question(
            item=item,
            number=n,
            of=len(form.items),
            answer=answers.get(item.id),
            error=said.get(item.id, ""),
            asked=item.is_asked(answers),
            follows=follows.get(item.id, ""),
        )
        for n, item in enumerate(form.items, start=1)
    ]


def opens_at(form: Form, draft: Response | None) -> int:
    """The screen to open with: 0 is the introduction, 1 the first question, and after the last comes the look back."""
    if draft is None:
        return 0
    if draft.place:
        return min(draft.place, len(form.items) + 1)
    untouched = [n for n, item in enumerate(form.items, start=1) if item.id not in draft.answers]
    return (untouched[0] if untouched else len(form.items) + 1) if draft.answers else 0


def what_is_wrong(item: Item) -> str:
    """The sentence for an answer that this question cannot take."""
    if item.numbers or item.kind == "choice":
        return "Choose one of the answers here."
    if item.kind == "number":
        return f"Write a number from 0 to {item.highest}."
    return "This is longer than 5,000 characters. Keep the first part here."
