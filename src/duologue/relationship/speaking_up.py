"""Verbs of speaking up: to the person the practice named, their answer, and the three questions before a look back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people import reaching
from duologue.people.actions import tell_of_news
from duologue.people.models import Practice, User
from duologue.relationship import office
from duologue.relationship.spoken import Concern, UnwantedEffects
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session


def who_hears(course: Course) -> User:
    """The person the practice named, else who manages it; the client's own therapist only where nobody else is left."""
    team = {person.pk for person in course.team}
    found = reaching.hears_concerns(course.practice, but=team) or course.lead
    if found is None:
        raise ValueError("Nobody works in this practice any more.")
    return found


@transaction.atomic
def speak_up(
    kind: Concern.Kind,
    words: str,
    *,
    course: Course,
    therapist_sees: bool,
    by: User,
    now: datetime,
    written_at: datetime | None = None,
) -> Concern:
    """Keep what a client says, for the person the practice named. A neutral mail tells them that there is something."""
    to = who_hears(course)
    audience = Audience.SHARED if therapist_sees else Audience.ME
    kept = write(
        Concern,
        course=course,
        by=by,
        now=now,
        written_at=written_at,
        kind=kind,
        words=words,
        goes_to=to,
        audience=audience,
    )
    tell_of_news(practice=course.practice, user=to, now=now, not_before=office.to_staff(course.practice, now=now))
    return kept


@transaction.atomic
def answer_concern(concern: Concern, words: str, *, by: User, now: datetime) -> Concern:
    """Answer a client; they hear of it by mail, outside their quiet hours. Raises ValueError when there is an answer."""
    found = Concern.objects.unscoped().select_for_update(of=("self",))
    held: Concern = found.select_related("course__practice", "author").get(pk=concern.pk)
    if held.answered_at:
        raise ValueError("This has an answer already.")
    held.answer, held.answered_at, held.answered_by = words, now, by
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    ledger.record("concern.answered", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    practice = held.course.practice
    if (at := office.to_a_client(held.author, practice=practice, now=now)) is not None:
        tell_of_news(practice=practice, user=held.author, now=now, not_before=at)
    return held


def note_answer_seen(concern: Concern, *, by: User, now: datetime) -> None:
    """Its author has read the answer."""
    if concern.answered_at and concern.answer_seen_at is None and concern.author_id == by.pk:
        concern.answer_seen_at = now
        concern.save(update_fields=["answer_seen_at"])


@transaction.atomic
def name_who_hears(practice: Practice, person: User | None, *, by: User, now: datetime) -> Practice:
    """The practice names who hears it; None is whoever manages it."""
    practice.concerns_go_to = person
    practice.save(update_fields=["concerns_go_to"])
    ledger.record("practice.arranged", actor=by.pk, subject=practice.pk, at=now)
    return practice


@transaction.atomic
def tell_of_effects(
    given: dict[str, str], words: str, *, course: Course, by: User, now: datetime, written_at: datetime | None = None
) -> UnwantedEffects:
    """Keep the three answers, with how many sessions there had been; anything but a no is a line to talk about."""
    held = Session.objects.unscoped().filter(course=course, state=Session.State.ATTENDED).count()
    made: dict[str, Any] = {**given, "course": course, "by": by, "now": now, "written_at": written_at}
    kept = write(UnwantedEffects, words=words, after_session=held, **made)
    if kept.says_something:
        line = "What the work did that was not good"
        agenda.add(AgendaItem.Kind.TOPIC, line, course=course, by=by, now=now, about=kept.pk)
    return kept


def forget_concerns(*, course: Course, **_: Any) -> None:
    """A course was erased: whoever was to hear what was not right has nothing to read there any more."""
    Concern.objects.unscoped().filter(course=course).delete()
