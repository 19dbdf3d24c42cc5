"""Verbs of the progress note: keep a draft, give it another shape, sign it, add to it. A signed note is never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.versions import Stale, keep
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.sessions.models import Session
from duologue.sessions.records import NoteAmendment, ProgressNote, Template

PARTS = ("one", "two", "three", "four")
LABELS: dict[Template, tuple[str, ...]] = {
    Template.PLAIN: ("Note",),
    Template.SOAP: ("Subjective", "Objective", "Assessment", "Plan"),
    Template.DAP: ("Data", "Assessment", "Plan"),
    Template.BIRP: ("Behaviour", "Intervention", "Response", "Plan"),
    Template.GIRP: ("Goal", "Intervention", "Response", "Plan"),
}
SIGNED = "This note is signed. What is to be changed is added below it."


def labels(template: str) -> dict[str, str]:
    """The parts of a template by the names of their fields."""
    return dict(zip(PARTS, LABELS[Template(template)], strict=False))


@transaction.atomic
def keep_draft(
    session: Session, *, template: Template, parts: dict[str, str], seen: int, by: User, now: datetime
) -> ProgressNote:
    """Keep the draft; `seen` is 0 for a new one. Raises Stale when a newer version is kept, ValueError when it is signed."""
    words: dict[str, Any] = {name: parts.get(name, "") for name in PARTS}
    held = _note_of(session)
    if held is None:
        try:
            with transaction.atomic():
                return write(
                    ProgressNote,
                    course=session.course,
                    by=by,
                    now=now,
                    session=session,
                    template=template,
                    audience=Audience.CARE_TEAM,
                    **words,
                )
        except IntegrityError:  # another tab began it in this very moment
            if (held := _note_of(session)) is None:
                raise
            raise Stale(held) from None
    if held.signed_at:
        raise ValueError(SIGNED)
    try:
        keep(held, seen=seen, template=template, **words)
    except Stale as stale:
        if not _same(stale.current, template=template, **words):
            raise
        return held  # what was sent had arrived before, and only the answer was lost
    ledger.record("progressnote.kept", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def _same(held: Any, **words: Any) -> bool:
    return all(getattr(held, name) == said for name, said in words.items())


def in_another_shape(words: dict[str, str], *, was: str, becomes: Template) -> dict[str, str]:
    """The same words under another template's parts: like goes to like, the rest into the first part. Nothing is lost."""
    old = [(label, words.get(name, "")) for name, label in labels(was).items()]
    new = dict.fromkeys(labels(becomes), "")
    homes = {label: name for name, label in labels(becomes).items()}
    first = PARTS[0]
    for label, text in old:
        home = homes.get(label, first)
        new[home] = "\n\n".join(part for part in (new[home], text.strip()) if part)
    return new


@transaction.atomic
def sign(session: Session, *, seen: int, by: User, now: datetime) -> ProgressNote:
    """Sign what was read. Raises Stale when a newer version is kept, ValueError when there is nothing to sign."""
    held = _note_of(session)
    if held is None or not any(getattr(held, name).strip() for name in PARTS):
        raise ValueError("There is nothing to sign yet.")
    if held.signed_at:
        raise ValueError(SIGNED)
    keep(held, seen=seen, signed_at=now, signed_by=by)
    ledger.record("progressnote.signed", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


@transaction.atomic
def amend(note: ProgressNote, words: str, *, by: User, now: datetime) -> NoteAmendment:
    """Add to a signed note."""
    if note.signed_at is None:
        raise ValueError("This note is still a draft. You can change it as it is.")
    return write(NoteAmendment, course=note.course, by=by, now=now, note=note, words=words, audience=Audience.CARE_TEAM)


def _note_of(session: Session) -> ProgressNote | None:
    held = ProgressNote.objects.unscoped().filter(session=session).select_for_update(of=("self",))
    return held.select_related("course").first()
