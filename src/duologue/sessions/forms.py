"""What both fill in during the hour. What is filled in around the diary is in diary_forms.py."""

from __future__ import annotations

from django import forms

from duologue.sessions.notes import labels
from duologue.web.forms import Line, PlainForm, Words


class TimeOfDay(forms.TimeField):
    """A time on the practice's wall clock."""

    def __init__(self, *, missing="Choose a time.", **kwargs):
        messages = {"required": missing, "invalid": "Write the time like 14:00."}
        widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
        super().__init__(widget=widget, error_messages=messages, **kwargs)


class Whole(forms.IntegerField):
    """A whole number between two others."""

    def __init__(self, *, low: int, high: int, **kwargs):
        sentence = f"Write a number from {low} to {high}."
        messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)
        super().__init__(min_value=low, max_value=high, error_messages=messages, **kwargs)


class Version(forms.IntegerField):
    """The version of a text that somebody saw when they began to write."""

    def __init__(self):
        missing = {"required": "Please open this page again.", "invalid": "Please open this page again."}
        super().__init__(min_value=0, widget=forms.HiddenInput, error_messages=missing, label="The page")


class Together(PlainForm):
    """What both keep from a session."""

    version = Version()
    agreed = Words(label="What we agreed", required=False, rows=3, help_text="One thing on each line.")
    summary = Words(label="What today was about", required=False, rows=4)


class Note(PlainForm):
    """A therapist's own words on a session."""

    version = Version()
    words = Words(label="Private note", required=False, rows=14)


class ProgressNoteForm(PlainForm):
    """The parts of a progress note, by its template."""

    version = Version()

    def __init__(self, *args, template: str, **kwargs):
        super().__init__(*args, **kwargs)
        told = labels(template)
        for name, label in told.items():
            rows = 16 if len(told) == 1 else 5
            self.fields[name] = Words(label=label, required=False, rows=rows)


class Amendment(PlainForm):
    """What is added to a signed note."""

    words = Words(label="Add to this note", missing="Write what you want to add.", rows=4)


class Topic(PlainForm):
    """Something to talk about."""

    words = Line(label="Something to talk about", missing="Write a few words to talk about.")


class WhatCameUp(PlainForm):
    """What came up in the hour, in the client's words."""

    came_up = Line(label="What came up", missing="Write a few words of what came up.", max_length=300)
