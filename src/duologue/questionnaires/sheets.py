"""A worksheet open on a page: its fields with what was kept or typed, laid out as its data says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from duologue.questionnaires import filling
from duologue.questionnaires.exercises import exercise_of
from duologue.questionnaires.worksheet import answers_of, bound_steps, fields_of
from duologue.science.forms import Form
from duologue.web.forms import PlainForm


@dataclass
class Opened:
    """One worksheet on a page. `moves`: a button asked for another part of it, so nothing is kept yet."""

    sheet: Form
    form: PlainForm
    steps: list[list[forms.BoundField]]
    parts: list[filling.Part]
    moves: bool
    layer: int = 0

    @property
    def answers(self) -> dict[str, Any]:
        """What was filled in, by question; nothing is None. Only of a valid page, and only what stands on it."""
        return answers_of(self.sheet, self.form.cleaned_data)

    @property
    def is_empty(self) -> bool:
        return all(said is None for said in self.answers.values())

    def ask_for_something(self) -> None:
        """Say on the page that one thing is needed."""
        self.form.add_error(self.sheet.items[0].id, "Write one thing here, even a word or two.")
        self.steps, self.parts = _laid_out(
            self.sheet, self.form, dict(self.form.data.items()), self.form.errors, self.layer
        )

    @property
    def page(self) -> dict[str, Any]:
        """What the templates of a worksheet need."""
        held = {"sheet": self.sheet, "form": self.form, "steps": self.steps, "parts": self.parts}
        return {**held, "exercise": exercise_of(self.sheet)}


def opened(
    sheet: Form,
    request: Any,
    *,
    base: type[PlainForm] = PlainForm,
    kept: Mapping[str, Any] | None = None,
    needed: bool = False,
    layer: int = 0,
    **about: Any,
) -> Opened:
    """The worksheet down to a layer, with what this request typed into it, else with what was kept."""
    typed = request.POST.dict() if request.method == "POST" else {}
    form = fields_of(sheet, base, needed=needed, layer=layer)(
        request.POST if typed else None, initial=dict(kept or {}), **about
    )
    if sheet.presentation in filling.ON_ONE_PAGE and typed:
        parts, moves = filling.laid_out(sheet, typed, form.errors)
        return Opened(sheet, form, [], parts, moves, layer)
    steps, parts = _laid_out(sheet, form, dict(kept or {}), {}, layer)
    return Opened(sheet, form, steps, parts, False, layer)


def both(
    sheet: Form, typed: Mapping[str, Any], joined: Mapping[str, Any], told: Mapping[str, str], *, layer: int = 0
) -> Opened:
    """The worksheet after two people wrote on it: what they have together (going_on.put_together), and beside each question
    that they answered differently what the other one kept."""
    said = {name: value for name, value in joined.items() if value is not None}
    form = fields_of(sheet, needed=False, layer=layer)({**typed, **said})
    for name, words in told.items():
        if name in form.fields:
            form.add_error(name, words)
    steps, parts = _laid_out(sheet, form, dict(joined), form.errors, layer)
    return Opened(sheet, form, steps, parts, False, layer)


def _laid_out(sheet: Form, form: PlainForm, said: dict[str, Any], errors: Mapping[str, Any], layer: int) -> Any:
    if sheet.presentation in filling.ON_ONE_PAGE:
        return [], filling.laid_out(sheet, said, errors)[0]
    return bound_steps(sheet, form, layer), []
