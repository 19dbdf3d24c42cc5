"""What recurs between people: themes that two people found in moments, a moment as an example of a triangle, the focus."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedText
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.science.forms import Form

EPISODE, DREAM, FOCUS = "relationship-episode", "dream", "focus"
PARTS = {"wish": "What was wished", "other": "What the other did", "self": "What came then"}
WORDS = ("pattern", "conflict", "structure", "marker")


def focus_sheet() -> Form:
    """The worksheet whose words a focus asks in."""
    return library.newest(FOCUS)


class Theme(CourseRecord):
    """A word the two put on one part of a moment. Nobody and nothing infers it; taken away, it stays in the past."""

    class Part(models.TextChoices):
        WISH = "wish", "The wish"
        OTHER = "other", "What the other did"
        SELF = "self", "What came then"

    response = models.ForeignKey(Response, models.CASCADE, related_name="themes")
    part = models.CharField(max_length=5, choices=Part)
    words = SealedText()
    taken_away_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"a theme: {self.part}"


class Example(CourseRecord):
    """That a moment is an example of what is drawn on a map, for instance on a triangle."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="examples")
    map = models.ForeignKey("duologue.Formulation", models.CASCADE, related_name="examples")
    taken_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["response", "map"], condition=Q(taken_away_at__isnull=True), name="an_example_once"
            )
        ]

    def __str__(self) -> str:
        return "an example of a map"


class Focus(SharedDocument):
    """What the two keep in view for a while, and when they look at it again. `brought_for` is the day for which it came onto
    the agenda."""

    pattern = SealedText()
    conflict = SealedText()
    structure = SealedText()
    marker = SealedText()
    review_on = models.DateField(null=True, blank=True)
    brought_for = models.DateField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    set_aside_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "a focus"
