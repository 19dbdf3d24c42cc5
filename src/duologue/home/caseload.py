"""Everybody a therapist cares for, with the reasons to talk about somebody first, in words, by a handful of queries."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils import timezone

from duologue.courses.models import Stage
from duologue.people.models import User
from duologue.progress import four_words
from duologue.progress import panels as progress
from duologue.questionnaires import panels as questionnaires
from duologue.relationship import panels as relationship
from duologue.safety import panels as safety
from duologue.sessions.models import Session

QUIET_AFTER = timedelta(days=28)
ENDED = {Stage.Kind.CLOSED, Stage.Kind.FOLLOW_UP}


@dataclass
class Line:
    """One client in the list."""

    course_id: uuid.UUID
    client: User
    held: int = 0
    last_at: datetime | None = None
    next_at: datetime | None = None
    missed_since: int = 0
    stage: str = ""
    scores: Any = None
    turn: Any = None
    decided: Any = None
    words: list[Any] = field(default_factory=list)
    reasons: list[tuple[int, str, str]] = field(default_factory=list)  # weight, sentence, address

    @property
    def ended(self) -> bool:
        return self.stage in ENDED


def lines(viewer: Any, *, now: datetime) -> list[Line]:
    """All of them: whom to talk about first, then by the next session, then by name."""
    clients = viewer.caseload.order_by("-pk")
    found = {p.course_id: Line(p.course_id, p.user, stage=p.stage_kind or "") for p in clients}
    _hours(viewer, found, now=now)
    _scores(viewer, found, now=now)
    _reasons(viewer, found, now=now)
    _unopened(viewer, found, now=now)
    for line in found.values():
        line.reasons.sort(key=lambda reason: reason[0])
    far = now + timedelta(days=3650)
    return sorted(
        found.values(),
        key=lambda one: (one.reasons[0][0] if one.reasons else 99, one.ended, one.next_at or far, one.client.name),
    )


def _hours(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    """Held, last, next and missed, counted by the database."""
    attended, planned = Q(state=Session.State.ATTENDED), Q(state=Session.State.PLANNED, starts_at__gte=now)
    missed = Q(state=Session.State.MISSED, starts_at__gte=now - QUIET_AFTER)
    hours = viewer.records(Session).filter(course__in=viewer.cared_for).order_by().values("course")
    counted = hours.annotate(
        held=Count("pk", filter=attended),
        last=Max("starts_at", filter=attended),
        next=Min("starts_at", filter=planned),
        missed=Count("pk", filter=missed),
        last_missed=Max("starts_at", filter=missed),
    )
    for row in counted:
        line = found.get(row["course"])
        if line is None:
            continue
        line.held, line.last_at, line.next_at = row["held"], row["last"], row["next"]
        since = line.last_at is None or (row["last_missed"] and row["last_missed"] > line.last_at)
        line.missed_since = row["missed"] if since else 0


def _scores(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    for course_id, scores in progress.caseload_lines(viewer, viewer.cared_for).items():
        if course_id in found:
            found[course_id].scores = scores
    measured = {line.course_id: line.scores for line in found.values() if line.scores}
    held = {course_id: line.held for course_id, line in found.items()}
    decided = progress.decisions(viewer, viewer.cared_for) if measured else {}
    for line in measured:
        found[line].decided = decided.get(line)
    turns = {"held": held, "decided": decided, "practice": viewer.practice, "today": timezone.localdate(now)}
    for course_id, turn in progress.turning_points(measured, **turns).items():
        found[course_id].turn = turn
    for course_id, words in four_words.words(viewer, measured, practice=viewer.practice).items():
        found[course_id].words = words


def _reasons(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    """Why a conversation is needed. A number is never a reason by itself: each names what happened and opens its page."""
    for alert in safety.waiting(viewer):
        if alert.course_id in found:
            said = f"Question {alert.rule[1:]} answered “{alert.in_words}”, "
            said += (
                "and it is not settled yet." if alert.acknowledged_at else "and nobody has written down what was done."
            )
            found[alert.course_id].reasons.append((0, said, reverse("safety:alert", args=[alert.pk])))
    for one in relationship.waiting(viewer):
        if one.course_id in found:
            found[one.course_id].reasons.append((1 if one.is_strain else 2, one.reason, one.address))
    for line in found.values():
        if line.ended:
            continue
        line.reasons += _by_numbers(line, today=timezone.localdate(now))
        if line.missed_since > 1:
            address = reverse("sessions:course", args=[line.course_id])
            line.reasons.append((3, f"{line.missed_since} sessions missed in a row.", address))


def _by_numbers(line: Line, *, today: date) -> list[tuple[int, str, str]]:
    """What the scores and the practice's rules say. A decision with a day closes it until that day, and nothing else does."""
    said: list[tuple[int, str, str]] = []
    if line.scores is None:
        return said
    decided, worse = line.decided, line.scores.worse
    open_words = [w for w in line.words if w.needs_a_talk and not (decided and decided.settles(w.since, today=today))]
    said += [(word.weight, word.in_words, line.scores.address) for word in open_words]
    if worse and not open_words and not (decided and decided.settles(worse, today=today)):
        said.append((1, line.scores.reason, line.scores.address))
    if line.turn and (line.turn.is_due or line.turn.look_again):
        words = line.turn.in_words if line.turn.is_due else line.turn.again_in_words
        said.append((4, words, reverse("progress:what-to-change", args=[line.course_id])))
    return said


def _unopened(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    """Questions that came to nobody three times: the therapist is asked, not the client."""
    for rule in questionnaires.unopened_rules(viewer, now=now):
        if rule.course_id in found:
            said = f"“{rule.form.called}” was not opened the last {rule.missed} times. Stop it?"
            found[rule.course_id].reasons.append((5, said, reverse("questionnaires:rules", args=[rule.course_id])))
