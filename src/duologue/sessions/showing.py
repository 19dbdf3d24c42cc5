"""What a second screen shows, and the parts by which a live view stands on other pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from duologue.audit import ledger
from duologue.courses import offers, rated
from duologue.courses.both import BothOfUs
from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.questionnaires.exercises import exercise_of, exercises
from duologue.sessions import looking_together, panels
from duologue.sessions.live_views import LiveView
from duologue.sessions.models import Session

Shown = LiveView.Shown


def pulse(live: LiveView) -> str:
    """Differs when the screen may show something else: what was chosen, or the last change in the course; one query.

    Whatever is changed leaves a line in the ledger, so that nothing needs to be put together to see that all is the same.
    """
    return _short(live.pk, live.shown, live.exercise, ledger.last_change(live.course_id))


def state(live: LiveView | None, *, now: datetime) -> str:
    """Differs when the therapist's own part says something else; no query."""
    if live is None or not live.is_on(now):
        return "none"
    return _short(
        live.pk, live.shown, live.exercise, live.codes, live.takes_code(now), live.paired_at, live.is_heard(now)
    )


def _short(*parts: Any) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:16]


def on_screen(live: LiveView, *, now: datetime) -> list[Offer]:
    """What the screen shows, read as both may read it; a dozen queries at most. Nothing when the one who chose it has left."""
    if not looking_together.still_steers(live):
        return []
    make = MAKERS.get(Shown(live.shown))
    return make(BothOfUs(live.course), live, now) if make else []


def _agenda(viewer: BothOfUs, live: LiveView, now: datetime) -> list[Offer]:
    held = panels.joint_agenda(viewer, live.course, now, session=live.session, safe_to_show=True)
    return [Offer("sessions/parts/screen_agenda.html", {"lines": held["lines"]})]


def _goals(viewer: BothOfUs, live: LiveView, now: datetime) -> list[Offer]:
    return [Offer("sessions/parts/screen_goals.html", {"goals": rated.goals(viewer, live.course)})]


def _agreed(viewer: BothOfUs, live: LiveView, now: datetime) -> list[Offer]:
    return [Offer("sessions/parts/screen_agreed.html", {"session": live.session})]


def _calm(viewer: BothOfUs, live: LiveView, now: datetime) -> list[Offer]:
    sheet = next((form for form in exercises() if form.id == live.exercise), None)
    page = {"sheet": sheet, "exercise": exercise_of(sheet)}
    return [Offer("sessions/parts/screen_calm.html", page)] if sheet else []


def _from(place: str) -> Callable[[BothOfUs, LiveView, datetime], list[Offer]]:
    return lambda viewer, live, now: offers.offered(place, viewer, live.course, now=now)


MAKERS: dict[Shown, Callable[[BothOfUs, LiveView, datetime], list[Offer]]] = {
    Shown.AGENDA: _agenda,
    Shown.GOALS: _goals,
    Shown.AGREED: _agreed,
    Shown.CALM: _calm,
    Shown.PROGRESS: _from("screen_progress"),
    Shown.WORKSHEET: _from("screen_worksheet"),
}


def _running_in(viewer: Any, course: Course) -> tuple[Session | None, LiveView | None]:
    """The session of a course that runs, with what is looked at together in it; one query, and one more where there is."""
    looked_at = viewer.records(LiveView).filter(session=OuterRef("pk"), stopped_at__isnull=True)
    held = viewer.records(Session).filter(course=course, began_at__isnull=False, ended_at__isnull=True)
    session: Any = held.annotate(looked_at=Exists(looked_at)).order_by("-began_at", "-pk").first()
    return session, looking_together.live_of(session) if session and session.looked_at else None


def part(session: Session, live: LiveView | None, *, now: datetime) -> dict[str, Any]:
    """What `sessions/parts/looking.html` needs."""
    on = live if live and live.is_on(now) else None
    code = looking_together.code_of(on) if on and on.takes_code(now) else ""
    return {
        "session": session,
        "live": on,
        "heard": bool(on and on.is_heard(now)),
        "code": f"{code[:3]} {code[3:]}" if code else "",
        "exercises": exercises(),
        "seen": state(live, now=now),
        "choices": [(one.value, f"Show {one.label[0].lower()}{one.label[1:]}") for one in Shown if one != Shown.CALM],
    }


def in_session(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """On the page of the hour: for the therapist what the second screen shows, for the client the way to it; two queries."""
    session, live = _running_in(viewer, course)
    if course.viewed_as == "client":  # type: ignore[attr-defined]  # set by the viewer who opened it
        return _way_in(session, live, now=now)
    return Offer("sessions/parts/looking.html", part(session, live, now=now)) if session else None


def on_today(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """On the client's Today while something is looked at together: one tap opens it here; one query, two then."""
    return _way_in(*_running_in(viewer, course), now=now)


def _way_in(session: Session | None, live: LiveView | None, *, now: datetime) -> Offer | None:
    if session is None or live is None or not live.is_on(now):
        return None
    return Offer("sessions/parts/look_here.html", {"session": session, "live": live})
