"""That a rule about the relationship fired, and what two people tried then: a strain is closed by that and by nothing else."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedText
from duologue.relationship.models import Feedback
from duologue.science.strain_rules import RULES, Level, Published, Rule
from duologue.sessions.models import Session

__all__ = ["ActionCard", "LookedAgain", "Signal"]


class Signal(CourseRecord):
    """What the rules of science/strains.py said of one session, with their figures of that day. Nobody is counted by it."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="signals")
    feedback = models.OneToOneField(Feedback, models.PROTECT, null=True, blank=True, related_name="signal")
    level = models.PositiveSmallIntegerField(choices=[(level.value, level.name.lower()) for level in Level])
    fired = models.JSONField()  # [[rule, figure], ...], numbers and our own words only
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session"], condition=Q(feedback__isnull=True), name="left_out_is_noticed_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="a_closed_signal_has_time_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"a signal of level {self.level}"

    @property
    def is_strain(self) -> bool:
        """Whether only an action card closes it."""
        return self.level >= Level.STRAIN

    @property
    def rules(self) -> list[tuple[Published, str]]:
        """What fired, as published, each with its figure; a strong strain is not said twice."""
        names = {rule for rule, _ in self.fired}
        said = [(RULES[Rule(rule)], figure) for rule, figure in self.fired]
        strong = Rule.STRONG_STRAIN in names
        return [one for one in said if not (strong and one[0].rule == Rule.STRAIN)]


class ActionCard(CourseRecord):
    """What was tried about a strain, what was decided, and when the two look again. Both read it."""

    class Tried(models.TextChoices):
        RAISED = "raised", "We talked about it openly"
        FIT = "fit", "We looked at goals, ways of working, and the two of us"
        READINESS = "readiness", "We talked about doubts, and about what is too soon"
        LIFE = "life", "We looked at who helps, and at what else is going on"
        BETWEEN = "between", "We looked at what is tried between sessions"
        SUPERVISION = "supervision", "I took it to supervision"
        MORE = "more", "We talked about more help, other help, or somebody else"

    signal = models.OneToOneField(Signal, models.PROTECT, related_name="card")
    tried = models.JSONField()
    words = SealedText()
    again_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)  # the next look; None once it is easier between the two

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="cards_to_look_at_again", condition=Q(due_on__isnull=False))]

    def __str__(self) -> str:
        return "an action card"

    @property
    def tried_in_words(self) -> list[str]:
        known: dict[Any, Any] = dict(self.Tried.choices)
        return [str(known[name]) for name in self.tried]


class LookedAgain(CourseRecord):
    """On the day of an action card the two looked again: how it is now, and when they look once more unless it is easier."""

    class Found(models.TextChoices):
        EASIER = "easier", "Easier between us"
        SAME = "same", "Much the same"
        HARDER = "harder", "Harder"

    card = models.ForeignKey(ActionCard, models.PROTECT, related_name="looks")
    found = models.CharField(max_length=6, choices=Found)
    words = SealedText()
    again_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(found="easier", again_on__isnull=True) | Q(again_on__isnull=False),
                name="what_is_not_easier_has_a_next_day",
            )
        ]

    def __str__(self) -> str:
        return "a second look"
