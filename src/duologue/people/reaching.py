"""What a practice has said about who is reached when an answer must reach a person: who first, who stands in, and when."""

from __future__ import annotations

from collections.abc import Collection
from datetime import time
from uuid import UUID

from django.db import transaction

from duologue.people.models import Membership, Practice, Role, User

NOBODY = "Somebody must be told at once when an answer to this form cannot wait."


def missing(practice: Practice) -> list[str]:
    """What a practice has not said yet about who is reached, in words; empty when all is said."""
    members = Membership.objects.filter(practice=practice, until_on__isnull=True)
    therapists = {m.user_id for m in members if m.role == Role.THERAPIST}
    lacks = []
    if practice.answers_go_to_id and practice.answers_go_to_id not in therapists:
        lacks.append("who is told first")
    if practice.stand_in_id not in therapists:
        lacks.append("who stands in")
    if not any(m.role == Role.MANAGER for m in members):
        lacks.append("who manages the practice")
    if practice.hours is None:
        lacks.append("when you work")
    return lacks


def why_nobody(practice: Practice) -> str | None:
    """The sentence for whoever asks a form with a question that must reach a person, or None when all is said."""
    lacks = missing(practice)
    if not lacks:
        return None
    listed = " and ".join([", ".join(lacks[:-1]), lacks[-1]] if len(lacks) > 1 else lacks)
    return f"{NOBODY} The practice has not said yet {listed}. Whoever manages it can do so under “Who is reached”."


def members(practice: Practice) -> list[Membership]:
    """Who works here now, each with the person."""
    return list(
        Membership.objects.filter(practice=practice, until_on__isnull=True).select_related("user").order_by("pk")
    )


def hears_concerns(practice: Practice, *, but: Collection[UUID]) -> User | None:
    """Whom the practice named for what is not right, else who manages it; somebody in `but` only when nobody else is left."""
    here = members(practice)
    named = [one.user for one in here if one.user_id == practice.concerns_go_to_id]
    everybody = [*named, *(one.user for one in here if one.role == Role.MANAGER)]
    return next((one for one in everybody if one.pk not in but), next(iter(everybody), None))


@transaction.atomic
def arrange(
    practice: Practice,
    *,
    stand_in: User | None,
    days: list[int],
    opens: time | None,
    closes: time | None,
    first: User | None = None,
) -> Practice:
    """Say whom answers go to (None: each client's own therapist), who stands in, and when the practice works."""
    practice.answers_go_to, practice.stand_in = first, stand_in
    practice.working_days, practice.opens_at, practice.closes_at = sorted(days), opens, closes
    practice.save(update_fields=["answers_go_to", "stand_in", "working_days", "opens_at", "closes_at"])
    return practice
