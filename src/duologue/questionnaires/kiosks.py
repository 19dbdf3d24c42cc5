"""A device handed over for one form, or for one other thing: what may be on it, and how it comes back."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.questionnaires import library
from duologue.questionnaires.handover_models import Handover
from duologue.questionnaires.models import Ask
from duologue.science.forms import Form

LASTS = timedelta(hours=2)
MOST_WRONG = 5  # PINs; then only a whole sign-in leads back
# Trauma, alcohol and a life's history are answered alone, on a device of one's own.
KEPT_OFF = {"pcl-5", "audit-c", "first-history"}


@dataclass(frozen=True)
class Kind:
    """What else than a form of ours is on a device that was handed over: its one page, and where the PIN leads."""

    page: Callable[[Any, Handover], HttpResponse]
    back: Callable[[Handover], str]


_kinds: dict[str, Kind] = {}


def may_be_handed_over_for(kinds: Mapping[str, Kind]) -> None:
    """Say for what else a device may be handed over, see config/wiring.py."""
    _kinds.clear()
    _kinds.update(kinds)


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
    return _write(pin, course=asked.course, by=by, now=now, ask=asked)


@transaction.atomic
def hand_over_for(what: str, about: uuid.UUID, pin: str, *, course: Course, by: User, now: datetime) -> Handover:
    """Hand this device over for another thing. Raises KeyError for one that has no page on a borrowed screen."""
    _kinds[what]
    return _write(pin, course=course, by=by, now=now, what=what, about=about)


def _write(pin: str, *, course: Course, by: User, now: datetime, **of: Any) -> Handover:
    secret, until = make_password(pin), now + LASTS
    return write(
        Handover, course=course, by=by, now=now, pin=secret, expires_at=until, audience=Audience.CARE_TEAM, **of
    )


def kind_of(given: Handover) -> Kind | None:
    """What is on the device, where it is no form."""
    return _kinds[given.what] if given.what else None


def way_back(given: Handover) -> str:
    """Where the PIN leads."""
    kind = kind_of(given)
    return kind.back(given) if kind else reverse("questionnaires:ask", args=[given.course_id])


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
