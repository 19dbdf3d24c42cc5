"""What is tried between sessions: agreed with a reason and a plan, done, and looked at together."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.courses.visibility import Audience
from duologue.people.sealed import SealedText
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.science.forms import Form

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Assignment(CourseRecord):
    """One thing to try between sessions, agreed by both (FHIR: Task)."""

    class Kind(models.TextChoices):
        OWN = "own", "A thing in your own words"
        WORKSHEET = "worksheet", "A worksheet"
        DIARY = "diary", "A diary"
        EXERCISE = "exercise", "An exercise"
        READING = "reading", "Something to read"

    class Rhythm(models.TextChoices):
        ONCE = "once", "Once"
        DAYS = "days", "On some days of the week"
        DAILY = "daily", "Every day"
        UNTIL = "until", "As it comes, until you meet"

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        REVIEWED = "reviewed", "Looked at together"
        CHANGED = "changed", "Changed together"
        DROPPED = "dropped", "Let go together"
        TAKEN_BACK = "taken_back", "Taken back by the therapist"

    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OWN)
    worksheet_id = models.CharField(max_length=40, blank=True)
    worksheet_version = models.CharField(max_length=10, blank=True)
    guide_id = models.CharField(max_length=40, blank=True)  # one of library/guides
    what = SealedText()
    why = SealedText()
    when_where = SealedText()
    obstacle = SealedText()
    smaller = SealedText()  # the smaller version agreed beforehand
    reading = SealedText()  # what to read: a text of the practice, or an address in words
    confidence = models.PositiveSmallIntegerField()
    rhythm = models.CharField(max_length=5, choices=Rhythm, default=Rhythm.ONCE)
    days = models.JSONField(default=list, blank=True)  # of the week, for DAYS: 0 is Monday
    due_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.OPEN)
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

    @property
    def is_open(self) -> bool:
        return self.outcome == self.Outcome.OPEN

    @property
    def how_often(self) -> str:
        """Its rhythm in words; nothing for a thing done once."""
        if self.rhythm == self.Rhythm.DAYS:
            return "On " + in_a_row([WEEKDAYS[day] for day in sorted(self.days)])
        return {"daily": "Every day", "until": "As it comes, until you meet"}.get(self.rhythm, "")

    @property
    def comes_again(self) -> bool:
        """Whether it is meant for several days, so that each entry says which one it is about."""
        return self.rhythm in (self.Rhythm.DAYS, self.Rhythm.DAILY)

    def planned_on(self, day: date) -> bool:
        """Whether they had this day in mind: from the day it was agreed until it was settled."""
        begins, ends = timezone.localdate(self.written_at), self.settled_at and timezone.localdate(self.settled_at)
        if day < begins or (ends and day > ends):
            return False
        if self.rhythm == self.Rhythm.DAYS:
            return day.weekday() in self.days
        return self.rhythm == self.Rhythm.DAILY or (self.rhythm == self.Rhythm.ONCE and day == self.due_on)

    def after_its_day(self, moment: datetime) -> bool:
        """Whether a moment lies after the day they had in mind, on the practice's calendar. Late is late, never missing."""
        return self.due_on is not None and timezone.localdate(moment) > self.due_on


class Entry(SharedDocument):
    """Something the client wrote between sessions: how an assignment went, what got in the way, or simply a note.

    The audience is the client's choice and can be changed, and a worksheet's response has the same one. With one line for
    the therapist the entry stays private, and the line is an entry of its own (`line_of`): what the therapist may read
    is then never more than what was given, and looks like any other entry. One person may hold a note open on two devices:
    its version tells a change made from older words.
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
    line_of = models.OneToOneField("self", models.CASCADE, null=True, blank=True, related_name="given_line")
    how = models.CharField(max_length=5, choices=How)
    on = models.DateField()  # the day it is about, on the practice's calendar
    reason = models.CharField(max_length=9, choices=Reason, blank=True)  # what got in the way
    words = SealedText()  # what it was like, what got in the way, or the note itself
    line = SealedText()  # one line for the therapist, as its author has it
    how_much = SealedText()  # quantity, in their words: "twice", "20 minutes"
    quality = models.PositiveSmallIntegerField(null=True, blank=True)  # how it went, 0-10; empty is not said
    difficulty = models.PositiveSmallIntegerField(null=True, blank=True)  # how hard it was, 0-10
    usefulness = models.PositiveSmallIntegerField(null=True, blank=True)  # how useful it was, 0-10
    changed_at = models.DateTimeField(null=True, blank=True)  # when a note was last changed
    shown: Response | None = None  # put here by reading.with_answers, for one viewer

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(how="wrote", assignment__isnull=True) | Q(~Q(how="wrote"), assignment__isnull=False),
                name="a_note_stands_alone",
            ),
            models.CheckConstraint(
                condition=Q(line_of__isnull=True) | Q(audience=Audience.SHARED, response__isnull=True),
                name="a_line_is_given",
            ),
            models.CheckConstraint(
                condition=(Q(quality__isnull=True) | Q(quality__lte=10))
                & (Q(difficulty__isnull=True) | Q(difficulty__lte=10))
                & (Q(usefulness__isnull=True) | Q(usefulness__lte=10)),
                name="how_it_went_0_to_10",
            ),
        ]

    def __str__(self) -> str:
        return f"an entry: {self.how}"

    @property
    def read_by(self) -> ReadBy:
        """Who may read it, as its author chose. Only for its author: others never learn what was kept back."""
        if self.audience == Audience.SHARED:
            return self.ReadBy.BOTH
        return self.ReadBy.LINE if hasattr(self, "given_line") else self.ReadBy.ME

    @property
    def late(self) -> bool:
        """It was done after the day they had in mind."""
        due_on = self.assignment.due_on if self.assignment else None
        return due_on is not None and self.on > due_on

    @property
    def written_later(self) -> bool:
        """It was written on a later day than the one it is about."""
        return timezone.localdate(self.written_at) > self.on

    @property
    def ratings(self) -> list[tuple[str, int]]:
        """What was said from 0 to 10, with its name."""
        told = [
            ("How it went", self.quality),
            ("How hard it was", self.difficulty),
            ("How useful it was", self.usefulness),
        ]
        return [(name, value) for name, value in told if value is not None]


class EarlierNote(CourseRecord):
    """A note as it was before its author changed it; the author's alone, and gone with the note."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="earlier")
    words = SealedText()

    def __str__(self) -> str:
        return "a note as it was"


class Helped(CourseRecord):
    """Something that helped, kept by the client in their words, often from an entry."""

    entry = models.ForeignKey(Entry, models.SET_NULL, null=True, blank=True, related_name="+")
    words = SealedText()

    def __str__(self) -> str:
        return "what helped"


def in_a_row(names: list[str]) -> str:
    """ "Monday, Tuesday and Friday"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
