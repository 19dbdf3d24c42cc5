"""Messages between a client and their care team: one thread for each course, sealed, with a read state for both sides."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedText

__all__ = ["Message"]

A_WHILE = timedelta(minutes=5)


class Message(CourseRecord):
    """Some words from one side to the other. Nothing looks through them: no word in it starts anything."""

    from_client = models.BooleanField()
    words = SealedText()
    seen_at = models.DateTimeField(null=True, blank=True)  # when somebody on the other side first opened it
    seen_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["course", "-written_at"], name="thread_newest_first"),
            models.Index(fields=["course"], name="messages_not_seen", condition=Q(seen_at__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at__isnull=True, seen_by__isnull=True)
                | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="a_seen_message_has_time_and_person",
            )
        ]

    def __str__(self) -> str:
        return "a message"

    @property
    def waited(self) -> bool:
        """Whether it lay on a phone for a while before it came."""
        return self.received_at - self.written_at > A_WHILE
