"""What a client says yes or no to, purpose by purpose. No takes effect at once; every yes and no stays with its day.

A purpose nobody has spoken of yet is part of the agreement as it stands. Whoever acts on one asks `refuse_without` first;
what has to end when a yes is taken back listens to `taken_back` (config/wiring.py).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.dispatch import Signal

from duologue.courses.actions import write
from duologue.courses.models import Course, CourseRecord
from duologue.people.models import User

taken_back = Signal()  # purpose, course, by, now; inside the transaction of the no


class Permission(CourseRecord):
    """One yes or no to one purpose (FHIR: Consent.provision). The one that stands has no end; its author is the client."""

    class Purpose(models.TextChoices):
        QUESTIONS = "questions", "Short questions and scores"
        REMINDERS = "reminders", "Reminders by mail"
        SUPERVISION = "supervision", "Talking with a supervisor"
        SHARING = "sharing", "Passing on to your GP or another practice"

    purpose = models.CharField(max_length=12, choices=Purpose)
    given = models.BooleanField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "purpose"], condition=Q(until_at__isnull=True), name="one_word_stands_for_a_purpose"
            )
        ]

    def __str__(self) -> str:
        return f"{'yes' if self.given else 'no'} to {self.purpose}"


Purpose = Permission.Purpose


class NotGiven(ValueError):
    """The client has said no to what this would be for."""

    def __init__(self, purpose: Purpose, course: Course) -> None:
        super().__init__(f"{course.client.called} has said no to this: {purpose.label.lower()}.")
        self.purpose = purpose


def refused(purpose: Purpose) -> Any:
    """The ids of the courses whose client has said no to a purpose, as a subquery."""
    standing = Permission.objects.unscoped().filter(purpose=purpose, given=False, until_at__isnull=True)
    return standing.values("course")


def refuse_without(purpose: Purpose, course: Course) -> None:
    """Raises NotGiven when the client has said no."""
    if refused(purpose).filter(course=course).exists():
        raise NotGiven(purpose, course)


@transaction.atomic
def choose(purpose: Purpose, given: bool, *, course: Course, by: User, now: datetime) -> Permission:
    """Say yes or no, and have what a no means happen in the same moment. The same word again changes nothing."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    standing = Permission.objects.unscoped().filter(course=course, purpose=purpose, until_at__isnull=True)
    held: Permission | None = standing.select_related("course").first()
    if held is not None and held.given == given:
        return held
    standing.update(until_at=now)
    said = write(Permission, course=course, by=by, now=now, purpose=purpose, given=given)
    if not given:
        taken_back.send(sender=Permission, purpose=purpose, course=course, by=by, now=now)
    return said
