"""What the relationship offers to other pages: remarks that wait for an answer, answers to show, five small lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course
from duologue.relationship.models import RATINGS, Feedback, Remark
from duologue.science.charts import sparkline

NAMES = {
    "listened": "Heard and taken seriously",
    "mattered": "Worked on what matters",
    "suited": "The way we worked",
    "could_say": "Could say what was on my mind",
    "worth_it": "Worth it, all in all",
}


@dataclass(frozen=True)
class Line:
    """One rating over the sessions, oldest first; a session without it is a gap."""

    name: str
    values: tuple[int | None, ...]

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
    def spark(self) -> SafeString:
        return mark_safe(sparkline(self.values, low=0, high=10))  # numbers only

    @property
    def lower(self) -> bool:
        return self.latest is not None and self.before is not None and self.latest < self.before


def unanswered(viewer: Any) -> list[Remark]:
    """What clients said to this therapist that has no answer yet, oldest first; one query."""
    cared_for = viewer.courses.of_care_team(viewer.user).values("pk")
    open_ones = viewer.records(Remark).filter(course__in=cared_for, answered_at__isnull=True)
    return list(open_ones.select_related("author", "course", "feedback__session").order_by("written_at", "pk"))


def answers_to_show(viewer: Any) -> list[Remark]:
    """Answers to this client's own remarks that they have not read yet; one query."""
    own = viewer.records(Remark).filter(author=viewer.user, answered_at__isnull=False, answer_seen_at__isnull=True)
    return list(own.select_related("answered_by", "course", "feedback__session").order_by("answered_at", "pk"))


def how_sessions_felt(viewer: Any, course: Course) -> dict[str, Any]:
    """Everything both see of how sessions felt; two queries."""
    said = viewer.records(Feedback).filter(course=course).select_related("session")
    feedback = list(said.order_by("session__starts_at", "pk"))
    lines = [Line(NAMES[name], tuple(getattr(one, name) for one in feedback)) for name in RATINGS]
    remarks = viewer.records(Remark).filter(course=course).select_related("feedback__session", "answered_by", "author")
    return {
        "feedback": feedback,
        "lines": lines,
        "lower": [line for line in lines if line.lower],
        "rated": any(line.known for line in lines),
        "rows": [(one.session, [getattr(one, name) for name in RATINGS]) for one in feedback],
        "helped": [one for one in reversed(feedback) if one.helped_most],
        "remarks": list(remarks.order_by("-written_at", "-pk")),
    }
