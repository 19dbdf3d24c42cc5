"""The diary card as it is put together in session, and a day on it as it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from duologue.techniques import skills
from duologue.techniques.cards import FEELINGS, OWN, URGES, DiaryCard, Row
from duologue.web.forms import Line, PlainForm

ACTED = ((0, "no"), (1, "yes"))
SHORT = 40


class Ticks(forms.MultipleChoiceField):
    """Some of a list, as boxes to tick; none is fine."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {})["invalid_choice"] = "Choose from what is here."
        super().__init__(widget=forms.CheckboxSelectMultiple, required=False, **kwargs)


def _named(ids: tuple[str, ...]) -> list[tuple[str, str]]:
    from duologue.questionnaires import library
    from duologue.techniques.cards import TEMPLATE

    form = library.newest(TEMPLATE)
    return [(one, form.item(one).text) for one in ids if one not in OWN]


def _own(label: str, hint: str = "") -> Line:
    return Line(label=label, required=False, max_length=SHORT, help_text=hint)


class CardForm(PlainForm):
    """Which lines are on the card, and what the client calls their own ones."""

    feelings = Ticks(label="Feelings to follow", choices=lambda: _named(FEELINGS))
    feeling_1 = _own("A feeling of their own", "In the client’s word for it.")
    feeling_2 = _own("Another feeling of their own")
    urges = Ticks(label="Urges to follow", choices=lambda: _named(URGES))
    target_1 = _own("First own target", "Something to do less, in the client’s words. For example: messages at night.")
    target_2 = _own("Second own target")
    target_3 = _own("Third own target")
    target_4 = _own("Fourth own target")
    also = Ticks(
        label="Also ask about",
        choices=(("substances", "What they drank or took, and how much"), ("medication", "Medicines, as prescribed")),
    )
    skills = Ticks(
        label="Skills on the card",
        choices=lambda: [
            (module.title, [(f"skill_{one.id}", one.name) for one in module.skills]) for module in skills.modules()
        ],
        help_text="Those you have worked on. Few at first; the card can grow.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.held()["on"]:
            self.add_error("feelings", "Choose one line at least, a feeling or an urge.")
        return given

    @property
    def ticks(self) -> dict[str, list[tuple[str, list[dict[str, Any]]]]]:
        """The boxes of each list by their groups, as a page draws them."""
        drawn: dict[str, list[tuple[str, list[dict[str, Any]]]]] = {}
        for name in ("feelings", "urges", "also", "skills"):
            widget: Any = self.fields[name].widget
            chosen = [str(one) for one in self[name].value() or []]
            drawn[name] = []
            for group, options, _ in widget.optgroups(name, chosen):
                if group or not drawn[name]:
                    drawn[name].append((group or "", []))
                drawn[name][-1][1].extend(options)
        return drawn

    def held(self) -> dict[str, Any]:
        """The card as it is kept: the lines that are on it in the template's order, and the client's names."""
        given = self.cleaned_data
        own = {name: given[name] for name in OWN if given.get(name)}
        on = [one for one in FEELINGS if one in given["feelings"] or one in own]
        on += [one for one in URGES if one in given["urges"] or one in own]
        if not on:
            return {"on": [], "own": {}}
        return {"on": [*on, *sorted(given["also"]), *given["skills"]], "own": own}


def first_of(card: DiaryCard | None) -> dict[str, Any]:
    """What the form begins with: the card as it is, or nothing ticked."""
    if card is None:
        return {"version": 0}
    held = dict.fromkeys(("feelings", "urges", "also", "skills"), card.on)
    return {**held, **card.held.get("own", {}), "version": card.number}


@dataclass(frozen=True)
class Asked:
    """One line of the card on a page: its numbers, and whether it was acted on."""

    row: Row
    said: Mapping[str, Any]
    error: str = ""
    acts: bool = False

    @property
    def choices(self) -> list[tuple[int, str, bool]]:
        return self._of(self.row.id, [(o.value, o.text) for o in self.row.item.options])

    @property
    def acted(self) -> list[tuple[int, str, bool]]:
        return self._of(f"{self.row.id}_acted", ACTED)

    def _of(self, name: str, offered: Any) -> list[tuple[int, str, bool]]:
        said = self.said.get(name)
        return [(value, text, str(value) == str(said)) for value, text in offered]

    @property
    def ticked(self) -> bool:
        return str(self.said.get(self.row.id)) == "1"


def asked(rows: list[Row], said: Mapping[str, Any], *, wrong: str = "", acts: bool = False) -> list[Asked]:
    """The lines with what was said so far; `wrong` names the question whose answer could not be taken."""
    sentence = "Choose one of the numbers here."
    return [Asked(row, said, sentence if wrong in (row.id, f"{row.id}_acted") else "", acts) for row in rows]
