"""A device handed over for one form: which forms may be on it, and how it comes back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.questionnaires import library
from duologue.questionnaires.models import Ask, Handover
from duologue.science.forms import Form

LASTS = timedelta(hours=2)
MOST_WRONG = 5  # PINs; then only a whole sign-in leads back
# Trauma, alcohol and a life's history are answered alone, on a device of one's own.
KEPT_OFF = {"pcl-5", "audit-c", "first-history"}


def why_not_here(form: Form) -> str | None:
    """Why a form is not filled in on a device that is handed over, or None."""
    if any(item.raises_at is not None for item in form.items) or form.by_clinician:
        return (
            "It asks about safety. Nobody is asked that on a borrowed screen: ask in person, or send it to their phone."
        )
    if form.id.startswith(library.OWN):
        return "Your practice brought it along, and nobody here has said what it asks about. Send it to their phone."
    if form.id in KEPT_OFF or form.extra.get("sensitive"):
        return "It asks about things that are answered alone, on a phone of one's own."
    return None


@transaction.atomic
def hand_over(asked: Ask, pin: str, *, by: User, now: datetime) -> Handover:
    """Hand this device over for one form. Raises ValueError with the reason for a form that is not asked like this."""
    if reason := why_not_here(asked.form):
        raise ValueError(reason)
    return write(
        Handover,
        course=asked.course,
        by=by,
        now=now,
        ask=asked,
        pin=make_password(pin),
        expires_at=now + LASTS,
        audience=Audience.CARE_TEAM,
    )


def handover(pk: str | None) -> Handover | None:
    """The handover a browser's session names."""
    if pk is None:
        return None
    found = Handover.objects.unscoped().filter(pk=pk, ended_at__isnull=True)
    return found.select_related("ask__course__practice", "course__practice", "author").first()


@transaction.atomic
def take_back(given: Handover, pin: str, *, now: datetime) -> bool:
    """Whether this is the PIN; then the handover is over. After too many wrong ones it is over, too, and nobody is let in."""
    held = Handover.objects.unscoped().select_for_update().get(pk=given.pk)
    if held.ended_at:
        return False
    right = check_password(pin, held.pin)
    held.wrong_pins += not right
    if right or held.wrong_pins >= MOST_WRONG:
        held.ended_at = now
    held.save(update_fields=["wrong_pins", "ended_at"])
    given.wrong_pins, given.ended_at = held.wrong_pins, held.ended_at
    verb = "handover.taken_back" if right else "refused"
    ledger.record(verb, actor=held.author_id if right else None, course=held.course_id, subject=held.pk, at=now)
    return right
