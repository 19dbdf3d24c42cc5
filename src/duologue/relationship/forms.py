"""How a session was: five ratings and a few words, all of them free to leave out. Our own items, not a validated scale."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from duologue.relationship.actions import OpensWhen
from duologue.relationship.models import FOUR, RATINGS, Feedback
from duologue.relationship.signals import ActionCard, LookedAgain
from duologue.web.forms import Choice, Day, PlainForm, Words, ZeroToTen

NO, YES = "not at all", "very much so"
ONLY_TENS = (
    "The last four times everything was a ten. One small thing to complain about is welcome, and you get an answer."
)
NOTHING_YET = "There is nothing here yet. One number or one word is enough, and later is fine too."


class HowItWas(PlainForm):
    """The client's word on a session."""

    listened = ZeroToTen(label="Today I felt listened to and respected.", low=NO, high=YES, required=False)
    mattered = ZeroToTen(label="We worked on what matters to me.", low=NO, high=YES, required=False)
    suited = ZeroToTen(label="The way we worked suits me.", low=NO, high=YES, required=False)
    could_say = ZeroToTen(
        label="I could say what was really on my mind, including about the therapy itself.",
        low=NO,
        high=YES,
        required=False,
    )
    worth_it = ZeroToTen(label="Overall, today was worth it for me.", low=NO, high=YES, required=False)
    helped_most = Words(label="The moment that helped most", required=False, rows=2)
    remark = Words(
        label="Anything that did not help, felt off, or was left unsaid?",
        required=False,
        help_text="If you write something here, you get an answer.",
    )
    opens = Choice(
        label="When may your words be read?",
        choices=[(OpensWhen.NOW.value, "Before we meet again"), (OpensWhen.SESSION.value, "Only when we meet again")],
        initial=OpensWhen.NOW.value,
        required=False,
    )
    talk = Choice(
        label="Do you want to talk about this next time?",
        choices=Feedback.TalkNextTime.choices,
        required=False,
    )

    def __init__(self, *args, only_tens: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if only_tens:
            self.fields["remark"].help_text = ONLY_TENS

    def clean(self):
        said = self.cleaned_data
        if not self.errors and all(said.get(name) in (None, "") for name in self.fields if name != "opens"):
            raise ValidationError(NOTHING_YET)
        return said

    def clean_opens(self):
        return OpensWhen(self.cleaned_data["opens"] or OpensWhen.NOW)

    @property
    def ratings(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in RATINGS}

    def rating_fields(self):
        """The five, for drawing."""
        return [self[name] for name in RATINGS]


class MyOwnView(PlainForm):
    """The same four things, as the therapist saw them."""

    listened = ZeroToTen(label="I listened, and met them with respect.", low=NO, high=YES, required=False)
    mattered = ZeroToTen(label="We worked on what matters to them.", low=NO, high=YES, required=False)
    suited = ZeroToTen(label="The way we worked suits them.", low=NO, high=YES, required=False)
    could_say = ZeroToTen(
        label="They could say what was really on their mind, also about our work.", low=NO, high=YES, required=False
    )

    def clean(self):
        if not self.errors and all(self.cleaned_data.get(name) is None for name in FOUR):
            raise ValidationError("Choose at least one number, or look without.")
        return self.cleaned_data


class Answer(PlainForm):
    """What the therapist says back."""

    words = Words(
        label="Your answer",
        missing="Write what you would like to say back.",
        rows=5,
        help_text="Thank first, then say what you will do, or ask.",
    )


class WriteMessage(PlainForm):
    """Words, and nothing but words."""

    words = Words(label="Your message", rows=3, missing="Write your message first.")


class WhatWasTried(PlainForm):
    """An action and a day: without both, a strain stays open."""

    tried = forms.MultipleChoiceField(
        label="What did you do?",
        choices=ActionCard.Tried.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing you did."},
    )
    words = Words(
        label="What you found, and what you decided",
        rows=4,
        missing="Write in a few words what you decided.",
    )
    again_on = Day(label="When do you look at it again?", missing="Choose the day on which you look again.")

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_again_on(self):
        return _ahead(self.cleaned_data["again_on"], self.today)


class HowItIsNow(PlainForm):
    """The day of an action card has come."""

    found = Choice(
        label="How is it between the two of you now?",
        choices=LookedAgain.Found.choices,
        missing="Choose how it is now.",
    )
    words = Words(label="In a few words", required=False, rows=2)
    again_on = Day(label="If it is not easier: when do you look once more?", required=False)

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_again_on(self):
        return _ahead(self.cleaned_data["again_on"], self.today)

    def clean(self):
        said = self.cleaned_data
        if said.get("found") in ("same", "harder") and said.get("again_on") is None and "again_on" not in self.errors:
            self.add_error("again_on", "Choose the day on which you look once more.")
        return said


def _ahead(on: date | None, today: date) -> date | None:
    if on is not None and on <= today:
        raise ValidationError("Choose a day that is still to come.")
    return on
