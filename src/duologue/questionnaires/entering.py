"""Enter what was counted elsewhere: the total of an instrument whose words are not ours to show."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.models import User
from duologue.questionnaires import actions, events
from duologue.questionnaires.models import Response, Score
from duologue.science.forms import Form
from duologue.science.recurrence import wall_clock


@transaction.atomic
def enter_total(form: Form, total: float, *, on: date, course: Course, by: User, now: datetime) -> Response:
    """Keep a total as its therapist read it off the form, on the day it was filled in (noon, if that is not today).

    Raises ValueError for a total outside the published ends, a form with questions of its own, or a day to come.
    """
    today = now.astimezone(course.practice.zone).date()
    if not form.score_only or total is None or not form.item("total").accepts(total) or on > today:
        raise ValueError(f"{total!r} on {on} is no total of {form.id}")
    at = now if on == today else wall_clock(on, time(12), course.practice.zone)
    kept = write(
        Response,
        course=course,
        by=by,
        now=now,
        written_at=at,
        form_id=form.id,
        form_version=form.version,
        answers={"total": total},
        changed_at=now,
        sent_at=at,
        opened_by_therapist_at=now,
    )
    actions.count(kept, form, now=at)
    if not _later(kept).exists():  # a total of long ago is no news
        events.submitted.send(sender=Response, response=kept, raised={}, now=now)
    return kept


def _later(kept: Response) -> Any:
    others = Score.objects.unscoped().filter(course=kept.course, form_id=kept.form_id, at__gt=kept.sent_at)
    return others.exclude(response=kept)


@transaction.atomic
def take_out(kept: Response, *, by: User, now: datetime) -> None:
    """A total entered by mistake no longer counts; that it was entered stays in the ledger. Twice changes nothing."""
    if not kept.form.score_only:
        raise ValueError("Only a total that was entered here can be taken out.")
    held = Response.objects.unscoped().select_for_update().get(pk=kept.pk)
    if held.sent_at is None:
        return
    Score.objects.unscoped().filter(response=held).delete()
    Response.objects.unscoped().filter(pk=held.pk).update(sent_at=None, changed_at=now)
    ledger.record("response.taken_out", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
