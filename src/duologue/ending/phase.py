"""Verbs of the last sessions: what each of them is for, and the last questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.permissions import Purpose, refused
from duologue.ending.models import Ending, EndingStep
from duologue.people.models import User
from duologue.questionnaires import licensed
from duologue.questionnaires.actions import ask
from duologue.questionnaires.models import Ask, Response
from duologue.sessions.models import Session

What = EndingStep.What
STEPS = (What.LOOK_BACK, What.PLAN, What.MEASURES, What.LETTERS, What.GOODBYE)
LAST_QUESTIONS = "looking-back-on-therapy"
AT_MOST = 5  # sessions over which the steps are spread: they belong to the last ones


@transaction.atomic
def lay_out(ending: Ending, *, by: User, now: datetime) -> list[EndingStep]:
    """Spread the steps of an ending over the sessions that are left. One that broke off, or has none left, gets none."""
    held = Session.objects.unscoped().filter(course=ending.course_id, state=Session.State.ATTENDED)
    last_held = held.order_by("-number").values_list("number", flat=True).first() or 0
    left = range(last_held + 1, ending.last_session_number + 1)[-AT_MOST:]
    if ending.kind in (Ending.Kind.UNPLANNED, Ending.Kind.DIED) or not left:
        return []
    steps = [*STEPS[:-1], What.SUMMARY, STEPS[-1]] if ending.kind == Ending.Kind.REFERRAL else list(STEPS)
    spread = [(what, left[n * len(left) // len(steps)]) for n, what in enumerate(steps)]
    return [
        write(EndingStep, course=ending.course, by=by, now=now, ending=ending, what=what, session_number=number)
        for what, number in spread
    ]


@transaction.atomic
def add_step(words: str, *, session_number: int, ending: Ending, by: User, now: datetime) -> EndingStep:
    """One more thing for the last sessions, in somebody's own words."""
    about: dict[str, Any] = {"what": What.OWN, "words": words, "session_number": session_number}
    return write(EndingStep, course=ending.course, by=by, now=now, ending=ending, **about)


@transaction.atomic
def move_step(step: EndingStep, *, session_number: int, by: User, now: datetime) -> EndingStep:
    """Plan a step for another session."""
    step.session_number = session_number
    step.save(update_fields=["session_number"])
    ledger.record("endingstep.moved", actor=by.pk, course=step.course_id, subject=step.pk, at=now)
    return step


@transaction.atomic
def tick(step: EndingStep, *, done: bool, by: User, now: datetime) -> EndingStep:
    """Done, or after all not yet. The same word again changes nothing."""
    if done == (step.done_at is not None):
        return step
    step.done_at, step.done_by = (now, by) if done else (None, None)
    step.save(update_fields=["done_at", "done_by"])
    ledger.record("endingstep.done", actor=by.pk, course=step.course_id, subject=step.pk, at=now)
    return step


def final_forms(course: Course, *, now: datetime) -> list[str]:
    """The measures this course has used and a client can be asked, then the questions about the therapy itself."""
    sent = Response.objects.unscoped().filter(course=course, sent_at__isnull=False, score__isnull=False)
    used = set(sent.order_by().values_list("form_id", flat=True))
    if refused(Purpose.QUESTIONS).filter(course=course).exists():
        used = set()
    offered = [form.id for form in licensed.askable(course, now=now) if form.id in used]
    return [*offered, LAST_QUESTIONS]


@transaction.atomic
def ask_last_questions(*, course: Course, by: User, now: datetime) -> list[Ask]:
    """Ask everything for the last time. What is open already is not asked twice, and what was said no to not at all.

    Raises NobodyToTell when a form holds a question that must reach a person and the practice has not said whom.
    """
    return [ask(form_id, course=course, by=by, now=now) for form_id in final_forms(course, now=now)]
