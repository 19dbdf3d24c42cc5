"""Forms that a practice brings along under a licence of its own."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from duologue.people.models import Practice

PERSON = settings.AUTH_USER_MODEL


class LicensedForm(models.Model):
    """One version of a form from elsewhere, kept whole as it was brought. From the day it is put in use nothing of it changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    form_id = models.CharField(max_length=40)
    version = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    address = models.CharField(max_length=300, blank=True)  # its canonical address, where the file names one
    original = models.BinaryField()
    holder = models.CharField(max_length=200)  # who holds the licence
    scope = models.CharField(max_length=500)  # what it allows
    until_on = models.DateField(null=True, blank=True)  # the last day on which it may be asked
    brought_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    terms = models.JSONField(default=dict)  # how it is used, fixed when it is put in use
    in_use_since = models.DateTimeField(null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form_id", "version"], name="one_file_a_version"),
            models.CheckConstraint(
                condition=Q(form_id__startswith="own-"), name="licensed_forms_have_ids_of_their_own"
            ),
        ]
        indexes = [models.Index(fields=["practice", "form_id"], name="forms_of_a_practice")]

    def __str__(self) -> str:
        return f"{self.form_id} version {self.version}"
