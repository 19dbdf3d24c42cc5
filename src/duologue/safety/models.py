"""An answer that must reach a person. Nothing here is a diagnosis or a measure of danger: it is somebody's own answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.courses.visibility import Door
from duologue.people.models import Practice
from duologue.people.sealed import SealedAnswers, SealedText
from duologue.questionnaires.models import Response

PERSON = "duologue.User"


class Alert(CourseRecord):
    """Raised in the transaction of the answer. Seeing it closes nothing; only what a person did does.

    `told_by` is whose answer it is, `owner` the named person who must act; the care team reads it. While one is open, what
    the same person answers next joins it (`joins`), and a higher answer starts its clock anew (`round`).
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
        TRIED = "tried", "I tried, and have not reached them yet"

    class Step(models.IntegerChoices):
        """Who is told, one after the other, for as long as nobody has acted."""

        FIRST = 0, "at once"
        AGAIN = 1, "once more"
        STAND_IN = 2, "the stand-in"
        MANAGER = 3, "who manages the practice"

    response = models.ForeignKey(Response, models.PROTECT, related_name="alerts")
    rule = models.CharField(max_length=40)  # the question that raised it, for example "q9"
    rule_version = models.CharField(max_length=10)
    answer = models.PositiveSmallIntegerField()  # the raw answer, the highest one if it was changed
    told_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    owner = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    joins = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="joined")
    is_drill = models.BooleanField(default=False)
    # The clock: since when this round runs, the last step taken in it, and when the next one is due.
    round = models.PositiveSmallIntegerField(default=1)
    clock_from = models.DateTimeField()
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.FIRST)
    next_at = models.DateTimeField(null=True, blank=True)
    choice = models.CharField(max_length=10, choices=Choice, blank=True)
    chosen_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_with = models.ForeignKey("duologue.Act", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "rule", "rule_version"], name="one_alert_per_answer_and_rule"),
            models.UniqueConstraint(
                fields=["course", "told_by"],
                condition=Q(joins__isnull=True, closed_at__isnull=True),
                name="one_open_alert_for_each_person",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="acknowledged_means_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_with__isnull=True)
                | Q(closed_at__isnull=False, closed_with__isnull=False, acknowledged_at__isnull=False),
                name="closed_means_somebody_did_something",
            ),
        ]
        indexes = [
            models.Index(fields=["owner"], name="alerts_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["next_at"], name="alerts_next", condition=Q(next_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"alert on {self.rule}"

    @property
    def question(self) -> str:
        """The words of the question that was answered."""
        return self.response.form.item(self.rule).text

    @property
    def in_words(self) -> str:
        """The answer, literally as it was chosen."""
        return self.response.form.item(self.rule).in_words(self.answer)

    @property
    def which(self) -> str:
        """Which question it was, as a list says it: by its number where it has one, else by its words."""
        number = self.rule.removeprefix("q")
        return f"question {number}" if number.isdigit() else f"“{self.question}”"

    @property
    def state(self) -> str:
        """How far it has come: raised, delivered, seen, acknowledged, closed."""
        reached = [("closed", self.closed_at), ("acknowledged", self.acknowledged_at)]
        reached += [("seen", self.seen_at), ("delivered", self.delivered_at)]
        return next((name for name, at in reached if at), "raised")

    @property
    def came_late(self) -> bool:
        """It waited on a phone or on paper before it reached us."""
        return (self.received_at - self.written_at).total_seconds() >= 15 * 60


class Notice(models.Model):
    """That one person is told of one alert: written with its cause, sent by the worker at least once, kept for ever."""

    id = models.BigAutoField(primary_key=True)
    alert = models.ForeignKey(Alert, models.PROTECT, related_name="notices")
    to = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField(choices=Alert.Step)
    written_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)  # the course has another therapist now
    objects = Door()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alert", "round", "step"], name="told_once_a_step")]
        indexes = [models.Index(fields=["id"], name="notices_waiting", condition=Q(delivered_at__isnull=True))]

    def __str__(self) -> str:
        return f"notice of {self.alert_id}"


class Act(CourseRecord):
    """What somebody did about an alert, in their words. The author did it."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="acts")
    did = models.CharField(max_length=10, choices=Alert.Did)
    note = SealedText()

    def __str__(self) -> str:
        return f"act: {self.did}"


class LeftOpen(CourseRecord):
    """That a question which can raise an alert was sent without an answer. It is not a zero; a person is shown it."""

    response = models.ForeignKey(Response, models.PROTECT, related_name="left_open")
    rule = models.CharField(max_length=40)
    told_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)  # somebody said they will ask, or it was answered later

    class Meta:
        constraints = [models.UniqueConstraint(fields=["response", "rule"], name="left_open_once")]
        indexes = [models.Index(fields=["course"], name="left_open_now", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.rule} left open"


class Drill(models.Model):
    """A made-up answer that goes the real way, so that the practice knows that one would arrive."""

    practice = models.ForeignKey(Practice, models.CASCADE, related_name="drills")
    alert = models.OneToOneField(Alert, models.PROTECT, related_name="drill")
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")  # empty: the clock

    class Meta:
        indexes = [models.Index(fields=["practice", "-began_at"], name="latest_drill")]

    def __str__(self) -> str:
        return f"drill of {self.began_at:%Y-%m-%d}"


class SafetyPlan(SharedDocument):
    """What helps when it gets dangerous: six steps, and a reason to live. Both write it; it is the client's to keep."""

    signs = SealedText()
    alone = SealedText()
    around = SealedText()
    ask = SealedText()
    helpers = SealedText()
    safer = SealedText()
    reason = SealedText()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField(null=True, blank=True)  # looked at together
    review_on = models.DateField(null=True, blank=True)
    kept_on_phone_at = models.DateTimeField(null=True, blank=True)  # the client chose that it opens without signing in

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="one_safety_plan")]

    def __str__(self) -> str:
        return "a safety plan"


class EarlierSafetyPlan(CourseRecord):
    """A safety plan as it stood before somebody changed it; the author is whoever wrote that version."""

    plan = models.ForeignKey(SafetyPlan, models.CASCADE, related_name="earlier")
    version = models.PositiveIntegerField()
    parts = SealedAnswers()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "version"], name="one_copy_per_plan_version")]

    def __str__(self) -> str:
        return f"safety plan, version {self.version}"
