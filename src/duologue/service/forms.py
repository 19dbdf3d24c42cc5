"""What a manager writes about how progress is looked at."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from duologue.web.forms import HowMany, PlainForm


class LookBackEvery(PlainForm):
    """The practice's own rhythm of looking back."""

    every = HowMany(
        label="Look back after how many sessions?",
        help_text="It comes on the agenda by itself. A course can have a rhythm of its own, or a day.",
        highest=52,
    )

    weeks = HowMany(
        label="And at the latest after how many weeks?",
        help_text="For courses that meet rarely. Leave it empty if sessions alone decide.",
        highest=52,
        required=False,
    )

    def clean_every(self):
        """None is asked for less often than after one session."""
        if self.cleaned_data["every"] == 0:
            raise ValidationError("Write 1 or more.")
        return self.cleaned_data["every"]

    def clean_weeks(self):
        """Empty is no limit; 0 weeks would be every day."""
        if self.cleaned_data["weeks"] == 0:
            raise ValidationError("Write 1 or more, or leave it empty.")
        return self.cleaned_data["weeks"]
