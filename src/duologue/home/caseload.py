"""Everybody a therapist cares for, with the reasons to talk about somebody first, in words, by a handful of queries."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from duologue.courses.models import Stage
from duologue.home import reasons
from duologue.home.reasons import Reason
from duologue.people.models import User
from duologue.progress import four_words
from duologue.progress import panels as progress
from duologue.sessions.models import Session

QUIET_AFTER = timedelta(days=28)
SOON = timedelta(days=7)
ENDED = {Stage.Kind.CLOSED, Stage.Kind.FOLLOW_UP}
FAR = timedelta(days=3650)


@dataclass
class Line:
    """One client in the list."""

    course_id: uuid.UUID
    client: User
    held_at: list[datetime] = field(default_factory=list)
    next_at: datetime | None = None
    missed_at: list[datetime] = field(default_factory=list)
    stage: str = ""
    scores: Any = None
    turn: Any = None
    decided: Any = None
    words: list[Any] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)

    @property
    def ended(self) -> bool:
        return self.stage in ENDED

    @property
    def in_stage(self) -> str:
        """The stage in words, where it is not the usual one."""
        usual = not self.stage or self.ended or self.stage == Stage.Kind.TREATMENT
        return "" if usual else str(Stage.Kind(self.stage).label).lower()

    @property
    def held(self) -> int:
        return len(self.held_at)

    @property
    def last_at(self) -> datetime | None:
        return self.held_at[-1] if self.held_at else None

    @property
    def missed_since(self) -> int:
        """Sessions missed lately, when the newest of them came after the last one that was held."""
        since = self.last_at is None or (self.missed_at and self.missed_at[-1] > self.last_at)
        return len(self.missed_at) if since else 0

    @property
    def to_talk(self) -> list[Reason]:
        return [reason for reason in self.reasons if reason.is_to_talk]

    @property
    def waits(self) -> list[Reason]:
        return [reason for reason in self.reasons if not reason.is_to_talk]

    @property
    def answered_at(self) -> datetime | None:
        """When their newest full score was given."""
        return max((one.times[-1] for one in self.scores.since if one.times), default=None) if self.scores else None


def lines(viewer: Any, *, now: datetime) -> list[Line]:
    """All of them: whom to talk about first, then by the next session, then by name."""
    clients = viewer.caseload.order_by("-pk")
    found = {p.course_id: Line(p.course_id, p.user, stage=p.stage_kind or "") for p in clients}
    _hours(viewer, found, now=now)
    _scores(viewer, found, now=now)
    reasons.gather(viewer, found, now=now)
    far = now + FAR
    return sorted(
        found.values(),
        key=lambda one: (
            one.reasons[0].weight if one.reasons else 99,
            one.ended,
            one.next_at or far,
            one.client.name,
            str(one.course_id),
        ),
    )


def _hours(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    """Held, next and missed, in order of time; one query, from which the practice's rules count too."""
    held, to_come = Session.State.ATTENDED, Q(state=Session.State.PLANNED, starts_at__gte=now)
    missed = Q(state=Session.State.MISSED, starts_at__gte=now - QUIET_AFTER)
    hours = viewer.records(Session).filter(Q(state=held) | to_come | missed, course__in=viewer.cared_for)
    for course_id, state, at in hours.order_by("starts_at", "pk").values_list("course_id", "state", "starts_at"):
        line = found.get(course_id)
        if line is None:
            continue
        if state == held:
            line.held_at.append(at)
        elif state == Session.State.MISSED:
            line.missed_at.append(at)
        elif line.next_at is None:
            line.next_at = at


def _scores(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    for course_id, scores in progress.caseload_lines(viewer, viewer.cared_for).items():
        if course_id in found:
            found[course_id].scores = scores
    measured = {line.course_id: line.scores for line in found.values() if line.scores}
    decided = progress.decisions(viewer, viewer.cared_for) if measured else {}
    for course_id in measured:
        found[course_id].decided = decided.get(course_id)
    counted = {course_id: line.held for course_id, line in found.items()}
    turns = {"held": counted, "decided": decided, "practice": viewer.practice, "today": timezone.localdate(now)}
    for course_id, turn in progress.turning_points(measured, **turns).items():
        found[course_id].turn = turn
    held = {course_id: line.held_at for course_id, line in found.items()}
    for course_id, words in four_words.words(viewer, measured, practice=viewer.practice, held=held).items():
        found[course_id].words = words


EVERYBODY, BY_NEED = "", ""
SHOWN: dict[str, str] = {
    EVERYBODY: "Everybody",
    "talk": "Needs a conversation",
    "waits": "Something small waits",
    "soon": "A session within 7 days",
    "no_next": "No next session",
    "quiet": "No answers for 4 weeks",
    "ended": "After the ending",
}
ORDERS = {BY_NEED: "Who needs a conversation first", "next": "The next session first", "name": "By name"}


def filters(*, now: datetime) -> dict[str, Callable[[Line], bool]]:
    """Whom each choice of SHOWN leaves on the page."""
    return {
        EVERYBODY: lambda one: True,
        "talk": lambda one: bool(one.to_talk),
        "waits": lambda one: bool(one.waits),
        "soon": lambda one: one.next_at is not None and one.next_at < now + SOON,
        "no_next": lambda one: not one.ended and one.next_at is None,
        "quiet": lambda one: not one.ended and (one.answered_at is None or one.answered_at < now - QUIET_AFTER),
        "ended": lambda one: one.ended,
    }


def in_order(found: list[Line], order: str, *, now: datetime) -> list[Line]:
    """The same people in another order; those that are equal keep theirs."""
    far = now + FAR
    if order == "next":
        return sorted(found, key=lambda one: one.next_at or far)
    return sorted(found, key=lambda one: one.client.name.casefold()) if order == "name" else found
