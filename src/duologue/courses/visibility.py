"""Who may see what. The whole rule of the house is this one file.

A record belongs to a course and says who may read it: only its author, the care team, or both sides. A person stands in a
course as a participant (a client, for as long as the course exists) or in its care team (a therapist, while the team and
the membership last). Nobody else sees anything: a supervisor only what was brought to them, whom the practice named only what
was said to them, a manager only counts. What a person may not see does not exist for them: 404, never 403.
"""

from __future__ import annotations

import uuid
from typing import Any, TypeVar

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.http import Http404

from duologue.audit import ledger
from duologue.courses.standing import (
    NOTHING_KNOWN,
    Known,
    cared_for,
    clinical,
    parts_of,
    readable,
    taken_part_in,
    with_standing,
    works_here,
)
from duologue.people.models import Practice, Role, User

M = TypeVar("M", bound=models.Model)


class Audience(models.TextChoices):
    """Who may read a record."""

    ME = "me", "Just me"
    CARE_TEAM = "care_team", "The care team"
    SHARED = "shared", "Both of us"


class Courses(models.QuerySet):
    """Questions about courses of therapy."""

    def of_client(self, user: User) -> Courses:
        """Courses this person takes part in."""
        return self.filter(pk__in=taken_part_in(user))

    def of_care_team(self, user: User) -> Courses:
        """Courses this person cares for now."""
        return self.filter(pk__in=cared_for(user))

    def visible_to(self, user: User, known: Known = NOTHING_KNOWN) -> Courses:
        """Courses in which this person stands, once each."""
        standing = Q(pk__in=taken_part_in(user, known))
        if known.works_in != []:
            standing |= Q(pk__in=cared_for(user, known))
        return self.filter(standing)


class CourseRecords(models.QuerySet):
    """Questions about anything written down during a course."""

    def visible_to(self, user: User, known: Known = NOTHING_KNOWN) -> CourseRecords:
        """What this person may read. Standings are subqueries, not joins: measured much faster on long lists."""
        own = Q(audience=Audience.ME, author=user)
        readable = Q(course__in=taken_part_in(user, known)) & (own | Q(audience=Audience.SHARED))
        if known.works_in != []:
            for_the_team = own | Q(audience__in=[Audience.SHARED, Audience.CARE_TEAM])
            readable |= Q(course__in=cared_for(user, known)) & for_the_team
        return self.filter(readable)


class Door(models.Manager):
    """The default manager of everything clinical: it gives nothing away. Ask `visible_to`, or `unscoped()` by name."""

    queryset: type[models.QuerySet] = CourseRecords

    def get_queryset(self) -> models.QuerySet:
        return self.queryset(self.model, using=self._db).none()

    def unscoped(self) -> Any:
        """Everything, for verbs, commands and the demo. Every use is on an allow-list held by a test."""
        everything = self.queryset(self.model, using=self._db)
        # On `course.participants` and the like, Django's own filter on the course still applies.
        within = getattr(self, "_apply_rel_filters", None)
        return within(everything) if within else everything

    def visible_to(self, user: User, known: Known = NOTHING_KNOWN) -> Any:
        """What this person may see."""
        return self.unscoped().visible_to(user, known)


class CourseDoor(Door):
    """The same for courses themselves."""

    queryset = Courses


