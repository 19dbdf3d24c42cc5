"""Scores that another system counted: the verbs that bring a file of them along, or take it out again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.people.models import User
from duologue.questionnaires.brought_models import Brought, BroughtScore
from duologue.questionnaires.models import Response
from duologue.science.recurrence import wall_clock


@dataclass(frozen=True)
class Found:
    """One score of a file: its form, its day and its number."""

    form_id: str
    form_version: str
    scale: str
    on: date
    value: float

    @property
    def key(self) -> tuple[str, str, date, float]:
        """What makes it the same score when it comes again."""
        return self.form_id, self.scale, self.on, self.value


def counted(viewer: Viewer, course: Course | None = None) -> QuerySet:
    """The scores that were brought along and not taken out again, as somebody may see them, oldest first."""
    kept = viewer.records(BroughtScore).filter(brought__taken_out_at__isnull=True).order_by("at", "pk")
    return kept.filter(course=course) if course else kept


def held_already(viewer: Viewer, course: Course) -> set[tuple[str, str, date, float]]:
    """The scores that this course holds already, brought along or given here, by `Found.key`; two queries."""
    zone = course.practice.zone
    rows = list(counted(viewer, course).values_list("form_id", "scale", "at", "value"))
    here = viewer.records(Response).filter(course=course, score__value__isnull=False)
    rows += here.values_list("form_id", "score__scale", "score__at", "score__value")
    return {(form_id, scale, at.astimezone(zone).date(), value) for form_id, scale, at, value in rows}


@transaction.atomic
def bring_along(scores: Iterable[Found], *, source: str, course: Course, by: User, now: datetime) -> Brought:
    """Keep all of these scores or none, as numbers of another system: no answers are made up, and nothing is raised.

    Raises ValueError for a day to come, or when there is nothing to keep.
    """
    found, zone = list(scores), course.practice.zone
    if not found or any(one.on > now.astimezone(zone).date() for one in found):
        raise ValueError("scores of days that have been are needed")
    brought = write(Brought, course=course, by=by, now=now, source=source)
    rest: dict[str, Any] = {"course": course, "author": by, "written_at": now, "received_at": now, "brought": brought}
    BroughtScore.objects.unscoped().bulk_create(
        BroughtScore(
            form_id=one.form_id,
            form_version=one.form_version,
            scale=one.scale,
            value=one.value,
            at=wall_clock(one.on, time(12), zone),
            **rest,
        )
        for one in found
    )
    return brought


@transaction.atomic
def take_out(brought: Brought, *, by: User, now: datetime) -> Brought:
    """Undo: none of its scores counts any more. What was brought stays on file with who took it out, and when."""
    if brought.taken_out_at is None:
        brought.taken_out_at, brought.taken_out_by = now, by
        brought.save(update_fields=["taken_out_at", "taken_out_by"])
        ledger.record("brought.taken_out", actor=by.pk, course=brought.course_id, subject=brought.pk, at=now)
    return brought
