"""What is tried between sessions: agreed with a reason and a plan, done, and looked at together."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from duologue.courses.models import CourseRecord
from duologue.courses.visibility import Audience
from duologue.people.sealed import SealedText
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.science.forms import Form


class Assignment(CourseRecord):
    """One thing to try between sessions, agreed by both (FHIR: Task)."""

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        REVIEWED = "reviewed", "Looked at together"
        CHANGED = "changed", "Changed together"
        DROPPED = "dropped", "Let go together"

    worksheet_id = models.CharField(max_length=40, blank=True)
    worksheet_version = models.CharField(max_length=10, blank=True)
    what = SealedText()
    why = SealedText()
    when_where = SealedText()
    obstacle = SealedText()
    smaller = SealedText()  # the smaller version agreed beforehand
    confidence = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_words = SealedText()  # a word of why
    given: list[Entry]  # what the viewer may read of it, put here by reading.agreed

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(confidence__lte=10), name="confidence_0_to_10"),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at__isnull=True) | Q(~Q(outcome="open"), settled_at__isnull=False),
                name="a_settled_assignment_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return "an assignment"

    @property
    def worksheet(self) -> Form | None:
        """The worksheet it is done on, in the version that was agreed."""
        return library.form(self.worksheet_id, self.worksheet_version) if self.worksheet_id else None

    def after_its_day(self, moment: datetime) -> bool:
        """Whether a moment lies after the day they had in mind, on the practice's calendar. Late is late, never missing."""
        return self.due_on is not None and timezone.localdate(moment) > self.due_on


class Entry(CourseRecord):
    """Something the client wrote between sessions: how an assignment went, what got in the way, or simply a note.

    The audience is the client's choice and can be changed. A worksheet's response has its own: with one line for the
    therapist the entry is shared and the response is not.
    """

    class How(models.TextChoices):
        DONE = "done", "I did it"
        A_BIT = "a_bit", "I did a bit"
        HARD = "hard", "Too hard that day"
        NOT = "not", "Not this time"
        WROTE = "wrote", "A note"

    class Reason(models.TextChoices):
        TOO_BIG = "too_big", "Too big"
        NO_TIME = "no_time", "No time"
        FORGOT = "forgot", "I forgot"
        NOT_RIGHT = "not_right", "It did not feel right"
        IN_WORDS = "in_words", "In my words"

    class ReadBy(models.TextChoices):
        ME = "me", "Just for me"
        LINE = "line", "One line"
        BOTH = "both", "Both of us"

    assignment = models.ForeignKey(Assignment, models.PROTECT, null=True, blank=True, related_name="entries")
    response = models.OneToOneField(Response, models.PROTECT, null=True, blank=True, related_name="homework_entry")
    how = models.CharField(max_length=5, choices=How)
    reason = models.CharField(max_length=9, choices=Reason, blank=True)  # what got in the way
    words = SealedText()  # one line for the therapist, what got in the way, or the note itself
    late = False  # these two are put here by reading.written_about, for one viewer
    shown: Response | None = None

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how="wrote", assignment__isnull=True) | Q(~Q(how="wrote"), assignment__isnull=False),
                name="a_note_stands_alone",
            )
        ]

    def __str__(self) -> str:
        return f"an entry: {self.how}"

    @property
    def read_by(self) -> ReadBy:
        """Who may read it, as its author chose. Only for its author: others never learn what was kept back."""
        if self.audience == Audience.ME:
            return self.ReadBy.ME
        if self.response is not None and self.response.audience == Audience.ME:
            return self.ReadBy.LINE
        return self.ReadBy.BOTH
