"""The therapy agreement: what both sides rely on, versioned and signed by both."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedText


class Agreement(SharedDocument):
    """A therapy agreement (FHIR: Consent). A signature holds for the version it was given to; a change asks again."""

    words = SealedText()
    client_signed_at = models.DateTimeField(null=True, blank=True)
    client_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    therapist_signed_at = models.DateTimeField(null=True, blank=True)
    therapist_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], name="one_agreement_per_course"),
            models.CheckConstraint(
                condition=Q(client_signed_at__isnull=True, client_signed_by__isnull=True)
                | Q(client_signed_at__isnull=False, client_signed_by__isnull=False),
                name="a_client_signature_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(therapist_signed_at__isnull=True, therapist_signed_by__isnull=True)
                | Q(therapist_signed_at__isnull=False, therapist_signed_by__isnull=False),
                name="a_therapist_signature_has_time_and_person",
            ),
        ]

    def __str__(self) -> str:
        return "a therapy agreement"


class EarlierAgreement(CourseRecord):
    """The words of an agreement that had been signed, as they stood before somebody changed them."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="earlier")
    version = models.PositiveIntegerField()
    words = SealedText()
    client_signed_at = models.DateTimeField(null=True, blank=True)
    therapist_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "version"], name="one_copy_per_signed_version")]

    def __str__(self) -> str:
        return f"agreement, version {self.version}"
