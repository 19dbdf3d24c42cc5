"""Questions about what was agreed and written between sessions, always asked through the viewer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Prefetch
from django.utils import timezone

from duologue.homework.models import Assignment, Entry
from duologue.questionnaires.models import Response
from duologue.sessions.models import Session


def agreed(viewer, courses: Iterable) -> list[Assignment]:
    """Everything agreed in these courses with what this person may read of it: open ones first, the next day on top."""
    found = (
        viewer.records(Assignment)
        .filter(course__in=list(courses))
        .select_related("course")
        .prefetch_related(Prefetch("entries", queryset=_entries(viewer), to_attr="given"))
        .order_by(F("due_on").asc(nulls_last=True), "written_at")
    )
    listed = list(found)
    return [a for a in listed if a.outcome == "open"] + [a for a in listed[::-1] if a.outcome != "open"]


def written_about(viewer, assignment: Assignment) -> list[Entry]:
    """What this person may read of one assignment, newest first, with the answers they may read."""
    entries = list(_entries(viewer).filter(assignment=assignment))
    for entry in entries:
        entry.late = assignment.after_its_day(entry.written_at)
    return with_answers(viewer, entries)


def notes(viewer, courses: Iterable) -> list[Entry]:
    """What was simply written down, newest first."""
    return list(_entries(viewer).filter(course__in=list(courses), how=Entry.How.WROTE)[:50])


def with_answers(viewer, entries: list[Entry]) -> list[Entry]:
    """Puts on each entry the filled-in worksheet this person may read, else None. Pages show `shown`, never `response`."""
    wanted = [entry.response_id for entry in entries if entry.response_id]
    readable = viewer.records(Response).in_bulk(wanted) if wanted else {}
    for entry in entries:
        entry.shown = readable.get(entry.response_id)
    return entries


def next_session_on(viewer, course, *, now: datetime) -> date | None:
    """The day of the next planned session: a good day to look at something."""
    planned = viewer.records(Session).filter(course=course, state=Session.State.PLANNED, starts_at__gt=now)
    following = planned.order_by("starts_at").values_list("starts_at", flat=True).first()
    return timezone.localdate(following) if following else None


def _entries(viewer):
    return viewer.records(Entry).select_related("response").order_by("-written_at", "-pk")
