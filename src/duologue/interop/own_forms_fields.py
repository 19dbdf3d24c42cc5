"""What a practice says of a form it brings: its licence, then how it is used."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from duologue.science.foreign_forms import Brought
from duologue.web.forms import Choice, Day, Line, PlainForm, Upload, Words


class Bring(PlainForm):
    """A file and its licence."""

    file = Upload(
        label="The questionnaire as a file",
        help_text="A FHIR R4 Questionnaire as JSON, at most 256 KB. It is kept as it is, and nothing in it is run.",
        accept=".json,application/json,application/fhir+json",
    )
    holder = Line(label="Who holds the licence?", help_text="As it stands in the licence: a person, or your practice.")
    scope = Words(
        label="What does the licence allow?",
        help_text="For example: up to 200 clients a year, on screen, in English.",
        rows=2,
    )
    until_on = Day(
        label="Until when?", help_text="After this day it cannot be asked any more. Answers stay.", required=False
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_scope(self):
        if len(self.cleaned_data["scope"]) > 500:
            raise ValidationError("Use 500 characters or fewer here.")
        return self.cleaned_data["scope"]

    def clean_until_on(self):
        until = self.cleaned_data["until_on"]
        if until and until < self.today:
            raise ValidationError("This day is over. A form whose licence has ended cannot be asked.")
        return until


class Use(PlainForm):
    """How a form is used, before it is first asked."""

    called = Line(
        label="What does your client read above it?",
        help_text="A plain line instead of the title, for example: How have you slept?",
        max_length=120,
    )
    by_clinician = Choice(
        label="Who asks it?",
        choices=[("no", "It is sent to the client"), ("yes", "Only a clinician, in person")],
    )
    counted = Choice(
        label="What does its total mean?",
        choices=[
            ("lower", "Lower means less difficulty"),
            ("higher", "Higher means less difficulty"),
            ("no", "It has no total"),
        ],
    )

    def __init__(self, *args, brought: Brought, **kwargs):
        super().__init__(*args, **kwargs)
        self.brought = brought
        counted: Any = self.fields["counted"]
        if brought.why_not_counted:
            counted.help_text = brought.why_not_counted
            counted.choices = [("no", "It has no total")]

    def _raises(self) -> dict[str, list[int]]:
        """The answers that were ticked. What is not a number of three digits at most is none of ours."""
        sent: Any = self.data
        given = {item.id: sent.getlist(f"raises_{item.id}") for item in self.brought.choices}
        kept = {
            name: [v for v in values if v.isascii() and v.isdigit() and len(v) < 4] for name, values in given.items()
        }
        return {name: sorted({int(v) for v in values}) for name, values in kept.items() if values}

    def terms(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "called": said["called"],
            "counted": "" if said["counted"] == "no" else said["counted"],
            "by_clinician": said["by_clinician"] == "yes",
            "raises": self._raises(),
        }

    def questions(self, fixed: dict[str, list[int]]) -> list[dict[str, Any]]:
        """Each question with its answers: what they count, and whether they raise."""
        ticked = self._raises() if self.is_bound else fixed
        uncounted = set(self.brought.uncounted)
        return [
            {
                "item": item,
                "counted": item.id not in uncounted,
                "harm": item.id in self.brought.speaking_of_harm,
                "answers": [(o, o.value in ticked.get(item.id, ())) for o in item.options],
                "raises": ticked.get(item.id),
            }
            for item in self.brought.items
        ]
