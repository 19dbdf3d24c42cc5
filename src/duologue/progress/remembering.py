"""Verbs around the line of scores: what happened in a life, what stands first, the expected range looked at together."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.progress.models import LifeEvent, RangeShown, StandsFirst


@transaction.atomic
def mark_event(
    words: str,
    *,
    on: date,
    audience: Audience,
    course: Course,
    by: User,
    now: datetime,
    written_at: datetime | None = None,
) -> LifeEvent:
    """Keep something that happened, with its day. Only its author and, once it is shared, the other side read it."""
    kept = {"words": words, "on": on, "audience": audience}
    return write(LifeEvent, course=course, by=by, now=now, written_at=written_at, **kept)


@transaction.atomic
def read_by(event: LifeEvent, audience: Audience, *, by: User, now: datetime) -> LifeEvent:
    """Share an event, or keep it to oneself again. Raises PermissionError for anybody but its author."""
    if event.author_id != by.pk:
        raise PermissionError("its author decides who reads it")
    event.audience = audience
    event.save(update_fields=["audience"])
    ledger.record("lifeevent.shared_or_kept", actor=by.pk, course=event.course_id, subject=event.pk, at=now)
    return event


@transaction.atomic
def put_first(what: str, *, course: Course, by: User, now: datetime) -> None:
    """Let one thing stand first on the progress page; nothing chosen puts the usual order back."""
    held = StandsFirst.objects.unscoped().filter(course=course)
    if what and held.update(what=what):
        ledger.record("standsfirst.changed", actor=by.pk, course=course.pk, at=now)
    elif what:
        write(StandsFirst, course=course, by=by, now=now, what=what)
    else:
        held.delete()
        ledger.record("standsfirst.taken_away", actor=by.pk, course=course.pk, at=now)


@transaction.atomic
def show_together(*, course: Course, by: User, now: datetime) -> RangeShown:
    """The two have looked at the expected range together: the client sees it from now on. Once is enough."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    held = RangeShown.objects.unscoped().filter(course=course).first()
    return held or write(RangeShown, course=course, by=by, now=now)
