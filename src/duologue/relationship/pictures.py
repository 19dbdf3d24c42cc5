"""How sessions felt, as both see it: five small lines on one scale, what was said, what the rules say."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course
from duologue.courses.offers import Offer
from duologue.courses.visibility import Audience
from duologue.relationship.models import FOUR, RATINGS, Feedback, Moment, OwnView, Remark
from duologue.relationship.noticing import look_at
from duologue.relationship.panels import concerns_of
from duologue.relationship.signals import LookedAgain, Signal
from duologue.science.small_multiples import Multiple, small_multiple
from duologue.science.strain_rules import RULES, Published
from duologue.science.strains import HIGHEST, PERFECT_RUN, Finding
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


def ratings_of(viewer: Any, course: Course) -> dict[str, Any]:
    """The lines of one course as this person may see them; two queries."""
    said = viewer.records(Feedback).filter(course=course).select_related("session", "author")
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
    """Everything both see of how sessions felt; eleven queries."""
    page = ratings_of(viewer, course)
    within = {"course": course}
    remarks = viewer.records(Remark).filter(**within).select_related("feedback__session", "answered_by", "author")
    helped = viewer.records(Moment).filter(**within).select_related("feedback__session")
    signals = viewer.records(Signal).filter(**within).select_related("session", "card", "feedback")
    mine = getattr(course, "viewed_as", "") == "client"
    signals = signals.exclude(audience=Audience.ME) if mine else signals
    to_view = [] if mine else list(_to_view(viewer, course))
    if (latest := page["feedback"][-1] if page["feedback"] else None) is not None:
        latest.course = course  # known already, with its practice
    return {
        **page,
        "latest": latest,
        "asked": each_rule(viewer, latest) if latest else [],
        "remarks": list(remarks.order_by("-written_at", "-pk")),
        "helped": list(helped.order_by("-feedback__session__starts_at", "-pk")),
        "signals": _with_looks(viewer, course, signals.order_by("-session__starts_at", "-pk")),
        "to_view": to_view,
        "concerns": concerns_of(viewer, course) if mine else [],
    }


def _with_looks(viewer: Any, course: Course, signals: Any) -> list[Signal]:
    """Each signal with what was found when the two looked again, oldest first."""
    found = list(signals)
    looks = viewer.records(LookedAgain).filter(course=course).select_related("card", "course")
    for signal in found:
        signal.looks = []
    by_signal = {signal.pk: signal for signal in found}
    for look in looks.order_by("written_at", "pk"):
        if look.card.signal_id in by_signal:
            by_signal[look.card.signal_id].looks.append(look)
    return found


def each_rule(viewer: Any, feedback: Feedback) -> list[tuple[Published, Finding]]:
    """What every rule says of one session, with the figures of the day it was told; what this person may not read yet
    counts as not written. Four queries."""
    wrote = viewer.records(Remark).filter(feedback=feedback).exists()
    return [(RULES[one.rule], one) for one in look_at(feedback, left_words=wrote, now=feedback.received_at)]


def nothing_but_tens(viewer: Any, course: Course) -> bool:
    """Whether this client gave nothing but tens the last times, so that a small complaint is invited; one query."""
    own = viewer.records(Feedback).filter(course=course, author=viewer.user).order_by("-session__starts_at", "-pk")
    lately = list(own[:PERFECT_RUN])
    tens = all(getattr(form, name) == HIGHEST for form in lately for name in RATINGS)
    return tens and len(lately) == PERFECT_RUN


def _to_view(viewer: Any, course: Course) -> Any:
    """Held sessions that wait for this therapist's own view before both see both."""
    mine = viewer.records(OwnView).filter(session=OuterRef("pk"), author=viewer.user)
    said = viewer.records(Session).filter(course=course, feedback__audience=Audience.ME)
    return said.filter(~Exists(mine)).order_by("starts_at", "pk")


def on_progress(viewer: Any, course: Course, *, now: datetime) -> Offer | None:
    """How sessions felt, small, beside the scores; two queries."""
    page = ratings_of(viewer, course)
    return Offer("relationship/parts/felt.html", {**page, "course": course}) if page["rated"] else None
