"""What is arranged around the sessions: breaks, wishes to move, calendars to subscribe to, reminders."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from duologue.courses.models import CourseRecord
from duologue.courses.standing import NOTHING_KNOWN, Known, cared_for, clinical, taken_part_in
from duologue.courses.visibility import Door
from duologue.people.models import User
from duologue.people.sealed import SealedText
from duologue.sessions.models import Session

__all__ = ["Away", "CalendarFeed", "MoveRequest", "ReminderChoice", "SentReminder"]


class MoveRequest(CourseRecord):
    """A client asks to move a session and names times that would suit; the therapist answers."""

    class State(models.TextChoices):
        OPEN = "open", "Waits for an answer"
        MOVED = "moved", "Moved"
        KEPT = "kept", "The time stays"
        TAKEN_BACK = "taken_back", "Taken back"

    session = models.ForeignKey(Session, models.CASCADE, related_name="move_requests")
    times = models.JSONField()  # moments in UTC, as text, in the order of the client's wish
    words = SealedText()
    answer = SealedText()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(state="open"), name="one_open_wish_to_move"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True) | Q(~Q(state="open"), settled_at__isnull=False),
                name="a_settled_wish_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"a wish to move: {self.state}"

    @property
    def moments(self) -> list[datetime]:
        """The times that would suit."""
        return [datetime.fromisoformat(told) for told in self.times]


class Aways(models.QuerySet):
    """Questions about breaks."""

    def visible_to(self, user: User, known: Known = NOTHING_KNOWN) -> Aways:
        """One's own, those of the clients one cares for, and those of the therapists one meets."""
        takes_part, team = clinical("Participant").objects.unscoped(), clinical("CareTeamMember").objects.unscoped()
        clients = takes_part.filter(course__in=cared_for(user, known)).values("user")
        theirs = team.filter(course__in=taken_part_in(user, known), until_on__isnull=True).values("user")
        return self.filter(Q(user=user) | Q(user__in=clients) | Q(user__in=theirs))


class BreakDoor(Door):
    """The door to breaks."""

    queryset = Aways


class Away(models.Model):
    """From a day to a day somebody is away: a therapist's holiday, a client's. No reason is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("duologue.User", models.CASCADE, related_name="+")
    first_on = models.DateField()
    last_on = models.DateField()
    written_at = models.DateTimeField()
    objects: ClassVar[BreakDoor] = BreakDoor()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="a_break_ends_after_it_begins")
        ]
        indexes = [models.Index(fields=["user", "last_on"], name="breaks_of_somebody")]

    def __str__(self) -> str:
        return f"away {self.first_on} to {self.last_on}"


class CalendarFeed(models.Model):
    """A private address a calendar subscribes to. Only a hash of its secret is kept; a new one ends the one before."""

    user = models.OneToOneField("duologue.User", models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    initials = models.BooleanField(default=False)  # a therapist's own choice; a client's calendar never names anybody
    made_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"


class ReminderChoice(models.Model):
    """When somebody wants to be reminded, and when not. Without one nobody is reminded."""

    class When(models.TextChoices):
        NEVER = "never", "Not at all"
        DAY = "day", "A day before"
        HOURS = "hours", "Two hours before"

    user = models.OneToOneField("duologue.User", models.CASCADE, related_name="reminders")
    when = models.CharField(max_length=5, choices=When, default=When.NEVER)
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False),
                name="quiet_hours_have_two_ends",
            )
        ]

    def __str__(self) -> str:
        return f"reminders: {self.when}"


class SentReminder(models.Model):
    """One reminder that was written, so that it is written once. A session that moves may be told of anew."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="+")
    user = models.ForeignKey("duologue.User", models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "user", "starts_at"], name="reminded_once_of_a_time")]

    def __str__(self) -> str:
        return f"reminded at {self.sent_at}"
