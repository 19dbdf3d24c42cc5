"""What is asked about a moment link by link, in the words of its worksheet."""

from __future__ import annotations

from typing import Any

from django import forms

from duologue.techniques import skills
from duologue.techniques.chains import AFTER, BEFORE, ChainLink, worksheet
from duologue.web.forms import Choice, Line, PlainForm, Words


def _asked(name: str, *, required: bool = False) -> forms.Field:
    item = worksheet().item(name)
    plain: dict[str, Any] = {"label": item.text, "help_text": item.hint, "required": required}
    return Line(**plain) if item.kind == "line" else Words(rows=2, **plain)


class BeginChain(PlainForm):
    """The moment itself, and who may read the chain."""

    def __init__(self, *args: Any, therapist: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"] = _asked("target", required=True)
        if therapist:
            both = f"Both of us: {therapist} and me"
            self.fields["read_by"] = Choice(
                label="Who may read this?",
                choices=[("me", "Just for me"), ("both", both)],
                initial="me",
                help_text="You can change this later, both ways.",
            )


class Around(PlainForm):
    """What stands before and after the links."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in BEFORE + AFTER:
            self.fields[name] = _asked(name, required=name == "target")

    @property
    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in BEFORE + AFTER}


def _skills() -> list[tuple[str, Any]]:
    grouped = [(module.title, [(one.id, one.name) for one in module.skills]) for module in skills.modules()]
    return [("", "No skill marked here"), *grouped]


class LinkForm(PlainForm):
    """One link, and the skill that could break the chain there."""

    kind = Choice(label="What kind of link is it?", choices=ChainLink.Kind.choices)
    words = Line(label="What was it?", max_length=300)
    skill = forms.ChoiceField(label="Could a skill break the chain here?", choices=_skills, required=False)
    could = Line(label="How?", required=False, help_text="What you could do at this very link, in your words.")
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
