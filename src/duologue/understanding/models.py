"""Asking for help without an account."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from duologue.courses.models import Course, CourseRecord
from duologue.courses.visibility import Door
from duologue.people.models import DataKey, Practice, User
from duologue.people.sealed import SealedText


class Enquiry(models.Model):
    """Somebody asks for an appointment. It has a key of its own, which becomes the client's when it is accepted."""

    class State(models.TextChoices):
        NEW = "new", "New"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Not taken on"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="enquiries")
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    entry_key = models.UUIDField(unique=True)  # sent twice by a nervous finger, kept once
    name = SealedText()
    email = SealedText()
    phone = SealedText()
    words = SealedText()
    best_times = SealedText()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    course = models.OneToOneField(Course, models.PROTECT, null=True, blank=True, related_name="enquiry")
    objects = Door()

    class Meta:
        verbose_name_plural = "enquiries"
        indexes = [models.Index(fields=["practice", "asked_at"], name="enquiries_waiting", condition=Q(state="new"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(state="new") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="a_settled_enquiry_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", course__isnull=False) | (~Q(state="accepted") & Q(course__isnull=True)),
                name="an_accepted_enquiry_has_its_course",
            ),
        ]

    def __str__(self) -> str:
        return f"enquiry {self.pk}"

    @property
    def sealing_key_id(self) -> uuid.UUID:
        return self.key_id


class OfferedTime(CourseRecord):
    """A time the therapist offers for the first meeting. It is open until the course has a session or it is turned down."""

    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    turned_down_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "starts_at"], name="each_time_offered_once")]

    def __str__(self) -> str:
        return f"offer for {self.starts_at:%Y-%m-%d %H:%M}"
