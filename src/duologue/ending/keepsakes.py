"""Verbs of the staying-well plan as it grows: what a client keeps for it, and which resources stand on it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.keepsakes import Found
from duologue.courses.models import Course
from duologue.courses.versions import keep
from duologue.ending.models import Keepsake, StayingWellPlan
from duologue.people.models import User


@transaction.atomic
def keep_for_plan(found: Found, *, course: Course, by: User, now: datetime) -> Keepsake:
    """Keep something from the course for the plan, in the words it has now. A thing is kept once."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    kept = Keepsake.objects.unscoped().filter(course=course, kind=found.kind, about=found.about, let_go_at=None)
    if found.about is not None and (held := kept.select_related("course").first()) is not None:
        return held
    return write(Keepsake, course=course, by=by, now=now, **vars(found))


@transaction.atomic
def let_go(kept: Keepsake, *, by: User, now: datetime) -> None:
    """After all not for the plan. Where it came from, it stays."""
    if kept.let_go_at is None:
        kept.let_go_at = now
        kept.save(update_fields=["let_go_at"])
        ledger.record("keepsake.let_go", actor=by.pk, course=kept.course_id, subject=kept.pk, at=now)


@transaction.atomic
def note_taken(*, course: Course, by: User, now: datetime) -> None:
    """Somebody took the plan along as a file or on paper."""
    ledger.record("stayingwellplan.taken", actor=by.pk, course=course.pk, at=now)


@transaction.atomic
def choose_resources(chosen: Iterable[uuid.UUID], *, course: Course, by: User, now: datetime) -> StayingWellPlan:
    """Say which resources of the practice stand on the plan, with the day each was chosen. Nothing else on it changes."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    held = StayingWellPlan.objects.unscoped().select_related("course").filter(course=course).first()
    held = held or write(StayingWellPlan, course=course, by=by, now=now)
    day = now.astimezone(course.practice.zone).date().isoformat()
    wanted = {str(pk): held.resources.get(str(pk), day) for pk in chosen}
    if wanted != held.resources:
        keep(held, seen=held.version, resources=wanted)
        ledger.record("stayingwellplan.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held
