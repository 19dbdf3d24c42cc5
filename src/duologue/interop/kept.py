"""What a manager sees of keeping and erasing: names, days and holds, and no word that anybody wrote."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from duologue.courses import keeping
from duologue.courses.keeping import ErasureRequest, LegalHold
from duologue.courses.models import Course, Participant, Stage
from duologue.people.models import Practice


@dataclass(frozen=True)
class Line:
    """One course that has ended."""

    course_id: uuid.UUID
    name: str
    kept_until: date | None
    held: bool
    asked_on: date | None
    is_past: bool


def course_of(practice: Practice, pk: uuid.UUID) -> Course | None:
    """A course of this practice with a client in it, or None."""
    return _courses(practice).filter(pk=pk).select_related("practice").first()


def _courses(practice: Practice) -> Any:
    names = Participant.objects.unscoped().filter(course=OuterRef("pk")).order_by("pk").values("user__name")[:1]
    held = Course.objects.unscoped().filter(practice=practice, made_up=False)
    return held.annotate(client_name=Subquery(names)).filter(client_name__isnull=False)


def line_of(course: Course, *, now: datetime) -> Line:
    """One course, as a line."""
    return _line(course, held=keeping.hold_on(course) is not None, asked_at=_asked([course]).get(course.pk), now=now)


def _line(course: Any, *, held: bool, asked_at: datetime | None, now: datetime) -> Line:
    until = keeping.kept_until(course)
    past = until is not None and until <= timezone.localdate(now)
    asked_on = timezone.localdate(asked_at) if asked_at else None
    return Line(course.pk, course.client_name, until, held, asked_on, past)


def _asked(courses: Any) -> dict[uuid.UUID, datetime]:
    wishes = ErasureRequest.objects.unscoped().filter(course__in=courses, confirmed_at__isnull=False)
    return dict(wishes.filter(taken_back_at=None, carried_out_at=None).values_list("course", "confirmed_at"))


def overview(practice: Practice, *, now: datetime) -> dict[str, Any]:
    """Every course that has ended, and every one that is held; the stages of all of them in one query."""
    courses = list(_courses(practice).select_related("practice").order_by("client_name", "pk"))
    ways: dict[uuid.UUID, list[Stage]] = {course.pk: [] for course in courses}
    for stage in Stage.objects.unscoped().filter(course__in=courses).order_by("began_at", "pk"):
        ways[stage.course_id].append(stage)
    for course in courses:
        course.way = ways[course.pk]
    holds = set(LegalHold.objects.filter(course__in=courses, lifted_at=None).values_list("course", flat=True))
    asked = _asked(courses)
    lines = [_line(one, held=one.pk in holds, asked_at=asked.get(one.pk), now=now) for one in courses]
    return {
        "waiting": [line for line in lines if line.asked_on],
        "past": [line for line in lines if line.is_past and not line.asked_on],
        "ended": [line for line in lines if line.kept_until and not line.is_past and not line.asked_on],
        "going_on": [line for line in lines if not line.kept_until],
    }
