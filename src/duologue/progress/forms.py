"""What people write while they look at how it goes."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError

from duologue.progress.models import REVIEWED
from duologue.web.forms import Choice, Day, HowMany, Line, PlainForm, Words


class Missed(PlainForm):
    """What the numbers do not show; it becomes a topic for the next session."""

    words = Line(
        label="What does this miss?",
        help_text="Numbers never hold everything. One line is enough. It goes on the agenda for next time.",
    )


class LookBack(PlainForm):
    """The questions of a review. Not all of them need an answer; one of them does."""

    working = Words(label=REVIEWED["working"], help_text="What helps, even a little? Keep doing it.", required=False)
    not_working = Words(
        label=REVIEWED["not_working"],
        help_text="What does not fit, or costs more than it gives? Therapy itself counts too.",
        required=False,
    )
    focus = Words(label=REVIEWED["focus"], help_text="What needs more of your time together?", required=False, rows=2)
    change_goals = Line(label=REVIEWED["change_goals"], required=False)
    change_techniques = Line(label=REVIEWED["change_techniques"], required=False)
    change_rhythm = Line(label=REVIEWED["change_rhythm"], required=False)
    change_therapist = Line(label=REVIEWED["change_therapist"], required=False)
    next_steps = Words(
        label=REVIEWED["next_steps"], help_text="What do you keep, change or try from here?", required=False
    )

    @property
    def looking(self):
        return [self[name] for name in ("working", "not_working", "focus")]

    @property
    def changing(self):
        return [self[name] for name in REVIEWED if name.startswith("change_")]

    def clean(self):
        if not self.errors and not any(self.cleaned_data.get(name) for name in REVIEWED):
            self.add_error("working", "Write something in at least one of these.")
        return self.cleaned_data


class WhenToLookBack(PlainForm):
    """The rhythm of reviews in one course."""

    every = HowMany(
        label="After how many sessions",
        help_text="For example 6. Leave both empty, and the practice’s own number holds.",
        highest=52,
        required=False,
    )
    on = Day(label="Or on a day", required=False)

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean_every(self):
        every = self.cleaned_data["every"]
        if every == 0:
            raise ValidationError("Write 1 or more, or leave it empty.")
        return every

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on < self.today:
            raise ValidationError("Choose a day that is still to come.")
        return on


DOORS = {
    "motivation": "Motivation and goals",
    "relationship": "The two of us",
    "support": "Support and life events",
    "coping": "Coping",
    "safety": "Safety",
}
TO_ASK = {
    "motivation": [
        "Whose goals are these? Which one would you choose again today?",
        "What would be good about things staying as they are?",
        "Is this still what you came for?",
    ],
    "relationship": [
        "When did you last hold something back here?",
        "What could I do more of, or less of?",
        "Does the way we work suit you?",
    ],
    "support": [
        "What has happened in your life since we began?",
        "Who knows how things are for you? Who could?",
        "What makes it hard to come, or to try things out?",
    ],
    "coping": [
        "What helps for an hour, and what does it cost later?",
        "How are sleep, food, drink and your body?",
        "Which step was too big? What would half of it be?",
    ],
    "safety": [
        "Do you feel safe at home, and with yourself?",
        "Have thoughts of death, or of hurting yourself, come up since we began?",
        "Who could you call tonight?",
    ],
}


class WhatToChange(PlainForm):
    """Five doors, each as open as the two like; then what they decided and by when, which is what counts."""

    motivation = Words(label="What we found", required=False, rows=2)
    relationship = Words(label="What we found", required=False, rows=2)
    support = Words(label="What we found", required=False, rows=2)
    coping = Words(label="What we found", required=False, rows=2)
    safety = Words(label="What we found", required=False, rows=2)
    decided = Words(
        label="What we decided",
        help_text="One thing that will be different from now on.",
        missing="Write down what you decided together. Until then the line stays.",
    )
    by_when = Day(label="By when", help_text="The day on which you look at it again.")

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    @property
    def doors(self):
        return [(name, label, TO_ASK[name], self[name]) for name, label in DOORS.items()]

    def clean_by_when(self):
        if self.cleaned_data["by_when"] <= self.today:
            raise ValidationError("Choose a day that is still to come.")
        return self.cleaned_data["by_when"]


class Remembered(PlainForm):
    """A milestone in the client's words."""

    words = Line(label="What happened?", missing="Write what happened, in a few words.")
    on = Day(label="On which day?")

    def __init__(self, *args, today: date, **kwargs):
        self.today = today  # a sent form is read at once
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise ValidationError("This day is still to come. Choose today or a day before it.")
        return self.cleaned_data["on"]


class Happened(Remembered):
    """Something that happened in a life. It stays private until its writer shares it."""

    words = Line(label="What happened?", missing="Write what happened, in a few words.")
    on = Day(label="On which day?", help_text="About is enough.")
    read_by = Choice(label="Who reads it?", choices=[("me", "Only me"), ("shared", "Both of us")], initial="me")
