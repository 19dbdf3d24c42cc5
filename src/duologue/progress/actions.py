"""Verbs of looking back together: when, write the review, sign it, decide what to change."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import Stale, keep
from duologue.people.models import User
from duologue.progress.models import REVIEWED, CourseCorrection, Review, ReviewRhythm
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session

UNSIGNED = {f"{side}_signed_{what}": None for side in ("client", "therapist") for what in ("at", "by")}
LOOK_BACK = "Looking back together"
OPEN = Q(client_signed_at__isnull=True) | Q(therapist_signed_at__isnull=True)


class Closed(Exception):
    """Both have signed this review meanwhile: its words stay as they are."""


@transaction.atomic
def write_review(
    *,
    course: Course,
    review: uuid.UUID | None,
    seen: int,
    by: User,
    now: datetime,
    **said: str,
) -> Review:
    """Write on the open review, or open one (`review` is None) and put it on the agenda. `said` is named as in REVIEWED.

    A change takes both signatures off, because they were for other words. Raises Stale when the other one wrote
    meanwhile, Closed when both have signed what the writer still had open, and KeyError for a name that is none.
    """
    words: dict[str, Any] = {name: said.pop(name, "") for name in REVIEWED}
    if said:
        raise KeyError(*said)
    Course.objects.unscoped().select_for_update().get(pk=course.pk)  # two people may open one in the same moment
    held = Review.objects.unscoped().select_related("course").filter(OPEN, course=course).first()
    if held is None:
        if review is not None:
            raise Closed
        return _open(words, course=course, by=by, now=now)
    if held.pk != review:
        raise Stale(held)
    if seen == held.version and all(getattr(held, name) == text for name, text in words.items()):
        return held
    keep(held, seen=seen, **words, **UNSIGNED)
    ledger.record("review.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


def _open(words: dict[str, Any], *, course: Course, by: User, now: datetime) -> Review:
    review = write(Review, course=course, by=by, now=now, after_session=_attended(course), **words)
    _on_the_agenda(review, by=by, now=now)
    return review


def _on_the_agenda(review: Review, *, by: User, now: datetime) -> None:
    """The line that said a look back was due becomes the line of this review."""
    course, kind = review.course, AgendaItem.Kind.REVIEW
    due = AgendaItem.objects.unscoped().filter(course=course, kind=kind, about=course.pk, outcome="open")
    if not due.update(about=review.pk):
        agenda.add(kind, LOOK_BACK, course=course, by=by, now=now, about=review.pk)


def _attended(course: Course) -> int:
    return Session.objects.unscoped().filter(course=course, state=Session.State.ATTENDED).count()


@transaction.atomic
def change_course(
    found: dict[str, str], *, decided: str, by_when: date, course: Course, by: User, now: datetime
) -> CourseCorrection:
    """Keep what was found behind the doors and what the two decided; the next six sessions count from here."""
    words: dict[str, Any] = {"decided": decided, **found}
    return write(
        CourseCorrection,
        course=course,
        by=by,
        now=now,
        by_when=by_when,
        after_session=_attended(course),
        **words,
    )


@transaction.atomic
def set_rhythm(*, every: int | None, on: date | None, course: Course, by: User, now: datetime) -> ReviewRhythm | None:
    """Look back every so many sessions, or on a day; with neither, the practice's own rhythm holds again (None)."""
    held = ReviewRhythm.objects.unscoped().filter(course=course)
    if every is None and on is None:
        if held.delete()[0]:
            ledger.record("reviewrhythm.taken_away", actor=by.pk, course=course.pk, at=now)
        return None
    rhythm = held.first()
    if rhythm is None:
        return write(ReviewRhythm, course=course, by=by, now=now, every=every, on=on)
    rhythm.every, rhythm.on, rhythm.written_at = every, on, now
    rhythm.save(update_fields=["every", "on", "written_at"])
    ledger.record("reviewrhythm.changed", actor=by.pk, course=course.pk, subject=rhythm.pk, at=now)
    return rhythm


@transaction.atomic
def sign(review: Review, *, seen: int, by: User, now: datetime) -> Review:
    """Sign the version that was read, for one's side; the second signature closes the review and its agenda line.

    Raises Stale when the words have changed since.
    """
    held = Review.objects.unscoped().select_for_update().select_related("course").get(pk=review.pk)
    if held.version != seen:
        raise Stale(held)
    side = "client" if by == held.course.client else "therapist"
    if getattr(held, f"{side}_signed_at"):
        return held
    setattr(held, f"{side}_signed_at", now)
    setattr(held, f"{side}_signed_by", by)
    held.save(update_fields=[f"{side}_signed_at", f"{side}_signed_by"])
    if held.is_signed_by_both:
        agenda.settle_about(held.pk, course=held.course, by=by, now=now)
    ledger.record("review.signed", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held
