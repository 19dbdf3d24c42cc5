"""That somebody took a file out of the house: the one thing written down here."""

from __future__ import annotations

from datetime import datetime

from duologue.audit import ledger
from duologue.courses.models import Course
from duologue.courses.permissions import Purpose, refuse_without
from duologue.people.models import User


def take_along(*, course: Course, by: User, now: datetime) -> None:
    """Note that a client took their words with them."""
    ledger.record("course.taken_along", actor=by.pk, course=course.pk, at=now)


def export(*, course: Course, by: User, now: datetime) -> None:
    """Note that a therapist exported what both sides see. Raises NotGiven when the client has said no to passing it on."""
    refuse_without(Purpose.SHARING, course)
    ledger.record("course.exported", actor=by.pk, course=course.pk, at=now)
