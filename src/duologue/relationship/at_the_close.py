"""The client's word at the close of an hour: on their own phone, or on this device, handed over behind a PIN."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.people.models import User
from duologue.questionnaires import kiosks
from duologue.questionnaires.handover_models import Handover
from duologue.relationship.models import Feedback
from duologue.sessions.models import Session

WHAT = "feedback"


def how_it_was(viewer: Any, course: Course, *, now: datetime) -> Offer:
    """A step of closing an hour: on which sessions the client has said how they were, and never what; one query."""
    lately = viewer.records(Session).filter(course=course, began_at__isnull=False, feedback__author=course.client)
    said = lately.order_by("-starts_at", "-pk").values_list("pk", flat=True)[:1]
    return Offer("relationship/parts/at_the_close.html", {"said": set(said)})


def why_not_hand_over(session: Session) -> str | None:
    """The reason this device is not handed over for the word on a session, or None."""
    called = session.course.client.called
    if session.began_at is None:
        return f"This session has not started yet. {called} can say how it was once it has."
    if has_said(session):
        return f"{called} has said how this session was already."
    return None


def has_said(session: Session) -> bool:
    """Whether the client has said how a session was."""
    return Feedback.objects.unscoped().filter(session=session, author=session.course.client).exists()


@transaction.atomic
def hand_over(session: Session, pin: str, *, by: User, now: datetime) -> Handover:
    """Hand this device over for the client's word on a session. Raises ValueError with the reason when it is not asked."""
    if reason := why_not_hand_over(session):
        raise ValueError(reason)
    return kiosks.hand_over_for(WHAT, session.pk, pin, course=session.course, by=by, now=now)


def session_of(given: Handover) -> Session:
    """The session a device was handed over for."""
    held = Session.objects.unscoped().select_related("course__practice", "therapist")
    found: Session = held.get(pk=given.about)
    return found
