"""What of an entry its author gives to the therapist: all of it, one line, or nothing; and the agenda's line about a note."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from duologue.courses.actions import write
from duologue.courses.visibility import Audience
from duologue.homework.models import Entry
from duologue.people.models import User
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem


def give(entry: Entry, *, now: datetime) -> Entry:
    """The line of an entry as the therapist reads it: the day, how it went in a word, the line, and nothing else."""
    same: dict[str, Any] = {
        "assignment": entry.assignment,
        "how": entry.how,
        "on": entry.on,
        "written_at": entry.written_at,
    }
    given = {"words": entry.line, "line_of": entry, "audience": Audience.SHARED}
    return write(Entry, course=entry.course, by=entry.author, now=now, **same, **given)


def line_or_none(entry: Entry, read_by: Entry.ReadBy, *, now: datetime) -> None:
    """The line stands where the therapist reads it, in its newest words; or it is gone from there."""
    held = Entry.objects.unscoped().filter(line_of=entry).select_related("course").first()
    if held is not None and read_by != Entry.ReadBy.LINE:
        held.delete()
    elif held is not None:
        held.words = entry.line
        held.save(update_fields=["words"])
    elif read_by == Entry.ReadBy.LINE:
        give(entry, now=now)
    entry._state.fields_cache.pop("given_line", None)


def given_of(note: Entry) -> Entry | None:
    """What the therapist may read of a note: the note, its line, or nothing."""
    if note.audience == Audience.SHARED:
        return note
    return Entry.objects.unscoped().filter(line_of=note).first()


def bring(note: Entry, *, now: datetime) -> None:
    """A note that was given waits on the agenda. Its words never stand there."""
    if note.assignment_id is None and (given := given_of(note)):
        kind, words = AgendaItem.Kind.TOPIC, "A note from between sessions"
        agenda.add(kind, words, course=note.course, by=note.author, now=now, about=given.pk)


def take_from_agenda(note: Entry, *, by: User, now: datetime) -> None:
    """A note that was taken back leaves the agenda too."""
    if note.assignment_id is None and note.how == Entry.How.WROTE:
        about = [note.pk, *Entry.objects.unscoped().filter(line_of=note).values_list("pk", flat=True)]
        for line in AgendaItem.objects.unscoped().filter(course=note.course, about__in=about, outcome="open"):
            agenda.settle(line, AgendaItem.Outcome.LET_GO, session=None, by=by, now=now)
