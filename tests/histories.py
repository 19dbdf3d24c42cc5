"""A course's past for tests: sessions that were held, forms that were answered. Everything by the verbs of the house."""

from __future__ import annotations

from datetime import datetime, timedelta

from duologue.courses import actions as courses
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions as sessions
from tests.cast import NOW

WEEK = timedelta(weeks=1)


def adding_up(form_id: str, total: int) -> dict[str, int]:
    """Answers with this total; the questions that a person must be told of stay at 0."""
    answers = {}
    for item in library.newest(form_id).items:
        answers[item.id] = 0 if item.raises_at is not None else min(3, total)
        total -= answers[item.id]
    assert total == 0, "that many points do not fit"
    return answers


def answered(course, form_id: str, total: int | None, at: datetime, *, open_questions: tuple[str, ...] = ()):
    """The client answers a form; the questions in `open_questions` stay open."""
    question = questionnaires.ask(form_id, course=course, by=course.lead, now=at)
    draft = questionnaires.begin(question.form, course=course, by=course.client, now=at, question=question)
    answers = adding_up(form_id, total or 0)
    return questionnaires.send(draft, {k: v for k, v in answers.items() if k not in open_questions}, now=at)


def held(course, how_many: int, *, last: datetime = NOW - WEEK, every: timedelta = WEEK) -> list:
    """Sessions that were held, the last one at `last`."""
    kept = []
    for n in range(how_many):
        starts = last - every * (how_many - 1 - n)
        session = sessions.plan_session(course=course, starts_at=starts, minutes=50, by=course.lead, now=starts)
        sessions.begin(session, by=course.lead, now=starts)
        kept.append(sessions.end(session, by=course.lead, now=starts + timedelta(minutes=50)))
    return kept


def amiras(cast) -> None:
    """Eight sessions, PHQ-9 from 19 to 9 and GAD-7 from 14 to 12, two problems, a goal and a milestone."""
    course, amira = cast.ours, cast.amira
    weeks = held(course, 8)
    first = weeks[0].starts_at
    for n, total in enumerate([19, 18, 20, 16, 15, None, 12, 9]):
        at = first + WEEK * n - timedelta(hours=3)
        answered(course, "phq-9", total, at, open_questions=("q1", "q2", "q3") if total is None else ())
    answered(course, "gad-7", 14, first - timedelta(hours=3))
    answered(course, "gad-7", 12, first + WEEK * 7 - timedelta(hours=3))
    courses.say("brings", "I stopped going out on my own.", course=course, by=amira, now=first)
    courses.say("hopes", "To buy bread without planning it.", course=course, by=amira, now=first)
    problem = courses.name_problem("Being in the shop alone", value=9, course=course, by=amira, now=first)
    courses.name_problem("Lying awake", value=6, course=course, by=amira, now=first)
    for n, value in enumerate((8, 6, 4), start=2):
        courses.rate_problem(problem, value=value, by=amira, now=first + WEEK * n)
    goal = courses.set_goal("Shop on my own", value=1, course=course, by=amira, now=first)
    courses.rate_goal(goal, value=7, by=amira, now=NOW - WEEK)
    courses.mark_milestone(
        "I bought bread and did not run.", on=(NOW - 2 * WEEK).date(), course=course, by=amira, now=NOW - WEEK
    )
