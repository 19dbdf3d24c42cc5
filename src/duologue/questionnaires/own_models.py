"""Worksheets that a practice writes itself."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from duologue.people.models import Practice

PERSON = settings.AUTH_USER_MODEL


class OwnWorksheet(models.Model):
    """One version of a practice's own worksheet. A draft changes; from the day it is on the shelf nothing of it does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    form_id = models.CharField(max_length=40)
    version = models.CharField(max_length=10)
    title = models.CharField(max_length=200, blank=True)
    draft = models.JSONField(default=dict)  # what was typed on the page, finished or not
    text = models.TextField(blank=True)  # the file it is, once it was brought or put on the shelf
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    edition = models.PositiveIntegerField(default=1)  # of the draft, against two windows (R12)
    on_shelf_since = models.DateTimeField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form_id", "version"], name="one_text_a_version"),
            models.UniqueConstraint(
                fields=["form_id"], condition=Q(on_shelf_since__isnull=True), name="one_draft_of_a_worksheet"
            ),
            models.CheckConstraint(condition=Q(form_id__startswith="made-"), name="made_worksheets_have_own_ids"),
            models.CheckConstraint(
                condition=Q(on_shelf_since__isnull=True) | ~Q(text=""), name="on_the_shelf_stands_a_text"
            ),
        ]
        indexes = [models.Index(fields=["practice", "form_id"], name="worksheets_of_a_practice")]

    def __str__(self) -> str:
        return f"{self.form_id} version {self.version}"
