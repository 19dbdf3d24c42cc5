"""What homework shows in the hour: what stands behind a line of the agenda, and what was agreed today."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.homework.models import Assignment, Entry

TRIED = (
    (Entry.How.DONE, "done"),
    (Entry.How.A_BIT, "a bit of it"),
    (Entry.How.HARD, "too hard"),
    (Entry.How.NOT, "not this time"),
)
NOTES = 40  # the newest; who has more of them on the agenda has a long hour
TIMES = {1: "once", 2: "twice"}


def behind(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """By assignment: how often it was done, as far as this person may read it, and the day it is for. By note: its day.

    Three queries.
    """
    open_ones = list(_open(viewer, course).values_list("pk", "due_on"))
    given = viewer.records(Entry).filter(assignment__in=[pk for pk, _ in open_ones])
    counted = Counter(given.order_by().values_list("assignment", "how"))
    notes = viewer.records(Entry).filter(course=course, assignment=None).order_by("-written_at", "-pk")
    days = {
        pk: f"Written on {_day(timezone.localdate(at))}" for pk, at in notes.values_list("pk", "written_at")[:NOTES]
    }
    return Offer("", days | {pk: _in_words(pk, due_on, counted, now) for pk, due_on in open_ones})


def _in_words(pk: Any, due_on: Any, counted: Counter, now: datetime) -> str:
    said = [f"{words} {_times(counted[pk, how])}" for how, words in TRIED if counted[pk, how]]
    told = [", ".join(said).capitalize()] if said else []
    if due_on:
        told.append("for today" if due_on == timezone.localdate(now) else f"for {_day(due_on)}")
    words = ", ".join(told)
    return words[:1].upper() + words[1:]


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _times(how_often: int) -> str:
    return TIMES.get(how_often, f"{how_often} times")


def agreed_lately(viewer: Any, course: Course, *, now: datetime) -> Offer:
    """The first step of closing an hour: what was agreed today, and the way to agree something; one query."""
    today = timezone.localdate(now)
    agreed = [one for one in _open(viewer, course) if timezone.localdate(one.written_at) == today]
    return Offer("homework/parts/agreed_today.html", {"agreed": agreed})


def _open(viewer: Any, course: Course) -> Any:
    held = viewer.records(Assignment).filter(course=course, outcome=Assignment.Outcome.OPEN)
    return held.order_by("due_on", "written_at", "pk")
