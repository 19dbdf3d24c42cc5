"""One client's course of therapy: who takes part, who cares, its stages, and what several steps of therapy share."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from duologue.courses.standing import clients_of, latest_stage, leads_of
from duologue.courses.visibility import Audience, CourseDoor, Door
from duologue.people.models import DataKey, Practice, User
from duologue.people.sealed import SealedAnswers, SealedText

PERSON = settings.AUTH_USER_MODEL


class Course(models.Model):
    """One course of therapy, from first enquiry to follow-up (FHIR: EpisodeOfCare)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="+")
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    made_up = models.BooleanField(default=False)  # for a drill: nobody's, in no list and in no count
    objects = CourseDoor()

    class Meta:
        default_manager_name = "objects"

    def __str__(self) -> str:
        return f"course {self.pk}"

    @property
    def sealing_key_id(self) -> uuid.UUID:
        return self.key_id

    @cached_property
    def client(self) -> User:
        """The (first) client of the course."""
        return clients_of(course=self.pk)[0].user

    @cached_property
    def lead(self) -> User | None:
        """The therapist who answers for the course now."""
        return next((member.user for member in leads_of(course=self.pk)), None)

    @cached_property
    def team(self) -> list[User]:
        """The therapists who care for the course now, the lead first."""
        members = self.care_team.unscoped().filter(until_on__isnull=True).select_related("user").order_by("-lead", "pk")
        working = members.filter(user__memberships__practice=self.practice_id, user__memberships__until_on=None)
        return list(dict.fromkeys(member.user for member in working))

    @cached_property
    def way(self) -> list[Stage]:
        """Every stage so far, in the order in which they began."""
        return list(self.stages.unscoped().order_by("began_at", "pk"))

    @cached_property
    def stage(self) -> Stage | None:
        """The stage the course is in now: the one that began last."""
        return next(iter(latest_stage(course=self.pk)), None)

    @property
    def has_ended(self) -> bool:
        """Nothing is written any more; everything that was shared stays to read."""
        return self.stage is not None and self.stage.kind == Stage.Kind.CLOSED


class Participant(models.Model):
    """A client in a course. A couple's course has two."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="participants")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="takes_part")
    objects = Door()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "user"], name="takes_part_once")]

    def __str__(self) -> str:
        return f"participant {self.user_id}"


class CareTeamMember(models.Model):
    """A therapist in a course, from a day until a day (FHIR: CareTeam). The lead answers for what arrives."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="care_team")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="cares_for")
    lead = models.BooleanField(default=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    objects = Door()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(lead=True, until_on__isnull=True), name="one_lead_therapist"
            )
        ]

    def __str__(self) -> str:
        return f"care by {self.user_id}"


class Stage(models.Model):
    """A dated stage of a course, rather than a status that forgets."""

    class Kind(models.TextChoices):
        ENQUIRY = "enquiry", "Asking for help"
        ASSESSMENT = "assessment", "Getting to know each other"
        TREATMENT = "treatment", "Working together"
        ENDING = "ending", "Ending well"
        FOLLOW_UP = "follow_up", "After the ending"
        CLOSED = "closed", "Closed"

    course = models.ForeignKey(Course, models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=12, choices=Kind)
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", null=True)
    objects = Door()

    class Meta:
        indexes = [models.Index(fields=["course", "-began_at"], name="latest_stage")]

    def __str__(self) -> str:
        return f"{self.kind} from {self.began_at:%Y-%m-%d}"


class CourseRecord(models.Model):
    """Anything written down during a course. Subclass it and visibility, sealing and both times come with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="%(class)ss")
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.SHARED)
    written_at = models.DateTimeField()  # when its author wrote it
    received_at = models.DateTimeField()  # when it reached us; later than written_at when it waited on a phone
    objects = Door()

    class Meta:
        abstract = True

    @property
    def sealing_key_id(self) -> uuid.UUID:
        return self.course.key_id


class SharedDocument(CourseRecord):
    """A record that two people may edit: each change counts its version up (R12, see versions.py)."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class OwnWords(CourseRecord):
    """What somebody said in their own words, kept as it was said: what brings them, what they hope for."""

    class About(models.TextChoices):
        BRINGS = "brings", "What brings you"
        HOPES = "hopes", "What you hope for"
        BEFORE = "before", "What has helped before"
        NOW = "now", "How you would say it today"

    about = models.CharField(max_length=12, choices=About)
    words = SealedText()

    def __str__(self) -> str:
        return f"own words: {self.about}"


class Problem(CourseRecord):
    """A problem in the client's own words, rated 0-10 and rated again through the course."""

    words = SealedText()

    def __str__(self) -> str:
        return "a problem"


class ProblemRating(CourseRecord):
    """How strong a problem is on a day, 0 (not at all) to 10."""

    problem = models.ForeignKey(Problem, models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value__lte=10), name="problem_rated_0_to_10")]

    def __str__(self) -> str:
        return f"a problem at {self.value}"


class Goal(SharedDocument):
    """What a client wants to be different, in their words (FHIR: Goal). `ladder` has words for its rungs (ladders.py)."""

    words = SealedText()
    ladder = SealedAnswers()
    set_aside_at = models.DateTimeField(null=True, blank=True)
    reached_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "a goal"


class GoalRating(CourseRecord):
    """How close a goal is on a day, 0 (not at all) to 10 (fully there)."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="ratings")
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(value__lte=10), name="goal_rated_0_to_10")]

    def __str__(self) -> str:
        return f"a goal at {self.value}"


class GoalStep(CourseRecord):
    """On which rung of its ladder a goal is on a day, -2 to +2; 0 is what was hoped for, the first one is the start."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="steps")
    level = models.SmallIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(level__gte=-2, level__lte=2), name="a_ladder_has_five_rungs")]

    def __str__(self) -> str:
        return f"a goal on rung {self.level}"


class Milestone(CourseRecord):
    """Something worth remembering, in the words of the one who did it."""

    words = SealedText()
    on = models.DateField()

    def __str__(self) -> str:
        return f"milestone of {self.on}"
