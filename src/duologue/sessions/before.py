"""Before the session: what a therapist with four minutes wants to have read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from duologue.courses import rated
from duologue.courses.models import Course, OwnWords
from duologue.questionnaires.models import Response, Score, only_counted
from duologue.questionnaires.panels import sent_answers
from duologue.questionnaires.trajectories import trajectories
from duologue.science.charts import NARROW, line_chart
from duologue.science.reliable_change import Change, change
from duologue.sessions.models import AgendaItem, Session
from duologue.sessions.panels import behind_lines, open_lines, tell

Kind = AgendaItem.Kind
SHOWN_AS_SCORES = {Kind.ANSWERS, Kind.CHANGE}  # they stand under "Since last time", as numbers
LOW = 130  # pixels: all of the page is one screen
MOVED = "more than ordinary ups and downs"


@dataclass(frozen=True)
class Latest:
    """The newest answers to one instrument on one scale, beside the full score before them."""

    response: Response
    before: Response | None
    scale: str

    @property
    def name(self) -> str:
        form = self.response.form
        short, scale = form.title.rsplit("(", 1)[-1].rstrip(")"), form.key(self.scale).name
        return f"{short}, {scale.lower()}" if scale else short

    @property
    def score(self) -> Score:
        return _on(self.response, self.scale)

    @property
    def value(self) -> str:
        score = self.score
        return "" if score.value is None else f"{score.value:g}"

    @property
    def was(self) -> str:
        return f"{_on(self.before, self.scale).value:g}" if self.before else ""

    @property
    def in_words(self) -> str:
        """What may be said of the difference; nothing of a score that is not full."""
        score, key = self.score, self.response.form.key(self.scale)
        if score.value is None:
            return "Some questions were left open, so there is no score."
        if score.estimated:
            return "An estimate: some questions were left open. It is compared with nothing."
        if self.before is None:
            return "The first full score."
        was = _on(self.before, self.scale).value or 0.0  # a full score, see _full_before
        moved = change(was, score.value, at_least=key.reliable_change, lower_is_better=key.lower_is_better)
        if moved in (Change.IMPROVED, Change.WORSE):
            return f"{'Lower' if score.value < was else 'Higher'} by {MOVED}."
        return "The same as last time." if score.value == was else "Within ordinary ups and downs."

    @property
    def told(self) -> list[tuple[int, str, str]]:
        """The questions a person must be told of: number, answer in words, and the answer before."""
        items = enumerate(self.response.form.items, start=1)
        return [
            (n, item.in_words(self.response.answers.get(item.id)), self._told_before(item))
            for n, item in items
            if item.raises_at is not None
        ]

    def _told_before(self, item: Any) -> str:
        return item.in_words(self.before.answers.get(item.id)) if self.before else ""


def latest(viewer: Any, course: Course) -> list[Latest]:
    """For each scale the newest answers and the full ones before, of the same version; two queries."""
    found: dict[str, list[Response]] = {}
    for response in only_counted(sent_answers(viewer, course))[:24]:
        found.setdefault(response.form_id, []).append(response)
    # What asks about safety comes first.
    scales = [(kept, key.scale) for kept in found.values() for key in kept[0].form.scales]
    shown = [Latest(kept[0], _full_before(kept, scale), scale) for kept, scale in scales]
    return sorted(shown, key=lambda one: (not one.told, one.name))


def _full_before(kept: list[Response], scale: str) -> Response | None:
    newest, *older = kept
    full = (r for r in older if r.form_version == newest.form_version and not _on(r, scale).estimated)
    return next((r for r in full if _on(r, scale).value is not None), None)


def _on(response: Response, scale: str) -> Score:
    return next(score for score in response.totals if score.scale == scale)


def own_words(viewer: Any, course: Course) -> OwnWords | None:
    """The last thing the client said in their own words."""
    said = viewer.records(OwnWords).filter(course=course, author=course.client)
    return said.order_by("-written_at", "-pk").first()


@dataclass(frozen=True)
class SmallChart:
    """The main line of scores, small: the sentence, the drawing and the rows behind it are the same numbers."""

    words: str
    drawing: SafeString
    rows: list[tuple[datetime, str]]


def small_chart(viewer: Any, course: Any) -> SmallChart | None:
    """The line of the measure that stands first, if it was ever counted; two queries."""
    held = viewer.records(Session).filter(course=course).held().values_list("starts_at", flat=True)
    sent = viewer.records(Response).filter(course=course, sent_at__isnull=False)
    main = next((one for one in trajectories(sent, held=held) if one.known), None)
    if main is None:
        return None
    line = main.line(described_by="progress-words", title=f"Line of the {main.name} score", threshold=True)
    drawing = mark_safe(line_chart(line, width=NARROW, height=LOW))  # numbers and our own words, escaped by the drawing
    name, known = main.name.capitalize(), main.known
    words = (
        f"{name}: {known[0]:g} at the start, {known[-1]:g} now."
        if len(known) > 1
        else f"{name}: {known[0]:g}, asked once."
    )
    rows = [(one.at, "no full score" if one.value is None else f"{one.value:g}") for one in main.readings]
    return SmallChart(words, drawing, rows)


def before(viewer: Any, session: Session, *, now: datetime) -> dict[str, Any]:
    """Everything on the page before a session; a fixed number of queries."""
    course = session.course
    lines = open_lines(viewer, course)
    told = behind_lines(viewer, course, now)
    for line in lines:
        tell(line, told, course)
    theirs = [
        line for line in lines if line.kind == Kind.TOPIC and line.author_id == course.client.pk and not line.about
    ]
    between = [line for line in lines if line.kind == Kind.PRACTICE or (line.kind == Kind.TOPIC and line.told)]
    shown = {line.pk for line in theirs + between} | {line.pk for line in lines if line.kind in SHOWN_AS_SCORES}
    last = viewer.records(Session).filter(course=course, starts_at__lt=session.starts_at).held().first()
    return {
        "latest": latest(viewer, course),
        "topics": theirs,
        "said": None if theirs else own_words(viewer, course),
        "between": between,
        "others": [line for line in lines if line.pk not in shown],
        "goals": rated.goals(viewer, course),
        "chart": small_chart(viewer, course),
        "last": last,
        "plan": [line for line in last.agreed.splitlines() if line.strip()] if last else [],
    }
