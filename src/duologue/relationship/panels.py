"""What the relationship offers to other pages: what waits for somebody, answers to show, and small lines both see."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, Min, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.courses.visibility import Audience
from duologue.relationship.models import FOUR, RATINGS, Feedback, Moment, OwnView, Remark
from duologue.relationship.signals import Signal
from duologue.relationship.threads import Message
from duologue.science.small_multiples import Multiple, small_multiple
from duologue.science.strain_rules import Level
from duologue.sessions.models import Session

NAMES = {
    "listened": "Listened to and respected",
    "mattered": "Worked on what matters",
    "suited": "The way we worked",
    "could_say": "Could say what was on my mind",
    "worth_it": "Worth it, overall",
}


@dataclass(frozen=True)
class Line:
    """One rating over the sessions, oldest first; a session without it is a gap. `theirs` is the therapist's own view."""

    name: str
    values: tuple[int | None, ...]
    theirs: tuple[int | None, ...] = ()

    @property
    def known(self) -> list[int]:
        return [value for value in self.values if value is not None]

    @property
    def latest(self) -> int | None:
        return self.known[-1] if self.known else None

    @property
    def before(self) -> int | None:
        return self.known[-2] if len(self.known) > 1 else None

    @property
    def drawn(self) -> SafeString:
        """Always from 0 to 10, so that nothing looks like more than it is."""
        now = "not rated" if self.latest is None else f"{self.latest} of 10 now"
        was = f", {self.before} the time before" if self.before is not None else ""
        return mark_safe(
            small_multiple(Multiple(f"{self.name}: {now}{was}", self.values, self.theirs))
        )  # escaped there

    @property
    def lower(self) -> bool:
        return self.latest is not None and self.before is not None and self.latest < self.before


@dataclass(frozen=True)
class Waits:
    """One thing that waits for a therapist, with nobody's words in it."""

    kind: str
    pk: uuid.UUID
    course_id: uuid.UUID
    called: str
    at: datetime
    level: int

    SAID = {
        "message": "{called} wrote to you",
        "remark": "A remark from {called}",
        "view": "{called} said how a session was: say how it was for you, then see both",
        "signal": "{called}: something to notice in how a session felt",
    }
    PAGES = {
        "message": "relationship:messages",
        "remark": "relationship:remark",
        "view": "relationship:own-view",
        "signal": "relationship:signal",
    }
    REASONS = {
        "message": "They wrote to you.",
        "remark": "A remark waits for an answer.",
        "view": "They said how a session was. It opens when you have said how it was for you.",
        "signal": "A rule about how sessions felt has something to say.",
    }

    @property
    def said(self) -> str:
        """A line for Today."""
        if self.is_strain:
            return f"{self.called}: a session felt lower than their own usual"
        return self.SAID[self.kind].format(called=self.called)

    @property
    def reason(self) -> str:
        """A sentence for the caseload."""
        return (
            "A session felt lower than their own usual. Thank first, ask second."
            if self.is_strain
            else self.REASONS[self.kind]
        )

    @property
    def is_strain(self) -> bool:
        return self.kind == "signal" and self.level >= Level.STRAIN

    @property
    def address(self) -> str:
        return reverse(self.PAGES[self.kind], args=[self.pk])


def waiting(viewer: Any) -> list[Waits]:
    """Everything of the relationship that waits for this therapist, strains first, then the oldest; one query."""
    parts = [_remarks(viewer), _views(viewer), _signals(viewer), _messages(viewer)]
    rows = parts[0].union(*parts[1:], all=True)
    found = {row[:2]: Waits(*row) for row in rows}  # a couple's course would say it twice
    return sorted(found.values(), key=lambda one: (not one.is_strain, one.at, one.kind, str(one.pk)))


def _row(rows: QuerySet, kind: str, called: str, at: str, *, pk: str = "pk", level: Any = None) -> Any:
    """One part of the query: a kind, and the same six columns for each."""
    named = rows.order_by().annotate(
        kind=Value(kind, output_field=CharField()),
        level_=level or Value(0, output_field=IntegerField()),
        called_=F(called),
    )
    return named.values_list("kind", pk, "course_id", "called_", at, "level_")


def _remarks(viewer: Any) -> Any:
    mine = viewer.records(Remark).filter(course__in=viewer.cared_for, answered_at__isnull=True)
    return _row(mine, "remark", "author__called", "written_at")


