"""What the relationship offers to other pages: what waits for somebody, answers to show, and small lines both see."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Exists, F, IntegerField, Min, OuterRef, QuerySet, Value
from django.urls import reverse

from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.courses.visibility import Audience
from duologue.relationship.models import OwnView, Remark
from duologue.relationship.signals import ActionCard, Signal
from duologue.relationship.spoken import Concern, UnwantedEffects
from duologue.relationship.threads import Message
from duologue.relationship.transfers import Transfer
from duologue.science.strain_rules import Level
from duologue.sessions.models import AgendaItem, Session


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
        "concern": "{called} wrote to you: something is not right",
        "yes": "{called} said yes: the course can go to the next therapist",
        "handed": "{called} is yours from now on: read what they want you to know",
        "message": "{called} wrote to you",
        "again": "Look again with {called} at what you two tried",
        "remark": "A remark from {called}",
        "view": "{called} said how a session was: say how it was for you, then see both",
        "signal": "{called}: something to notice in how a session felt",
    }
    PAGES = {
        "concern": "relationship:concern",
        "yes": "relationship:transfer",
        "handed": "relationship:transfer",
        "message": "relationship:messages",
        "again": "relationship:signal",
        "remark": "relationship:remark",
        "view": "relationship:own-view",
        "signal": "relationship:signal",
    }
    REASONS = {
        "concern": "Something is not right for them.",
        "yes": "They said yes to another therapist.",
        "handed": "They came to you from another therapist.",
        "message": "They wrote to you.",
        "again": "The day has come to look again at what you two tried.",
        "remark": "A remark waits for an answer.",
        "view": "They said how a session was. It opens when you have said how it was for you.",
        "signal": "A rule about how sessions felt has something to say.",
    }
    STEPS = {
        "concern": "Read it",
        "yes": "See the next step",
        "handed": "Read it",
        "message": "Read and answer",
        "again": "Say how it is now",
        "remark": "Answer it",
        "view": "Say how it was",
        "signal": "See the rule",
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
    def step(self) -> str:
        """What the caseload offers to do about it."""
        return "Open the guide" if self.is_strain else self.STEPS[self.kind]

    @property
    def is_strain(self) -> bool:
        return self.kind == "signal" and self.level >= Level.STRAIN

    @property
    def address(self) -> str:
        return reverse(self.PAGES[self.kind], args=[self.pk])


def waiting(viewer: Any, *, today: date) -> list[Waits]:
    """Everything of the relationship that waits for this therapist, strains first, then the oldest; one query."""
    parts = [
        _remarks(viewer),
        _views(viewer),
        _signals(viewer),
        _messages(viewer),
        _concerns(viewer),
        _said_yes(viewer),
        _handed(viewer),
        _to_look_at_again(viewer, today=today),
    ]
    rows = parts[0].union(*parts[1:], all=True)
    found = {row[:2]: Waits(*row) for row in rows}  # a couple's course would say it twice
    return sorted(found.values(), key=lambda one: (not one.is_strain, one.at, one.kind, str(one.pk)))


def _row(rows: QuerySet, kind: str, called: str, at: str, *, pk: str = "pk", level: Any = None) -> Any:
    """One part of the query: a kind, and the same six columns for each."""
    named = rows.order_by().annotate(
        kind_=Value(kind, output_field=CharField()),
        level_=level or Value(0, output_field=IntegerField()),
        called_=F(called),
    )
    return named.values_list("kind_", pk, "course_id", "called_", at, "level_")


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


def _to_look_at_again(viewer: Any, *, today: date) -> Any:
    """Action cards whose day has come. That a strain was there keeps its place among what waits."""
    mine = viewer.records(ActionCard).filter(course__in=viewer.cared_for, due_on__lte=today)
    return _row(mine, "again", "course__participants__user__called", "written_at", pk="signal_id")


def _messages(viewer: Any) -> Any:
    """One line for each thread in which something was not opened yet."""
    unseen = viewer.records(Message).filter(course__in=viewer.cared_for, from_client=True, seen_at__isnull=True)
    threads = unseen.order_by().values("course_id").annotate(first=Min("written_at"), who=Min("author__called"))
    return _row(threads.annotate(thread=F("course_id")), "message", "who", "first", pk="thread")


def _concerns(viewer: Any) -> Any:
    """What came to a therapist because the practice named them, of courses that are not theirs."""
    open_ones = viewer.spoken_to(Concern).filter(answered_at__isnull=True)
    return _row(open_ones, "concern", "author__called", "written_at")


def _said_yes(viewer: Any) -> Any:
    mine = viewer.records(Transfer).filter(course__in=viewer.cared_for, said_yes_at__isnull=False, done_at__isnull=True)
    return _row(mine, "yes", "course__participants__user__called", "said_yes_at")


def _handed(viewer: Any) -> Any:
    mine = viewer.records(Transfer).filter(course__in=viewer.cared_for, to=viewer.user, done_at__isnull=False)
    return _row(mine.filter(seen_at__isnull=True), "handed", "course__participants__user__called", "done_at")


def to_hand_over(viewer: Any) -> list[Transfer]:
    """What this person opened for a client who spoke to them, and the client said yes to; one query."""
    ready = viewer.spoken_to(Transfer).filter(said_yes_at__isnull=False, done_at__isnull=True, said_no_at__isnull=True)
    return list(ready.select_related("course", "to").order_by("said_yes_at", "pk"))


def transfer_of(viewer: Any, course: Course) -> Transfer | None:
    """The last handover of a course that was not turned down; one query."""
    found = viewer.records(Transfer).filter(course=course, said_no_at__isnull=True).select_related("to")
    return next(iter(found.order_by("-written_at", "-pk")[:1]), None)


def spoken_up(viewer: Any, *, answered: bool = False) -> list[Concern]:
    """What came to this person because the practice named them, newest first; one query."""
    came = viewer.spoken_to(Concern).select_related("author").order_by("-written_at", "-pk")
    return list(came if answered else came.filter(answered_at__isnull=True))


def concerns_of(viewer: Any, course: Course) -> list[Concern]:
    """What a client said past their therapist, and what they were answered; one query."""
    own = viewer.records(Concern).filter(course=course, author=viewer.user).select_related("answered_by")
    return list(own.order_by("-written_at", "-pk"))


def effects_due(viewer: Any, course: Course) -> bool:
    """Whether a look back is open and the three questions were not answered since it began; one query."""
    lines = viewer.records(AgendaItem).filter(course=course, kind=AgendaItem.Kind.REVIEW, outcome="open")
    since = viewer.records(UnwantedEffects).filter(course=course, written_at__gte=OuterRef("written_at"))
    return bool(lines.filter(~Exists(since)).exists())


def beside_review(viewer: Any, course: Course, *, now: datetime) -> Offer:
    """The three questions about what was not good, beside a look back; two queries."""
    due, mine = effects_due(viewer, course), getattr(course, "viewed_as", "") == "client"
    told = viewer.records(UnwantedEffects).filter(course=course).order_by("-written_at", "-pk")
    page = {"latest": None if due else told.first(), "mine": mine, "called": course.client.called, "course": course}
    return Offer("relationship/parts/effects_line.html", page)


def unread(viewer: Any, course: Course) -> list[Message]:
    """What a client has not opened yet; one query."""
    unseen = viewer.records(Message).filter(course=course, from_client=False, seen_at__isnull=True)
    return list(unseen.select_related("author").order_by("written_at", "pk"))


def answers_to_show(viewer: Any) -> list[Remark]:
    """Answers to this client's own remarks that they have not read yet; one query."""
    own = viewer.records(Remark).filter(author=viewer.user, answered_at__isnull=False, answer_seen_at__isnull=True)
    return list(own.select_related("answered_by", "course", "feedback__session").order_by("answered_at", "pk"))
