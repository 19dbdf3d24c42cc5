"""Choosing the next therapist, and what a client wants them to have."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from duologue.people.models import User
from duologue.relationship.transfers import PARTS
from duologue.web.forms import Choice, PlainForm, Words

HINTS = {
    "about": "Who you are, what matters, what you would like to be called.",
    "not_again": "What you have told often enough, or do not want to go into now.",
}


class Packet(PlainForm):
    """Five parts; each may stay empty."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    about = Words(label=PARTS["about"], help_text=HINTS["about"], required=False, rows=4)
    goals = Words(label=PARTS["goals"], required=False)
    helped = Words(label=PARTS["helped"], required=False)
    not_helped = Words(label=PARTS["not_helped"], required=False)
    not_again = Words(label=PARTS["not_again"], help_text=HINTS["not_again"], required=False)

    def parts(self):
        """The five, for drawing."""
        return [self[name] for name in PARTS]


def next_therapist(people: Sequence[User]) -> type[PlainForm]:
    """A form that offers everybody who could take a course over."""

    class Next(PlainForm):
        to = Choice(
            label="Who is the next therapist?",
            choices=[(str(person.pk), person.name) for person in people],
            missing="Choose the next therapist.",
        )

    return Next
