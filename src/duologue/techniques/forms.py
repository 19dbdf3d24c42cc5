"""What is asked about a worksheet that was used together."""

from __future__ import annotations

from django import forms

from duologue.techniques.models import UsedTogether
from duologue.web.forms import Choice, Line, PlainForm


class HowItWent(PlainForm):
    """One word both agree on, and a line if there is more to say."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    went = Choice(label="How did it go?", choices=UsedTogether.Went.choices, missing="Choose what fits best.")
    went_words = Line(label="In your words", required=False, help_text="What to keep in mind for another time.")
