"""Who reads what a client writes with a tool: just they, they and one line for the therapist, or both. It can change."""

from __future__ import annotations

from typing import Any

from django.db import models

from duologue.courses.visibility import Audience
from duologue.web.forms import Choice, Line, PlainForm


class ReadBy(models.TextChoices):
    """The three ways, the most private first."""

    ME = "me", "Just for me"
    LINE = "line", "Just for me, and one line for {}"
    BOTH = "both", "Both of us: {} and me"


def audiences(read_by: ReadBy) -> tuple[Audience, Audience]:
    """Who reads the entry with its line, and who reads the answers themselves."""
    entry = Audience.ME if read_by == ReadBy.ME else Audience.SHARED
    return entry, Audience.SHARED if read_by == ReadBy.BOTH else Audience.ME


def chosen(entry: Audience | str, answers: Audience | str) -> ReadBy:
    """The way that was chosen, told from who may read the two."""
    if entry == Audience.ME:
        return ReadBy.ME
    return ReadBy.BOTH if answers == Audience.SHARED else ReadBy.LINE


class WhoReadsIt(PlainForm):
    """Who may read it, and the one line where one was chosen. What is not chosen stays private."""

    read_by = Choice(
        label="Who may read this?",
        choices=ReadBy.choices,
        initial=ReadBy.ME,
        help_text="You can change this later, both ways.",
    )
    line = Line(label="Your line", required=False, help_text="Only for the second choice.")

    def __init__(self, *args: Any, therapist: str = "your therapist", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["read_by"]
        asked.choices = [(way.value, way.label.format(therapist)) for way in ReadBy]
        self.fields["line"].label = f"Your line for {therapist}"

    def clean_read_by(self) -> ReadBy:
        return ReadBy(self.cleaned_data["read_by"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("read_by") == ReadBy.LINE and not given.get("line") and "line" not in self.errors:
            self.add_error("line", "Write your one line, or choose another answer.")
        return given
