"""One live view: what a second screen shows of a session, which screen it is, and how it ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.sessions.models import Session

__all__ = ["LiveView"]

SILENT = timedelta(seconds=25)  # a screen asks every second, and one that is asleep asks no more


class LiveView(CourseRecord):
    """That something is looked at together: one row from its start to its stop. No words are in it, and no secret is."""

    class Shown(models.TextChoices):
        AGENDA = "agenda", "The agenda"
        PROGRESS = "progress", "How it goes"
        GOALS = "goals", "Our goals"
        AGREED = "agreed", "What we agreed"
        WORKSHEET = "worksheet", "What we fill in"
        CALM = "calm", "A calm moment"
        NOTHING = "nothing", "Nothing"

    session = models.ForeignKey(Session, models.PROTECT, related_name="live_views")
    until = models.DateTimeField()  # it ends by then, whatever happens
    shown = models.CharField(max_length=9, choices=Shown, default=Shown.NOTHING)
    exercise = models.CharField(max_length=60, blank=True)  # which of the calm moments, by the library's id
    codes = models.PositiveSmallIntegerField(default=1)  # how many codes were made for it; the last one counts
    code_hash = models.CharField(max_length=64, blank=True)  # empty once a screen came in by it
    code_until = models.DateTimeField()
    screen_hash = models.CharField(max_length=64, blank=True)  # of the secret that the one screen holds
    paired_at = models.DateTimeField(null=True, blank=True)
    paired_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)  # when the screen asked last, to within some seconds
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(stopped_at__isnull=True), name="one_live_view_of_a_session"
            ),
            models.UniqueConstraint(fields=["code_hash"], condition=~Q(code_hash=""), name="a_code_opens_one_screen"),
            models.UniqueConstraint(fields=["screen_hash"], condition=~Q(screen_hash=""), name="a_screen_shows_one"),
        ]

    def __str__(self) -> str:
        return "a live view"

    def is_on(self, now: datetime) -> bool:
        """Whether it may be looked at: not stopped, in time, and the session still runs. Needs the session."""
        return self.stopped_at is None and now < self.until and self.session.running

    def is_heard(self, now: datetime) -> bool:
        """Whether its screen asked within the last seconds."""
        return bool(self.screen_hash) and self.seen_at is not None and now - self.seen_at < SILENT

    def takes_code(self, now: datetime) -> bool:
        """Whether a screen can still come in by the code that was made last."""
        return bool(self.code_hash) and now < self.code_until
