"""That no mail of ours goes to somebody who asked for none. `letters` asks here before it writes.

Whoever has died is no matter of this file: their account is closed with the ending, and nothing is handed over.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.people.models import User

__all__ = ["MailStop"]


class MailStop(models.Model):
    """From a moment on nothing is sent to this person; with an end it is over."""

    user = models.ForeignKey(User, models.CASCADE, related_name="mail_stops")
    stopped_at = models.DateTimeField()
    stopped_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    until_at = models.DateTimeField(null=True, blank=True)
    until_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(until_at__isnull=True), name="one_stop_of_mail_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True, until_by__isnull=True)
                | Q(until_at__isnull=False, until_by__isnull=False),
                name="mail_again_is_somebodys_word",
            ),
        ]

    def __str__(self) -> str:
        return f"no mail since {self.stopped_at}"


def held(user: User) -> MailStop | None:
    """The stop that stands, if there is one."""
    return MailStop.objects.filter(user=user, until_at__isnull=True).select_related("stopped_by").first()


def is_stopped(address: str) -> bool:
    """Whether nothing goes to this address."""
    return MailStop.objects.filter(user__email__iexact=address, until_at__isnull=True).exists()
