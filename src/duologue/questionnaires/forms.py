"""What a therapist says when a form is to be asked again and again."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms

from duologue.questionnaires import budget
from duologue.questionnaires.models import AskRule
from duologue.science.forms import Form
from duologue.web.forms import Choice, Day, HowMany, Line, PlainForm


class Clock(forms.TimeField):
    """A time on the wall of the practice."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"required": "Choose a time.", "invalid": "Write a time, for example 21:00."}
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, error_messages=wrong, **kwargs)


class RuleForm(PlainForm):
    """Which form, when, until when, why. More than the budget needs a reason."""

    form_id = forms.ChoiceField(label="Which form?")
    why = Line(
        label="Why do you ask?",
        help_text="One sentence your client reads each time.",
        missing="Write one sentence. It stands above the questions.",
    )
    when = Choice(label="When is it asked?", choices=AskRule.When.choices, missing="Choose when.")
    hours_before = forms.TypedChoiceField(
        label="Before a session: how long before?",
        choices=[(24, "a day"), (48, "two days"), (72, "three days")],
        coerce=int,
        initial=48,
    )
    every_days = HowMany(label="Every few days: how many days apart?", highest=90, initial=7)
    at = Clock(label="Every few days: at what time?", initial=time(9))
    open_days = HowMany(label="How many days does it stay open?", highest=30, initial=7)
    until_on = Day(
        label="Until which day?", help_text="Leave it empty to ask until one of you stops it.", required=False
    )
    quiet_from = Clock(label="Nothing is asked from", initial=time(21))
    quiet_until = Clock(label="until", initial=time(8))
    by_mail = forms.BooleanField(label="Send a short letter by mail each time, with a link", required=False)
    over_because = Line(label="Why so many questions?", help_text="Your client reads this, too.", required=False)

    def __init__(self, *args: Any, rules: list[AskRule], offered: list[Form], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {form.id: form for form in offered}
        self.rules, self.today, self.over = rules, today, 0
        self.fields["form_id"].choices = [  # type: ignore[attr-defined]
            (form.id, f"{form.title}: {form.size} questions") for form in offered
        ]

    def clean_until_on(self) -> date | None:
        until: date | None = self.cleaned_data["until_on"]
        if until and until < self.today:
            self.add_error("until_on", "Choose a day from today on.")
        return until

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        for name in ("every_days", "open_days"):
            if said.get(name) == 0:
                self.add_error(name, "Write 1 or more.")
        if self.errors:
            return said
        others = budget.of(rule for rule in self.rules if rule.form_id != said["form_id"])
        asked = budget.questions_a_week(self.offered[said["form_id"]], said["when"], said["every_days"])
        if asked and others + asked > budget.CEILING and not said["over_because"]:
            self.over = others + asked
            self.add_error(
                "over_because",
                f"That comes to {self.over} questions a week, and {budget.CEILING} is our limit. "
                "Ask less often, stop another form, or write down why.",
            )
        return said


class StopIt(PlainForm):
    """Stop asking, or go on and say why."""

    because = Line(label="Why go on asking?", missing="Write a few words, or stop asking.")
