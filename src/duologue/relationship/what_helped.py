"""What a client said helped most, session by session: to keep for later, and to look back on at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from duologue.courses.keepsakes import Found
from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.relationship.models import Moment


def helpful_moments(viewer: Any, course: Course) -> Iterator[Found]:
    """What helped most in each session; one query."""
    for one in viewer.records(Moment).filter(course=course).select_related("feedback__session", "course"):
        if one.words:
            yield Found("helped", one.pk, one.words, timezone.localdate(one.feedback.session.starts_at))


def on_ending(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """The helpful moments, for the page that looks back."""
    found = sorted(helpful_moments(viewer, course), key=lambda one: (one.on, str(one.about)))
    return Offer("relationship/parts/what_helped.html", {"moments": found}) if found else None
