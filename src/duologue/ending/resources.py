"""Verbs of a practice's list of resources: what is on it, when each was last checked, and what stands on a plan."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from duologue.audit import ledger
from duologue.ending.models import StayingWellPlan
from duologue.ending.resource_models import Resource
from duologue.people.models import Practice, User

ON_A_PLAN = 4  # so many fit on its share of two pages


def of_practice(practice: Practice) -> QuerySet[Resource]:
    """What is on the list now, by name."""
    return Resource.objects.filter(practice=practice, put_away_on__isnull=True).order_by("name", "pk")


def put_away_ones(practice: Practice) -> QuerySet[Resource]:
    """What was on the list once."""
    return Resource.objects.filter(practice=practice, put_away_on__isnull=False).order_by("name", "pk")


def everything(practice: Practice) -> QuerySet[Resource]:
    """On the list or not."""
    return Resource.objects.filter(practice=practice).select_related("practice")


def of_plan(plan: StayingWellPlan | None) -> list[Resource]:
    """What somebody chose for their plan; also what has left the list since, for it may still be there."""
    if plan is None or not plan.resources:
        return []
    chosen = [uuid.UUID(pk) for pk in plan.resources if _is_an_id(pk)]
    return list(Resource.objects.filter(pk__in=chosen).order_by("name", "pk"))


def _is_an_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@transaction.atomic
def keep(said: dict[str, Any], *, of: Resource | None, practice: Practice, by: User, now: datetime) -> Resource:
    """Put something on the list, or change it. Whoever writes it down has checked it."""
    kept = of or Resource(practice=practice)
    for name, value in said.items():
        setattr(kept, name, value)
    kept.checked_on, kept.checked_by, kept.put_away_on = _today(practice, now), by, None
    kept.save()
    ledger.record("resource.kept", actor=by.pk, subject=kept.pk, at=now)
    return kept


@transaction.atomic
def check(kept: Resource, *, by: User, now: datetime) -> Resource:
    """It was checked today, and all of it is right."""
    kept.checked_on, kept.checked_by = _today(kept.practice, now), by
    kept.save(update_fields=["checked_on", "checked_by"])
    ledger.record("resource.checked", actor=by.pk, subject=kept.pk, at=now)
    return kept


@transaction.atomic
def put_away(kept: Resource, *, by: User, now: datetime) -> Resource:
    """It is on the list no more. Plans on which it stands say since when."""
    kept.put_away_on = _today(kept.practice, now)
    kept.save(update_fields=["put_away_on"])
    ledger.record("resource.put_away", actor=by.pk, subject=kept.pk, at=now)
    return kept


def _today(practice: Practice, now: datetime) -> date:
    return now.astimezone(practice.zone).date()
