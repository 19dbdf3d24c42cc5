"""The demo's notes: for the record, begun from what was ticked, as people do, and signed the same hour; and a therapist's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duologue.courses.visibility import Viewer
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.sessions import notes, own_notes
from duologue.sessions.models import Session
from duologue.sessions.prefill import parts_of
from duologue.sessions.records import Template

OBSERVED = "Came on time, took an active part, and chose what to try next."


def write_up(this: Telling, n: int, session: Session, told: dict[str, Any]) -> Steps:
    """A SOAP note on one session, with the therapist's own line beside what was ticked; added to where the story says so, or
    left as a draft."""
    parts = parts_of(Viewer(this.therapist), session, Template.SOAP)
    parts["two"] = f"{parts['two']}\n{told.get('observed', OBSERVED)}".strip()
    by, at = this.therapist, this.after(n, minutes=57)
    kept = notes.keep_draft(session, template=Template.SOAP, parts=parts, seen=0, by=by, now=at)
    if told.get("draft"):
        return
    signed = notes.sign(session, seen=kept.version, by=by, now=at + timedelta(minutes=1))
    if added := told.get("added"):
        yield this.after(n, minutes=60 * 20)
        notes.amend(signed, added, by=by, now=this.after(n, minutes=60 * 20))


def own(this: Telling) -> Steps:
    """A therapist's own notes about a course: about a session, or by themselves."""
    for told in this.told.get("own_notes", []):
        at = this.after(told["session"], minutes=told.get("minutes", 65))
        yield at
        about = this.sessions[told["session"]] if told.get("about", True) else None
        kind = own_notes.Kind(told.get("kind", "note"))
        own_notes.add(told["words"], kind=kind, about=about, course=this.course, by=this.therapist, now=at)
