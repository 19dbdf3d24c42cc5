"""What a client chose about being reminded, and that it was done once."""

from __future__ import annotations

from django.db import models

__all__ = ["PracticeReminder", "SentPracticeReminder"]


class PracticeReminder(models.Model):
    """When a client wants to be reminded of what they try: a time of day and days of the week. Without one, never."""

    user = models.OneToOneField("duologue.User", models.CASCADE, related_name="practice_reminder")
    at = models.TimeField()  # on the practice's wall clock
    days = models.JSONField(default=list)  # of the week: 0 is Monday
    is_on = models.BooleanField(default=True)
    chosen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminder at {self.at}"


class SentPracticeReminder(models.Model):
    """That somebody was reminded on a day, so that it happens once."""

    user = models.ForeignKey("duologue.User", models.CASCADE, related_name="+")
    on = models.DateField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "on"], name="reminded_once_a_day")]

    def __str__(self) -> str:
        return f"reminded on {self.on}"
