"""A worksheet as fields, in the few steps in which a person fills it in. Homework keeps it, the library shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from duologue.science.form_groups import Group
from duologue.science.forms import Form, Item
from duologue.web.forms import Choice, Day, HowMany, Line, PlainForm, Rail, Words, ZeroToHundred, ZeroToTen

MISSING = "A few words are enough here."


class Step(list):  # type: ignore[type-arg]  # of bound fields
    """The questions of one step, with the heading over them; `begins` is the layer its first question belongs to."""

    heading = ""
    begins = 1


def asked(form: Form, layer: int = 0) -> list[Item]:
    """The questions down to a layer: 1 is the quick version, 0 all of them."""
    return [item for item in form.items if not layer or item.layer <= layer]


def fields_of(form: Form, base: type[PlainForm] = PlainForm, *, needed: bool = True, layer: int = 0) -> type[PlainForm]:
    """A form class with a field for each question, before the fields of `base`. With `needed=False` all may stay empty."""
    questions = {item.id: _field(item, required=needed and item.needed) for item in asked(form, layer)}
    if main := questions.get(form.extra.get("keeps_in_view", "")):
        main.widget.attrs["data-in-view"] = "yes"
    return type("Worksheet", (Sorted, base), {**questions, "field_order": list(questions), "sheet": form})


class Sorted(PlainForm):
    """Keeps the columns of a sort to what they hold; a sort that is not finished yet is kept as it is."""

    sheet: Form

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for group in self.sheet.groups:
            for n in range(1, len(group.turns) + 1) if group.holds else ():
                self._hold(group, group.ids(n), given)
        return given

    def _hold(self, group: Group, ids: tuple[str, ...], given: dict[str, Any]) -> None:
        for column, room in enumerate(group.holds, start=1):
            here = [name for name in ids if str(given.get(name)) == str(column)]
            if len(here) > room:
                words = f"Column {column} has room for {room}, and {len(here)} are in it. Move one to another column."
                self.add_error(here[-1], words)


def steps_of(form: Form, layer: int = 0) -> list[list[str]]:
    """The ids of the questions step by step: those of one part together; else one long text alone, short ones together."""
    steps: list[list[str]] = []
    for item in asked(form, layer):
        before = form.item(steps[-1][-1]) if steps else None
        # in an exercise what is done stands between the numbers
        if before and "exercise" not in form.extra and _belong_together(before, item):
            steps[-1].append(item.id)
        else:
            steps.append([item.id])
    return steps


def _belong_together(before: Item, item: Item) -> bool:
    if before.part or item.part:
        return before.part == item.part and before.layer == item.layer
    return before.layer == item.layer and "text" not in (before.kind, item.kind)


def bound_steps(form: Form, fields: PlainForm, layer: int = 0) -> list[Step]:
    """The same steps as fields ready to be drawn."""
    made = []
    for names in steps_of(form, layer):
        step, first = Step(fields[name] for name in names), form.item(names[0])
        step.heading, step.begins = first.part, first.layer
        made.append(step)
    return made


def answers_of(form: Form, cleaned: dict[str, Any]) -> dict[str, Any]:
    """What was filled in, as a response keeps it: nothing is None, a day is text. Questions that were not there stay out."""
    return {item.id: _answer(item, cleaned[item.id]) for item in form.items if item.id in cleaned}


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
    if item.kind == "hundred":
        return ZeroToHundred(low=item.low, high=item.high, unit=item.unit, **plain)
    if item.kind == "choice":
        return (Rail if item.drawn == "rail" else Choice)(
            choices=[(option.value, option.text) for option in item.options], **plain
        )
    if item.kind == "date":
        return Day(**plain)
    if item.kind == "number":
        return HowMany(highest=item.highest, **plain)
    field = Words(missing=MISSING, **plain) if item.kind == "text" else Line(missing=MISSING, **plain)
    if required:
        field.widget.attrs["data-needed"] = MISSING
    return field
