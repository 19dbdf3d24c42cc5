"""Questions about what was agreed and written between sessions, always asked through the viewer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Prefetch, Q
from django.utils import timezone

from duologue.homework.models import Assignment, Entry, Helped
from duologue.questionnaires.models import Response
from duologue.science.forms import Form
from duologue.sessions.models import Session


def agreed(viewer, courses: Iterable) -> list[Assignment]:
    """Everything agreed in these courses with what this person may read of it: open ones first, the next day on top."""
    found = (
        viewer.records(Assignment)
        .filter(course__in=list(courses))
        .select_related("course")
        .prefetch_related(Prefetch("entries", queryset=entries_of(viewer), to_attr="given"))
        .order_by(F("due_on").asc(nulls_last=True), "written_at")
    )
    listed = list(found)
    return [a for a in listed if a.outcome == "open"] + [a for a in listed[::-1] if a.outcome != "open"]


def written_about(viewer, assignment: Assignment) -> list[Entry]:
    """What this person may read of one assignment, newest first, with the answers they may read."""
    entries = list(entries_of(viewer).filter(assignment=assignment))
    for entry in entries:
        entry.assignment = assignment
    return with_answers(viewer, entries)


def notes(viewer, courses: Iterable, *, at_most: int = 50) -> list[Entry]:
    """What was simply written down, newest first."""
    return list(all_notes(viewer, courses)[:at_most])


def all_notes(viewer, courses: Iterable) -> Any:
    """The same without an end."""
    return entries_of(viewer).filter(course__in=list(courses), how=Entry.How.WROTE)


def find(notes: Iterable[Entry], words: str) -> list[Entry]:
    """The notes in which each of these words stands, in any case. They are sealed, so they are opened one by one."""
    wanted = words.casefold().split()
    return [note for note in notes if all(word in note.words.casefold() for word in wanted)]


def helped(viewer, courses: Iterable) -> list[Helped]:
    """What helped, as far as this person may read it, the newest first."""
    return list(viewer.records(Helped).filter(course__in=list(courses)).order_by("-written_at", "-pk")[:50])


def meeting_now(viewer, courses: Iterable) -> bool:
    """Whether a session of one of these courses is running."""
    return (
        viewer.records(Session).filter(course__in=list(courses), began_at__isnull=False, ended_at__isnull=True).exists()
    )


def with_answers(viewer, entries: list[Entry]) -> list[Entry]:
    """Puts on each entry the filled-in worksheet this person may read, else None. Pages show `shown`, never `response`."""
    wanted = [entry.response_id for entry in entries if entry.response_id]
    readable = viewer.records(Response).in_bulk(wanted) if wanted else {}
    for entry in entries:
        entry.shown = readable.get(entry.response_id)
    return entries


def earlier_times(viewer, course, sheet: Form) -> list[Response]:
    """The last few times this person kept the same worksheet in a course, newest first; one query."""
    own = viewer.records(Response).filter(course=course, author=viewer.user, form_id=sheet.id, sent_at__isnull=False)
    return list(own.order_by("-written_at", "-pk")[:3])


def next_session_on(viewer, course, *, now: datetime) -> date | None:
    """The day of the next planned session: a good day to look at something."""
    planned = viewer.records(Session).filter(course=course, state=Session.State.PLANNED, starts_at__gt=now)
    following = planned.order_by("starts_at").values_list("starts_at", flat=True).first()
    return timezone.localdate(following) if following else None


def entries_of(viewer):
    """What this person may read, newest first. An author has the entry itself, with the line they gave of it; the other
    has what was given, which may be a line."""
    found = viewer.records(Entry).filter(Q(line_of__isnull=True) | ~Q(author=viewer.user))
    return found.select_related("response", "given_line").order_by("-on", "-written_at", "-pk")
