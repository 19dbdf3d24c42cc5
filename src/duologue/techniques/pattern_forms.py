"""What is asked about a focus, and the words put on a part of a moment."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from duologue.techniques.patterns import WORDS, focus_sheet
from duologue.web.forms import Day, PlainForm, Words


class FocusForm(PlainForm):
    """A focus in the words of its worksheet."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in WORDS:
            item = focus_sheet().item(name)
            self.fields[name] = Words(label=item.text, help_text=item.hint, rows=2, required=item.needed)
        self.fields["review_on"] = Day(label=focus_sheet().item("review_on").text, required=False)

    def clean_review_on(self) -> date | None:
        on: date | None = self.cleaned_data["review_on"]
        return on if on == self.initial.get("review_on") else _ahead(on, self.today)

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


class LookedAt(PlainForm):
    """Until when it goes on; without a day it has done its work."""

    again_on = Day(
        label="Look at it again on",
        required=False,
        help_text="Leave it empty when it has done its work. Then it is set aside, and stays to read.",
    )

    def __init__(self, *args: Any, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_again_on(self) -> date | None:
        return _ahead(self.cleaned_data["again_on"], self.today)


def _ahead(on: date | None, today: date | None) -> date | None:
    if on and today and on < today:
        raise forms.ValidationError("Choose today or a later day.")
    return on
