"""The joint review and when it comes, what two people decided to change, what happened meanwhile, what stands first."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.models import Practice
from duologue.people.sealed import SealedText

# What a review asks, in its order: the name of the field and its heading.
REVIEWED = {
    "working": "What is working",
    "not_working": "What is not working",
    "focus": "Where we want to look now",
    "change_goals": "Goals",
    "change_techniques": "Ways of working",
    "change_rhythm": "How often, how long",
    "change_therapist": "Who you work with",
    "next_steps": "What we do next",
}


class Review(SharedDocument):
    """One look back together. It is open until both have signed the same version."""

    working = SealedText()
    not_working = SealedText()
    focus = SealedText()
    change_goals = SealedText()
    change_techniques = SealedText()
    change_rhythm = SealedText()
    change_therapist = SealedText()
    next_steps = SealedText()
    after_session = models.PositiveSmallIntegerField()
    client_signed_at = models.DateTimeField(null=True, blank=True)
    client_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    therapist_signed_at = models.DateTimeField(null=True, blank=True)
    therapist_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(client_signed_at__isnull=True) | Q(therapist_signed_at__isnull=True),
                name="one_open_review_at_a_time",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{side}_signed_at__isnull": True, f"{side}_signed_by__isnull": True})
                    | Q(**{f"{side}_signed_at__isnull": False, f"{side}_signed_by__isnull": False}),
                    name=f"a_{side}_review_signature_is_whole",
                )
                for side in ("client", "therapist")
            ],
        ]

    def __str__(self) -> str:
        return f"review after session {self.after_session}"

    @property
    def said(self) -> list[tuple[str, str]]:
        """What was written, each under its heading."""
        return [(label, getattr(self, name)) for name, label in REVIEWED.items() if getattr(self, name)]

    @property
    def is_signed_by_both(self) -> bool:
        return self.client_signed_at is not None and self.therapist_signed_at is not None


class CourseCorrection(CourseRecord):
    """What two people found behind five doors, and what they decided to change by when."""

    motivation = SealedText()
    relationship = SealedText()
    support = SealedText()
    coping = SealedText()
    safety = SealedText()
    decided = SealedText()
    by_when = models.DateField()
    after_session = models.PositiveSmallIntegerField()  # how many had been attended; the next line counts from here

    def __str__(self) -> str:
        return f"a change of course after session {self.after_session}"


class ReviewRhythm(CourseRecord):
    """When the two look back in this course: every so many sessions, by a day, or both. Without one, the practice's holds."""

    every = models.PositiveSmallIntegerField(null=True, blank=True)  # attended sessions
    on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], name="one_rhythm_a_course"),
            models.CheckConstraint(
                condition=Q(every__gte=1) | Q(every__isnull=True, on__isnull=False), name="a_rhythm_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"a look back every {self.every} sessions"


class LifeEvent(CourseRecord):
    """Something that happened in the client's life, in their words, with its day. Private until its writer shares it."""

    words = SealedText()
    on = models.DateField()

    def __str__(self) -> str:
        return f"something that happened on {self.on}"


class StandsFirst(CourseRecord):
    """What the client wants to see first on the progress page: their goals, their problems, or one of the measures."""

    what = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="one_thing_stands_first")]

    def __str__(self) -> str:
        return "what stands first"


class RangeShown(CourseRecord):
    """That the two have looked at the expected range together: from then on the client sees it too."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="shown_together_once")]

    def __str__(self) -> str:
        return "the expected range, looked at together"


class GrowthFit(models.Model):
    """How scores of one scale usually went in the finished courses of one practice, fitted anew each night.

    `numbers` are those of science.growth.Growth, empty where they were refused; `why_not` says why. Nothing in it is
    anybody's: it holds averages and counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    scale = models.CharField(max_length=40)
    fitted_at = models.DateTimeField()
    courses = models.PositiveIntegerField()
    numbers = models.JSONField(default=dict, blank=True)
    why_not = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "form_id", "form_version", "scale"], name="one_fit_a_scale")
        ]

    def __str__(self) -> str:
        return f"{self.form_id} over {self.courses} courses"
