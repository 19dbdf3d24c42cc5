"""What the hour has beside its agenda: in which order a course goes through it, and what came up in it."""

from __future__ import annotations

from django.db import models

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedText
from duologue.sessions.models import Session

__all__ = ["AgendaOrder", "CameUp", "Convention"]


class Convention(models.TextChoices):
    """The orders there are."""

    AS_IT_COMES = "as_it_comes", "As it comes"
    CBT = "cbt", "The order of a CBT session"
    DBT = "dbt", "What matters most first, as in DBT"


class AgendaOrder(CourseRecord):
    """In which order a course goes through its agenda: chosen once, for as long as nobody chooses another."""

    convention = models.CharField(max_length=12, choices=Convention, default=Convention.AS_IT_COMES)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course"], name="one_order_of_an_agenda")]

    def __str__(self) -> str:
        return f"agenda by {self.convention}"


class CameUp(CourseRecord):
    """Something that came up in the hour, kept by one tap in the client's words; both read it later."""

    class Kind(models.TextChoices):
        EVENT = "event", "Something that happened"
        ISSUE = "issue", "Looked at in depth"
        SKILL = "skill", "A skill practised"

    session = models.ForeignKey(Session, models.PROTECT, related_name="came_up")
    kind = models.CharField(max_length=5, choices=Kind)
    words = SealedText()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"in the hour: {self.kind}"
