"""A device in a client's hands: for which one thing, until when, and by which PIN it comes back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.questionnaires.models import Ask

__all__ = ["Handover"]


class Handover(CourseRecord):
    """That a therapist handed their device over for one form, or for one other thing: `what` it is, and `about` which
    record. Coming back takes the PIN they chose."""

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="handovers", null=True)
    what = models.CharField(max_length=20, blank=True)
    about = models.UUIDField(null=True)
    pin = models.CharField(max_length=128)  # hashed like a password
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    wrong_pins = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ask__isnull=False, what="", about__isnull=True)
                | (Q(ask__isnull=True, about__isnull=False) & ~Q(what="")),
                name="handed_over_for_one_thing",
            )
        ]

    def __str__(self) -> str:
        return "a device handed over"
