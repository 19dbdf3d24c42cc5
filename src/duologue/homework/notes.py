"""Verbs about what a client keeps for themselves: changing and deleting a note, and keeping what helped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import keep
from duologue.courses.visibility import Audience
from duologue.homework.lines import take_from_agenda
from duologue.homework.models import EarlierNote, Entry, Helped
from duologue.people.models import User

NOT_YOURS = "Only the person who wrote this can change it."


def _own(note: Entry, by: User) -> None:
    if note.author_id != by.pk or note.how != Entry.How.WROTE or note.line_of_id:
        raise ValueError(NOT_YOURS)


@transaction.atomic
def change(note: Entry, words: str, *, seen: int, by: User, now: datetime) -> Entry:
    """Put a note into new words; what it said before stays with it, for its author alone. The same words change nothing.

    Raises Stale when another device has kept newer words than version `seen`, ValueError for anybody else.
    """
    _own(note, by)
    if note.words == words:
        return note
    before = {
        "entry": note,
        "words": note.words,
        "audience": Audience.ME,
        "written_at": note.changed_at or note.written_at,
    }
    keep(note, seen=seen, words=words, changed_at=now)
    write(EarlierNote, course=note.course, by=by, now=now, **before)
    ledger.record("entry.changed", actor=by.pk, course=note.course_id, subject=note.pk, at=now)
    return note


@transaction.atomic
def delete(note: Entry, *, by: User, now: datetime) -> None:
    """Delete a note with its line and everything it said before; the ledger keeps that it was done, and no word of it.

    Raises ValueError for anybody else.
    """
    _own(note, by)
    course, subject = note.course_id, note.pk
    take_from_agenda(note, by=by, now=now)
    note.delete()
    ledger.record("entry.deleted", actor=by.pk, course=course, subject=subject, at=now)


@transaction.atomic
def keep_what_helped(
    words: str, *, course: Course, both: bool, entry: Entry | None = None, by: User, now: datetime, **when: datetime
) -> Helped:
    """Keep something that helped, for oneself or for both."""
    audience = Audience.SHARED if both else Audience.ME
    return write(Helped, course=course, by=by, now=now, words=words, entry=entry, audience=audience, **when)


@transaction.atomic
def choose_readers_of_what_helped(one: Helped, *, both: bool, by: User, now: datetime) -> Helped:
    """Change who reads it, in both directions. Raises ValueError for anybody but its author."""
    if one.author_id != by.pk:
        raise ValueError(NOT_YOURS)
    one.audience = Audience.SHARED if both else Audience.ME
    one.save(update_fields=["audience"])
    ledger.record("helped.readers", actor=by.pk, course=one.course_id, subject=one.pk, at=now)
    return one


@transaction.atomic
def take_out_what_helped(one: Helped, *, by: User, now: datetime) -> None:
    """Take it out again. Raises ValueError for anybody but its author."""
    if one.author_id != by.pk:
        raise ValueError(NOT_YOURS)
    course, subject = one.course_id, one.pk
    one.delete()
    ledger.record("helped.taken_out", actor=by.pk, course=course, subject=subject, at=now)