def _views(viewer: Any) -> Any:
    """Sessions on which the client's word waits for the therapist's own. That it is there is all that is told."""
    mine = viewer.records(OwnView).filter(session=OuterRef("pk"), author=viewer.user)
    said = viewer.records(Session).filter(course__in=viewer.cared_for, feedback__audience=Audience.ME)
    return _row(said.filter(~Exists(mine)), "view", "feedback__author__called", "feedback__written_at")


def _signals(viewer: Any) -> Any:
    mine = viewer.records(Signal).filter(course__in=viewer.cared_for, closed_at__isnull=True)
    return _row(mine, "signal", "course__participants__user__called", "written_at", level=F("level"))


def _messages(viewer: Any) -> Any:
    """One line for each thread in which something was not opened yet."""
    unseen = viewer.records(Message).filter(course__in=viewer.cared_for, from_client=True, seen_at__isnull=True)
    threads = unseen.order_by().values("course_id").annotate(first=Min("written_at"), who=Min("author__called"))
    return _row(threads.annotate(thread=F("course_id")), "message", "who", "first", pk="thread")


def unread(viewer: Any, course: Course) -> list[Message]:
    """What a client has not opened yet; one query."""
    unseen = viewer.records(Message).filter(course=course, from_client=False, seen_at__isnull=True)
    return list(unseen.select_related("author").order_by("written_at", "pk"))


def answers_to_show(viewer: Any) -> list[Remark]:
    """Answers to this client's own remarks that they have not read yet; one query."""
    own = viewer.records(Remark).filter(author=viewer.user, answered_at__isnull=False, answer_seen_at__isnull=True)
    return list(own.select_related("answered_by", "course", "feedback__session").order_by("answered_at", "pk"))


def ratings_of(viewer: Any, course: Course) -> dict[str, Any]:
    """The lines of one course as this person may see them; two queries."""
    said = viewer.records(Feedback).filter(course=course).select_related("session")
    feedback = list(said.order_by("session__starts_at", "pk"))
    views = {one.session_id: one for one in viewer.records(OwnView).filter(course=course).order_by("written_at", "pk")}
    lines = [_line(name, feedback, views) for name in RATINGS]
    rows = [
        (f.session, [(getattr(f, name), getattr(views.get(f.session_id), name, None)) for name in RATINGS])
        for f in feedback
    ]
    return {
        "feedback": feedback,
        "lines": lines,
        "lower": [line for line in lines if line.lower],
        "rated": any(line.known for line in lines),
        "both": any(value is not None for line in lines for value in line.theirs),
        "rows": rows,
        "names": list(NAMES.values()),
    }


def _line(name: str, feedback: list[Feedback], views: dict[uuid.UUID, OwnView]) -> Line:
    theirs = tuple(getattr(views.get(f.session_id), name, None) for f in feedback)
    return Line(NAMES[name], tuple(getattr(f, name) for f in feedback), theirs if name in FOUR else ())


def how_sessions_felt(viewer: Any, course: Course) -> dict[str, Any]:
    """Everything both see of how sessions felt; six queries."""
    page = ratings_of(viewer, course)
    within = {"course": course}
    remarks = viewer.records(Remark).filter(**within).select_related("feedback__session", "answered_by", "author")
    helped = viewer.records(Moment).filter(**within).select_related("feedback__session")
    signals = viewer.records(Signal).filter(**within).select_related("session", "card", "feedback")
    mine = getattr(course, "viewed_as", "") == "client"
    signals = signals.exclude(audience=Audience.ME) if mine else signals
    to_view = [] if mine else list(_to_view(viewer, course))
    return {
        **page,
        "remarks": list(remarks.order_by("-written_at", "-pk")),
        "helped": list(helped.order_by("-feedback__session__starts_at", "-pk")),
        "signals": list(signals.order_by("-session__starts_at", "-pk")),
        "to_view": to_view,
    }


def _to_view(viewer: Any, course: Course) -> Any:
    """Held sessions that wait for this therapist's own view before both see both."""
    mine = viewer.records(OwnView).filter(session=OuterRef("pk"), author=viewer.user)
    said = viewer.records(Session).filter(course=course, feedback__audience=Audience.ME)
    return said.filter(~Exists(mine)).order_by("starts_at", "pk")


def on_progress(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """How sessions felt, small, beside the scores; two queries."""
    page = ratings_of(viewer, course)
    return Offer("relationship/parts/felt.html", {**page, "course": course}) if page["rated"] else None
