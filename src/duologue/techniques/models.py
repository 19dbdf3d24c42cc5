"""What was worked on together in an hour: which worksheet, in which session, what was written, and how it went."""

from __future__ import annotations

from django.db import models

from duologue.courses.models import SharedDocument
from duologue.people.sealed import SealedText
from duologue.questionnaires.models import Response
from duologue.science.forms import Form
from duologue.sessions.models import Session


class UsedTogether(SharedDocument):
    """One worksheet filled in together. Both read it and both may write; the version guards how it went (FHIR: Procedure)."""

    class Went(models.TextChoices):
        HELPED = "helped", "It helped"
        A_LITTLE = "a_little", "It helped a little"
        NOT_NOW = "not_now", "It did not fit this time"
        STIRRED = "stirred", "It stirred things up"

    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="used")
    response = models.OneToOneField(Response, models.PROTECT, related_name="used_together")
    went = models.CharField(max_length=8, choices=Went, blank=True)
    went_words = SealedText()

    def __str__(self) -> str:
        return "a worksheet used together"

    @property
    def sheet(self) -> Form:
        """The worksheet in the version it was filled in on."""
        return self.response.form
