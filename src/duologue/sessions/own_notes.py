"""A therapist's own notes about a course: a place of their own, apart from the record. Only their author ever reads them.

The note of an hour stands at its session; here are those and every other one, with or without a session it is about. Nothing
else in the house reads this table: a test names the files that may speak of it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import keep
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.sessions.models import PrivateNote, Session

Kind = PrivateNote.Kind


def of(viewer: Any, course: Course) -> list[PrivateNote]:
    """This person's own notes about a course, newest first."""
    own = viewer.records(PrivateNote).filter(course=course, author=viewer.user, thrown_away_at__isnull=True)
    own = own.select_related("session", "about", "course").order_by("-written_at", "-pk")
    return [note for note in own if note.words]


def holding(notes: list[PrivateNote], wanted: str) -> list[PrivateNote]:
    """Those in which these words stand. The words are sealed, so they are opened and looked through here."""
    looked_for = wanted.casefold().strip()
    return [note for note in notes if looked_for in note.words.casefold()] if looked_for else notes


@transaction.atomic
def add(
    words: str, *, kind: PrivateNote.Kind, about: Session | None, course: Course, by: User, now: datetime
) -> PrivateNote:
    """A note that stands by itself, with the session it is about if there is one."""
    own: dict[str, Any] = {"kind": kind, "about": about, "words": words, "audience": Audience.ME}
    return write(PrivateNote, course=course, by=by, now=now, **own)


@transaction.atomic
def change(
    note: PrivateNote,
    words: str,
    *,
    kind: PrivateNote.Kind,
    about: Session | None,
    seen: int,
    by: User,
    now: datetime,
) -> None:
    """Other words for a note. Raises Stale when another tab kept newer ones. The note of an hour stays with its session."""
    changes: dict[str, Any] = {"words": words}
    if note.session_id is None:
        changes |= {"kind": kind, "about": about}
    keep(note, seen=seen, **changes)
    ledger.record("privatenote.kept", actor=by.pk, course=note.course_id, subject=note.pk, at=now)


@transaction.atomic
def throw_away(note: PrivateNote, *, by: User, now: datetime) -> None:
    """The words are gone for good; that there was a note stays in the ledger. An hour's note can be begun again."""
    note.words, note.version = "", note.version + 1
    note.thrown_away_at = None if note.session_id else now
    note.save(update_fields=["words", "thrown_away_at", "version"])
    ledger.record("privatenote.thrown_away", actor=by.pk, course=note.course_id, subject=note.pk, at=now)


def record_taken_along(course: Course, *, by: User, now: datetime) -> None:
    """That the author took their own notes along: in the ledger, without a word of them."""
    ledger.record("privatenote.taken_along", actor=by.pk, course=course.pk, subject=course.pk, at=now)
