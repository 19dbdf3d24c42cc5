"""Who stands in a course, and how: a client takes part in it, a therapist cares for it for as long as they work there."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value

from duologue.people import heartbeat
from duologue.people.models import Membership, Role, User
from duologue.web.prepared import prepared

ID = models.UUIDField()


def clinical(name: str) -> Any:
    """A clinical model by its name: the models import this file, so it cannot import them."""
    return apps.get_model("duologue", name)


@dataclass(frozen=True)
class Known:
    """What is known of a person's standing already, so that no query need ask for it again; None is not known.

    `works_in`: the practices where they are a therapist now. `takes_part_in`: the courses they are a client in.
    """

    works_in: list[uuid.UUID] | None = None
    takes_part_in: list[uuid.UUID] | None = None


NOTHING_KNOWN = Known()


def taken_part_in(user: User, known: Known = NOTHING_KNOWN) -> Any:
    """The ids of the courses a person takes part in: as a subquery, unless they are known."""
    if known.takes_part_in is not None:
        return known.takes_part_in
    return clinical("Participant").objects.unscoped().filter(user=user).values("course")


def cared_for(user: User, known: Known = NOTHING_KNOWN) -> models.QuerySet:
    """The ids of the courses a person cares for now, as a member of the practice who has not left, as a subquery."""
    works_in: Any = known.works_in
    if works_in is None:
        works_here = Membership.objects.filter(user=user, role=Role.THERAPIST, until_on__isnull=True)
        works_in = works_here.values("practice")
    team = clinical("CareTeamMember").objects.unscoped()
    return team.filter(user=user, until_on__isnull=True, course__practice__in=works_in).values("course")


@prepared(user=ID)
def works_here(*, user: Any) -> Any:
    """Where somebody works now, with the practice, and when the worker was last there (`worker_at`)."""
    works = Membership.objects.filter(user=user, until_on__isnull=True).select_related("practice").order_by("pk")
    return works.annotate(worker_at=heartbeat.LAST)


@prepared(user=ID)
def parts_of(*, user: Any) -> Any:
    """The courses somebody is a client in, with their practice."""
    own = clinical("Participant").objects.unscoped().filter(user=user)
    return own.select_related("course__practice").order_by("pk")


@prepared(course=ID)
def clients_of(*, course: Any) -> Any:
    """The clients of a course, the first one first."""
    return clinical("Participant").objects.unscoped().filter(course=course).select_related("user").order_by("pk")


@prepared(course=ID)
def leads_of(*, course: Any) -> Any:
    """The one place of a lead therapist that is filled now."""
    leading = clinical("CareTeamMember").objects.unscoped().filter(course=course, lead=True, until_on__isnull=True)
    return leading.select_related("user").order_by("pk")


@prepared(course=ID)
def latest_stage(*, course: Any) -> Any:
    """The stage that began last."""
    return clinical("Stage").objects.unscoped().filter(course=course).order_by("-began_at", "-pk")[:1]


@prepared(pk=ID, user=ID, works_in=ID, takes_part_in=ID)
def with_standing(model: Any, course: str, *, pk: Any, user: Any, works_in: Any, takes_part_in: Any) -> Any:
    """One record this person may read and, where that is not known already, its course and what they are there."""
    known = Known(works_in, takes_part_in)
    found = model.objects.visible_to(user, known).filter(pk=pk)
    if course == "pk":
        found = found.select_related("practice")
    if takes_part_in is not None:
        return found  # a client's courses are known with their practice
    if course != "pk":
        found = found.select_related("course__practice")
    part = clinical("Participant").objects.unscoped().filter(course=OuterRef(course), user=user)
    cares = Q(**{f"{course}__in": cared_for(user, known)}) if works_in != [] else Value(False)
    return found.annotate(takes_part=Exists(part), cares=cares)


@prepared(value=ID, user=ID, works_in=ID, takes_part_in=ID)
def readable(model: Any, name: str, *, value: Any, user: Any, works_in: Any, takes_part_in: Any) -> Any:
    """The first record with a value that this person may read."""
    held = model.objects.visible_to(user, Known(works_in, takes_part_in)).filter(**{name: value})
    return held.order_by("pk")[:1]
