"""Problems and goals with their ratings over time, as somebody may see them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from duologue.courses import ladders
from duologue.courses.ladders import Ladder
from duologue.courses.models import Course, Goal, GoalRating, GoalStep, Problem, ProblemRating
from duologue.science.charts import sparkline

if TYPE_CHECKING:
    from duologue.courses.visibility import Viewer


@dataclass(frozen=True)
class Rated:
    """One thing in the client's words and how it was rated, 0-10, oldest first."""

    about: Problem | Goal
    ratings: tuple[tuple[datetime, int], ...]
    ladder: Ladder | None = None  # of a goal that has one

    @property
    def words(self) -> str:
        return self.about.words

    @property
    def first(self) -> int | None:
        return self.ratings[0][1] if self.ratings else None

    @property
    def now(self) -> int | None:
        return self.ratings[-1][1] if self.ratings else None

    @property
    def values(self) -> list[int]:
        return [value for _, value in self.ratings]

    @property
    def spark(self) -> SafeString:
        return mark_safe(sparkline(self.values, low=0, high=10))  # numbers only


def problems(viewer: Viewer, course: Course) -> list[Rated]:
    """The client's problems with their ratings; two queries."""
    held = viewer.records(Problem).filter(course=course).order_by("written_at", "pk")
    ratings = viewer.records(ProblemRating).filter(course=course)
    return _together(held, ratings.order_by("written_at", "pk").values_list("problem_id", "written_at", "value"))


def goals(viewer: Viewer, course: Course) -> list[Rated]:
    """The goals that were not set aside, with their ratings and ladders; three queries."""
    held = viewer.records(Goal).filter(course=course, set_aside_at__isnull=True).order_by("written_at", "pk")
    ratings = viewer.records(GoalRating).filter(course=course)
    steps = viewer.records(GoalStep).filter(course=course).order_by("written_at", "pk")
    taken = _by_thing(steps.values_list("goal_id", "written_at", "level"))
    rated = _together(
        held,
        ratings.order_by("written_at", "pk").values_list("goal_id", "written_at", "value"),
    )
    return [replace(one, ladder=_ladder(one.about, taken.get(one.about.pk, []))) for one in rated]


def ladder_of(viewer: Viewer, goal: Goal) -> Ladder | None:
    """The ladder of one goal, if it has one."""
    steps = viewer.records(GoalStep).filter(goal=goal).order_by("written_at", "pk")
    return _ladder(goal, steps.values_list("written_at", "level"))


def attainment(goals: Iterable[Rated]) -> ladders.Attainment | None:
    """How far all the ladders of these goals were climbed, together."""
    return ladders.together(one.ladder for one in goals)


def _ladder(goal: Goal | Problem, steps: Iterable[tuple[datetime, int]]) -> Ladder | None:
    words = getattr(goal, "ladder", {})
    return Ladder(words, tuple(steps)) if words else None


def _together(held, ratings) -> list[Rated]:  # type: ignore[no-untyped-def]  # two query sets of a pair of models
    by_thing = _by_thing(ratings)
    return [Rated(thing, tuple(by_thing.get(thing.pk, ()))) for thing in held]


def _by_thing(rows: Iterable[tuple[uuid.UUID, datetime, int]]) -> dict[uuid.UUID, list[tuple[datetime, int]]]:
    found: dict[uuid.UUID, list[tuple[datetime, int]]] = {}
    for thing, at, value in rows:
        found.setdefault(thing, []).append((at, value))
    return found
