"""Once a night: what finished courses of a practice usually did, fitted anew; and the looks back that have become due."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django_tasks import task

from duologue.courses.models import Course, Stage
from duologue.people.models import Practice
from duologue.progress import rhythm
from duologue.progress.models import GrowthFit
from duologue.questionnaires import library
from duologue.questionnaires.models import Score
from duologue.science.recurrence import wall_clock
from duologue.sessions.models import Session
from duologue.web import clock

AT = time(3)  # by the practice's clock, when nobody works
ALWAYS = "phq-9"  # is told of also while there is nothing to count
FINISHED = (Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED)
Scale = tuple[str, str, str]  # form, version, scale


def due(*, now: datetime) -> list[Practice]:
    """Practices that were not counted since the last 3 o'clock of theirs; one query."""
    newest = GrowthFit.objects.filter(practice=OuterRef("pk")).order_by("-fitted_at").values("fitted_at")[:1]
    practices = Practice.objects.annotate(counted_at=Subquery(newest)).order_by("pk")
    return [one for one in practices if one.counted_at is None or one.counted_at < _last_night(one, now)]


def _last_night(practice: Practice, now: datetime) -> datetime:
    today = now.astimezone(practice.zone).date()
    this = wall_clock(today, AT, practice.zone)
    return this if this <= now else wall_clock(today - timedelta(days=1), AT, practice.zone)


@task()
def tonight() -> int:
    """The worker's run: every practice whose turn it is."""
    return do_what_is_due(now=clock.now())


def do_what_is_due(*, now: datetime) -> int:
    """Count each practice that is due; returns how many were."""
    practices = due(now=now)
    for practice in practices:
        rhythm.put_on_the_agenda(practice, now=now)
        refit(practice, now=now)
    return len(practices)


@transaction.atomic
def refit(practice: Practice, *, now: datetime) -> list[GrowthFit]:
    """Fit each scale that finished courses of this practice were asked by; what was refused says why. Four queries and one a
    scale. What is kept is a handful of averages and a count: nobody's score, and no course."""
    from duologue.science.growth_fit import FEWEST_COURSES, fit  # numpy is loaded for this alone

    main = library.newest(ALWAYS)
    lists: dict[Scale, tuple[list[int], list[int], list[float]]] = defaultdict(lambda: ([], [], []))
    assert lists[main.id, main.version, main.key().scale] is not None
    for which, course, session, value in _scores(practice):
        lists[which][0].append(course)
        lists[which][1].append(session)
        lists[which][2].append(value)
    kept = []
    for (form_id, version, scale), (courses, sessions, scores) in lists.items():
        found: dict[str, Any] = {"numbers": {}, "why_not": "", "courses": _comparable(courses, sessions)}
        try:
            if found["courses"] < FEWEST_COURSES:
                raise ValueError(f"{FEWEST_COURSES} finished courses are needed")
            growth = fit(courses, sessions, scores)
            found |= {"numbers": asdict(growth), "courses": growth.courses}
        except ValueError as refused:
            found["why_not"] = str(refused)[:300]
        held, _ = GrowthFit.objects.update_or_create(
            practice=practice,
            form_id=form_id,
            form_version=version,
            scale=scale,
            defaults={**found, "fitted_at": now},
        )
        kept.append(held)
    return kept


def _comparable(courses: list[int], sessions: list[int]) -> int:
    """Courses with scores at two sessions or more: the ones that count."""
    seen = defaultdict(set)
    for course, session in zip(courses, sessions, strict=True):
        seen[course].add(session)
    return sum(len(found) > 1 for found in seen.values())


def _scores(practice: Practice) -> Iterator[tuple[Scale, int, int, float]]:
    """Each full score of a finished course with the sessions attended before it."""
    latest = Stage.objects.unscoped().filter(course=OuterRef("pk")).order_by("-began_at", "-pk")
    courses = Course.objects.unscoped().filter(practice=practice, made_up=False)
    finished = courses.annotate(now=Subquery(latest.values("kind")[:1])).filter(now__in=FINISHED).values("pk")
    held: dict[Any, list[datetime]] = defaultdict(list)
    attended = Session.objects.unscoped().filter(course__in=finished, state=Session.State.ATTENDED)
    for course, at in attended.order_by("starts_at").values_list("course", "starts_at"):
        held[course].append(at)
    full = Score.objects.unscoped().filter(course__in=finished, value__isnull=False, estimated=False)
    number: dict[Any, int] = {}
    for form_id, version, scale, course, at, value in full.values_list(
        "form_id", "form_version", "scale", "course", "at", "value"
    ):
        yield (form_id, version, scale), number.setdefault(course, len(number)), bisect_left(held[course], at), value
