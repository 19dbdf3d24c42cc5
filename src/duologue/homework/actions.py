"""Agree, do, write down, choose who reads it, look at it together."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.homework.models import Assignment, Entry
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.science.forms import Form
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem

SMALLER_BELOW = 7  # a confidence under this invites a smaller step


def why_not_agree(course: Course) -> str | None:
    """The reason nothing new can be agreed in this course, or None."""
    if course.has_ended:
        return "This course is closed, so nothing new can be agreed here."
    return None


@transaction.atomic
def agree(
    *,
    course: Course,
    by: User,
    now: datetime,
    what: str,
    why: str,
    when_where: str,
    confidence: int,
    obstacle: str = "",
    smaller: str = "",
    due_on: date | None = None,
    worksheet: Form | None = None,
) -> Assignment:
    """Agree one thing to try, and put it on the agenda until both have looked at it. Raises ValueError with the reason."""
    if reason := why_not_agree(course):
        raise ValueError(reason)
    assignment = write(
        Assignment,
        course=course,
        by=by,
        now=now,
        worksheet_id=worksheet.id if worksheet else "",
        worksheet_version=worksheet.version if worksheet else "",
        what=what,
        why=why,
        when_where=when_where,
        obstacle=obstacle,
        smaller=smaller,
        confidence=confidence,
        due_on=due_on,
    )
    agenda.add(AgendaItem.Kind.PRACTICE, what, course=course, by=by, now=now, about=assignment.pk)
    return assignment


@transaction.atomic
def do(
    assignment: Assignment,
    *,
    by: User,
    now: datetime,
    how: Entry.How = Entry.How.DONE,
    words: str = "",
    reason: str = "",
    answers: dict[str, Any] | None = None,
    read_by: Entry.ReadBy = Entry.ReadBy.ME,
    written_at: datetime | None = None,
) -> Entry:
    """Keep one time the client worked on it, or did not, for those they choose. A settled assignment still takes it:
    words that arrive late are kept like the others."""
    response = None
    if answers is not None and assignment.worksheet is not None:
        draft = questionnaires.begin(
            assignment.worksheet,
            course=assignment.course,
            by=by,
            now=now,
            audience=Audience.SHARED if read_by == Entry.ReadBy.BOTH else Audience.ME,
            written_at=written_at,
        )
        response = questionnaires.send(draft, answers, now=now, written_at=written_at)
    return write(
        Entry,
        course=assignment.course,
        by=by,
        now=now,
        written_at=written_at,
        assignment=assignment,
        response=response,
        how=how,
        reason=reason,
        words=words,
        audience=_audience(read_by),
    )


@transaction.atomic
def write_down(
    words: str,
    *,
    course: Course,
    by: User,
    now: datetime,
    read_by: Entry.ReadBy = Entry.ReadBy.ME,
    written_at: datetime | None = None,
) -> Entry:
    """Keep a note of one's own. One that both may read comes onto the agenda."""
    note = write(
        Entry,
        course=course,
        by=by,
        now=now,
        written_at=written_at,
        how=Entry.How.WROTE,
        words=words,
        audience=_audience(read_by),
    )
    _bring(note, now=now)
    return note


@transaction.atomic
def choose_readers(entry: Entry, read_by: Entry.ReadBy, *, by: User, now: datetime, words: str | None = None) -> Entry:
    """Change who may read an entry, in both directions, as often as its author likes. Raises ValueError for anybody else."""
    if entry.author_id != by.pk:
        raise ValueError("Only the person who wrote this can change who reads it.")
    entry.audience = _audience(read_by)
    if words is not None:
        entry.words = words
    entry.save(update_fields=["audience", "words"])
    if entry.response is not None:
        entry.response.audience = Audience.SHARED if read_by == Entry.ReadBy.BOTH else Audience.ME
        entry.response.save(update_fields=["audience"])
    _bring(entry, now=now)
    ledger.record("entry.readers", actor=by.pk, course=entry.course_id, subject=entry.pk, at=now)
    return entry


def why_not_settle(assignment: Assignment) -> str | None:
    """The reason an assignment cannot be settled now, or None."""
    if assignment.outcome != Assignment.Outcome.OPEN:
        return "You have settled this together already."
    return None


@transaction.atomic
def settle(assignment: Assignment, outcome: Assignment.Outcome, *, words: str, by: User, now: datetime) -> Assignment:
    """Looked at, changed or let go, together, with a word of why. Raises ValueError when it was settled before."""
    held = Assignment.objects.unscoped().select_for_update().select_related("course").get(pk=assignment.pk)
    if reason := why_not_settle(held):
        raise ValueError(reason)
    held.outcome, held.settled_at, held.settled_words = outcome, now, words
    held.save(update_fields=["outcome", "settled_at", "settled_words"])
    agenda.settle_about(held.pk, course=held.course, by=by, now=now)
    ledger.record(f"assignment.{outcome}", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def note_opened(entries: list[Entry], *, now: datetime) -> None:
    """The therapist has these answers on the screen; the client sees that."""
    for response in [entry.response for entry in entries if entry.response is not None]:
        if response.audience == Audience.SHARED:
            questionnaires.note_opened(response, now=now)


def _audience(read_by: Entry.ReadBy) -> Audience:
    return Audience.ME if read_by == Entry.ReadBy.ME else Audience.SHARED


def _bring(note: Entry, *, now: datetime) -> None:
    """A shared note waits on the agenda; taken back, its line goes too. Its words never stand there."""
    if note.assignment_id is not None:
        return
    if note.audience == Audience.SHARED:
        agenda.add(
            AgendaItem.Kind.TOPIC,
            "A note from between sessions",
            course=note.course,
            by=note.author,
            now=now,
            about=note.pk,
        )
        return
    for line in AgendaItem.objects.unscoped().filter(course=note.course, about=note.pk, outcome="open"):
        agenda.settle(line, AgendaItem.Outcome.LET_GO, session=None, by=note.author, now=now)
