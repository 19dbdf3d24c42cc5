"""Where else help can be found near by: a practice's own list, with the day on which each line was checked."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.db import models

__all__ = ["Resource"]

GOES_STALE = timedelta(days=365)


class Resource(models.Model):
    """A place, a group or a number near by that helps somebody stay well (FHIR: HealthcareService)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("duologue.Practice", models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=200)  # what it is for, in a few plain words
    phone = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=200, blank=True)
    web = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    checked_on = models.DateField()
    checked_by = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")
    put_away_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(phone="", address="", web=""), name="a_resource_can_be_reached_somehow"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, today: date) -> bool:
        """Nobody has checked it for more than a year: whoever reads it is told so."""
        return today - self.checked_on > GOES_STALE

    @property
    def reached(self) -> str:
        """How it is reached, in one line."""
        return ", ".join(filter(None, [self.phone, self.address, self.web, self.hours]))
