"""Enter what somebody filled in on paper: counted the same, raising the same, and never taken for something else."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.models import Course
from duologue.people.models import User
from duologue.questionnaires import actions
from duologue.questionnaires.models import Ask, Response
from duologue.science.forms import Form
from duologue.science.recurrence import wall_clock


@transaction.atomic
def enter(form: Form, answers: dict[str, Any], *, on: date, course: Course, by: User, now: datetime) -> Response:
    """Keep a client's answers from paper, with who entered them and the day on the paper (noon, if that is not today).

    An open question for the same form is settled by it. Raises ValueError for a day to come.
    """
    today = now.astimezone(course.practice.zone).date()
    if on > today or form.by_clinician:
        raise ValueError(f"{form.id} on {on} cannot have come on paper")
    asked = Ask.objects.unscoped().filter(course=course, form_id=form.id, form_version=form.version)
    question = asked.filter(stopped_at__isnull=True, response__isnull=True).order_by("written_at", "pk").first()
    entered = Response(
        course=course,
        author=course.client,
        entered_by=by,
        paper_on=on,
        written_at=now if on == today else wall_clock(on, time(12), course.practice.zone),
        received_at=now,
        changed_at=now,
        opened_by_therapist_at=now,
        ask=question,
        form_id=form.id,
        form_version=form.version,
        answers={},
    )
    entered.save(force_insert=True)
    ledger.record("response.from_paper", actor=by.pk, course=course.pk, subject=entered.pk, at=now)
    return actions.send(entered, answers, now=now)
