"""Work on a worksheet together, go on with it, and say how it went."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import keep
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import going_on
from duologue.science.forms import Form
from duologue.sessions.models import Session
from duologue.techniques.models import UsedTogether


def why_not_use(course: Course) -> str | None:
    """The reason nothing new can be filled in together in this course, or None."""
    return "This course is closed, so nothing new can be written here." if course.has_ended else None


@transaction.atomic
def use(
    sheet: Form, answers: dict[str, Any], *, course: Course, session: Session | None, by: User, now: datetime
) -> UsedTogether:
    """Keep a worksheet that both filled in together, with the session it was used in. Raises ValueError with the reason."""
    if reason := why_not_use(course):
        raise ValueError(reason)
    draft = questionnaires.begin(sheet, course=course, by=by, now=now)
    response = questionnaires.send(draft, answers, now=now)
    questionnaires.note_opened(response, now=now)
    return write(UsedTogether, course=course, by=by, now=now, session=session, response=response)


@transaction.atomic
def go_on(used: UsedTogether, answers: dict[str, Any], *, seen: int, by: User, **when: Any) -> UsedTogether:
    """Keep other answers on the same sheet; `seen` is the version of its answers. Raises MovedOn (going_on.py)."""
    used.response = going_on.go_on(used.response, answers, seen=seen, by=by, **when)
    return used


@transaction.atomic
def say_how_it_went(
    used: UsedTogether, went: UsedTogether.Went, words: str, *, seen: int, by: User, now: datetime
) -> UsedTogether:
    """How it went, in a word both agree on. Raises Stale when the other one said something else meanwhile."""
    keep(used, seen=seen, went=went, went_words=words)
    ledger.record("usedtogether.went", actor=by.pk, course=used.course_id, subject=used.pk, at=now)
    return used
