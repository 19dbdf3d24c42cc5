"""What a progress note begins with: what was ticked, answered and written in the session. Nothing that nobody said."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from duologue.courses import rated
from duologue.sessions import came_up
from duologue.sessions.before import latest
from duologue.sessions.models import AgendaItem, Session
from duologue.sessions.notes import PARTS
from duologue.sessions.panels import next_session
from duologue.sessions.records import Template

# Where each kind of fact stands in each template: the place of its part.
PLACES: dict[Template, dict[str, int]] = {
    Template.PLAIN: {"said": 0, "measured": 0, "done": 0, "came_of_it": 0, "goals": 0, "plan": 0},
    Template.SOAP: {"said": 0, "measured": 1, "done": 1, "came_of_it": 2, "goals": 2, "plan": 3},
    Template.DAP: {"said": 0, "measured": 0, "done": 0, "came_of_it": 1, "goals": 1, "plan": 2},
    Template.BIRP: {"said": 0, "measured": 0, "done": 1, "came_of_it": 2, "goals": 2, "plan": 3},
    Template.GIRP: {"goals": 0, "measured": 0, "said": 0, "done": 1, "came_of_it": 2, "plan": 3},
}


def parts_of(viewer: Any, session: Session, template: Template) -> dict[str, str]:
    """The parts of a new note, each with the facts that belong there, in the order of the hour."""
    told: dict[str, list[str]] = {name: [] for name in PARTS}
    for kind, line in _facts(viewer, session):
        told[PARTS[PLACES[template][kind]]].append(line)
    return {name: "\n".join(lines) for name, lines in told.items()}


def _facts(viewer: Any, session: Session) -> list[tuple[str, str]]:
    course: Any = session.course
    earlier = viewer.records(Session).filter(course=course, starts_at__lt=session.starts_at).held().first()
    facts = [("done", _when(session, course.practice.zone))]
    facts += [("done", f"Agreed last time: {line}") for line in (_lines(earlier.agreed) if earlier else [])]
    lines = viewer.records(AgendaItem).filter(course=course, session=session, outcome="talked").select_related("author")
    told, already = came_up.for_the_note(viewer, session)
    for line in sorted(lines, key=lambda line: (line.settled_at, line.pk.int)):
        if line.words not in already:
            facts.append(_talked(line, client=course.client))
    facts += told
    facts += [("measured", line) for line in _measured(viewer, session, earlier)]
    facts += [("goals", line) for line in _goals(viewer, session)]
    facts += [("came_of_it", line) for line in _lines(session.summary)]
    facts += [("plan", f"Agreed: {line}") for line in _lines(session.agreed)]
    if following := next_session(viewer, course, session.ended_at or session.starts_at):
        at = following.starts_at.astimezone(course.practice.zone)
        facts.append(("plan", f"Next session: {at:%A} {at.day} {at:%B %Y}, {at:%H:%M}."))
    return facts


def _when(session: Session, zone: ZoneInfo) -> str:
    starts = (session.began_at or session.starts_at).astimezone(zone)
    ends = (session.ended_at or session.ends_at).astimezone(zone)
    told = f"Session {session.number}, {starts:%A} {starts.day} {starts:%B %Y}, {starts:%H:%M} to {ends:%H:%M}, "
    late = f" The client came {session.late_minutes} minutes late." if session.late_minutes else ""
    return f"{told}{session.get_how_display().lower()}.{late}"


def _talked(line: AgendaItem, *, client: Any) -> tuple[str, str]:
    if line.kind == AgendaItem.Kind.TOPIC and line.author_id == client.pk:
        return "said", f"{client.called} brought: “{line.words}”"
    return ("said" if line.kind == AgendaItem.Kind.REMARK else "done"), f"Talked about: {line.words}"


def _measured(viewer: Any, session: Session, earlier: Session | None) -> list[str]:
    """Scores that were sent since the session before, with what may be said of the difference."""
    until = session.ended_at or session.ends_at
    sent = [(one, one.response.sent_at) for one in latest(viewer, session.course)]
    new = [one for one, at in sent if at and at <= until and (earlier is None or at > earlier.starts_at)]
    return [
        f"{one.name}: {one.value or 'no score'}{f' (was {one.was})' if one.value and one.was else ''}. {one.in_words}"
        for one in new
    ]


def _goals(viewer: Any, session: Session) -> list[str]:
    rating = [goal for goal in rated.goals(viewer, session.course) if goal.now is not None]
    return [f"Goal: “{goal.words}” {goal.now} of 10{_was(goal.values)}." for goal in rating]


def _was(values: list[int]) -> str:
    return f" (was {values[-2]})" if len(values) > 1 else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
