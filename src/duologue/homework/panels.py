"""What homework offers to the first pages of both."""

from __future__ import annotations

from django.db.models import Count

from duologue.homework.models import Assignment, Entry


def to_do(viewer) -> list[Assignment]:
    """For a client: what is open, the next day on top. Nothing is ever counted as missed."""
    return list(_open(viewer, viewer.courses.of_client(viewer.user)))


def done_lately(viewer, course, *, at_most: int = 3) -> list[Entry]:
    """For a therapist: the newest things a client gave them about what was agreed, newest first."""
    given = viewer.records(Entry).filter(course=course).select_related("assignment")
    return list(given.order_by("-written_at", "-pk")[:at_most])


def open_counts(viewer) -> dict:
    """For a therapist's lists: how many agreed things are open, by course, in one query."""
    cared_for = viewer.courses.of_care_team(viewer.user).values("pk")
    found = viewer.records(Assignment).filter(course__in=cared_for, outcome=Assignment.Outcome.OPEN)
    return dict(found.order_by().values_list("course").annotate(Count("pk")))


def _open(viewer, courses):
    found = viewer.records(Assignment).filter(course__in=courses.values("pk"), outcome=Assignment.Outcome.OPEN)
    return found.order_by("due_on", "written_at")
