"""What was asked, what was answered, and what it counts to."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.functional import cached_property

from duologue.courses.models import Course, CourseRecord
from duologue.courses.visibility import Door
from duologue.people.sealed import SealedAnswers
from duologue.questionnaires import library
from duologue.science.forms import TOTAL, Form


class Ask(CourseRecord):
    """That a client is asked to fill in one form (FHIR: Task)."""

    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    read_by = models.CharField(max_length=120, blank=True)  # "Tom, before Thursday": who reads the answers, and when
    opened_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"ask for {self.form_id}"

    @property
    def form(self) -> Form:
        return library.form(self.form_id, self.form_version)


class Response(CourseRecord):
    """One person's answers to one version of one form (FHIR: QuestionnaireResponse). A draft until it is sent."""

    ask = models.OneToOneField(Ask, models.PROTECT, null=True, blank=True, related_name="response")
    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    answers = SealedAnswers()
    place = models.PositiveSmallIntegerField(default=0)  # the question they were at, from 1: a closed tab opens there
    changed_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_by_therapist_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["course", "-sent_at"],
                name="responses_of_a_course",
                condition=Q(sent_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"response to {self.form_id}"

    @property
    def form(self) -> Form:
        return library.form(self.form_id, self.form_version)

    @cached_property
    def totals(self) -> list[Score]:
        """What was counted, one for each scale. Of many responses, ask `with_totals` for them all at once."""
        scores: Any = self.scores  # type: ignore[attr-defined]
        together = "scores" in getattr(self, "_prefetched_objects_cache", {})
        return list(scores.all() if together else scores.unscoped())

    @property
    def score(self) -> Score:
        """What was counted on the main scale; like any missing relation, an AttributeError where nothing was."""
        main = self.form.scoring
        for score in self.totals:
            if main and score.scale == main.scale:
                return score
        raise AttributeError("nothing was counted here")

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each question with its answer in words, in the form's order; of those that come again, what was filled in."""
        told = [(item, self.answers.get(item.id)) for item in self.form.items]
        return [(item.text, item.in_words(said)) for item, said in told if not item.group or said not in (None, "")]


class Score(models.Model):
    """The total of one response on one scale, for lines and lists. Recomputed here, never taken from a browser."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="scores")
    response = models.ForeignKey(Response, models.CASCADE, related_name="scores", related_query_name="score")
    scale = models.CharField(max_length=40, default=TOTAL)
    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    value = models.FloatField(null=True)
    answered = models.PositiveSmallIntegerField()
    asked = models.PositiveSmallIntegerField()
    estimated = models.BooleanField(default=False)
    at = models.DateTimeField()
    objects = Door()

    class Meta:
        indexes = [models.Index(fields=["course", "form_id", "-at"], name="scores_of_a_course")]
        constraints = [models.UniqueConstraint(fields=["response", "scale"], name="one_score_a_scale")]

    def __str__(self) -> str:
        return f"{self.form_id} {self.scale} {self.value}"


def with_totals(responses: QuerySet) -> QuerySet:
    """The same responses with what they counted to, in one query more."""
    return responses.prefetch_related(Prefetch("scores", Score.objects.unscoped()))


def only_counted(responses: QuerySet) -> QuerySet:
    """Those responses that have a score, each once however many scales it has."""
    return responses.filter(Exists(Score.objects.unscoped().filter(response=OuterRef("pk"))))
