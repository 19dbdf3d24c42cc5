"""What a therapist chooses to bring to supervision. Nothing else of a course reaches a supervisor."""

from __future__ import annotations

from django.db import models

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedText


class Packet(CourseRecord):
    """A question about one course, brought to one supervisor, under a name that is not the client's."""

    supervisor = models.ForeignKey("duologue.User", models.PROTECT, related_name="packets")
    pseudonym = models.CharField(max_length=40)
    question = SealedText()
    with_scores = models.BooleanField(default=True)
    with_relationship = models.BooleanField(default=True)
    answer = SealedText()
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"packet about {self.pseudonym}"
