"""What is asked when something is done, not done, written down, changed or looked at together."""

from __future__ import annotations

from datetime import date, timedelta

from django import forms

from duologue.homework.models import Assignment, Entry
from duologue.web.forms import Choice, Line, PlainForm, Words, ZeroToTen

ReadBy = Entry.ReadBy
LONGEST_AGO = timedelta(days=60)


class WhoReads(PlainForm):
    """Who may read it: the author, the author and one line for the therapist, or both. What is not chosen stays private."""

    read_by = Choice(
        label="Who may read this?",
        choices=ReadBy.choices,
        initial=ReadBy.ME,
        help_text="You can change this later, both ways.",
    )
    one_line = Line(label="Your line", required=False, help_text="Only for the second choice.")

    def __init__(self, *args, therapist="your therapist", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["read_by"].choices = [
            (ReadBy.ME, "Just for me"),
            (ReadBy.LINE, f"Just for me, and one line for {therapist}"),
            (ReadBy.BOTH, f"Both of us: {therapist} and me"),
        ]
        self.fields["one_line"].label = f"Your line for {therapist}"

    def clean_read_by(self):
        return ReadBy(self.cleaned_data["read_by"])

    def clean(self):
        given = super().clean()
        if given.get("read_by") == ReadBy.LINE and not given.get("one_line") and "one_line" not in self.errors:
            self.add_error("one_line", "Write your one line, or choose another answer.")
        return given

    @property
    def readers(self):
        """What was chosen, as the verbs take it."""
        return {"read_by": self.cleaned_data["read_by"], "line": self.cleaned_data.get("one_line") or ""}


class WhichDay(Choice):
    """One of the last days; also one that lay further back by the time the words left a phone."""

    def __init__(self, **kwargs):
        super().__init__(label="Which day was it?", required=False, missing="Choose one of these days.", **kwargs)

    def valid_value(self, value):
        try:
            return self.today - LONGEST_AGO <= date.fromisoformat(value) <= self.today + timedelta(days=1)
        except ValueError:
            return False

    def clean(self, value):
        chosen = super().clean(value)
        return date.fromisoformat(chosen) if chosen else None


def show_days(field, today: date, *, how_many: int = 7) -> None:
    """Give a `WhichDay` its last days, today first."""
    field.today = today
    days = [today - timedelta(days=n) for n in range(how_many)]
    field.choices = [(day.isoformat(), _called(day, today)) for day in days]


def _called(day: date, today: date) -> str:
    near = {0: "Today", 1: "Yesterday"}
    return near.get((today - day).days, f"{day:%A}")


class OneTime(WhoReads):
    """What is said about any one time: the day it was, where there are several, and who may read it."""

    on = WhichDay()
    sheet = None  # the worksheet whose questions stand before these; a question of its own with the same name wins

    def __init__(self, *args, today: date, several=False, **kwargs):
        super().__init__(*args, **kwargs)
        if "on" in self._of_the_sheet:
            return
        if several:
            show_days(self.fields["on"], today)
            self.initial.setdefault("on", today.isoformat())
        else:
            del self.fields["on"]

    @property
    def _of_the_sheet(self):
        return {item.id for item in self.sheet.items} if self.sheet else set()

    @property
    def told(self):
        """What was said about it, as the verb takes it: nothing that was left empty."""
        names = {"on", "reason", "words", "how_much", "quality", "difficulty", "usefulness"} - self._of_the_sheet
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) not in (None, "")}


class HowItWas(OneTime):
    """How it went, how hard it was and how useful, 0 to 10; all of it may stay empty."""

    quality = ZeroToTen(label="How did it go for you?", low="not well", high="very well", required=False)
    difficulty = ZeroToTen(label="How hard was it?", low="easy", high="as hard as it gets", required=False)
    usefulness = ZeroToTen(label="How useful was it?", low="not at all", high="very", required=False)


class HowItWent(HowItWas):
    """How a thing went that is not done on a worksheet."""

    how = Choice(
        label="How did it go?",
        choices=[(choice.value, choice.label) for choice in (Entry.How.DONE, Entry.How.A_BIT)],
    )
    how_much = Line(label="How much of it?", required=False, help_text="For example: twice, or 20 minutes.")
    words = Words(label="What was it like?", required=False, help_text="A few words, or none.")
    reason = Choice(
        label="Did something get in the way?",
        choices=[("", "Nothing to name"), *Entry.Reason.choices[:-1]],
        required=False,
    )
    field_order = ["on", "how", "words", "how_much", "quality", "difficulty", "usefulness", "reason", "read_by"]


class NotToday(OneTime):
    """What got in the way, by one tap or in words."""

    reason = Choice(label="What got in the way?", choices=Entry.Reason.choices, missing="Choose what fits best.")
    words = Words(label="In your words", required=False, rows=2)
    field_order = ["on", "reason", "words", "read_by"]

    def clean(self):
        given = super().clean()
        if given.get("reason") == Entry.Reason.IN_WORDS and not given.get("words") and "words" not in self.errors:
            self.add_error("words", "Write a few words here, or choose another answer.")
        return given


class Note(WhoReads):
    """Something written down between sessions."""

    words = Words(label="What would you like to write down?", rows=5)
    field_order = ["words", "read_by"]


class NoteAgain(PlainForm):
    """A note in new words; what it said before stays with it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    words = Words(label="Your note", rows=8)


class Find(PlainForm):
    """Words to look for in one's own notes."""

    find = Line(label="Find words in what you wrote", required=False)


class WhatHelped(WhoReads):
    """Something that helped, worth keeping. It is short, so there is no line about it."""

    words = Line(label="What helped?", missing="Write what helped, in a few words.")
    field_order = ["words", "read_by"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["one_line"]
        self.fields["read_by"].choices = [
            choice for choice in self.fields["read_by"].choices if choice[0] != ReadBy.LINE
        ]


class Settling(PlainForm):
    """What became of it, looked at together, and a word of why."""

    outcome = Choice(
        label="What comes of it?",
        choices=[
            (Assignment.Outcome.REVIEWED, "We have looked at it: that is enough"),
            (Assignment.Outcome.CHANGED, "We change it, and agree it anew"),
            (Assignment.Outcome.DROPPED, "We let it go"),
        ],
    )
    words = Line(label="A word of why", help_text="Both of you keep this.", missing="Write a word of why.")


class TakingBack(PlainForm):
    """Why the therapist takes back what was given."""

    words = Line(label="Why you take it back", help_text="Your client reads this.", missing="Write a word of why.")
