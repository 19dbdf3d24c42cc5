"""Writing down what was done, the safety plan, and who is reached."""

from __future__ import annotations

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from duologue.people.models import Practice, Role
from duologue.safety import numbers
from duologue.safety.models import Alert
from duologue.safety.staff import Staff
from duologue.web.forms import Choice, Day, Line, PlainForm, Words

ROOM, LINES = 330, 5  # so that seven parts print on one page
DAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday"), (5, "Saturday"), (6, "Sunday")]


class WhatIDid(PlainForm):
    """An action and some words: without both, an answer stays open."""

    did = Choice(label="What did you do?", choices=Alert.Did.choices)
    note = Words(
        label="In a few words",
        help_text="How it is now, and what comes next. The care team reads this.",
        missing="Write a few words about how it is now.",
    )
    settled = Choice(
        label="Is it settled for now?",
        choices=[("yes", "Yes. It leaves Today"), ("no", "Not yet. I go on with it")],
        initial="yes",
        required=False,
    )

    def clean_settled(self):
        return self.cleaned_data["settled"] != "no"


def _part(label: str, hint: str) -> Words:
    return Words(label=label, help_text=hint, required=False)


class Plan(PlainForm):
    """The six steps and a reason to live. Each may wait; each has room for its share of one page."""

    signs = _part("How I notice that it is coming", "Thoughts, pictures, feelings in the body, things you begin to do.")
    alone = _part("What I can do on my own", "Small things that get you through the next ten minutes.")
    around = _part(
        "Where I can be, and with whom", "Places and people that take your mind off it, without talking about it."
    )
    ask = _part("Whom I can tell", "Names and numbers of people you can say it to.")
    helpers = _part("Who helps for their work", "Your therapist, your doctor, a crisis line: names, numbers, hours.")
    safer = _part("How I make it safer around me", "What to put away, and who can keep it for you.")
    reason = _part("What I want to be there for", "People, animals, things still to come. Your own words.")

    def clean(self):
        for name, words in list(self.cleaned_data.items()):
            words = self.cleaned_data[name] = "\n".join(words.splitlines())  # browsers send two characters a line end
            if len(words) > ROOM or len(words.splitlines()) > LINES:
                self.add_error(
                    name,
                    f"This step has room for {ROOM} characters and {LINES} lines, so that the plan prints on one page.",
                )
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("signs", "Write something in at least one step.")
        return self.cleaned_data


PARTS = {name: str(field.label) for name, field in Plan.base_fields.items()}


class LookedTogether(PlainForm):
    """When to go through the plan again."""

    again_on = Day(label="When do you look at it again?", required=False)

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_again_on(self):
        on = self.cleaned_data["again_on"]
        if on and on <= self.today:
            raise ValidationError("Choose a day that is still to come.")
        return on


class WhoIsReached(PlainForm):
    """Whom an answer that cannot wait goes to, who stands in, when the practice works, and the numbers people call."""

    first = Choice(label="Who is told first?")
    stand_in = Choice(
        label="Who stands in?",
        help_text="Told after 4 working hours if nobody has acted, or at once when the first one is away.",
        missing="Choose who stands in.",
    )
    days = forms.TypedMultipleChoiceField(
        label="On which days do you work?",
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day."},
    )
    opens = forms.TimeField(
        label="From",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Write a time like 09:00.", "invalid": "Write a time like 09:00."},
    )
    closes = forms.TimeField(
        label="Until",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"required": "Write a time like 17:00.", "invalid": "Write a time like 17:00."},
    )
    answers_read = Line(
        label="When do you read answers?",
        help_text="Clients read this sentence after “reads what you send”, for example: on working days before 18:00.",
        max_length=120,
        missing="Write when answers are read.",
    )
    emergency_number = Line(
        label="The emergency number", max_length=30, missing="Write the number people call in danger."
    )
    crisis_lines = Words(
        label="Other numbers to call",
        help_text="One on each line: name, number, when.",
        missing="Write at least one crisis line, as: name, number, when.",
    )

    def __init__(self, *args, practice: Practice, staff: Staff, **kwargs):
        super().__init__(*args, **kwargs)
        therapists = [(str(person.pk), person.name) for person in staff.of_role(Role.THERAPIST)]
        offered = {"first": [("lead", "Each client's own therapist"), *therapists], "stand_in": therapists}
        for name, choices in offered.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_emergency_number(self):
        number = self.cleaned_data["emergency_number"]
        if not any(sign.isdigit() for sign in number):
            raise ValidationError("Write a number with digits.")
        return number

    def clean_crisis_lines(self):
        lines = [line for line in self.cleaned_data["crisis_lines"].splitlines() if line.strip()]
        found = [numbers.understood(line) for line in lines]
        if None in found:
            raise ValidationError("Write each line as: name, number, when.")
        return found

    def clean(self):
        opens, closes = self.cleaned_data.get("opens"), self.cleaned_data.get("closes")
        if opens and closes and opens >= closes:
            self.add_error("closes", "Choose a time after the one above.")
        if self.cleaned_data.get("first") and self.cleaned_data["first"] == self.cleaned_data.get("stand_in"):
            self.add_error("stand_in", "Choose somebody else than the one who is told first.")
        return self.cleaned_data
