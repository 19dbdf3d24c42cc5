"""Verbs about a course as a whole: open it, move it on, and what several steps of therapy write down."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.models import (
    CareTeamMember,
    Course,
    CourseRecord,
    Goal,
    GoalRating,
    GoalStep,
    Milestone,
    OwnWords,
    Participant,
    Problem,
    ProblemRating,
    Stage,
)
from duologue.courses.versions import keep
from duologue.courses.visibility import Audience
from duologue.people.models import DataKey, Practice, User
from duologue.web.prepared import insert

R = TypeVar("R", bound=CourseRecord)


@transaction.atomic
def open_course(
    *, practice: Practice, client: User, therapist: User, by: User, now: datetime, key: DataKey | None = None
) -> Course:
    """Begin a course with one client and a lead therapist; `key` is the one their enquiry was sealed under, if any."""
    course = Course(practice=practice, key=key or DataKey.objects.mint(), opened_at=now)
    course.save(force_insert=True)
    Participant(course=course, user=client).save()
    today = now.astimezone(practice.zone).date()
    CareTeamMember(course=course, user=therapist, lead=True, from_on=today).save()
    move_to(Stage.Kind.ASSESSMENT, course=course, by=by, now=now)
    return course


@transaction.atomic
def move_to(kind: Stage.Kind, *, course: Course, by: User, now: datetime) -> Stage:
    """Begin a stage. The stages before it stay, with their dates."""
    stage = Stage(course=course, kind=kind, began_at=now, began_by=by)
    stage.save()
    course.__dict__.pop("stage", None)
    ledger.record(f"course.{kind}", actor=by.pk, course=course.pk, at=now)
    return stage


def write(
    model: type[R], *, course: Course, by: User, now: datetime, written_at: datetime | None = None, **fields: Any
) -> R:
    """Keep one record of a course with both of its times; the ledger names it, never its words."""
    record = model(course=course, author=by, written_at=written_at or now, received_at=now, **fields)
    insert(record)
    ledger.record(f"{model.__name__.lower()}.written", actor=by.pk, course=course.pk, subject=record.pk, at=now)
    return record


@transaction.atomic
def say(about: OwnWords.About, words: str, *, course: Course, by: User, now: datetime) -> OwnWords:
    """Keep somebody's own words as they were said."""
    return write(OwnWords, course=course, by=by, now=now, about=about, words=words)


@transaction.atomic
def name_problem(words: str, *, value: int | None, course: Course, by: User, now: datetime) -> Problem:
    """Keep a problem in the client's words, with its first rating if there is one."""
    problem = write(Problem, course=course, by=by, now=now, words=words)
    if value is not None:
        rate_problem(problem, value=value, by=by, now=now)
    return problem


@transaction.atomic
def rate_problem(problem: Problem, *, value: int, by: User, now: datetime) -> ProblemRating:
    """Rate a problem again, 0-10."""
    return write(ProblemRating, course=problem.course, by=by, now=now, problem=problem, value=value)


@transaction.atomic
def set_goal(words: str, *, value: int | None, course: Course, by: User, now: datetime) -> Goal:
    """Write a goal down together, with where it stands today if somebody said so."""
    goal = write(Goal, course=course, by=by, now=now, words=words)
    if value is not None:
        rate_goal(goal, value=value, by=by, now=now)
    return goal


@transaction.atomic
def reword_goal(goal: Goal, *, words: str, seen: int, by: User, now: datetime) -> Goal:
    """Change a goal's words; raises Stale when the other one changed them meanwhile."""
    keep(goal, seen=seen, words=words)
    ledger.record("goal.reworded", actor=by.pk, course=goal.course_id, subject=goal.pk, at=now)
    return goal


@transaction.atomic
def rate_goal(goal: Goal, *, value: int, by: User, now: datetime) -> GoalRating:
    """Say how close a goal is, 0-10."""
    return write(GoalRating, course=goal.course, by=by, now=now, goal=goal, value=value)


@transaction.atomic
def write_ladder(goal: Goal, rungs: dict[str, str], *, level: int | None, seen: int, by: User, now: datetime) -> Goal:
    """Put words on the rungs of a goal's ladder (names as in ladders.py), and say on which one it stands, if somebody did.

    Raises Stale when the other one changed the goal meanwhile.
    """
    keep(goal, seen=seen, ladder={name: words for name, words in rungs.items() if words})
    ledger.record("goal.ladder", actor=by.pk, course=goal.course_id, subject=goal.pk, at=now)
    if level is not None:
        step_on(goal, level=level, by=by, now=now)
    return goal


@transaction.atomic
def step_on(goal: Goal, *, level: int, by: User, now: datetime) -> GoalStep:
    """Say on which rung a goal is today, -2 to +2. The first one is where it began."""
    return write(GoalStep, course=goal.course, by=by, now=now, goal=goal, level=level)


@transaction.atomic
def mark_milestone(words: str, *, on: date, course: Course, by: User, now: datetime) -> Milestone:
    """Keep something worth remembering."""
    return write(Milestone, course=course, by=by, now=now, words=words, on=on, audience=Audience.SHARED)
