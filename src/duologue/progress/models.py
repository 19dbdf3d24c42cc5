"""The joint review, signed by both, and what two people decided to change when a course stayed about the same."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedText


class Review(SharedDocument):
    """One look back together. It is open until both have signed the same version."""

    working = SealedText()
    not_working = SealedText()
    next_steps = SealedText()
    after_session = models.PositiveSmallIntegerField()
    client_signed_at = models.DateTimeField(null=True, blank=True)
    client_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    therapist_signed_at = models.DateTimeField(null=True, blank=True)
    therapist_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(client_signed_at__isnull=True) | Q(therapist_signed_at__isnull=True),
                name="one_open_review_at_a_time",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{side}_signed_at__isnull": True, f"{side}_signed_by__isnull": True})
                    | Q(**{f"{side}_signed_at__isnull": False, f"{side}_signed_by__isnull": False}),
                    name=f"a_{side}_review_signature_is_whole",
                )
                for side in ("client", "therapist")
            ],
        ]

    def __str__(self) -> str:
        return f"review after session {self.after_session}"

    @property
    def is_signed_by_both(self) -> bool:
        return self.client_signed_at is not None and self.therapist_signed_at is not None


class CourseCorrection(CourseRecord):
    """What two people found behind five doors, and what they decided to change by when."""

    motivation = SealedText()
    relationship = SealedText()
    support = SealedText()
    coping = SealedText()
    safety = SealedText()
    decided = SealedText()
    by_when = models.DateField()
    after_session = models.PositiveSmallIntegerField()  # how many had been attended; the next line counts from here

    def __str__(self) -> str:
        return f"a change of course after session {self.after_session}"
