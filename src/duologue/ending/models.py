"""The ending as a phase with its own steps, letters both ways, and the staying-well plan."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.sealed import SealedAnswers, SealedText


class Ending(CourseRecord):
    """That the course is coming to its end, decided together: how many sessions are left, and when it ended."""

    class Kind(models.TextChoices):
        PLANNED = "planned", "We planned it"
        UNPLANNED = "unplanned", "It broke off"
        REFERRAL = "referral", "Going on somewhere else"
        DIED = "died", "They have died"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLANNED)
    last_session_number = models.PositiveSmallIntegerField()
    why = SealedText()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=Q(ended_at__isnull=True), name="one_ending_at_a_time"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="an_ending_has_time_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"ending: {self.kind}"


class EndingStep(CourseRecord):
    """One thing the last sessions are for, and the session it is planned for; the agenda of the ending."""

    class What(models.TextChoices):
        LOOK_BACK = "look_back", "Look back: first words, and today's"
        PLAN = "plan", "Finish the staying-well plan"
        MEASURES = "measures", "The last questions"
        LETTERS = "letters", "Letters to one another, if you like"
        SUMMARY = "summary", "The summary for whoever comes next"
        GOODBYE = "goodbye", "Say goodbye"
        OWN = "own", "In your own words"

    ending = models.ForeignKey(Ending, models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What)
    words = SealedText()  # of a step in one's own words
    session_number = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ending", "what"], condition=~Q(what="own"), name="each_step_of_an_ending_once"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_step_done_has_time_and_person",
            ),
        ]

    def __str__(self) -> str:
        return f"a step of the ending: {self.what}"

    @property
    def title(self) -> str:
        return self.words or self.get_what_display()


class Farewell(SharedDocument):
    """A letter at the end. A draft is its author's alone; once given it stays as it is, and both read it."""

    class Kind(models.TextChoices):
        LETTER = "letter", "A letter"
        DOOR_OPEN = "door_open", "The door is open"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.LETTER)
    words = SealedText()
    given_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "author", "kind"], condition=Q(given_at__isnull=True), name="one_draft_of_a_letter"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=True, audience="me") | Q(given_at__isnull=False, audience="shared"),
                name="a_draft_is_its_authors_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"a letter: {self.kind}"


class ContactAttempt(CourseRecord):
    """One time somebody tried to reach a client who stopped coming: when, how, and what came of it."""

    class Way(models.TextChoices):
        PHONE = "phone", "By phone"
        MAIL = "mail", "By mail"
        LETTER = "letter", "By letter"
        OTHER = "other", "Another way"

    class Came(models.TextChoices):
        NOTHING = "nothing", "No answer so far"
        LEFT_WORD = "left_word", "Left word"
        SPOKE = "spoke", "They spoke"
        NO_MORE = "no_more", "They do not want to go on now"

    on = models.DateField()
    way = models.CharField(max_length=8, choices=Way)
    came = models.CharField(max_length=10, choices=Came)
    words = SealedText()

    def __str__(self) -> str:
        return f"tried on {self.on}"


class Keepsake(CourseRecord):
    """Something from the course that the client keeps for their plan, in the words it had then."""

    class Kind(models.TextChoices):
        AGREED = "agreed", "What we agreed"
        HELPED = "helped", "A moment that helped"
        MILESTONE = "milestone", "Worth remembering"
        OWN = "own", "In my own words"

    kind = models.CharField(max_length=10, choices=Kind)
    about = models.UUIDField(null=True, blank=True)  # where it comes from; none for words of one's own
    words = SealedText()
    on = models.DateField()
    let_go_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "kind", "about"], condition=Q(let_go_at__isnull=True), name="each_thing_is_kept_once"
            )
        ]

    def __str__(self) -> str:
        return f"kept for the plan: {self.kind}"


class StayingWellPlan(SharedDocument):
    """What the client keeps: signs from green to red, what to do first and then, whom to call, what helped, and resources."""

    learned = SealedText()
    helped = SealedText()
    steady_signs = SealedText()  # green
    early_signs = SealedText()  # amber
    strong_signs = SealedText()  # red
    first_i_do = SealedText()
    then_i_do = SealedText()
    i_call = SealedText()
    remember = SealedText()
    resources = SealedAnswers()  # the id of a resource of the practice to the day it was chosen

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="one_staying_well_plan")]

    def __str__(self) -> str:
        return "a staying-well plan"
