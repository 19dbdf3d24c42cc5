"""What is written while a course comes to its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from duologue.ending.models import ContactAttempt, Ending
from duologue.web.forms import Choice, Day, Line, PlainForm, Words

ROOM, LINES = 500, 7  # so that nine parts print on two pages


class Begin(PlainForm):
    """How it ends, after which session, and why: decided together."""

    kind = Choice(label="How does it end?", choices=Ending.Kind.choices)
    last_session_number = forms.IntegerField(
        label="Which session is the last one?",
        min_value=0,
        max_value=500,
        error_messages={
            "required": "Write the number of the last session.",
            "invalid": "Write a whole number, for example 12.",
            "min_value": "Write a number from 0 on. 0 means that you never met.",
            "max_value": "Write a number up to 500.",
        },
    )
    why = Words(
        label="Why now, in your words",
        help_text="Both of you can read this.",
        missing="Write a sentence about why now.",
    )

    def __init__(self, *args, held: int, **kwargs):
        self.held = held  # a sent form is read at once
        super().__init__(*args, **kwargs)

    def clean_last_session_number(self):
        number = self.cleaned_data["last_session_number"]
        if number < self.held:
            raise ValidationError(f"You have held session {self.held} already. Write that or more.")
        return number


def _part(label: str, hint: str) -> Words:
    return Words(label=label, help_text=hint, required=False)


class Plan(PlainForm):
    """The nine parts of a staying-well plan. Each may wait; each has room for what fits on its share of two pages."""

    learned = _part("What I learned", "About what was hard, and what kept it going.")
    helped = _part("What helped me", "Things you did, said or tried that made a difference.")
    steady_signs = _part("Green: when I am well", "How you and others can tell that it is going well.")
    early_signs = _part("Amber: my early signs", "What you or others notice first when things get harder.")
    strong_signs = _part("Red: it is getting serious", "What shows that the first things are not enough.")
    first_i_do = _part("First I do this", "Small things that you can do on your own, the same day.")
    then_i_do = _part("Then I do this", "If the first things were not enough.")
    i_call = _part("People I call", "Friends, family, your doctor: names and numbers.")
    remember = _part("What I want to remember", "A line or two from you today, to you on a hard day.")

    def clean(self):
        for name, words in list(self.cleaned_data.items()):
            words = self.cleaned_data[name] = "\n".join(words.splitlines())  # browsers send two characters a line end
            if len(words) > ROOM or len(words.splitlines()) > LINES:
                self.add_error(
                    name,
                    f"This part has room for {ROOM} characters and {LINES} lines, so that the plan prints on two pages.",
                )
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("learned", "Write something in at least one part.")
        return self.cleaned_data


PARTS = {name: field.label for name, field in Plan.base_fields.items()}


class Today(PlainForm):
    """How the client would say it today, beside the first words."""

    words = Words(label="How would you say it today?", rows=4)


HOW_MUCH = [(0, "Not at all"), (1, "A little"), (2, "A lot")]


def _sign(label: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=HOW_MUCH,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of these three.", "invalid_choice": "Choose one of these three."},
    )


class EarlySigns(PlainForm):
    """Three questions about the last two weeks. Each needs its own answer: a missing one is not "not at all"."""

    signs = _sign("Have your early signs shown themselves in the last two weeks?")
    ordinary = _sign("Have ordinary days been harder: sleep, meals, work, people?")
    given_up = _sign("Have you let go of things that keep you well?")


class LookIn(PlainForm):
    """A day of its own to look in again."""

    on = Day(label="On which day?", help_text="A day that suits you both.")

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_on(self):
        if self.cleaned_data["on"] <= self.today:
            raise ValidationError("Choose a day that is still to come.")
        return self.cleaned_data["on"]


class Months(PlainForm):
    """When to look in, in months after the last session; none is an answer too."""

    months = forms.TypedMultipleChoiceField(
        label="When do you look in again?",
        help_text="One, three and six months after the last session are common.",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose from these."},
    )

    def __init__(self, *args, offered: list[int], **kwargs):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["months"]
        field.choices = [(n, f"After {n} month{'s' if n > 1 else ''}") for n in offered]


class Step(PlainForm):
    """One more thing for the last sessions."""

    step = Line(label="Something else for the last sessions", missing="Write what it is.")
    session_number = forms.TypedChoiceField(label="In which session?", coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        field: Any = self.fields["session_number"]
        field.choices = [(n, f"Session {n}") for n in numbers]
        field.error_messages |= dict.fromkeys(["required", "invalid_choice"], "Choose one of these sessions.")


class Letter(PlainForm):
    """A letter, in as many words as it takes."""

    words = Words(label="Your letter", rows=14, missing="Write a few lines first.")


class Attempt(PlainForm):
    """When somebody tried to reach a client, how, and what came of it."""

    on = Day(label="When?")
    way = Choice(label="How?", choices=ContactAttempt.Way.choices)
    came = Choice(label="What came of it?", choices=ContactAttempt.Came.choices)
    words = Line(label="A word more, if you like", help_text="Your client can read this.", required=False)

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise ValidationError("Choose today or a day before.")
        return self.cleaned_data["on"]


class AResource(PlainForm):
    """A place, a group or a number near by. It needs one way at least to reach it."""

    name = Line(label="Its name", max_length=120, missing="Write its name.")
    what = Line(label="What is it for?", missing="Write in a few words what it is for.")
    phone = Line(label="Phone", max_length=40, required=False)
    address = Line(label="Where it is", required=False)
    web = Line(label="On the web", required=False)
    hours = Line(label="When", max_length=120, required=False, help_text="For example Mondays, six to eight.")

    def clean(self):
        if not any(self.cleaned_data.get(name) for name in ("phone", "address", "web")):
            self.add_error("phone", "Write a number, a place or a page, so that somebody can reach it.")
        return self.cleaned_data


class OwnKeepsake(PlainForm):
    """Something for the plan in the client's own words."""

    words = Line(label="Something else I want to keep", missing="Write what it is.")
