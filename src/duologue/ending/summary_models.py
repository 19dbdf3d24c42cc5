"""The summary at the end: written from what both have seen, read by the client first, and passed on only with their yes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedAnswers, SealedText

__all__ = ["EarlierSummary", "Summary"]


class Summary(SharedDocument):
    """A summary for a client, or for somebody they go on to (FHIR: Composition). The care team's until it is shown.

    The client's word holds for the version it was given to: `said_version`. A change asks again.
    """

    class Word(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"

    to_whom = SealedText()  # empty: for the client alone
    parts = SealedAnswers()  # the name of a part (summaries.PARTS) to its words
    shown_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=3, choices=Word, blank=True)
    said_version = models.PositiveIntegerField(null=True, blank=True)
    said_at = models.DateTimeField(null=True, blank=True)
    said_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    passed_on_at = models.DateTimeField(null=True, blank=True)
    passed_on_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(said="", said_at=None, said_by=None, said_version=None)
                | (~Q(said="") & Q(said_at__isnull=False, said_by__isnull=False, said_version__isnull=False)),
                name="a_word_on_a_summary_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(shown_at=None, audience="care_team") | Q(shown_at__isnull=False, audience="shared"),
                name="a_summary_is_shared_once_shown",
            ),
            models.CheckConstraint(
                condition=Q(passed_on_at=None, passed_on_by=None)
                | Q(passed_on_at__isnull=False, passed_on_by__isnull=False, said="yes"),
                name="nothing_is_passed_on_without_a_yes",
            ),
        ]

    def __str__(self) -> str:
        return f"summary, version {self.version}"

    @property
    def word(self) -> str:
        """What the client said to this version; empty when they have not said anything to it."""
        return self.said if self.said_version == self.version else ""


class EarlierSummary(CourseRecord):
    """A summary as the client had it before them, kept when somebody changed it."""

    summary = models.ForeignKey(Summary, models.PROTECT, related_name="earlier")
    version = models.PositiveIntegerField()
    to_whom = SealedText()
    parts = SealedAnswers()
    said = models.CharField(max_length=3, choices=Summary.Word, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["summary", "version"], name="one_copy_of_a_shown_summary")]

    def __str__(self) -> str:
        return f"summary as it was in version {self.version}"
