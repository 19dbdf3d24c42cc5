"""What a story tells of its hours beside the words that are kept: the order of the agenda, and what came up."""

from __future__ import annotations

from typing import Any

from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.sessions import came_up, conventions
from duologue.sessions.bridge import CameUp, Convention
from duologue.sessions.models import Session

TAPS = (13, 24, 36, 42)  # minutes into the hour


def order(this: Telling) -> Steps:
    """In which order the two go through their agenda, from the second session on."""
    if chosen := this.told.get("agenda"):
        at = this.after(2, minutes=3)
        yield at
        conventions.choose(Convention(chosen), course=this.course, by=this.therapist, now=at)


def hour(this: Telling, n: int, session: Session) -> Steps:
    """What came up in a session, each kept by one tap: a kind, who tapped, and the client's words."""
    told: dict[str, Any] = next((one for one in this.told.get("sessions", []) if one["n"] == n), {})
    for minutes, (kind, who, words) in zip(TAPS, told.get("came_up", []), strict=False):
        at = this.after(n, minutes=minutes)
        yield at
        by = this.client if who == "client" else this.therapist
        came_up.record(CameUp.Kind(kind), words, session=session, by=by, now=at)
