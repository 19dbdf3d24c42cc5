"""What is written down in the first assessment."""

from django import forms

from duologue.web.forms import PlainForm, Words, ZeroToTen

CLOSE = {"low": "not there at all", "high": "fully there"}
HARD = {"low": "not hard", "high": "as hard as it gets"}


class Versioned(PlainForm):
    """A form on a text two people may change: it carries the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class NewGoal(PlainForm):
    """A goal in somebody's own words, with where it stands today if they like."""

    words = Words(
        label="What would you like to be different?",
        help_text="One thing, in your own words. Small and clear is good: “Go to the shop on my own”.",
        missing="Write what you would like to be different.",
        rows=2,
    )
    value = ZeroToTen(label="How close is it today?", required=False, **CLOSE)


class Reworded(Versioned):
    """A goal in other words."""

    words = Words(label="The goal", missing="Write the goal in your own words.", rows=3)


class CloseToday(PlainForm):
    """How close a goal is."""

    value = ZeroToTen(label="How close is it today?", **CLOSE)


class HardToday(PlainForm):
    """How hard a problem is."""

    value = ZeroToTen(label="How hard has it been this week?", **HARD)


class AgreementText(Versioned):
    """The words of an agreement."""

    words = Words(
        label="What we agree",
        missing="Write what you agree on.",
        rows=20,
    )
