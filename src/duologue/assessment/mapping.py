"""Verbs of the map both draw: begin it, write in a box, change it, draw an arrow, take away, rate. Each change is a version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.assessment.maps import KINDS
from duologue.assessment.models import Formulation, FormulationArrow, FormulationBox, FormulationVersion
from duologue.audit import ledger
from duologue.courses.actions import name_problem, rate_problem, write
from duologue.courses.models import Course, Problem
from duologue.courses.versions import Stale, keep
from duologue.people.models import User

MOST_IN_A_PLACE = 6


class NoRoom(ValueError):
    """A place holds so many boxes that nobody could read one more."""


class NoWay(ValueError):
    """An arrow that cannot be: from a box to itself, or between two maps."""


@transaction.atomic
def begin(kind: str, about: str, *, course: Course, by: User, now: datetime) -> Formulation:
    """An empty map of one kind; raises KeyError for a kind that does not exist."""
    return write(Formulation, course=course, by=by, now=now, kind=KINDS[kind].id, about=about)


@transaction.atomic
def write_box(formulation: Formulation, place: str, words: str, *, by: User, now: datetime) -> FormulationBox:
    """Put words in a place of the map. Raises KeyError for a place it does not have, NoRoom when it is full."""
    held = _locked(formulation)
    KINDS[held.kind].place(place)
    if _boxes(held).filter(place=place).count() >= MOST_IN_A_PLACE:
        raise NoRoom(f"There is room for {MOST_IN_A_PLACE} here. Take one away first, or write in one that is there.")
    box = write(FormulationBox, course=held.course, by=by, now=now, formulation=held, place=place, words=words)
    _keep_version(held, by=by, now=now)
    return box


@transaction.atomic
def reword_box(box: FormulationBox, words: str, *, seen: int, by: User, now: datetime) -> FormulationBox:
    """Change the words of a box; raises Stale when the other one changed them meanwhile."""
    held = _locked(box.formulation)
    keep(box, seen=seen, words=words)
    ledger.record("formulationbox.reworded", actor=by.pk, course=box.course_id, subject=box.pk, at=now)
    _keep_version(held, by=by, now=now)
    return box


@transaction.atomic
def take_box_away(box: FormulationBox, *, seen: int, by: User, now: datetime) -> None:
    """Take a box and its arrows off the map; earlier versions keep them. Raises Stale when its words have changed since."""
    held = _locked(box.formulation)
    keep(box, seen=seen, taken_away_at=now)
    for arrow in _arrows(held):
        if box.pk in (arrow.start_id, arrow.end_id):
            _take_away(arrow, now=now)
    ledger.record("formulationbox.taken_away", actor=by.pk, course=box.course_id, subject=box.pk, at=now)
    _keep_version(held, by=by, now=now)


@transaction.atomic
def draw_arrow(start: FormulationBox, end: FormulationBox, word: str, *, by: User, now: datetime) -> FormulationArrow:
    """Draw an arrow, or put another word on the one that is there. Raises NoWay, and Stale when a box is gone."""
    if start.pk == end.pk:
        raise NoWay("An arrow goes from one box to another one. Choose two.")
    if start.formulation_id != end.formulation_id:
        raise NoWay("Both boxes need to be on this map.")
    held = _locked(start.formulation)
    here = {box.pk: box for box in _boxes(held)}
    if gone := [box for box in (start, end) if box.pk not in here]:
        raise Stale(gone[0])
    there = next((a for a in _arrows(held) if (a.start_id, a.end_id) == (start.pk, end.pk)), None)
    if there is not None and there.word == word:
        return there
    if there is not None:
        _take_away(there, now=now)
    fields: dict[str, Any] = {"formulation": held, "start": start, "end": end, "word": word}
    arrow = write(FormulationArrow, course=held.course, by=by, now=now, **fields)
    _keep_version(held, by=by, now=now)
    return arrow


@transaction.atomic
def take_arrow_away(arrow: FormulationArrow, *, by: User, now: datetime) -> None:
    """Take an arrow off the map; a second time changes nothing."""
    held = _locked(arrow.formulation)
    arrow.refresh_from_db(from_queryset=FormulationArrow.objects.unscoped().select_related("course"))
    if arrow.taken_away_at:
        return
    _take_away(arrow, now=now)
    ledger.record("formulationarrow.taken_away", actor=by.pk, course=arrow.course_id, subject=arrow.pk, at=now)
    _keep_version(held, by=by, now=now)


@transaction.atomic
def rate_box(box: FormulationBox, *, value: int, by: User, now: datetime) -> Problem:
    """Rate what is in a box, 0-10. From the first time on it stands among the problems, with a line of its own."""
    locked = FormulationBox.objects.unscoped().select_for_update().select_related("course").get(pk=box.pk)
    if locked.problem_id:
        problem = Problem.objects.unscoped().select_related("course").get(pk=locked.problem_id)
        rate_problem(problem, value=value, by=by, now=now)
        return problem
    problem = name_problem(locked.words, value=value, course=locked.course, by=by, now=now)
    locked.problem = problem
    locked.save(update_fields=["problem"])
    return problem


def _locked(formulation: Formulation) -> Formulation:
    return Formulation.objects.unscoped().select_for_update().select_related("course").get(pk=formulation.pk)


def _boxes(held: Formulation) -> Any:
    return FormulationBox.objects.unscoped().filter(formulation=held, taken_away_at__isnull=True)


def _arrows(held: Formulation) -> Any:
    drawn = FormulationArrow.objects.unscoped().filter(formulation=held, taken_away_at__isnull=True)
    return drawn.select_related("course").order_by("written_at", "pk")


def _take_away(arrow: FormulationArrow, *, now: datetime) -> None:
    arrow.taken_away_at = now
    arrow.save(update_fields=["taken_away_at"])


def _keep_version(held: Formulation, *, by: User, now: datetime) -> None:
    """Keep the whole map as it is now, under the next number."""
    boxes = _boxes(held).order_by("written_at", "pk")
    whole = {
        "boxes": [{"id": str(box.pk), "place": box.place, "words": box.words} for box in boxes],
        "arrows": [
            {"id": str(one.pk), "start": str(one.start_id), "end": str(one.end_id), "word": one.word}
            for one in _arrows(held)
        ],
    }
    held.drawn += 1
    held.save(update_fields=["drawn"])
    version = FormulationVersion(
        course=held.course, author=by, written_at=now, received_at=now, formulation=held, number=held.drawn, held=whole
    )
    version.save(force_insert=True)  # the ledger has a line for the change itself
