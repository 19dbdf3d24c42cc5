"""The rhythm of what was tried, as one person may see it: four weeks of squares, and what got in the way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course
from duologue.homework.models import Assignment, Entry
from duologue.homework.reading import entries_of
from duologue.science import rhythm
from duologue.science.rhythm import Calendar, Mark

SAYS = {"done": Mark.DONE, "a_bit": Mark.A_BIT, "hard": Mark.NOT, "not": Mark.NOT}
KEY = ((Mark.DONE, "done"), (Mark.A_BIT, "a bit"), (Mark.NOT, "not"), (Mark.IN_MIND, "in mind, nothing said"))


@dataclass(frozen=True)
class Rhythm:
    """A calendar as a page shows it. `hindered` are entries that say what got in the way, the newest first."""

    calendar: Calendar
    hindered: tuple[Entry, ...]
    about: str = "rhythm"

    @property
    def picture(self) -> SafeString:
        """The squares; everything in them is a number or a word of ours."""
        return mark_safe(rhythm.squares(self.calendar, title="The days of four weeks", described_by=self.about))

    @property
    def key(self) -> list[tuple[SafeString, str]]:
        """What each square means, drawn small."""
        return [(mark_safe(rhythm.square(mark, 0, 0, 22)), words) for mark, words in KEY]


def of_course(viewer: Any, course: Course, *, now: datetime) -> Rhythm | None:
    """Everything tried in a course lately; None before anything was agreed. Two queries."""
    agreed = list(viewer.records(Assignment).filter(course=course))
    return _made(viewer, agreed, now=now) if agreed else None


def of_one(viewer: Any, assignment: Assignment, *, now: datetime) -> Rhythm | None:
    """One thing that is meant for several days; None for the others. One query."""
    return _made(viewer, [assignment], now=now) if assignment.comes_again else None


def _made(viewer: Any, agreed: list[Assignment], *, now: datetime) -> Rhythm | None:
    today = timezone.localdate(now)
    begins = today - timedelta(weeks=rhythm.WEEKS)
    found = list(entries_of(viewer).filter(assignment__in=agreed, on__gte=begins, on__lte=today + timedelta(days=1)))
    named = {assignment.pk: assignment for assignment in agreed}
    for entry in found:
        entry.assignment = named[entry.assignment_id]
    told = [(entry.on, SAYS[entry.how]) for entry in found]
    shown = rhythm.calendar(told, _in_mind(agreed, begins, today), today=today)
    return Rhythm(shown, tuple(entry for entry in found if SAYS[entry.how] == Mark.NOT)[:6])


def _in_mind(agreed: Iterable[Assignment], begins: date, today: date) -> set[date]:
    days = [begins + timedelta(days=n) for n in range(7 * rhythm.WEEKS + 7)]
    return {
        day
        for assignment in agreed
        for day in days
        if assignment.planned_on(day) and (day <= today or assignment.is_open)
    }
