"""What a therapist fills in to plan, and what both fill in during the hour."""

from __future__ import annotations

from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from django import forms

from duologue.science.recurrence import every, is_unusual
from duologue.sessions.actions import AT_ONCE
from duologue.web.forms import Choice, Day, Line, PlainForm, Words


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


class Plan(PlainForm):
    """One session, or the same time again and again."""

    starts_on = Day(label="First day")
    at = TimeOfDay(label="Time")
    every_weeks = Choice(label="How often", choices=[("1", "Every week"), ("2", "Every second week")])
    how_many = Whole(label="How many sessions", low=1, high=AT_ONCE, help_text="Write 1 for a single session.")
    minutes = Whole(label="Minutes", low=15, high=120)

    def __init__(self, *args, zone: ZoneInfo, today: date, **kwargs):
        self.zone, self.today = zone, today
        super().__init__(*args, **kwargs)

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError("This day is past. Choose today or a later day.")
        return day

    def clean_every_weeks(self):
        return int(self.cleaned_data["every_weeks"])

    def clean(self):
        """A time that the clocks skip or repeat on one of the days is refused: two people would read it differently."""
        said = self.cleaned_data
        if all(name in said for name in ("starts_on", "at", "every_weeks", "how_many")):
            for day in self._days():
                if is_unusual(day, said["at"], self.zone):
                    on = f"{day:%A} {day.day} {day:%B %Y}"
                    self.add_error("at", f"On {on} the clocks change at that hour. Choose an hour before or after.")
                    break
        return said

    def _days(self) -> list[date]:
        said = self.cleaned_data
        moments = every(said["every_weeks"], starting=said["starts_on"], at=said["at"], zone=self.zone)
        return [moment.astimezone(self.zone).date() for moment in islice(moments, said["how_many"])]


class Together(PlainForm):
    """What both keep from a session."""

    version = Version()
    agreed = Words(label="What we agreed", required=False, rows=3, help_text="One thing on each line.")
    summary = Words(label="What today was about", required=False, rows=4)


class Note(PlainForm):
    """A therapist's own words on a session."""

    version = Version()
    words = Words(label="Private note", required=False, rows=14)


class Topic(PlainForm):
    """Something to talk about."""

    words = Line(label="Something to talk about", missing="Write a few words to talk about.")
