"""What came up in an hour: something that happened, looked at in depth, a skill practised. Kept by one tap, read by both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.people.models import User
from duologue.sessions import agenda
from duologue.sessions.bridge import CameUp
from duologue.sessions.models import AgendaItem, Session

TOLD = {
    CameUp.Kind.EVENT: ("said", "Told of"),
    CameUp.Kind.ISSUE: ("done", "Looked at in depth"),
    CameUp.Kind.SKILL: ("done", "Practised"),
}


def why_not_keep(session: Session) -> str | None:
    """The reason nothing that came up can be kept, or None."""
    return None if session.began_at else "You can keep something here once the session has started."


@transaction.atomic
def record(
    kind: CameUp.Kind, words: str, *, session: Session, by: User, now: datetime, written_at: datetime | None = None
) -> CameUp:
    """Keep what came up, in the words it was said in. Raises ValueError before the hour has begun."""
    if reason := why_not_keep(session):
        raise ValueError(reason)
    kept = {"session": session, "kind": kind, "words": words}
    return write(CameUp, course=session.course, by=by, now=now, written_at=written_at, **kept)


@transaction.atomic
def record_line(kind: CameUp.Kind, line: AgendaItem, *, session: Session, by: User, now: datetime) -> CameUp:
    """A line of the agenda was what came up: its own words are kept, and it was talked about. ValueError says why not."""
    if reason := agenda.why_not_settle(line, AgendaItem.Outcome.TALKED, by=by):
        raise ValueError(reason)
    kept = record(kind, line.words, session=session, by=by, now=now)
    agenda.settle(line, AgendaItem.Outcome.TALKED, session=session, by=by, now=now)
    return kept


@transaction.atomic
def take_back(it: CameUp, *, by: User, now: datetime) -> CameUp:
    """It was a slip: it is shown no more. Raises ValueError for whoever did not keep it."""
    if it.author_id != by.pk:
        raise ValueError("Only the person who kept this can take it back.")
    it.taken_back_at = now
    it.save(update_fields=["taken_back_at"])
    ledger.record("cameup.taken_back", actor=by.pk, course=it.course_id, subject=it.pk, at=now)
    return it


def of_session(viewer: Any, session: Session) -> list[CameUp]:
    """What came up in a session, in its order; one query."""
    kept = viewer.records(CameUp).filter(session=session, taken_back_at__isnull=True)
    return list(kept.select_related("author").order_by("written_at", "pk"))


def for_the_note(viewer: Any, session: Session) -> tuple[list[tuple[str, str]], set[str]]:
    """The same as facts for the beginning of a progress note: the kind of fact by `prefill.PLACES`, and the sentence.

    Also the words themselves: a line of the agenda that came up like this is not told twice. One query.
    """
    kept = of_session(viewer, session)
    facts = [(TOLD[CameUp.Kind(it.kind)][0], f"{TOLD[CameUp.Kind(it.kind)][1]}: “{it.words}”") for it in kept]
    return facts, {it.words for it in kept}
