"""A worksheet as fields, in the few steps in which a person fills it in. Homework keeps it, the library shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from duologue.science.forms import Form, Item
from duologue.web.forms import Choice, Day, HowMany, Line, PlainForm, Words, ZeroToTen

MISSING = "A few words are enough here."


def fields_of(form: Form, base: type[PlainForm] = PlainForm, *, needed: bool = True) -> type[PlainForm]:
    """A form class with a field for each question, before the fields of `base`. With `needed=False` all may stay empty."""
    questions = {item.id: _field(item, required=needed and item.needed) for item in form.items}
    return type("Worksheet", (base,), {**questions, "field_order": list(questions)})


def steps_of(form: Form) -> list[list[str]]:
    """The ids of the questions step by step: one long text alone, short questions that follow each other together."""
    steps: list[list[str]] = []
    for item in form.items:
        follows = steps and item.kind != "text" and form.item(steps[-1][-1]).kind != "text"
        follows = follows and "exercise" not in form.extra  # what is done stands between the numbers
        if follows:
            steps[-1].append(item.id)
        else:
            steps.append([item.id])
    return steps


def bound_steps(form: Form, fields: PlainForm) -> list[list[forms.BoundField]]:
    """The same steps as fields ready to be drawn."""
    return [[fields[name] for name in step] for step in steps_of(form)]


def answers_of(form: Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, as a response keeps it: nothing is None, a day is text."""
    return {item.id: _answer(item, cleaned.get(item.id)) for item in form.items}


def _answer(item: Item, given: Any) -> Any:
    if given in (None, ""):
        return None
    if isinstance(given, date):
        return given.isoformat()
    return int(given) if item.kind == "choice" else given


def _field(item: Item, *, required: bool) -> forms.Field:
    plain = {"label": item.text, "help_text": item.hint, "required": required}
    if item.kind == "scale":
        return ZeroToTen(low=item.low, high=item.high, **plain)
    if item.kind == "choice":
        return Choice(choices=[(option.value, option.text) for option in item.options], **plain)
    if item.kind == "date":
        return Day(**plain)
    if item.kind == "number":
        return HowMany(highest=item.highest, **plain)
    field = Words(missing=MISSING, **plain) if item.kind == "text" else Line(missing=MISSING, **plain)
    if required:
        field.widget.attrs["data-needed"] = MISSING
    return field
