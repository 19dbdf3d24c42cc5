"""Verbs of a handover: open it, write what the next therapist gets, yes or no, hand over."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses import team
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import Stale, keep
from duologue.courses.visibility import Audience
from duologue.people.actions import tell_of_news
from duologue.people.models import User
from duologue.relationship import office
from duologue.relationship.transfers import ForTheNext, Transfer


@transaction.atomic
def open_transfer(course: Course, *, to: User, by: User, now: datetime) -> Transfer:
    """A course is to go to somebody else; the client is told that there is something to read. Raises ValueError with the
    reason: it cannot go to them, or it is on its way already."""
    if reason := team.why_not_hand_over(course, to):
        raise ValueError(reason)
    try:
        with transaction.atomic():
            opened = write(Transfer, course=course, by=by, now=now, to=to, goes_to=by)
    except IntegrityError:
        raise ValueError("This course is on its way to somebody already.") from None
    _tell_clients(course, now=now)
    return opened


def _tell_clients(course: Course, *, now: datetime) -> None:
    for part in course.participants.unscoped().select_related("user"):
        if (at := office.to_a_client(part.user, practice=course.practice, now=now)) is not None:
            tell_of_news(practice=course.practice, user=part.user, now=now, not_before=at)


def _tell_staff(transfer: Transfer, person: User, *, now: datetime) -> None:
    practice = transfer.course.practice
    tell_of_news(practice=practice, user=person, now=now, not_before=office.to_staff(practice, now=now))


@transaction.atomic
def write_packet(transfer: Transfer, said: dict[str, str], *, seen: int, by: User, now: datetime) -> ForTheNext:
    """Keep what the next therapist gets; `seen` is 0 for the first time. Raises Stale when another window kept a newer
    version, and ValueError once it is settled."""
    held = _held(transfer)
    if not held.is_open:
        raise ValueError("This is settled already.")
    packet: ForTheNext | None = ForTheNext.objects.unscoped().filter(transfer=held).select_related("course").first()
    if packet is None:
        made: dict[str, Any] = {**said, "transfer": held, "audience": Audience.ME}
        return write(ForTheNext, course=held.course, by=by, now=now, **made)
    if seen != packet.version:
        raise Stale(packet)
    keep(packet, seen=seen, **said)
    ledger.record("forthenext.written", actor=by.pk, course=held.course_id, subject=packet.pk, at=now)
    return packet


@transaction.atomic
def decide(transfer: Transfer, yes: bool, *, by: User, now: datetime) -> Transfer:
    """The client says yes, and can take it back until it is done; or says no, and it ends. Raises ValueError when settled."""
    held = _held(transfer)
    if not held.is_open:
        raise ValueError("This is settled already.")
    held.said_yes_at, held.said_no_at = (now, None) if yes else (None, now)
    held.save(update_fields=["said_yes_at", "said_no_at"])
    ledger.record(f"transfer.{'yes' if yes else 'no'}", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    _tell_staff(held, held.goes_to, now=now)
    return held


@transaction.atomic
def carry_out(transfer: Transfer, *, by: User, now: datetime) -> Transfer:
    """Hand the course over: the old team reads nothing from this moment on, the new therapist reads what was shared and what
    the client wrote for them. Raises ValueError without the client's yes."""
    held = _held(transfer)
    if not held.is_open or held.said_yes_at is None:
        raise ValueError(f"{held.course.client.called} has not said yes to this.")
    team.hand_over(held.course, to=held.to, by=by, now=now)
    ForTheNext.objects.unscoped().filter(transfer=held).update(audience=Audience.SHARED)
    held.done_at, held.done_by = now, by
    held.save(update_fields=["done_at", "done_by"])
    ledger.record("transfer.done", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    _tell_staff(held, held.to, now=now)
    _tell_clients(held.course, now=now)
    return held


def note_seen(transfer: Transfer, *, by: User, now: datetime) -> None:
    """The new therapist has opened it."""
    if transfer.done_at and transfer.seen_at is None and transfer.to_id == by.pk:
        transfer.seen_at = now
        transfer.save(update_fields=["seen_at"])


def _held(transfer: Transfer) -> Transfer:
    found = Transfer.objects.unscoped().select_for_update(of=("self",))
    held: Transfer = found.select_related("course__practice", "to", "goes_to").get(pk=transfer.pk)
    return held
