"""Erasing a course: its key goes, so that nobody can read a word of it anywhere, also not in a backup that comes back (R5).

What was erased stands in a list outside the database, as numbers that say nothing about anybody. It is worked through once
a minute: a backup from before an erasure brings the words back sealed, and the key goes again before anybody looks.
"""

from __future__ import annotations

import os
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.dispatch import Signal

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.keeping import ErasureRequest, why_not_erase
from duologue.courses.models import CareTeamMember, Course, Participant, Stage
from duologue.people import departing
from duologue.people.models import DataKey, User

erased = Signal()  # course, by, now; inside the transaction: what else knows of the client forgets them


def request_of(course: Course) -> ErasureRequest | None:
    """The wish that stands, confirmed or not."""
    open_ones = ErasureRequest.objects.unscoped().filter(course=course, taken_back_at=None, carried_out_at=None)
    return open_ones.select_related("course__practice").first()


@transaction.atomic
def ask_to_be_erased(*, course: Course, by: User, now: datetime) -> ErasureRequest:
    """The first of two times: nothing happens yet."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    return request_of(course) or write(ErasureRequest, course=course, by=by, now=now)


@transaction.atomic
def confirm(wish: ErasureRequest, *, by: User, now: datetime) -> str | None:
    """The second time, after the password: erase now, or say why it waits."""
    if wish.confirmed_at is None:
        wish.confirmed_at = now
        wish.save(update_fields=["confirmed_at"])
        ledger.record("erasurerequest.confirmed", actor=by.pk, course=wish.course_id, subject=wish.pk, at=now)
    if reason := why_not_erase(wish.course, now=now):
        return reason
    erase(wish.course, by=by, now=now)
    return None


@transaction.atomic
def take_back(wish: ErasureRequest, *, by: User, now: datetime) -> None:
    """After all, the pages stay."""
    if wish.taken_back_at is None and wish.carried_out_at is None:
        wish.taken_back_at = now
        wish.save(update_fields=["taken_back_at"])
        ledger.record("erasurerequest.taken_back", actor=by.pk, course=wish.course_id, subject=wish.pk, at=now)


def erase_what_is_due(*, now: datetime) -> int:
    """Carry out every confirmed wish that had to wait and need not any more; returns how many. Runs once a minute."""
    waiting = ErasureRequest.objects.unscoped().filter(
        confirmed_at__isnull=False, taken_back_at=None, carried_out_at=None
    )
    due = [one.course for one in waiting.select_related("course__practice") if not why_not_erase(one.course, now=now)]
    for course in due:
        erase(course, by=None, now=now)
    return len(due)


@transaction.atomic
def erase(course: Course, *, by: User | None, now: datetime) -> None:
    """Erase everything anybody wrote in a course, and the client's account if this was their only one. It cannot be undone.

    Rows stay for the practice's counts; without the key their words are noise. Raises ValueError while it has to be kept.
    """
    if reason := why_not_erase(course, now=now):
        raise ValueError(reason)
    _on_the_list(course.key_id, settings.ERASURES)
    _erase(course, by=by, now=now)


def _erase(course: Course, *, by: User | None, now: datetime) -> None:
    _write_over_what_goes()
    erased.send(sender=Course, course=course, by=by, now=now)
    clients = [part.user for part in Participant.objects.unscoped().filter(course=course).select_related("user")]
    Participant.objects.unscoped().filter(course=course).delete()
    today = now.astimezone(course.practice.zone).date()
    CareTeamMember.objects.unscoped().filter(course=course, until_on__isnull=True).update(until_on=today)
    for client in clients:
        if not Participant.objects.unscoped().filter(user=client).exists():
            departing.forget(client)
    wishes = ErasureRequest.objects.unscoped().filter(course=course, confirmed_at__isnull=False, taken_back_at=None)
    wishes.update(carried_out_at=now)
    if course.stage is None or course.stage.kind != Stage.Kind.CLOSED:
        Stage(course=course, kind=Stage.Kind.CLOSED, began_at=now, began_by=by).save()
    DataKey.objects.erase(course.key_id)
    ledger.record("course.erased", actor=by.pk if by else None, course=course.pk, at=now)
    transaction.on_commit(_nothing_left_in_the_file)


def apply_the_list(*, now: datetime) -> int:
    """Erase again whatever is on the list and can still be read: a backup brought it back. Returns how many courses."""
    listed = _listed(settings.ERASURES)
    readable = DataKey.objects.filter(pk__in=listed).exclude(wrapped_by=DataKey.ERASED) if listed else []
    back = list(Course.objects.unscoped().filter(key__in=[key.pk for key in readable]).select_related("practice"))
    for course in back:
        with transaction.atomic():
            _erase(course, by=None, now=now)
    return len(back)


def _listed(path: Path) -> list[uuid.UUID]:
    return [uuid.UUID(line.strip()) for line in path.read_text().splitlines() if line.strip()] if path.exists() else []


def _on_the_list(key_id: uuid.UUID, path: Path) -> None:
    """Before anything is erased it stands on the list, on disk: a crash in between is mended within a minute."""
    if key_id in _listed(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as held:
        held.write(f"{key_id}\n")
        held.flush()
        os.fsync(held.fileno())


def _write_over_what_goes() -> None:
    """SQLite leaves what was changed in free pages of its file, unless it is told to write over it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _nothing_left_in_the_file() -> None:
    """What was written over leaves the log of the database too: what is still in it was there before."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA secure_delete = OFF")
        else:
            for model in (DataKey, User):
                cursor.execute(f"VACUUM {connection.ops.quote_name(model._meta.db_table)}")
