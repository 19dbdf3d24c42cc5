"""Agree, do, write down, choose who reads it, look at it together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.homework import lines
from duologue.homework.models import Assignment, Entry
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.exercises import exercise_of
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
    kind: Assignment.Kind | None = None,
    rhythm: Assignment.Rhythm = Assignment.Rhythm.ONCE,
    days: Sequence[int] = (),
    guide: str = "",
    reading: str = "",
) -> Assignment:
    """Agree one thing to try, and put it on the agenda until both have looked at it. Raises ValueError with the reason.

    The client has it in the same moment. `days` are days of the week for `rhythm` DAYS, 0 is Monday.
    """
    if reason := why_not_agree(course):
        raise ValueError(reason)
    if (rhythm == Assignment.Rhythm.DAYS) != bool(days):
        raise ValueError("Choose the days of the week, and only for something that is done on days.")
    assignment = write(
        Assignment,
        course=course,
        by=by,
        now=now,
        worksheet_id=worksheet.id if worksheet else "",
        worksheet_version=worksheet.version if worksheet else "",
        kind=kind or kind_of(worksheet),
        rhythm=rhythm,
        days=sorted(set(days)),
        guide_id=guide,
        reading=reading,
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


def kind_of(worksheet: Form | None) -> Assignment.Kind:
    """What a thing is when nobody said so."""
    if worksheet is None:
        return Assignment.Kind.OWN
    if exercise_of(worksheet):
        return Assignment.Kind.EXERCISE
    return Assignment.Kind.DIARY if worksheet.presentation == "diary" else Assignment.Kind.WORKSHEET


@transaction.atomic
def do(
    assignment: Assignment,
    *,
    by: User,
    now: datetime,
    how: Entry.How = Entry.How.DONE,
    on: date | None = None,
    line: str = "",
    answers: dict[str, Any] | None = None,
    read_by: Entry.ReadBy = Entry.ReadBy.ME,
    written_at: datetime | None = None,
    **told: Any,
) -> Entry:
    """Keep one time the client worked on it, or did not, for those they choose. A settled assignment still takes it:
    words that arrive late are kept like the others. `on` is the day it is about; without it, the day it was written.
    `told` may hold words, reason, how_much, quality, difficulty and usefulness."""
    response = None
    if answers is not None and assignment.worksheet is not None:
        draft = questionnaires.begin(
            assignment.worksheet,
            course=assignment.course,
            by=by,
            now=now,
            audience=_audience(read_by),
            written_at=written_at,
        )
        response = questionnaires.send(draft, answers, now=now, written_at=written_at)
    course = assignment.course
    kept = {"assignment": assignment, "response": response, "how": how, "on": on, "line": line, **told}
    return _keep(course, read_by=read_by, by=by, now=now, written_at=written_at, **kept)


@transaction.atomic
def write_down(
    words: str,
    *,
    course: Course,
    by: User,
    now: datetime,
    read_by: Entry.ReadBy = Entry.ReadBy.ME,
    line: str = "",
    written_at: datetime | None = None,
) -> Entry:
    """Keep a note of one's own. What is given of it comes onto the agenda."""
    kept = {"how": Entry.How.WROTE, "words": words, "line": line, "on": None}
    note = _keep(course, read_by=read_by, by=by, now=now, written_at=written_at, **kept)
    lines.bring(note, now=now)
    return note


def _keep(course: Course, *, read_by: Entry.ReadBy, by: User, now: datetime, **kept: Any) -> Entry:
    """One entry and, where its author gives one line of it, that line."""
    if kept["on"] is None:
        kept["on"] = (kept["written_at"] or now).astimezone(course.practice.zone).date()
    entry = write(Entry, course=course, by=by, now=now, audience=_audience(read_by), **kept)
    if read_by == Entry.ReadBy.LINE:
        lines.give(entry, now=now)
    return entry


@transaction.atomic
def choose_readers(entry: Entry, read_by: Entry.ReadBy, *, by: User, now: datetime, line: str | None = None) -> Entry:
    """Change who may read an entry, in both directions, as often as its author likes. Raises ValueError for anybody else."""
    if entry.author_id != by.pk:
        raise ValueError("Only the person who wrote this can change who reads it.")
    if entry.read_by != read_by:
        lines.take_from_agenda(entry, by=by, now=now)
    entry.audience = _audience(read_by)
    if line is not None:
        entry.line = line
    entry.save(update_fields=["audience", "line"])
    if entry.response is not None:
        entry.response.audience = _audience(read_by)
        entry.response.save(update_fields=["audience"])
    lines.line_or_none(entry, read_by, now=now)
    lines.bring(entry, now=now)
    ledger.record("entry.readers", actor=by.pk, course=entry.course_id, subject=entry.pk, at=now)
    return entry


def why_not_settle(assignment: Assignment) -> str | None:
    """The reason an assignment cannot be settled now, or None."""
    if assignment.outcome == Assignment.Outcome.TAKEN_BACK:
        return "This was taken back already."
    if assignment.outcome != Assignment.Outcome.OPEN:
        return "You have settled this together already."
    return None


@transaction.atomic
def settle(assignment: Assignment, outcome: Assignment.Outcome, *, words: str, by: User, now: datetime) -> Assignment:
    """Looked at, changed or let go, together, with a word of why; or taken back by the therapist, with the reason.

    Nothing stands in the way of that, whatever the client wrote and wherever the course is. Raises ValueError when it was
    settled before.
    """
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
    return Audience.SHARED if read_by == Entry.ReadBy.BOTH else Audience.ME
