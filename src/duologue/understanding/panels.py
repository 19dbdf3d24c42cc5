"""What this slice offers to the first pages: where a client is in their course, and enquiries that wait for an answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from duologue.courses.models import Course, Stage
from duologue.courses.visibility import Viewer
from duologue.people import keyring
from duologue.sessions.models import LONGEST, Session
from duologue.understanding import actions
from duologue.understanding.models import Enquiry

REVIEW_EVERY = 6  # sessions; the same number stands on the public pages
KINDS = Stage.Kind
# Kind, title, what happens then, in the client's words.
WAY = [
    (KINDS.ENQUIRY, "Asking for help", "You asked, and somebody answered."),
    (KINDS.ASSESSMENT, "Getting to know each other", "You answer a few questions, meet, and find your goals together."),
    (KINDS.TREATMENT, "Working together", "You meet, try things between sessions, and look at how it goes."),
    (KINDS.ENDING, "Ending well", "You look back and write a plan for staying well."),
    (KINDS.FOLLOW_UP, "After the ending", "You meet or talk once more, to see how you are."),
]


def waiting_enquiries(viewer: Viewer) -> list[Enquiry]:
    """New enquiries this person may answer, oldest first."""
    return _opened(viewer.enquiries(Enquiry).filter(state=Enquiry.State.NEW).order_by("asked_at")[:200])


def answered_enquiries(viewer: Viewer) -> list[Enquiry]:
    """The last enquiries this person answered, or whose course they care for."""
    settled = viewer.enquiries(Enquiry).exclude(state=Enquiry.State.NEW).select_related("settled_by")
    return _opened(settled.order_by("-settled_at")[:20])


def _opened(enquiries: Any) -> list[Enquiry]:
    found = list(enquiries)
    keyring.preload(enquiry.key_id for enquiry in found)
    return found


def you_are_here(viewer: Viewer, course: Course, *, now: datetime) -> dict[str, Any]:
    """Where a course is: its way with the stage it is in, what is next, and when you look back together.

    The short form is drawn by `understanding/parts/here_line.html`, given as `here`.
    """
    sessions = list(viewer.records(Session).filter(course=course).order_by("starts_at").defer("agreed", "summary"))
    held = sum(1 for session in sessions if session.state == Session.State.ATTENDED)
    to_come = [s for s in sessions if s.state == Session.State.PLANNED and _is_to_come(s, now)]
    stage = course.way[-1] if course.way else None
    return {
        "course": course,
        "stage": stage,
        "way": _way(course, stage),
        "closed": bool(stage and stage.kind == KINDS.CLOSED),
        "running": next((s for s in sessions if s.running and s.began_at > now - LONGEST), None),
        "next_session": to_come[0] if to_come else None,
        "offers": [] if sessions else actions.still_offered(course, now=now),
        "held": held,
        "review": _next_review(held, stage, to_come),
    }


def _is_to_come(session: Session, now: datetime) -> bool:
    return session.starts_at + timedelta(minutes=session.minutes) > now


def _way(course: Course, stage: Stage | None) -> list[dict[str, Any]]:
    """Each step of the way: past, here, or still to come."""
    began = {step.kind: step.began_at for step in course.way}
    kinds = [str(kind) for kind, _, _ in WAY]
    at = kinds.index(stage.kind) if stage and stage.kind in kinds else len(kinds)
    return [
        {
            "title": title,
            "what": what,
            "began_at": began.get(kind),
            "is": "past" if n < at else "here" if n == at else "",
        }
        for n, (kind, title, what) in enumerate(WAY)
    ]


def _next_review(held: int, stage: Stage | None, to_come: list[Session]) -> dict[str, Any] | None:
    """The session at which you look back together next, with its day if it is in the diary."""
    if stage is None or stage.kind not in (KINDS.ASSESSMENT, KINDS.TREATMENT):
        return None
    number = (held // REVIEW_EVERY + 1) * REVIEW_EVERY
    left = number - held
    return {"number": number, "session": to_come[left - 1] if left <= len(to_come) else None}
