"""What a client says past their therapist, and what therapy did that was not good: two kinds of word that need an answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedText

__all__ = ["Concern", "UnwantedEffects"]


class Concern(CourseRecord):
    """“This is not helping”, to the person the practice named. The therapist reads it only where the client says so
    (audience); whoever it goes to reads it through `viewer.spoken_to`, and nothing else of the course."""

    class Kind(models.TextChoices):
        NOT_HELPING = "not_helping", "This is not helping"
        ANOTHER = "another", "I would like another therapist"

    kind = models.CharField(max_length=12, choices=Kind)
    words = SealedText()
    goes_to = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")
    answer = SealedText()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["goes_to", "answered_at"], name="concerns_of_a_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answered_concern_has_time_and_person",
            )
        ]

    def __str__(self) -> str:
        return f"a concern: {self.kind}"


class UnwantedEffects(CourseRecord):
    """Three plain questions before a look back: what therapy itself did that was not good. Not answered is not a no."""

    class HowMuch(models.TextChoices):
        NO = "no", "No"
        LITTLE = "little", "A little"
        LOT = "lot", "Yes, a lot"

    harder = models.CharField(max_length=6, choices=HowMuch, blank=True)
    hurt = models.CharField(max_length=6, choices=HowMuch, blank=True)
    elsewhere = models.CharField(max_length=6, choices=HowMuch, blank=True)
    words = SealedText()
    after_session = models.PositiveSmallIntegerField()  # how many had been attended

    def __str__(self) -> str:
        return "unwanted effects"

    @property
    def says_something(self) -> bool:
        """Whether there is anything to talk about."""
        return bool(self.words) or any(value in ("little", "lot") for value in (self.harder, self.hurt, self.elsewhere))

    @property
    def given(self) -> list[tuple[str, str]]:
        """Each question with its answer in words."""
        return [(QUESTIONS[name], str(getattr(self, f"get_{name}_display")() or "not answered")) for name in QUESTIONS]


QUESTIONS = {
    "harder": "Has anything got harder because of the sessions, and stayed so?",
    "hurt": "Did something here hurt you, feel unfair, or go too far?",
    "elsewhere": "Is something outside worse through this work: sleep, people close to you, your days?",
}
