"""The ending as a phase, the staying-well plan, and the day to look in again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedAnswers, SealedText


class Ending(CourseRecord):
    """That the course is coming to its end, decided together: how many sessions are left, and when it ended."""

    class Kind(models.TextChoices):
        PLANNED = "planned", "We planned it"
        UNPLANNED = "unplanned", "It broke off"
        REFERRAL = "referral", "Going on somewhere else"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLANNED)
    last_session_number = models.PositiveSmallIntegerField()
    why = SealedText()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=Q(ended_at__isnull=True), name="one_ending_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ending_has_time_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"ending: {self.kind}"


class StayingWellPlan(SharedDocument):
    """What the client keeps: early signs, what to do first and then, whom to call, what helped, what to remember."""

    learned = SealedText()
    helped = SealedText()
    early_signs = SealedText()
    first_i_do = SealedText()
    then_i_do = SealedText()
    i_call = SealedText()
    remember = SealedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="one_staying_well_plan")]

    def __str__(self) -> str:
        return "a staying-well plan"


class FollowUp(CourseRecord):
    """A day after the ending on which the client is asked how it goes."""

    on = models.DateField()
    held_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"follow-up on {self.on}"


class EarlySignsCheck(CourseRecord):
    """Three answers about early signs on the day of a follow-up, and the wish to talk if there is one."""

    class Spoke(models.TextChoices):
        CAME_BACK = "came_back", "The way back was opened"
        TALKED = "talked", "They spoke"

    follow_up = models.OneToOneField(FollowUp, models.PROTECT, related_name="check_made")
    answers = SealedAnswers()  # the name of a question to 0 (not at all), 1 (a little), 2 (a lot)
    asked_to_talk_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    settled_how = models.CharField(max_length=10, choices=Spoke, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True, settled_how="")
                | Q(~Q(settled_how=""), settled_at__isnull=False, settled_by__isnull=False),
                name="a_settled_wish_to_talk_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(asked_to_talk_at__isnull=False),
                name="only_a_wish_to_talk_is_settled",
            ),
        ]

    def __str__(self) -> str:
        return "a check of early signs"

    @property
    def light(self) -> str:
        """Green while every answer is "not at all", red from one "a lot" on, amber between."""
        highest = max(self.answers.values(), default=0)
        return ("green", "amber", "red")[highest]
