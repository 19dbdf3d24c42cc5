"""Writing down what was done."""

from duologue.safety.models import Alert
from duologue.web.forms import Choice, PlainForm, Words


class WhatIDid(PlainForm):
    """An action and some words: without both, an answer stays open."""

    did = Choice(label="What did you do?", choices=Alert.Did.choices)
    note = Words(
        label="In a few words",
        help_text="How it is now, and what comes next. The care team reads this.",
        missing="Write a few words about how it is now.",
    )
