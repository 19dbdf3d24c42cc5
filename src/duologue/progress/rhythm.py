"""When it is time to look back together: every so many attended sessions, or on a day; and its line on the agenda."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from duologue.courses.models import Course, Stage
from duologue.people.models import Practice
from duologue.progress.actions import LOOK_BACK, OPEN
from duologue.progress.models import Review, ReviewRhythm
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session


@dataclass(frozen=True)
class Rhythm:
    """When the two look back: `every` so many attended sessions (None: only by the day), and a day, if one was chosen.

    `weeks` is the practice's own limit: at the latest so many weeks after the last look back, or else after the first session.
    """

    every: int | None
    on: date | None
    of_the_practice: bool
    weeks: int | None = None

    @property
    def in_words(self) -> str:
        """ "after every 6 sessions, and on Friday 4 December" """
        parts = (
            [f"after every {self.every} sessions" if self.every != 1 else "after each session"] if self.every else []
        )
        parts += [f"on {self.on:%A %-d %B %Y}"] if self.on else []
        parts += ["at the latest a week after the last one"] if self.weeks == 1 else []
        parts += [f"at the latest {self.weeks} weeks after the last one"] if self.weeks and self.weeks > 1 else []
        return ", ".join([*parts[:-2], " and ".join(parts[-2:])])

    def is_due(
        self, *, held: int, reviewed_after: int, reviewed_on: date | None, today: date, began_on: date | None = None
    ) -> bool:
        """Whether it is time, `held` sessions into a course that was last looked at after so many, and on that day.

        `began_on` is the day of its first session; without one no week is counted.
        """
        by_number = self.every is not None and held - reviewed_after >= self.every
        by_day = self.on is not None and self.on <= today and (reviewed_on is None or reviewed_on < self.on)
        since = reviewed_on or began_on
        by_week = self.weeks is not None and since is not None and today - since >= timedelta(weeks=self.weeks)
        return by_number or by_day or by_week


def of(practice: Practice, kept: ReviewRhythm | None) -> Rhythm:
    """The rhythm of a course, or else its practice's."""
    if kept is None:
        return Rhythm(practice.review_every, None, of_the_practice=True, weeks=practice.review_weeks)
    return Rhythm(kept.every, kept.on, of_the_practice=False)


@transaction.atomic
def put_on_the_agenda(practice: Practice, *, now: datetime) -> int:
    """A line for each course in which it is time and none is open; how many were put there. Six queries, and two a line."""
    courses = _going_on(practice)
    rhythms = {one.course_id: one for one in ReviewRhythm.objects.unscoped().filter(course__in=courses)}
    reviews = Review.objects.unscoped().filter(course__in=courses)
    is_open = set(reviews.filter(OPEN).values_list("course", flat=True))
    lines = AgendaItem.objects.unscoped().filter(course__in=courses, kind=AgendaItem.Kind.REVIEW, outcome="open")
    is_open |= set(lines.values_list("course", flat=True))
    last: dict[object, tuple[int, date]] = {}
    for course_id, after, at in reviews.order_by("written_at", "pk").values_list(
        "course", "after_session", "written_at"
    ):
        last[course_id] = after, at.astimezone(practice.zone).date()
    held: dict[object, list[datetime]] = {}
    attended = Session.objects.unscoped().filter(course__in=courses, state=Session.State.ATTENDED)
    for course_id, at in attended.order_by("starts_at").values_list("course", "starts_at"):
        held.setdefault(course_id, []).append(at)
    put = 0
    for course in courses:
        if course.pk in is_open:
            continue
        after, on = last.get(course.pk, (0, None))
        hours = held.get(course.pk, [])
        so_far = bisect_right(hours, now)
        began_on = hours[0].astimezone(practice.zone).date() if so_far else None
        rhythm = of(practice, rhythms.get(course.pk))
        today = now.astimezone(practice.zone).date()
        if rhythm.is_due(held=so_far, reviewed_after=after, reviewed_on=on, today=today, began_on=began_on):
            put += _put(course, now=now)
    return put


def _put(course: Course, *, now: datetime) -> int:
    if course.lead is None:
        return 0
    agenda.add(AgendaItem.Kind.REVIEW, LOOK_BACK, course=course, by=course.lead, now=now, about=course.pk)
    return 1


def _going_on(practice: Practice) -> list[Course]:
    """Courses of a practice in which people still meet to work."""
    latest = {}
    stages = Stage.objects.unscoped().filter(course__practice=practice, course__made_up=False).select_related("course")
    for stage in stages.order_by("began_at", "pk"):
        latest[stage.course_id] = stage
    going_on = (Stage.Kind.ASSESSMENT, Stage.Kind.TREATMENT)
    return [stage.course for stage in latest.values() if stage.kind in going_on]
