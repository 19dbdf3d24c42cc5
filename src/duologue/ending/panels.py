"""What the time after an ending offers to the first pages: a day to look in for a client, a wish to talk for a therapist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from duologue.courses.models import Course, Stage
from duologue.ending.models import EarlySignsCheck, FollowUp


def to_look_in(viewer: Any, course: Course, *, now: datetime) -> FollowUp | None:
    """The follow-up whose day has come, after the ending; nothing is asked while a course goes on, or once it is closed."""
    if course.stage is None or course.stage.kind != Stage.Kind.FOLLOW_UP:
        return None
    waiting = viewer.records(FollowUp).filter(course=course, held_at__isnull=True, on__lte=timezone.localdate(now))
    return waiting.select_related("course").order_by("on").first()


def latest_check(viewer: Any, course: Course) -> EarlySignsCheck | None:
    """How it was the last time the client looked in."""
    made = viewer.records(EarlySignsCheck).filter(course=course).select_related("course", "author")
    return made.order_by("-written_at", "-pk").first()


def asking_to_talk(viewer: Any) -> list[EarlySignsCheck]:
    """Who would like to talk after looking in, oldest first; one query."""
    asked = viewer.records(EarlySignsCheck).filter(course__in=viewer.cared_for, asked_to_talk_at__isnull=False)
    return list(asked.filter(settled_at__isnull=True).select_related("author").order_by("asked_to_talk_at", "pk"))
