"""The orders in which an agenda can be gone through: as it comes, as CBT does, or as DBT does. Safety stands first in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.models import User
from duologue.sessions.bridge import AgendaOrder, Convention
from duologue.sessions.models import AgendaItem, Target

Kind = AgendaItem.Kind
# Safety first, then what the client wants to talk about, then what waits for an answer.
BY_KIND = [Kind(kind) for kind in ("safety", "topic", "remark", "practice", "answers", "change", "review")]
SAFETY_FIRST = "Safety"
# Mood check, bridge, what was tried, the items; something new to try, the summary and feedback are the close of the hour.
CBT: list[tuple[str, set[Kind]]] = [
    ("Mood check", {Kind.ANSWERS, Kind.CHANGE}),
    ("Bridge from last time", {Kind.REMARK}),
    ("What was tried", {Kind.PRACTICE}),
    ("Today's topics", {Kind.TOPIC, Kind.REVIEW}),
]
CLOSE_OF_CBT = ["Something new to try", "What we keep from today", "How it was"]
NOT_PLACED = "Not placed yet"


def heading(line: AgendaItem, convention: Convention) -> tuple[int, str]:
    """Under which heading a line stands: its rank and its words, which are empty where there are no headings."""
    if line.kind == Kind.SAFETY:
        return 0, SAFETY_FIRST if convention != Convention.AS_IT_COMES else ""
    if convention == Convention.CBT:
        return next((n, words) for n, (words, kinds) in enumerate(CBT, start=1) if line.kind in kinds)
    if convention == Convention.DBT:
        found = target_of(line)
        return (1 + list(Target).index(found), str(found.label)) if found else (1 + len(Target), NOT_PLACED)
    return 1, ""


def target_of(line: AgendaItem) -> Target | None:
    """The target somebody gave a line. A remark gets in the way of the work until somebody says otherwise."""
    if line.target:
        return Target(line.target)
    return Target.THERAPY if line.kind == Kind.REMARK else None


def in_order(items: Iterable[AgendaItem], convention: Convention = Convention.AS_IT_COMES) -> list[AgendaItem]:
    """By heading; under it, lines somebody placed stand where they were put, and the others follow by kind and age."""
    return sorted(
        items,
        key=lambda i: (
            heading(i, convention)[0],
            i.place == 0,
            i.place,
            BY_KIND.index(Kind(i.kind)),
            i.written_at,
            i.pk.int,
        ),
    )


def beside(item: AgendaItem, lines: Iterable[AgendaItem], convention: Convention) -> list[AgendaItem]:
    """The lines among which one can be moved, in their order: those under its own heading. Nothing passes safety."""
    if item.kind == Kind.SAFETY:
        return []
    own = heading(item, convention)[0]
    return [
        line for line in in_order(lines, convention) if heading(line, convention)[0] == own and line.kind != "safety"
    ]


def headed(lines: Sequence[Any], convention: Convention) -> None:
    """Give the first line under each heading its words, as `heads`."""
    before = ""
    for line in lines:
        words = heading(line, convention)[1]
        line.heads, before = ("" if words == before else words), words


def of_course(viewer: Any, course: Course) -> Convention:
    """The order a course goes by; one query."""
    chosen = viewer.records(AgendaOrder).filter(course=course).values_list("convention", flat=True).first()
    return Convention(chosen) if chosen else Convention.AS_IT_COMES


@transaction.atomic
def choose(convention: Convention, *, course: Course, by: User, now: datetime) -> AgendaOrder:
    """From now on this course's agenda is gone through like this."""
    held = _order_of(course)
    if held is None:
        try:
            with transaction.atomic():
                return write(AgendaOrder, course=course, by=by, now=now, convention=convention)
        except IntegrityError:  # somebody else of the team chose in this very moment
            if (held := _order_of(course)) is None:
                raise
    held.convention = convention
    held.save(update_fields=["convention"])
    ledger.record("agendaorder.chosen", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


def _order_of(course: Course) -> AgendaOrder | None:
    return AgendaOrder.objects.unscoped().select_for_update().filter(course=course).first()


@transaction.atomic
def aim(item: AgendaItem, target: Target | None, *, by: User, now: datetime) -> AgendaItem:
    """Say what a line is about, by the order of DBT, or that nobody says so any more."""
    item.target = target or ""
    item.save(update_fields=["target"])
    ledger.record("agenda.aimed", actor=by.pk, course=item.course_id, subject=item.pk, at=now)
    return item
