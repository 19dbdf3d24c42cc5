"""An answer that must reach a person. Nothing here is a diagnosis or a measure of danger: it is somebody's own answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord
from duologue.people.models import User
from duologue.people.sealed import SealedText
from duologue.questionnaires.models import Response


class Alert(CourseRecord):
    """Raised in the transaction of the answer. Seeing it closes nothing; only a person's action does.

    The author is the client who answered; the care team reads it. `owner` is the named person who must act.
    """

    class Choice(models.TextChoices):
        HELP_NOW = "help_now", "I need help now"
        CONTACT = "contact", "Please contact me before we meet"
        WAIT = "wait", "I am safe and can wait until we meet"

    class Did(models.TextChoices):
        CALLED = "called", "I called"
        SAW = "saw", "We met"
        WROTE = "wrote", "I wrote and they answered"
        PASSED_ON = "passed_on", "I passed it to a colleague or a service"

    response = models.ForeignKey(Response, models.PROTECT, related_name="alerts")
    rule = models.CharField(max_length=40)  # the question that raised it, for example "q9"
    rule_version = models.CharField(max_length=10)
    answer = models.PositiveSmallIntegerField()  # the raw answer
    owner = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    did = models.CharField(max_length=10, choices=Did, blank=True)
    note = SealedText()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "rule", "rule_version"], name="one_alert_per_answer_and_rule"),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, did="")
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(did=""),
                name="acknowledged_means_somebody_did_something",
            ),
        ]
        indexes = [models.Index(fields=["owner"], name="alerts_waiting", condition=Q(acknowledged_at__isnull=True))]

    def __str__(self) -> str:
        return f"alert on {self.rule}"

    @property
    def whose(self) -> User:
        """Whose answer it is: the author's, or the client's where a clinician wrote it down in person."""
        return self.course.client if self.response.form.by_clinician else self.author

    @property
    def question(self) -> str:
        """The words of the question that was answered."""
        return self.response.form.item(self.rule).text

    @property
    def in_words(self) -> str:
        """The answer, literally as it was chosen."""
        return self.response.form.item(self.rule).in_words(self.answer)
