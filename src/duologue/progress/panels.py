"""What progress offers to the first pages: where each course of a caseload began and where it is now."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course, Stage
from duologue.courses.visibility import Viewer
from duologue.people.models import Practice
from duologue.progress.models import CourseCorrection
from duologue.progress.turning import TurningPoint
from duologue.questionnaires import brought, library
from duologue.questionnaires.models import Response
from duologue.science.charts import sparkline
from duologue.science.clinical_change import Outcome, outcome
from duologue.science.forms import Form
from duologue.science.reliable_change import Change, change
from duologue.sessions.models import AgendaItem

OVER = (Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED)
MAIN = "phq-9"  # stands first where a course has several


@dataclass(frozen=True)
class Since:
    """One scale of an instrument in one course: the full scores, oldest first."""

    form: Form
    values: tuple[float, ...]
    scale: str = ""
    times: tuple[datetime, ...] = ()

    @property
    def name(self) -> str:
        return self.form.about(self.scale)

    @property
    def first(self) -> float:
        return self.values[0]

    @property
    def latest(self) -> float:
        return self.values[-1]

    @property
    def change(self) -> Change:
        """By the published criterion; undecidable below two scores."""
        key = self.form.key(self.scale)
        if len(self.values) < 2:
            return Change.UNDECIDABLE
        return change(self.first, self.latest, at_least=key.reliable_change, lower_is_better=key.lower_is_better)

    @property
    def outcome(self) -> Outcome:
        """The category of the course so far, by the published criterion and cut-off."""
        key = self.form.key(self.scale)
        latest = self.latest if len(self.values) > 1 else None
        lower, line = key.lower_is_better, key.caseness
        return outcome(self.first, latest, at_least=key.reliable_change, cut_off=line, lower_is_better=lower)

    @property
    def in_words(self) -> str:
        """For a list: "Low mood 19, now 13: more than ordinary ups and downs"."""
        name = self.name.capitalize()
        if len(self.values) < 2:
            return f"{name} {self.first:g}, asked once"
        size = {
            Change.IMPROVED: ": more than ordinary ups and downs",
            Change.WORSE: ": more than ordinary ups and downs",
            Change.UNCHANGED: ": about the same",
            Change.UNDECIDABLE: "",
        }[self.change]
        if self.outcome is Outcome.RECOVERED:
            size += ", and out of the clinical range"
        return f"{name} {self.first:g}, now {self.latest:g}{size}"

    @property
    def spark(self) -> SafeString:
        key = self.form.key(self.scale)
        return mark_safe(sparkline(self.values, low=key.low, high=key.high))  # numbers only


@dataclass(frozen=True)
class CourseLine:
    """What a caseload says of one course's scores."""

    course_id: uuid.UUID
    since: tuple[Since, ...]

    @property
    def in_words(self) -> str:
        return self.since[0].in_words

    @property
    def spark(self) -> SafeString:
        return self.since[0].spark

    @property
    def worse(self) -> Since | None:
        """The first scale that got worse by more than ordinary ups and downs."""
        return next((one for one in self.since if one.change is Change.WORSE), None)

    @property
    def reason(self) -> str:
        """Why this course needs a conversation, or nothing. A number alone is none: it must lie beyond ordinary change."""
        one = self.worse
        if one is None:
            return ""
        return (
            f"{one.name.capitalize()} was {one.first:g} at the start and is {one.latest:g} now: "
            "more than ordinary ups and downs."
        )

    @property
    def address(self) -> str:
        return reverse("progress:course", args=[self.course_id])


def caseload_lines(viewer: Viewer, courses: Iterable[Any]) -> dict[uuid.UUID, CourseLine]:
    """The scores of many courses (ids, or a query of them) in one query, with those that were brought along from elsewhere;
    a course without a full score is not in it."""
    counted = viewer.records(Response).filter(course__in=courses, score__value__isnull=False, score__estimated=False)
    here = counted.order_by().values_list(
        "course_id", "form_id", "form_version", "score__scale", "score__value", "score__at"
    )
    before = brought.counted(viewer).filter(course__in=courses).order_by()
    before = before.values_list("course_id", "form_id", "form_version", "scale", "value", "at")
    rows = sorted(here.union(before, all=True), key=lambda row: (str(row[0]), *row[1:4], row[5]))
    lines: dict[uuid.UUID, list[Since]] = {}
    for (course_id, form_id, version, scale), scores in groupby(rows, key=lambda row: row[:4]):
        values, times = zip(*(row[4:] for row in scores), strict=True)
        since = Since(library.form(form_id, version), values, scale, times)
        lines.setdefault(course_id, []).append(since)
    return {
        course_id: CourseLine(course_id, tuple(sorted(since, key=lambda one: one.form.id != MAIN)))
        for course_id, since in lines.items()
    }


def looks_back(viewer: Viewer, course: Course) -> bool:
    """Whether a look back together is on the agenda of a course."""
    lines = viewer.records(AgendaItem).filter(course=course, kind=AgendaItem.Kind.REVIEW, outcome="open")
    return bool(lines.filter(not_today_at__isnull=True).exists())


@dataclass(frozen=True)
class Decision:
    """What two people decided last: after how many sessions, when, and the day on which they look again."""

    after_session: int
    at: datetime
    look_on: date

    def settles(self, since: Since, *, today: date) -> bool:
        """Whether a signal about these scores is closed: decided since the latest of them, with the day still ahead."""
        return self.look_on > today and bool(since.times) and self.at >= since.times[-1]


def decisions(viewer: Viewer, courses: Any) -> dict[uuid.UUID, Decision]:
    """The latest decision of each course; one query."""
    made = viewer.records(CourseCorrection).filter(course__in=courses).order_by("written_at", "by_when", "pk")
    return {
        course_id: Decision(after, at, look_on)
        for course_id, after, at, look_on in made.values_list("course", "after_session", "written_at", "by_when")
    }


def turning_points(
    lines: dict[uuid.UUID, CourseLine],
    *,
    held: dict[uuid.UUID, int],
    decided: dict[uuid.UUID, Decision],
    practice: Practice | None,
    today: date,
) -> dict[uuid.UUID, TurningPoint]:
    """Where the main measures stand, of the courses in `lines` with so many attended sessions.

    A course whose main measure cannot be decided is not in it, and none is while the practice has not turned the rules on.
    """
    if practice is None or not practice.four_words:
        return {}
    found = {}
    for course_id in [course_id for course_id in lines if held.get(course_id)]:
        main, last = lines[course_id].since[0], decided.get(course_id)
        key = main.form.key(main.scale)
        if main.change is Change.UNDECIDABLE or key.reliable_change is None:
            continue
        said = (main.name, key.reliable_change, key.lower_is_better, main.first, main.latest, main.change)
        after, look_on = (last.after_session, last.look_on) if last else (0, None)
        found[course_id] = TurningPoint(*said, held[course_id], after, look_on, today)
    return found


def turning_point(viewer: Viewer, course: Course, *, held: int, now: datetime) -> TurningPoint | None:
    """The same for one course a therapist opened; None while nothing can be said, or once the course is over."""
    over = course.stage is not None and course.stage.kind in OVER
    lines = {} if over else caseload_lines(viewer, [course.pk])
    return turning_points(
        lines,
        held={course.pk: held},
        decided=decisions(viewer, [course.pk]),
        practice=course.practice,
        today=now.astimezone(course.practice.zone).date(),
    ).get(course.pk)
