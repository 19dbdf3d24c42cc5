"""Scores that another system counted, brought along into a course: numbers without answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.people.models import User
from duologue.people.sealed import SealedText


class Brought(CourseRecord):
    """One file of scores that another system counted, brought along as it was. Taken out again, it counts nowhere."""

    source = SealedText()  # which system, in the therapist's words
    taken_out_at = models.DateTimeField(null=True, blank=True)
    taken_out_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_out_at__isnull=True, taken_out_by__isnull=True)
                | Q(taken_out_at__isnull=False, taken_out_by__isnull=False),
                name="taken_out_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return "scores brought along"


class BroughtScore(CourseRecord):
    """One of them: a number on a day. There are no answers behind it here, and so it raises nothing."""

    brought = models.ForeignKey(Brought, models.PROTECT, related_name="scores")
    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    scale = models.CharField(max_length=40)
    value = models.FloatField()
    at = models.DateTimeField()  # noon of its day

    class Meta:
        indexes = [models.Index(fields=["course", "form_id", "at"], name="brought_along")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.value}, brought along"
