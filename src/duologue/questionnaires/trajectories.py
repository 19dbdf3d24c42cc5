"""A course of therapy's scores as trajectories, and how one is shown: sentences, two drawings, a table, the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from duologue.questionnaires import library
from duologue.science.charts import BROAD, NARROW, Marks, Range, line_chart
from duologue.science.scoring import band
from duologue.science.trajectories import Reading, Trajectory, Words, in_words


def trajectories(responses: QuerySet, *, held: Iterable[datetime], brought: QuerySet | None = None) -> list[Trajectory]:
    """One trajectory for each scale of each instrument in each version, from what somebody may see; a query for each.

    `brought` are scores that another system counted (questionnaires/brought.py). Versions are never joined into one
    line: their numbers may not mean the same.
    """
    kept: dict[tuple[str, str, str], list[Reading]] = {}
    if brought is not None:
        for form_id, version, scale, at, value in brought.values_list(
            "form_id", "form_version", "scale", "at", "value"
        ):
            kept.setdefault((form_id, version, scale), []).append(Reading(at, value, brought=True))
    rows = responses.filter(score__isnull=False).order_by("score__at", "pk")
    for form_id, version, scale, at, value, estimated in rows.values_list(
        "form_id", "form_version", "score__scale", "score__at", "score__value", "score__estimated"
    ):
        reading = Reading(at, None if estimated else value, value if estimated else None)
        kept.setdefault((form_id, version, scale), []).append(reading)
    sessions = tuple(sorted(held))
    order = sorted(kept, key=lambda key: (key[0] != "phq-9", *key))
    in_time = {key: tuple(sorted(readings, key=lambda one: one.at)) for key, readings in kept.items()}
    return [Trajectory(library.form(*key[:2]), in_time[key], sessions, key[2]) for key in order]


@dataclass(frozen=True)
class Happening:
    """Something that stands beside the scores: a call, a missed session, a milestone, an event; in words for the table.

    `place` is where it stands among the sessions held; `kind` is a field of science.charts.Marks.
    """

    kind: str
    at: datetime
    place: float
    words: str


@dataclass(frozen=True)
class Row:
    """One line of the table behind a chart: a score, or what happened beside the scores (`happened`)."""

    at: datetime | None
    sessions: int
    value: float | None = None
    estimate: float | None = None
    brought: bool = False
    happened: str = ""


@dataclass(frozen=True)
class Shown:
    """Everything `questionnaires/parts/trajectory.html` needs to show one trajectory."""

    course: Trajectory
    name: str
    slug: str
    words: Words
    rows: list[Row]
    narrow: SafeString
    broad: SafeString
    gaps: int
    band: str
    for_therapist: bool
    dated: bool
    beside: Sequence[Happening] = ()
    expected: Sequence[Range] = ()
    expected_from: str = ""
    words_below: bool = False

    @property
    def high_end(self) -> str:
        return "more difficulty" if self.course.key.lower_is_better else "less difficulty"

    @property
    def low_end(self) -> str:
        return "less difficulty" if self.course.key.lower_is_better else "more difficulty"

    @property
    def brought(self) -> int:
        """How many of the scores were brought along from elsewhere."""
        return sum(reading.brought for reading in self.course.readings)

    @property
    def kinds(self) -> set[str]:
        """Which kinds of things stand beside the scores."""
        return {one.kind for one in self.beside}


def shown(
    course: Trajectory,
    *,
    whose: str = "Your",
    for_therapist: bool = False,
    dated: bool = True,
    beside: Sequence[Happening] = (),
    expected: Sequence[Range] = (),
    expected_from: str = "",
) -> Shown:
    """Words, drawings and table of one trajectory. The threshold and the published range are for the therapist.

    `expected` is an expected range, and `expected_from` says whose finished courses it describes, and how many.
    """
    slug = f"{course.form.id}-v{course.form.version}-{course.key.scale}"
    line = course.line(
        described_by=f"{slug}-words",
        title=f"{whose} {course.name} score, session by session",
        threshold=for_therapist,
        marks=_marks(beside),
        expected=expected,
    )
    return Shown(
        course=course,
        name=course.name,
        slug=slug,
        words=in_words(course, whose=whose),
        rows=_rows(course, beside, dated=dated),
        narrow=mark_safe(line_chart(line, width=NARROW)),  # numbers and our own words, escaped by the drawing
        broad=mark_safe(line_chart(line, width=BROAD, height=250)),
        gaps=sum(reading.value is None for reading in course.readings),
        band=band(course.form, course.known[-1], course.key.scale) if for_therapist and course.known else "",
        for_therapist=for_therapist,
        dated=dated,
        beside=beside,
        expected=expected,
        expected_from=expected_from,
    )


def with_words_below(measures: list[Shown]) -> list[Shown]:
    """The same, the first one with what its flags and marks mean in words; the others have it in their tables."""
    return [replace(one, words_below=n == 0) for n, one in enumerate(measures)]


def _marks(beside: Sequence[Happening]) -> Marks:
    places: dict[str, list[float]] = {}
    for one in beside:
        places.setdefault(one.kind, []).append(one.place)
    return Marks(**places)


def _rows(course: Trajectory, beside: Sequence[Happening], *, dated: bool) -> list[Row]:
    """Scores and happenings together, in order of time."""
    rows = [
        (r.at, Row(r.at, course.sessions_before(r.at), r.value, r.estimate, r.brought)) for r in course.readings
    ] + [(one.at, Row(one.at, course.sessions_before(one.at), happened=one.words)) for one in beside]
    in_time = [row for _, row in sorted(rows, key=lambda pair: pair[0])]
    return in_time if dated else [replace(row, at=None) for row in in_time]
