"""The progress note of a session: what the care team keeps on record. Drafted, signed, then only added to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedText
from duologue.sessions.models import Session

__all__ = ["NoteAmendment", "ProgressNote", "Template"]


class Template(models.TextChoices):
    """The usual shapes of a progress note."""

    PLAIN = "plain", "One text"
    SOAP = "soap", "SOAP"
    DAP = "dap", "DAP"
    BIRP = "birp", "BIRP"
    GIRP = "girp", "GIRP"


class ProgressNote(SharedDocument):
    """One note of one session, in up to four parts. A therapist's private note is another thing, in a table of its own."""

    session = models.OneToOneField(Session, models.PROTECT, related_name="progress_note")
    template = models.CharField(max_length=5, choices=Template, default=Template.PLAIN)
    one = SealedText()
    two = SealedText()
    three = SealedText()
    four = SealedText()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, signed_by__isnull=True)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="a_signed_note_has_its_signer",
            )
        ]

    def __str__(self) -> str:
        return "a progress note"


class NoteAmendment(CourseRecord):
    """What was added to a signed note, by whom and when. The note itself stays as it was signed."""

    note = models.ForeignKey(ProgressNote, models.PROTECT, related_name="amendments")
    words = SealedText()

    def __str__(self) -> str:
        return "an addition to a note"
