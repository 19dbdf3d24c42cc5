"""The demo's notes for the record: begun from what was ticked, as people do, and signed the same hour."""

from __future__ import annotations

from datetime import timedelta

from duologue.courses.visibility import Viewer
from duologue.demo.telling import Telling
from duologue.sessions import notes
from duologue.sessions.models import Session
from duologue.sessions.prefill import parts_of
from duologue.sessions.records import Template

OBSERVED = "Came on time, took an active part, and chose what to try next."


def write_up(this: Telling, n: int, session: Session) -> None:
    """A SOAP note on one session, with the therapist's own line beside what was ticked."""
    parts = parts_of(Viewer(this.therapist), session, Template.SOAP)
    parts["two"] = f"{parts['two']}\n{OBSERVED}".strip()
    by, at = this.therapist, this.after(n, minutes=57)
    kept = notes.keep_draft(session, template=Template.SOAP, parts=parts, seen=0, by=by, now=at)
    notes.sign(session, seen=kept.version, by=by, now=at + timedelta(minutes=1))
