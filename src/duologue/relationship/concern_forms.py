"""Saying that something is not right, answering it, naming who hears it, and the three questions before a look back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from duologue.people.models import Membership, User
from duologue.relationship.spoken import QUESTIONS, Concern, UnwantedEffects
from duologue.web.forms import Choice, PlainForm, Words


class SpeakUp(PlainForm):
    """One of two sentences, words if somebody likes, and who may read it."""

    kind = Choice(label="What is it?", choices=Concern.Kind.choices, missing="Choose one of the two.")
    words = Words(
        label="If you like, say more",
        required=False,
        rows=4,
        help_text="What would be different if it went well? One word is enough, and so is none.",
    )
    therapist_sees = Choice(label="Who may read it?", choices=[("no", ""), ("yes", "")])

    def __init__(self, *args: Any, to: User, therapist: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        beside = therapist.called if therapist else "your therapist"
        choices = [("no", f"Only {to.called}"), ("yes", f"{to.called} and {beside}")]
        if therapist == to:
            choices = [("yes", f"{to.called}, as nobody else works here")]
            self.initial["therapist_sees"] = "yes"
        self.fields["therapist_sees"].choices = choices  # type: ignore[attr-defined]


class Answered(PlainForm):
    """What the named person says back."""

    words = Words(
        label="Your answer",
        missing="Write what you would like to say back.",
        rows=5,
        help_text="Thank them, say what happens next, and by when. They read it here.",
    )


class ThreeQuestions(PlainForm):
    """What the work itself did that was not good; each may be left out."""

    harder = Choice(label=QUESTIONS["harder"], choices=UnwantedEffects.HowMuch.choices, required=False)
    hurt = Choice(label=QUESTIONS["hurt"], choices=UnwantedEffects.HowMuch.choices, required=False)
    elsewhere = Choice(label=QUESTIONS["elsewhere"], choices=UnwantedEffects.HowMuch.choices, required=False)
    words = Words(label="In your own words", required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError("There is nothing here yet. One answer is enough.")
        return self.cleaned_data


def who_hears_form(people: Sequence[Membership]) -> type[PlainForm]:
    """A form that offers everybody who works here, and whoever manages the practice."""
    each = {str(one.user_id): one.user.name for one in people}
    choices = [("", "Whoever manages the practice"), *sorted(each.items(), key=lambda one: one[1])]

    class WhoHears(PlainForm):
        person = Choice(
            label="Who hears it?",
            choices=choices,
            required=False,
            help_text="Best somebody who sees few clients of their own.",
        )

    return WhoHears
