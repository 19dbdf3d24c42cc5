"""The agreement both rely on, versioned and signed; and the map of how things hang together, which both draw."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from duologue.courses.models import CourseRecord, SharedDocument
from duologue.people.models import Practice
from duologue.people.sealed import SealedAnswers, SealedText


class Agreement(SharedDocument):
    """A therapy agreement (FHIR: Consent). A signature holds for the version it was given to; a change asks again."""

    words = SealedText()
    client_signed_at = models.DateTimeField(null=True, blank=True)
    client_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    therapist_signed_at = models.DateTimeField(null=True, blank=True)
    therapist_signed_by = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], name="one_agreement_per_course"),
            models.CheckConstraint(
                condition=Q(client_signed_at__isnull=True, client_signed_by__isnull=True)
                | Q(client_signed_at__isnull=False, client_signed_by__isnull=False),
                name="a_client_signature_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(therapist_signed_at__isnull=True, therapist_signed_by__isnull=True)
                | Q(therapist_signed_at__isnull=False, therapist_signed_by__isnull=False),
                name="a_therapist_signature_has_time_and_person",
            ),
        ]

    def __str__(self) -> str:
        return "a therapy agreement"


class StartingAgreement(models.Model):
    """One version of a practice's own text for new agreements, by topic (see starting.py). A kept version never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.PROTECT, related_name="starting_agreements")
    version = models.PositiveIntegerField()
    parts = SealedAnswers()
    written_by = models.ForeignKey("duologue.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "version"], name="one_text_per_version")]

    def __str__(self) -> str:
        return f"what agreements begin with, version {self.version}"

    @property
    def sealing_key_id(self) -> uuid.UUID:
        return self.practice.key_id


class EarlierAgreement(CourseRecord):
    """The words of an agreement that had been signed, as they stood before somebody changed them."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="earlier")
    version = models.PositiveIntegerField()
    words = SealedText()
    client_signed_at = models.DateTimeField(null=True, blank=True)
    therapist_signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "version"], name="one_copy_per_signed_version")]

    def __str__(self) -> str:
        return f"agreement, version {self.version}"


class Formulation(CourseRecord):
    """A map of how things hang together, which both draw: boxes in the client's words and arrows between them.

    `drawn` counts its versions; each one is kept whole as a FormulationVersion.
    """

    class Kind(models.TextChoices):
        FIVE_AREAS = "five_areas", "Five areas"
        LONGITUDINAL = "longitudinal", "From then to now"
        FIVE_PS = "five_ps", "Five questions"
        CONFLICT = "conflict", "A feeling, a fear, a way of hiding"
        PERSONS = "persons", "Then, now, and here"

    kind = models.CharField(max_length=12, choices=Kind)
    about = SealedText()
    drawn = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"a map: {self.kind}"


class FormulationBox(SharedDocument):
    """Words in one place of a map (maps.py). One that is rated through the course is a problem as well."""

    formulation = models.ForeignKey(Formulation, models.CASCADE, related_name="boxes")
    place = models.CharField(max_length=16)
    words = SealedText()
    problem = models.ForeignKey("duologue.Problem", models.PROTECT, null=True, blank=True, related_name="+")
    taken_away_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"a box: {self.place}"


class FormulationArrow(CourseRecord):
    """That one box leads to another, with a word on the arrow if they like."""

    formulation = models.ForeignKey(Formulation, models.CASCADE, related_name="arrows")
    start = models.ForeignKey(FormulationBox, models.CASCADE, related_name="+")
    end = models.ForeignKey(FormulationBox, models.CASCADE, related_name="+")
    word = SealedText()
    taken_away_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(start=models.F("end")), name="an_arrow_joins_two_boxes"),
            models.UniqueConstraint(
                fields=["start", "end"], condition=Q(taken_away_at__isnull=True), name="one_arrow_from_a_box_to_another"
            ),
        ]

    def __str__(self) -> str:
        return "an arrow"


class FormulationVersion(CourseRecord):
    """A whole map as it was after one change: who made it and when are its author and its time."""

    formulation = models.ForeignKey(Formulation, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    held = SealedAnswers()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["formulation", "number"], name="one_map_per_version")]

    def __str__(self) -> str:
        return f"map, version {self.number}"


class HistoryPart(CourseRecord):
    """What a client decided about one part of their history instead of answering it now."""

    class Choice(models.TextChoices):
        OPEN = "open", "Open"
        SESSION = "session", "Left for the session"
        OUT = "out", "Left out"

    SET_ASIDE = (Choice.SESSION, Choice.OUT)

    form_id = models.CharField(max_length=40)
    choice = models.CharField(max_length=8, choices=Choice)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "form_id"], name="one_choice_for_a_part")]

    def __str__(self) -> str:
        return f"{self.form_id}: {self.choice}"
