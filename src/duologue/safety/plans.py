"""The safety plan's verbs: both write it, neither loses what the other wrote, and the client says where it is kept."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import Stale, keep
from duologue.people.models import User
from duologue.safety.models import EarlierSafetyPlan, SafetyPlan

PARTS = ("signs", "alone", "around", "ask", "helpers", "safer", "reason")


@transaction.atomic
def write_plan(parts: dict[str, Any], *, course: Course, seen: int, by: User, now: datetime) -> SafetyPlan:
    """Write the plan, or change it; what stood there before is kept. Raises Stale when the other one wrote meanwhile."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    held = SafetyPlan.objects.unscoped().select_related("course", "changed_by").filter(course=course).first()
    if held is None:
        return write(SafetyPlan, course=course, by=by, now=now, changed_at=now, changed_by=by, **parts)
    if all(getattr(held, name) == words for name, words in parts.items()):
        return held
    if seen != held.version:
        raise Stale(held)
    before = {name: getattr(held, name) for name in PARTS}
    written = {"by": held.changed_by, "written_at": held.changed_at}
    keep(held, seen=seen, changed_at=now, changed_by=by, **parts)
    write(EarlierSafetyPlan, course=course, now=now, plan=held, version=seen, parts=before, **written)
    ledger.record("safetyplan.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


@transaction.atomic
def look_at_it_together(plan: SafetyPlan, *, again_on: date | None, by: User, now: datetime) -> SafetyPlan:
    """They went through it together, and say when to do so again."""
    plan.reviewed_at, plan.review_on = now, again_on
    plan.save(update_fields=["reviewed_at", "review_on"])
    ledger.record("safetyplan.reviewed", actor=by.pk, course=plan.course_id, subject=plan.pk, at=now)
    return plan


@transaction.atomic
def keep_on_phone(plan: SafetyPlan, *, kept: bool, by: User, now: datetime) -> SafetyPlan:
    """The client's choice alone: whether their phone shows the plan without signing in and without a signal."""
    plan.kept_on_phone_at = now if kept else None
    plan.save(update_fields=["kept_on_phone_at"])
    ledger.record("safetyplan.phone", actor=by.pk, course=plan.course_id, subject=plan.pk, at=now)
    return plan
