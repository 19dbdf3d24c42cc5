"""Problems and goals with their ratings over time, as somebody may see them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course, Goal, GoalRating, Problem, ProblemRating
from duologue.science.charts import sparkline

if TYPE_CHECKING:
    from duologue.courses.visibility import Viewer


@dataclass(frozen=True)
class Rated:
    """One thing in the client's words and how it was rated, 0-10, oldest first."""

    about: Problem | Goal
    ratings: tuple[tuple[datetime, int], ...]

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
    """The goals that were not set aside, with their ratings; two queries."""
    held = viewer.records(Goal).filter(course=course, set_aside_at__isnull=True).order_by("written_at", "pk")
    ratings = viewer.records(GoalRating).filter(course=course)
    return _together(held, ratings.order_by("written_at", "pk").values_list("goal_id", "written_at", "value"))


def _together(held, ratings) -> list[Rated]:  # type: ignore[no-untyped-def]  # two query sets of a pair of models
    by_thing: dict[uuid.UUID, list[tuple[datetime, int]]] = {}
    for thing, at, value in ratings:
        by_thing.setdefault(thing, []).append((at, value))
    return [Rated(thing, tuple(by_thing.get(thing.pk, ()))) for thing in held]
