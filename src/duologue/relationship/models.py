"""How the session was for the client and for the therapist, and what became of the client's remarks."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedText
from duologue.sessions.models import Session

__all__ = ["FOUR", "RATINGS", "Feedback", "Moment", "OwnView", "Remark"]

RATINGS = ("listened", "mattered", "suited", "could_say", "worth_it")
FOUR = RATINGS[:4]  # what the therapist rates, too


def _zero_to_ten(model: str, names: tuple[str, ...]) -> list[models.CheckConstraint]:
    return [
        models.CheckConstraint(condition=Q(**{f"{name}__lte": 10}), name=f"{model}_{name}_0_to_10") for name in names
    ]


class Feedback(CourseRecord):
    """The client's word on one session: five ratings 0-10 of our own, not a validated scale; each may be left out.

    It is the client's alone until the therapist's own view is in, or the next session begins (`both_sides`).
    """

    class TalkNextTime(models.TextChoices):
        YES = "yes", "Yes, let us talk about it"
        NO = "no", "No, just so you know"
        WRITE = "write", "I would rather write about it"

    session = models.ForeignKey(Session, models.PROTECT, related_name="feedback")
    listened = models.PositiveSmallIntegerField(null=True, blank=True)
    mattered = models.PositiveSmallIntegerField(null=True, blank=True)
    suited = models.PositiveSmallIntegerField(null=True, blank=True)
    could_say = models.PositiveSmallIntegerField(null=True, blank=True)
    worth_it = models.PositiveSmallIntegerField(null=True, blank=True)
    talk = models.CharField(max_length=5, choices=TalkNextTime, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_word_on_each_session"),
            *_zero_to_ten("feedback", RATINGS),
        ]

    def __str__(self) -> str:
        return "feedback on a session"


class OwnView(CourseRecord):
    """How the same four things were for a therapist. Theirs alone until the client's word is in; empty: they looked without."""

    session = models.ForeignKey(Session, models.PROTECT, related_name="own_views")
    listened = models.PositiveSmallIntegerField(null=True, blank=True)
    mattered = models.PositiveSmallIntegerField(null=True, blank=True)
    suited = models.PositiveSmallIntegerField(null=True, blank=True)
    could_say = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_own_view_of_each_session"),
            *_zero_to_ten("own_view", FOUR),
        ]

    def __str__(self) -> str:
        return "a therapist's view of a session"


class Moment(CourseRecord):
    """The moment of a session that helped most, in the client's words."""

    feedback = models.OneToOneField(Feedback, models.PROTECT, related_name="moment")
    words = SealedText()

    def __str__(self) -> str:
        return "a moment that helped"


class Remark(CourseRecord):
    """What did not help or was left unsaid, in the client's words. It stays open until it has an answer the client sees."""

    feedback = models.OneToOneField(Feedback, models.PROTECT, related_name="remark")
    words = SealedText()
    answer = SealedText()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    answer_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="an_answer_has_time_and_person",
            )
        ]

    def __str__(self) -> str:
        return "a remark"
