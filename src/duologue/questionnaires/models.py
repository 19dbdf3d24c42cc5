"""What was asked, what was answered, and what it counts to."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.functional import cached_property

from duologue.courses.models import Course, CourseRecord
from duologue.courses.visibility import CourseRecords, Door
from duologue.people.models import User
from duologue.people.sealed import SealedAnswers, SealedText
from duologue.questionnaires import library
from duologue.science.forms import TOTAL, Form


class Rules(CourseRecords):
    """Questions about rules."""

    def named(self) -> Rules:
        """With the name the (first) client is called by, as `client_called`."""
        clients = User.objects.filter(takes_part__course=OuterRef("course")).order_by("takes_part__pk")
        return self.annotate(client_called=Subquery(clients.values("called")[:1]))


class RuleDoor(Door):
    """The door to rules."""

    queryset = Rules


class AskRule(CourseRecord):
    """That a form is asked again and again: when, until when, why. Both see it; its therapist changes it."""

    class When(models.TextChoices):
        BEFORE = "before", "Before each session"
        DAYS = "days", "Every few days"
        STAGE = "stage", "When a new part begins, or after a milestone"

    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)  # when the rule was made; the newest one is asked
    why = SealedText()  # for the client: why we ask
    when = models.CharField(max_length=6, choices=When)
    hours_before = models.PositiveSmallIntegerField(default=48)
    every_days = models.PositiveSmallIntegerField(default=7)
    at = models.TimeField(default=time(9))
    starts_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    open_days = models.PositiveSmallIntegerField(default=7)  # how long one time stays open
    quiet_from = models.TimeField(default=time(21))
    quiet_until = models.TimeField(default=time(8))
    by_mail = models.BooleanField(default=False)
    over_because = SealedText()  # why more than the budget is asked
    kept_on_at = models.DateTimeField(null=True, blank=True)
    kept_on_because = SealedText()
    stopped_at = models.DateTimeField(null=True, blank=True)
    objects: ClassVar[RuleDoor] = RuleDoor()  # type: ignore[misc]  # a narrower door

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(every_days__gte=1, open_days__gte=1), name="a_rule_takes_days")
        ]

    def __str__(self) -> str:
        return f"rule for {self.form_id}"

    @property
    def form(self) -> Form:
        return library.form(self.form_id, self.form_version)


class Ask(CourseRecord):
    """That a client is asked to fill in one form (FHIR: Task). `turn` says which time of its rule it is."""

    rule = models.ForeignKey(AskRule, models.PROTECT, null=True, blank=True, related_name="asks")
    turn = models.CharField(max_length=40, blank=True)
    why = SealedText()
    expires_at = models.DateTimeField(null=True, blank=True)
    form_id = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    read_by = models.CharField(max_length=120, blank=True)  # "Tom, before Thursday": who reads the answers, and when
    opened_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "turn"], condition=Q(rule__isnull=False), name="a_rule_asks_once_a_turn"
            )
        ]

    def __str__(self) -> str:
        return f"ask for {self.form_id}"

    def has_run_out(self, now: datetime) -> bool:
        """Whether its time is over. What somebody has begun can still be sent."""
        return self.expires_at is not None and self.expires_at <= now

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
    version = models.PositiveIntegerField(default=1)  # of a worksheet that somebody goes on with (going_on.py)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_by_therapist_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")  # from paper,
    paper_on = models.DateField(null=True, blank=True)  # with the date on it

    class Meta:
        indexes = [
            models.Index(
                fields=["course", "-sent_at"],
                name="responses_of_a_course",
                condition=Q(sent_at__isnull=False),
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True, paper_on__isnull=True)
                | Q(entered_by__isnull=False, paper_on__isnull=False),
                name="paper_has_its_day_and_who_entered_it",
            )
        ]

    def __str__(self) -> str:
        return f"response to {self.form_id}"

    @property
    def form(self) -> Form:
        return library.form(self.form_id, self.form_version)

    @property
    def said_at(self) -> datetime:
        """When its author said it last, which is before it reached us if it waited on a phone; of paper, its own day."""
        return self.written_at if self.paper_on else self.changed_at

    @property
    def came_late(self) -> bool:
        """It waited on a phone before it reached us."""
        return (
            not self.paper_on and self.sent_at is not None and self.sent_at - self.changed_at >= timedelta(minutes=15)
        )

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


class LinkCode(CourseRecord):
    """The short code a therapist tells their client, for links that come by mail. Mail alone opens nothing."""

    code = SealedText()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="one_code_a_course")]

    def __str__(self) -> str:
        return "a code for links"


class TaskLink(CourseRecord):
    """A link that opens one form and nothing else, once. Only a hash of its secret is kept."""

    ask = models.ForeignKey(Ask, models.PROTECT, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return "a link to one form"
