"""The numbers of a course: totals, and how problems, goals and sessions were rated. As a table, and as a file for a sheet."""

from __future__ import annotations

import csv
import io
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import dateformat, timezone

from duologue.courses.ladders import Ladder, spoken
from duologue.courses.models import Course, Goal, GoalRating, GoalStep, Problem, ProblemRating
from duologue.courses.visibility import Viewer
from duologue.questionnaires import library
from duologue.questionnaires.brought_models import BroughtScore
from duologue.questionnaires.models import Response, only_counted, with_totals
from duologue.relationship.forms import HowItWas
from duologue.relationship.models import RATINGS, Feedback

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADINGS = ("date", "what", "number", "lowest", "highest", "note")


@dataclass(frozen=True)
class Rating:
    """Something in the client's words, how it was rated from 0 to 10, and what became of it."""

    words: str
    since: datetime
    values: tuple[tuple[datetime, int], ...]
    outcome: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Total:
    """What one response counted to; no number when too much was left open."""

    at: datetime
    name: str
    value: float | None
    low: int
    high: int
    note: str

    @property
    def number(self) -> str:
        return "" if self.value is None else f"{self.value:g}"


def problems(viewer: Viewer, course: Course) -> list[Rating]:
    """Every problem with its ratings, oldest first; two queries."""
    rated = _rated(viewer, ProblemRating, course, "problem_id")
    return [Rating(one.words, one.written_at, rated[one.pk]) for one in _of(viewer, Problem, course)]


def goals(viewer: Viewer, course: Course) -> list[Rating]:
    """Every goal with its ratings and its ladder, also those that were set aside; three queries."""
    rated = _rated(viewer, GoalRating, course, "goal_id")
    steps: defaultdict[uuid.UUID, tuple] = defaultdict(tuple)
    for about, at, level in _of(viewer, GoalStep, course).values_list("goal_id", "written_at", "level"):
        steps[about] += ((at, level),)
    return [
        Rating(one.words, one.written_at, rated[one.pk], (*_ladder(one, steps[one.pk]), *_outcome(one)))
        for one in _of(viewer, Goal, course)
    ]


def _outcome(goal: Goal) -> tuple[tuple[str, str], ...]:
    days = (("Reached", goal.reached_at), ("Set aside", goal.set_aside_at))
    return tuple((what, day_in_words(at)) for what, at in days if at)


def _ladder(goal: Goal, steps: tuple[tuple[datetime, int], ...]) -> tuple[tuple[str, str], ...]:
    if not goal.ladder:
        return ()
    rungs = "\n".join(f"{rung.sign} {rung.words}" for rung in Ladder(goal.ladder, steps).rungs)
    taken = "\n".join(f"{day_in_words(at)}: {spoken(level)}" for at, level in steps)
    return (("The ladder", rungs), *([("On the ladder", taken)] if taken else []))


def _of(viewer: Viewer, model: Any, course: Course) -> Any:
    return viewer.records(model).filter(course=course).select_related("course").order_by("written_at", "pk")


def _rated(viewer: Viewer, model: Any, course: Course, of: str) -> defaultdict[uuid.UUID, tuple]:
    found: defaultdict[uuid.UUID, tuple] = defaultdict(tuple)
    for about, at, value in _of(viewer, model, course).values_list(of, "written_at", "value"):
        found[about] += ((at, value),)
    return found


def totals(viewer: Viewer, course: Course) -> list[Total]:
    """What each response that was sent counted to, in the order of time, beside what another system counted; three queries."""
    sent = with_totals(only_counted(_of(viewer, Response, course)))
    found = []
    for response in sent.order_by("sent_at", "pk"):
        for score in response.totals:
            key, title = response.form.key(score.scale), response.form.title
            title = f"{title}: {key.name}" if key.name else title
            note = "not enough answers to count" if score.value is None else "an estimate" if score.estimated else ""
            if response.form.score_only:
                note = "counted elsewhere, entered by the therapist"
            found.append(Total(response.sent_at, title, score.value, key.low, key.high, note))
    for one in _of(viewer, BroughtScore, course).filter(brought__taken_out_at__isnull=True):
        form = library.form(one.form_id, one.form_version)
        key, title = form.key(one.scale), form.title
        title = f"{title}: {key.name}" if key.name else title
        found.append(Total(one.at, title, one.value, key.low, key.high, "counted by another system"))
    return sorted(found, key=lambda total: total.at)


def as_csv(viewer: Viewer, course: Course) -> bytes:
    """Every number on a line of its own. It begins with a mark that tells spreadsheets which letters are used."""
    text = io.StringIO()
    sheet = csv.writer(text)
    sheet.writerow(HEADINGS)
    for row in _rows(viewer, course):
        sheet.writerow([harmless(cell) for cell in row])
    return ("\ufeff" + text.getvalue()).encode()


def day_in_words(at: datetime) -> str:
    """A day as people write it, on the practice's calendar."""
    return dateformat.format(timezone.localtime(at), "j F Y")


def _rows(viewer: Viewer, course: Course) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (_day(t.at), t.name, t.number, str(t.low), str(t.high), t.note) for t in totals(viewer, course)
    ]
    for about, found in (("a problem", problems(viewer, course)), ("a goal", goals(viewer, course))):
        rows += [(_day(at), one.words, str(n), "0", "10", about) for one in found for at, n in one.values]
    for felt in _of(viewer, Feedback, course).select_related("session"):
        given = [(str(HowItWas.base_fields[name].label), getattr(felt, name)) for name in RATINGS]
        note = f"after session {felt.session.number}"
        rows += [(_day(felt.written_at), what, str(n), "0", "10", note) for what, n in given if n is not None]
    return rows


def _day(at: datetime) -> str:
    return timezone.localdate(at).isoformat()


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would take for a formula gets a mark before it, so that it stays words."""
    return f"'{cell}" if cell.startswith(BEGINS_A_FORMULA) else cell