class Viewer:
    """The signed-in person: the only door through which a page reaches a clinical record."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.opened: set[uuid.UUID] = set()
        self.opened_enquiries: set[uuid.UUID] = set()
        self.looked = False
        self.memberships: list[Any] = works_here(user=user.pk)
        self.roles = {membership.role for membership in self.memberships}
        # For whoever does not work here: the courses they are a client in.
        self._parts: list[Any] = [] if self.memberships else parts_of(user=user.pk)
        works_in = [m.practice_id for m in self.memberships if m.role == Role.THERAPIST]
        self.known = Known(works_in, None if self.memberships else [part.course_id for part in self._parts])
        self._asking = {"user": user.pk, **vars(self.known)}

    @property
    def practice(self) -> Practice | None:
        """Where this person works, or the practice of the course they take part in."""
        if self.memberships:
            return self.memberships[0].practice
        return self._parts[0].course.practice if self._parts else None

    @property
    def role(self) -> str:
        """The one hat worn on this page: a member's first role, or client."""
        for role in (Role.THERAPIST, Role.SUPERVISOR, Role.MANAGER, Role.INTAKE):
            if role in self.roles:
                return str(role.value)
        return "client"

    @property
    def courses(self) -> Any:
        """The courses in which this person stands."""
        self.looked = True
        return clinical("Course").objects.visible_to(self.user, self.known)

    def records(self, model: type[M]) -> Any:
        """The records of one kind that this person may read."""
        self.looked = True
        return model.objects.visible_to(self.user, self.known)  # type: ignore[attr-defined]

    @property
    def cared_for(self) -> Any:
        """The ids of the courses this person cares for now, as a subquery."""
        return cared_for(self.user, self.known)

    @property
    def caseload(self) -> Any:
        """The clients this person cares for now, each with their course and its `stage_kind`, in one query."""
        self.looked = True
        stages = clinical("Stage").objects.unscoped().filter(course=OuterRef("course")).order_by("-began_at", "-pk")
        cared_for = clinical("Participant").objects.unscoped().filter(course__in=self.cared_for, course__made_up=False)
        return cared_for.select_related("user", "course").annotate(stage_kind=Subquery(stages.values("kind")[:1]))

    def course(self, pk: uuid.UUID, *, as_role: str | None = None) -> Any:
        """One course, opened and noted for the ledger; 404 when it is not theirs, or not in this role."""
        found = self._one(clinical("Course"), "pk", pk)
        return self._open(found, self._standing(found, found.pk), as_role)

    def record(self, model: type[M], pk: uuid.UUID, *, as_role: str | None = None) -> M:
        """One record with its course, opened and noted; 404 when it is not theirs to see.

        The standing in the course is looked at once more, in the same query: a second lock behind the audience.
        """
        found = self._one(model, "course_id", pk)
        for part in self._parts:
            if part.course_id == found.course_id:
                found.course = part.course
        self._open(found.course, self._standing(found, found.course_id), as_role)
        return found

    def first(self, model: type[M], **where: Any) -> M | None:
        """The first record with this value, for instance the response to an ask, if this person may read it."""
        self.looked = True
        ((name, value),) = where.items()
        return next(iter(readable(model, name, value=value, **self._asking)), None)

    def _one(self, model: type[M], course: str, pk: uuid.UUID) -> Any:
        self.looked = True
        for found in with_standing(model, course, pk=pk, **self._asking):
            return found
        raise Http404

    def _standing(self, found: Any, course: uuid.UUID) -> str:
        if self.known.takes_part_in is not None:
            return "client" if course in self.known.takes_part_in else ""
        return "client" if found.takes_part else "therapist" if found.cares else ""

    def _open(self, course: Any, standing: str, as_role: str | None) -> Any:
        if not standing or (as_role and standing != as_role):
            raise Http404
        course.viewed_as = standing
        self.opened.add(course.pk)
        return course

    def brought(self, model: type[M]) -> Any:
        """What therapists chose to bring to this supervisor, as long as it was not taken back."""
        self.looked = True
        everything = model.objects.unscoped()  # type: ignore[attr-defined]
        if Role.SUPERVISOR not in self.roles:
            return everything.none()
        return everything.filter(supervisor=self.user, taken_back_at__isnull=True)

    def spoken_to(self, model: type[M]) -> Any:
        """What clients said to this person because the practice named them, as long as they work there; nothing else."""
        self.looked = True
        practices = [membership.practice_id for membership in self.memberships]
        everything = model.objects.unscoped()  # type: ignore[attr-defined]
        return everything.filter(goes_to=self.user, course__practice__in=practices)

    def to_act_on(self, model: type[M]) -> Any:
        """Answers a person must act on: those of clients this therapist cares for, and those that came to them though they do
        not (`passed_on`), because nobody else was there or had acted. Of the latter they see that answer and what was done
        about it, nothing else of the course, for as long as they work here."""
        self.looked = True
        told = clinical("Notice").objects.unscoped().filter(alert=OuterRef("pk"), to=self.user, taken_back_at=None)
        own = Q(course__in=self.cared_for)
        everything = model.objects.unscoped()  # type: ignore[attr-defined]
        found = everything.filter(own | Q(Exists(told), course__practice__in=self.known.works_in))
        return found.annotate(passed_on=Case(When(own, then=Value(False)), default=Value(True)))

    def enquiries(self, model: type[M]) -> Any:
        """Questions of people who are not clients yet: new ones for therapists and intake of the practice they asked;
        later only for whoever answered, and for the care team of the course that came of it."""
        self.looked = True
        answering = [m.practice_id for m in self.memberships if m.role in (Role.THERAPIST, Role.INTAKE)]
        answered = Q(settled_by=self.user) | Q(course__in=self.cared_for)
        everything = model.objects.unscoped().filter(practice__in=answering)  # type: ignore[attr-defined]
        return everything.filter(Q(state="new") | answered)

    def enquiry(self, model: type[M], pk: uuid.UUID) -> M:
        """One enquiry, opened and noted for the ledger; 404 when it is not theirs to answer."""
        found = self.enquiries(model).select_related("practice", "settled_by", "course").filter(pk=pk).first()
        if found is None:
            raise Http404
        self.opened_enquiries.add(found.pk)
        return found

    def diary(self, model: type[M]) -> Any:
        """Who meets whom and when in the practice, for intake: times and names, never what was said."""
        self.looked = True
        kept = [m.practice_id for m in self.memberships if m.role == Role.INTAKE]
        return model.objects.unscoped().filter(course__practice__in=kept)  # type: ignore[attr-defined]

    def looked_in(self, *, until: int | None = None) -> Any:
        """What other people opened or changed on the courses this person takes part in, newest first."""
        mine = taken_part_in(self.user).values_list("course", flat=True)
        return ledger.of_courses(mine, not_by=self.user.pk, until=until)
