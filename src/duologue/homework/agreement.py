"""What is asked when something is agreed: what and how often, why, when and where, what could get in the way, how sure."""

from __future__ import annotations

from django import forms

from duologue.homework import guides
from duologue.homework.actions import kind_of
from duologue.homework.models import WEEKDAYS, Assignment
from duologue.people.models import Practice
from duologue.questionnaires import own_sheets
from duologue.questionnaires.exercises import exercise_of
from duologue.web.forms import Choice, Day, Line, PlainForm, Words, ZeroToTen

Kind, Rhythm = Assignment.Kind, Assignment.Rhythm


def worksheets(practice: Practice | None = None) -> list[tuple[str, str]]:
    """What can be chosen to be filled in: from the library, or what the practice wrote."""
    held = own_sheets.to_give(practice)
    return [("", "None"), *((form.id, form.title) for form in held if not exercise_of(form))]


def led_exercises(practice: Practice | None = None) -> list[tuple[str, str]]:
    """The exercises that lead through on the page; another one is told in one's own words."""
    held = own_sheets.to_give(practice)
    return [("", "In your own words"), *((form.id, form.title) for form in held if exercise_of(form))]


def readings() -> list[tuple[str, str]]:
    """Our own guides, or a text of one's own."""
    return [("", "None of these"), *((guide.id, guide.title) for guide in guides.all_of_them())]


class Agreement(PlainForm):
    """One thing to try: what, how often, why, when and where, what could get in the way, how sure, until when."""

    kind = Choice(label="What kind of thing is it?", choices=Kind.choices, initial=Kind.OWN, required=False)
    worksheet = Choice(label="On which worksheet?", choices=worksheets, initial="", required=False)
    exercise = Choice(label="Which exercise?", choices=led_exercises, initial="", required=False)
    guide = Choice(label="Which of our guides?", choices=readings, initial="", required=False)
    reading = Words(
        label="What to read",
        required=False,
        help_text="Your own text, or where it is found: a book and a page, or an address. It is shown as you write it.",
    )
    what = Line(
        label="What",
        required=False,
        help_text="The way your client would say it. With a worksheet or a guide you may leave this empty.",
    )
    why = Words(label="Why this", rows=2, help_text="What it is for, so that it still makes sense on Sunday.")
    rhythm = Choice(label="How often?", choices=Rhythm.choices, initial=Rhythm.ONCE, required=False)
    days = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose days of the week."},
    )
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
        self.fields["exercise"].choices = led_exercises(practice)

    def clean_due_on(self):
        due_on = self.cleaned_data["due_on"]
        if due_on and self.today and due_on < self.today:
            raise forms.ValidationError("Choose today or a later day.")
        return due_on

    def clean(self):
        given = super().clean()
        chosen, guide = given.get("worksheet"), given.get("guide")
        if given.get("kind") == Kind.EXERCISE or not chosen:
            chosen = given.get("exercise")
        given.pop("exercise", None)
        sheets = {form.id: form for form in own_sheets.to_give(self.practice)}
        given["worksheet"] = sheets.get(chosen) if chosen else None
        given["kind"] = self._kind(given)
        if not self.errors.keys() & {"worksheet", "exercise", "guide"}:
            self._what(given, guides.named(guide) if guide else None)
        given["rhythm"] = given.get("rhythm") or Rhythm.ONCE
        if given["rhythm"] != Rhythm.DAYS:
            given["days"] = []
        elif not given.get("days") and "days" not in self.errors:
            self.add_error("days", "Choose at least one day.")
        return given

    def _kind(self, given):
        """What was chosen; whoever only chose a worksheet or a guide has said it by that."""
        kind = given.get("kind") or Kind.OWN
        if given["worksheet"] and kind in (Kind.OWN, Kind.WORKSHEET, Kind.DIARY):
            return kind_of(given["worksheet"])
        if kind == Kind.OWN and (given.get("guide") or given.get("reading")):
            return Kind.READING
        return kind

    def _what(self, given, guide):
        """Each kind needs what it is made of, and a name; what belongs to another kind is left out."""
        kind = given["kind"]
        if kind not in (Kind.WORKSHEET, Kind.DIARY, Kind.EXERCISE):
            given["worksheet"] = None
        elif given["worksheet"] is None and kind != Kind.EXERCISE:
            self.add_error("worksheet", "Choose a worksheet, or another kind of thing.")
        if kind != Kind.READING:
            given["guide"] = given["reading"] = ""
        elif not guide and not given.get("reading"):
            self.add_error("guide", "Choose a guide, or write what to read.")
        if not given.get("what") and "what" not in self.errors:
            named = given["worksheet"].called if given["worksheet"] else guide.title if guide else ""
            given["what"] = named
            if not named and not self.errors:
                self.add_error("what", "Say what it is, or choose a worksheet.")
