"""What is asked when something is agreed, done, not done, written down or looked at together."""

from __future__ import annotations

from django import forms

from duologue.homework.models import Assignment, Entry
from duologue.people.models import Practice
from duologue.questionnaires import own_sheets
from duologue.web.forms import Choice, Day, Line, PlainForm, Words, ZeroToTen

ReadBy = Entry.ReadBy


def worksheets(practice: Practice | None = None) -> list[tuple[str, str]]:
    """What can be chosen: our own words, a worksheet from the library, or one that the practice wrote."""
    return [("", "No, in our own words"), *((form.id, form.title) for form in own_sheets.to_give(practice))]


class Agreement(PlainForm):
    """One thing to try: what, why, when and where, what could get in the way, how sure, until when."""

    worksheet = Choice(label="On a worksheet?", choices=worksheets, initial="", required=False)
    what = Line(
        label="What",
        required=False,
        help_text="The way your client would say it. With a worksheet you may leave this empty.",
    )
    why = Words(label="Why this", rows=2, help_text="What it is for, so that it still makes sense on Sunday.")
    when_where = Line(
        label="When and where",
        missing="Name a day and a place, as near as you can.",
        help_text="A day, a time, a place. For example: Tuesday after tea, at the kitchen table.",
    )
    obstacle = Line(
        label="What could get in the way", missing="Name one thing, even a small one.", help_text="There is always one."
    )
    smaller = Line(
        label="The smaller version",
        required=False,
        help_text="For a hard day. For example: one sentence, one minute, just the shoes on.",
    )
    confidence = ZeroToTen(label="How sure are you that it will happen?", low="not sure at all", high="quite sure")
    due_on = Day(label="Until", required=False, help_text="Late is fine. This only says when you look at it.")
    considered = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, today=None, practice=None, **kwargs):
        self.today, self.practice = today, practice
        super().__init__(*args, **kwargs)
        self.fields["worksheet"].choices = worksheets(practice)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and self.today and due_on < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        return due_on

    def clean(self):
        given = super().clean()
        chosen = given.get("worksheet")
        sheets = {form.id: form for form in own_sheets.to_give(self.practice)}
        given["worksheet"] = sheets.get(chosen) if chosen else None
        if not given.get("what") and "what" not in self.errors:
            if given["worksheet"]:
                given["what"] = given["worksheet"].called
            else:
                self.add_error("what", "Say what it is, or choose a worksheet.")
        return given


class WhoReads(PlainForm):
    """Who may read it: the author, or both. What is not chosen stays private."""

    read_by = Choice(
        label="Who may read this?",
        choices=[(choice.value, choice.label) for choice in (ReadBy.ME, ReadBy.BOTH)],
        initial=ReadBy.ME,
        help_text="You can change this later, both ways.",
    )

    def __init__(self, *args, therapist="your therapist", **kwargs):
        super().__init__(*args, **kwargs)
        names = {
            ReadBy.ME: "Just for me",
            ReadBy.LINE: f"Just for me, and one line for {therapist}",
            ReadBy.BOTH: f"Both of us: {therapist} and me",
        }
        read_by = self.fields["read_by"]
        read_by.choices = [(value, names[ReadBy(value)]) for value, _ in read_by.choices]
        if "one_line" in self.fields:
            self.fields["one_line"].label = f"Your line for {therapist}"

    def clean_read_by(self):
        return ReadBy(self.cleaned_data["read_by"])


class WhoReadsOrALine(WhoReads):
    """The same with a third way: the worksheet stays private, and one line goes to the therapist."""

    read_by = Choice(
        label="Who may read this?",
        choices=ReadBy.choices,
        initial=ReadBy.ME,
        help_text="You can change this later, both ways.",
    )
    one_line = Line(label="Your line", required=False, help_text="Only for the second choice.")

    def clean(self):
        given = super().clean()
        if given.get("read_by") == ReadBy.LINE and not given.get("one_line") and "one_line" not in self.errors:
            self.add_error("one_line", "Write your one line, or choose another answer.")
        return given


class HowItWent(WhoReads):
    """How a thing in one's own words went."""

    how = Choice(
        label="How did it go?",
        choices=[(choice.value, choice.label) for choice in (Entry.How.DONE, Entry.How.A_BIT)],
    )
    words = Words(label="What was it like?", required=False, help_text="A few words, or none.")
    field_order = ["how", "words", "read_by"]


class NotToday(WhoReads):
    """What got in the way, by one tap or in words."""

    reason = Choice(label="What got in the way?", choices=Entry.Reason.choices, missing="Choose what fits best.")
    words = Words(label="In your words", required=False, rows=2)
    field_order = ["reason", "words", "read_by"]

    def clean(self):
        given = super().clean()
        if given.get("reason") == Entry.Reason.IN_WORDS and not given.get("words") and "words" not in self.errors:
            self.add_error("words", "Write a few words here, or choose another answer.")
        return given


class Note(WhoReads):
    """Something written down between sessions."""

    words = Words(label="What would you like to write down?", rows=5)
    field_order = ["words", "read_by"]


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
