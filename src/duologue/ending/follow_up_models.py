"""The days to look in again after an ending, and what was answered on them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.courses.visibility import CourseRecords, Door
from duologue.people.sealed import SealedAnswers

QUESTIONS = 3
__all__ = ["EarlySignsCheck", "FollowUp"]


class FollowUps(CourseRecords):
    """Questions about follow-ups."""

    def to_come(self) -> FollowUps:
        """Neither held nor called off, the next one first."""
        return self.filter(held_at__isnull=True, called_off_at__isnull=True).order_by("on", "pk")


class FollowUpDoor(Door):
    """The door to follow-ups."""

    queryset = FollowUps


class FollowUp(CourseRecord):
    """A day after the ending on which the client is asked how it goes."""

    on = models.DateField()
    months = models.PositiveSmallIntegerField(
        null=True, blank=True
    )  # after the last session; none for a day of its own
    asked_at = models.DateTimeField(null=True, blank=True)  # when the three questions went out
    held_at = models.DateTimeField(null=True, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)  # they came back, or it was taken out of the plan
    objects: ClassVar[FollowUpDoor] = FollowUpDoor()  # type: ignore[misc]  # a narrower door

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "months"],
                condition=Q(held_at__isnull=True, called_off_at__isnull=True),
                name="each_follow_up_once",
            )
        ]

    def __str__(self) -> str:
        return f"follow-up on {self.on}"


class Checks(CourseRecords):
    """Questions about checks of early signs."""

    def waiting(self) -> Checks:
        """Red, or with a wish to talk, and nobody has acted yet; the longest first."""
        asked = Q(asked_to_talk_at__isnull=False) | Q(raised_at__isnull=False)
        return self.filter(asked, settled_at__isnull=True).order_by("written_at", "pk")


class CheckDoor(Door):
    """The door to checks of early signs."""

    queryset = Checks


class EarlySignsCheck(CourseRecord):
    """Three answers about early signs on the day of a follow-up, and the wish to talk if there is one."""

    class Spoke(models.TextChoices):
        CAME_BACK = "came_back", "The way back was opened"
        TALKED = "talked", "They spoke"
        WROTE = "wrote", "Their therapist wrote to them"

    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="check_made")
    answers = SealedAnswers()  # the name of a question to 0 (not at all), 1 (a little), 2 (a lot)
    asked_to_talk_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField(null=True, blank=True)  # red: it waits for a named person until they act
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    settled_how = models.CharField(max_length=10, choices=Spoke, blank=True)
    objects: ClassVar[CheckDoor] = CheckDoor()  # type: ignore[misc]  # a narrower door

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settled_how="")
                | Q(~Q(settled_how=""), settled_at__isnull=False, settled_by__isnull=False),
                name="a_settled_wish_to_talk_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(asked_to_talk_at__isnull=False) | Q(raised_at__isnull=False),
                name="only_what_waits_is_settled",
            ),
        ]

    def __str__(self) -> str:
        return "a check of early signs"

    @property
    def light(self) -> str:
        """Red from one "a lot" on, amber from one "a little" on, green when all three are "not at all". A question left open
        is not "not at all": then nothing is said."""
        highest = max(self.answers.values(), default=0)
        if highest == 0 and len(self.answers) < QUESTIONS:
            return "open"
        return ("green", "amber", "red")[highest]
