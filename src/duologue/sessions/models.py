"""The hour: series, sessions, the joint agenda, what was agreed, the shared summary, the private note."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.courses.visibility import CourseRecords, Door
from duologue.people.models import User
from duologue.people.sealed import SealedText

LONGEST = timedelta(minutes=120)  # no session is longer: see the constraint on Series


class How(models.TextChoices):
    """How two people meet."""

    ROOM = "room", "In the room"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"


class Series(CourseRecord):
    """A time that comes again: the same wall-clock time every week or every second, in the practice's zone."""

    therapist = models.ForeignKey("duologue.User", models.PROTECT, related_name="+", null=True)
    starts_on = models.DateField()
    at = models.TimeField()
    every_weeks = models.PositiveSmallIntegerField(default=1)
    minutes = models.PositiveSmallIntegerField(default=50)
    time_zone = models.CharField(max_length=60)
    how = models.CharField(max_length=5, choices=How, default=How.ROOM)
    ends_on = models.DateField(null=True, blank=True)  # it was ended: nothing of it is planned after this day

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=15, minutes__lte=120), name="series_15_to_120_minutes"),
            models.CheckConstraint(condition=Q(every_weeks__gte=1), name="series_every_week_or_more"),
        ]

    def __str__(self) -> str:
        return f"every {self.every_weeks} weeks at {self.at}"


class Sessions(CourseRecords):
    """Questions about sessions."""

    def named(self) -> Sessions:
        """With the name the (first) client is called by, as `client_called`: lists need no more of a client."""
        clients = User.objects.filter(takes_part__course=OuterRef("course")).order_by("takes_part__pk")
        return self.select_related("therapist").annotate(client_called=Subquery(clients.values("called")[:1]))

    def ahead(self, now: datetime) -> Sessions:
        """Planned and not over yet, or running; soonest first."""
        running = Q(state="attended", ended_at__isnull=True, began_at__gt=now - LONGEST)
        still = Q(state="planned", starts_at__gt=now - LONGEST)
        return self.filter(running | still).order_by("starts_at", "pk")

    def held(self) -> Sessions:
        """Sessions that took place, latest first."""
        return self.filter(state="attended").order_by("-starts_at", "-pk")


class Diary(Door):
    """The door to sessions."""

    queryset = Sessions


class Session(SharedDocument):
    """One meeting (FHIR: Appointment, then Encounter). `agreed` and `summary` are written together; both sides keep them."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        ATTENDED = "attended", "Held"
        MISSED = "missed", "Missed"
        CANCELLED = "cancelled", "Cancelled"

    series = models.ForeignKey(Series, models.SET_NULL, null=True, blank=True, related_name="sessions")
    therapist = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=50)
    how = models.CharField(max_length=5, choices=How, default=How.ROOM)
    link = SealedText()  # where a session by video takes place, https only
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    first_at = models.DateTimeField(null=True, blank=True)  # it was moved: when it was to begin at first
    moved_at = models.DateTimeField(null=True, blank=True)
    moves = models.PositiveSmallIntegerField(default=0)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    short_notice = models.BooleanField(default=False)  # called off by the client, later than the practice asks for
    late_minutes = models.PositiveSmallIntegerField(null=True, blank=True)  # the client came so many minutes late
    began_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    agreed = SealedText()
    summary = SealedText()
    objects: ClassVar[Diary] = Diary()  # type: ignore[misc]  # a narrower door

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="sessions_are_numbered"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False),
                name="a_session_begins_before_it_ends",
            ),
            models.CheckConstraint(
                condition=Q(short_notice=False) | Q(state="cancelled", called_off_by__isnull=False),
                name="short_notice_is_somebodys",
            ),
            models.CheckConstraint(
                condition=Q(late_minutes__isnull=True) | Q(state="attended"), name="late_and_yet_there"
            ),
        ]
        indexes = [models.Index(fields=["therapist", "starts_at"], name="diary_of_a_therapist")]

    def __str__(self) -> str:
        return f"session {self.number}"

    @property
    def ends_at(self) -> datetime:
        """When it ends by the plan; one that was held at quite another time lasts as long as was planned."""
        length = timedelta(minutes=self.minutes)
        if self.began_at and abs(self.began_at - self.starts_at) > length:
            return self.began_at + length
        return self.starts_at + length

    @property
    def planned_at(self) -> datetime:
        """When it was to begin at first, moved or not."""
        return self.first_at or self.starts_at

    @property
    def became(self) -> str:
        """What became of it, in a few words."""
        if self.state == self.State.CANCELLED and self.short_notice:
            return "Called off late"
        if self.state == self.State.ATTENDED and self.late_minutes:
            return f"Held, {self.late_minutes} min late"
        return str(self.get_state_display())

    @property
    def running(self) -> bool:
        return self.began_at is not None and self.ended_at is None

    @property
    def over(self) -> bool:
        return self.ended_at is not None


class PrivateNote(SharedDocument):
    """A therapist's own note, in a table of its own: its author alone reads it, and the database refuses anything else.

    That of an hour belongs to its `session`; any other stands by itself, `about` a session or not (own_notes.py). The version
    guards two tabs of the same person.
    """

    class Kind(models.TextChoices):
        NOTE = "note", "A note"
        TRANSFERENCE = "transference", "Transference"

    session = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="notes")
    about = models.ForeignKey(Session, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.NOTE)
    words = SealedText()
    thrown_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "author"], name="one_note_per_author"),
            models.CheckConstraint(condition=Q(audience="me"), name="a_private_note_is_only_its_authors"),
            models.CheckConstraint(
                condition=Q(session__isnull=True) | Q(about__isnull=True), name="a_note_of_an_hour_is_about_that_hour"
            ),
        ]

    def __str__(self) -> str:
        return "a private note"


class Target(models.TextChoices):
    """What a line of the agenda is about, in the order of DBT; none as long as nobody said."""

    LIFE = "life", "Staying alive and safe"
    THERAPY = "therapy", "What gets in the way of our work"
    QUALITY = "quality", "A life worth living"
    SKILLS = "skills", "Skills to learn"


class AgendaItem(CourseRecord):
    """One line of the joint agenda. It stays until it has been talked about or let go together, session after session."""

    class Kind(models.TextChoices):
        SAFETY = "safety", "Safety"
        TOPIC = "topic", "Something to talk about"
        REMARK = "remark", "A remark to answer"
        PRACTICE = "practice", "Between sessions"
        CHANGE = "change", "What changed"
        REVIEW = "review", "Looking back together"
        ANSWERS = "answers", "New answers"

    class Outcome(models.TextChoices):
        OPEN = "open", "Open"
        TALKED = "talked", "Talked about"
        LET_GO = "let_go", "Let go"

    kind = models.CharField(max_length=10, choices=Kind)
    about = models.UUIDField(null=True, blank=True)  # the record it points to
    words = SealedText()
    target = models.CharField(max_length=8, choices=Target, blank=True)
    place = models.PositiveSmallIntegerField(default=0)  # 0: by kind and age; else where somebody put it
    not_today_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.OPEN)
    settled_at = models.DateTimeField(null=True, blank=True)
    session = models.ForeignKey(Session, models.SET_NULL, null=True, blank=True, related_name="talked_about")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "kind", "about"],
                condition=Q(about__isnull=False, outcome="open"),
                name="one_open_line_per_thing",
            ),
            models.CheckConstraint(
                condition=Q(outcome="open", settled_at__isnull=True) | Q(~Q(outcome="open"), settled_at__isnull=False),
                name="a_settled_line_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"agenda: {self.kind}"
