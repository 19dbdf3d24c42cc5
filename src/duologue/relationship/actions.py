"""The client's word on a session, and the answer to what did not help."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.people.models import User
from duologue.relationship.models import RATINGS, Feedback, Remark
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session


def why_not_give(session: Session, *, by: User) -> str | None:
    """The reason there can be no feedback on a session now, or None."""
    if session.began_at is None:
        return "This session has not started yet. You can say how it was once it has."
    if Feedback.objects.unscoped().filter(session=session, author=by).exists():
        return "You have said how this session was already."
    return None


@transaction.atomic
def give_feedback(
    session: Session,
    *,
    ratings: dict[str, int | None],
    helped_most: str = "",
    remark: str = "",
    talk: str = "",
    by: User,
    now: datetime,
) -> Feedback:
    """Keep the client's word on a session. A remark waits on the agenda until it has an answer.

    Raises ValueError with the reason: too early, or sent before.
    """
    if reason := why_not_give(session, by=by):
        raise ValueError(reason)
    rated: dict[str, Any] = {name: ratings.get(name) for name in RATINGS}
    try:
        with transaction.atomic():
            feedback = write(
                Feedback,
                course=session.course,
                by=by,
                now=now,
                session=session,
                helped_most=helped_most,
                talk=talk,
                **rated,
            )
    except IntegrityError:  # the same person, on two devices, in the same moment
        raise ValueError("You have said how this session was already.") from None
    if remark:
        _make_remark(feedback, session, remark, by=by, now=now)
    elif talk == Feedback.TalkNextTime.YES:
        words = f"How session {session.number} was"
        agenda.add(AgendaItem.Kind.TOPIC, words, course=session.course, by=by, now=now, about=feedback.pk)
    return feedback


def _make_remark(feedback: Feedback, session: Session, words: str, *, by: User, now: datetime) -> Remark:
    made = write(Remark, course=session.course, by=by, now=now, feedback=feedback, words=words)
    line = f"What {by.called} said about session {session.number}"
    agenda.add(AgendaItem.Kind.REMARK, line, course=session.course, by=by, now=now, about=made.pk)
    return made


@transaction.atomic
def answer(remark: Remark, words: str, *, by: User, now: datetime) -> Remark:
    """Answer what the client said; the line leaves the agenda. Raises ValueError when it has an answer already."""
    held = Remark.objects.unscoped().select_for_update().select_related("course").get(pk=remark.pk)
    if held.answered_at:
        raise ValueError("This has an answer already.")
    held.answer, held.answered_at, held.answered_by = words, now, by
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    agenda.settle_about(held.pk, course=held.course, by=by, now=now)
    ledger.record("remark.answered", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def note_seen(remark: Remark, *, by: User, now: datetime) -> None:
    """Its author has read the answer."""
    if remark.answered_at and remark.answer_seen_at is None and remark.author_id == by.pk:
        remark.answer_seen_at = now
        remark.save(update_fields=["answer_seen_at"])
