"""A course on its way to another therapist, and what the client wants the next one to have."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedText

__all__ = ["PARTS", "ForTheNext", "Transfer"]

PARTS = {
    "about": "What I want them to know about me, in my own words",
    "goals": "What I am here for",
    "helped": "What has helped",
    "not_helped": "What has not helped",
    "not_again": "What I do not want to be asked again",
}


class Transfer(CourseRecord):
    """That a course is to go to somebody: opened by the therapist or the person the client spoke to, done after a yes."""

    to = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")
    goes_to = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")  # who opened it may carry it out
    said_yes_at = models.DateTimeField(null=True, blank=True)
    said_no_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)  # when the new therapist first opened it

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(done_at__isnull=True, said_no_at__isnull=True),
                name="one_transfer_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False, said_yes_at__isnull=False),
                name="nothing_is_handed_over_without_a_yes",
            ),
        ]

    def __str__(self) -> str:
        return "a transfer"

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.said_no_at is None


class ForTheNext(SharedDocument):
    """What the client wants the next therapist to have. It is the client's alone until the course is handed over."""

    transfer = models.OneToOneField(Transfer, models.PROTECT, related_name="packet")
    about = SealedText()
    goals = SealedText()
    helped = SealedText()
    not_helped = SealedText()
    not_again = SealedText()

    def __str__(self) -> str:
        return "what the next therapist gets"

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each part that holds something, under its heading."""
        return [(label, getattr(self, name)) for name, label in PARTS.items() if getattr(self, name)]
