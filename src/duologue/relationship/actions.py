"""The client's word on a session and the therapist's own view, and the answer to what did not help."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.relationship import both_sides, noticing
from duologue.relationship.models import FOUR, RATINGS, Feedback, Moment, OwnView, Remark
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session


def why_not_give(session: Session, *, by: User) -> str | None:
    """The reason there can be no feedback on a session now, or None."""
    if session.began_at is None:
        return "This session has not started yet. You can say how it was once it has."
    if Feedback.objects.unscoped().filter(session=session, author=by).exists():
        return "You have said how this session was already."
    return None


class OpensWhen(StrEnum):
    """When the therapist may read what a client wrote about a session."""

    NOW = "now"
    SESSION = "session"  # when the next one begins


@transaction.atomic
def give_feedback(
    session: Session,
    *,
    ratings: dict[str, int | None],
    helped_most: str = "",
    remark: str = "",
    talk: str = "",
    opens: OpensWhen = OpensWhen.NOW,
    by: User,
    now: datetime,
    written_at: datetime | None = None,
) -> Feedback:
    """Keep the client's word on a session. The numbers stay theirs until the therapist's own view is in, the words until
    they `opens`. A remark waits on the agenda for its answer. Raises ValueError with the reason: too early, or sent before.
    """
    if reason := why_not_give(session, by=by):
        raise ValueError(reason)
    rated: dict[str, Any] = {name: ratings.get(name) for name in RATINGS}
    made: dict[str, Any] = {"course": session.course, "by": by, "now": now, "written_at": written_at}
    try:
        with transaction.atomic():
            feedback = write(Feedback, session=session, talk=talk, audience=Audience.ME, **rated, **made)
    except IntegrityError:  # the same person, on two devices, in the same moment
        raise ValueError("You have said how this session was already.") from None
    waits = Audience.ME if opens == OpensWhen.SESSION else Audience.SHARED
    if helped_most:
        write(Moment, feedback=feedback, words=helped_most, audience=waits, **made)
    if remark:
        kept = write(Remark, feedback=feedback, words=remark, audience=waits, **made)
        if waits == Audience.SHARED:
            put_on_agenda(kept, session, by=by, now=now)
    if talk == Feedback.TalkNextTime.YES and not (remark and waits == Audience.SHARED):
        words = f"How session {session.number} was"
        agenda.add(AgendaItem.Kind.TOPIC, words, course=session.course, by=by, now=now, about=feedback.pk)
    noticing.notice(feedback, left_words=bool(remark) and waits == Audience.SHARED, by=by, now=now)
    both_sides.meet(session)
    return feedback


def why_not_view(session: Session, *, by: User) -> str | None:
    """The reason a therapist cannot say now how a session was for them, or None."""
    if session.began_at is None:
        return "This session has not started yet."
    if OwnView.objects.unscoped().filter(session=session, author=by).exists():
        return "You have said how this session was for you already."
    return None


@transaction.atomic
def give_own_view(session: Session, *, ratings: dict[str, int | None], by: User, now: datetime) -> OwnView:
    """Keep how the same four things were for a therapist; none at all means that they look without. From then on both see
    both, once the client's word is in. Raises ValueError with the reason."""
    if reason := why_not_view(session, by=by):
        raise ValueError(reason)
    rated: dict[str, Any] = {name: ratings.get(name) for name in FOUR}
    try:
        with transaction.atomic():
            kept = write(OwnView, course=session.course, by=by, now=now, session=session, audience=Audience.ME, **rated)
    except IntegrityError:  # two windows in the same moment
        raise ValueError("You have said how this session was for you already.") from None
    both_sides.meet(session)
    return kept


def put_on_agenda(remark: Remark, session: Session, *, by: User, now: datetime) -> None:
    """The line under which a remark waits for its answer."""
    line = f"What {remark.author.called} said about session {session.number}"
    agenda.add(AgendaItem.Kind.REMARK, line, course=session.course, by=by, now=now, about=remark.pk)


@transaction.atomic
def open_words(feedback: Feedback, *, by: User, now: datetime) -> None:
    """The client lets the therapist read their words on a session now, after all."""
    both_sides.open_words_of(feedback, by=by, now=now, then=put_on_agenda)


@transaction.atomic
def open_what_waited(*, session: Session, by: User, now: datetime, **_: Any) -> None:
    """A session begins: both see the numbers of those before it, and words that waited for it open. Two left out running
    are noticed, and a card whose day has come is a line of the agenda."""
    both_sides.open_before(session, by=by, now=now, then=put_on_agenda)
    noticing.notice_left_out(session, by=by, now=now)
    noticing.put_due_on_agenda(session, by=by, now=now)


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
