"""A course of therapy's scores as trajectories, and how one is shown: sentences, two drawings, a table, the same numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.safestring import SafeString, mark_safe

from duologue.questionnaires import library
from duologue.science.charts import BROAD, NARROW, line_chart
from duologue.science.scoring import band
from duologue.science.trajectories import Reading, Trajectory, Words, in_words


def trajectories(responses: QuerySet, *, held: Iterable[datetime]) -> list[Trajectory]:
    """One trajectory for each scale of each instrument in each version, from responses somebody may see; one query.

    Versions are never joined into one line: their numbers may not mean the same.
    """
    rows = responses.filter(score__isnull=False).order_by("score__at", "pk")
    kept: dict[tuple[str, str, str], list[Reading]] = {}
    for form_id, version, scale, at, value, estimated in rows.values_list(
        "form_id", "form_version", "score__scale", "score__at", "score__value", "score__estimated"
    ):
        reading = Reading(at, None if estimated else value, value if estimated else None)
        kept.setdefault((form_id, version, scale), []).append(reading)
    sessions = tuple(sorted(held))
    order = sorted(kept, key=lambda key: (key[0] != "phq-9", *key))
    return [Trajectory(library.form(*key[:2]), tuple(kept[key]), sessions, key[2]) for key in order]


@dataclass(frozen=True)
class Row:
    """One line of the table behind a chart."""

    at: datetime | None
    sessions: int
    value: float | None
    estimate: float | None


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

    @property
    def high_end(self) -> str:
        return "more difficulty" if self.course.key.lower_is_better else "less difficulty"

    @property
    def low_end(self) -> str:
        return "less difficulty" if self.course.key.lower_is_better else "more difficulty"


def shown(
    course: Trajectory,
    *,
    whose: str = "Your",
    for_therapist: bool = False,
    dated: bool = True,
    flags: Sequence[float] = (),
) -> Shown:
    """Words, drawings and table of one trajectory. The threshold and the published range are for the therapist."""
    slug = f"{course.form.id}-v{course.form.version}-{course.key.scale}"
    line = course.line(
        described_by=f"{slug}-words",
        title=f"{whose} {course.name} score, session by session",
        threshold=for_therapist,
        flags=flags,
    )
    return Shown(
        course=course,
        name=course.name,
        slug=slug,
        words=in_words(course, whose=whose),
        rows=[Row(r.at if dated else None, course.sessions_before(r.at), r.value, r.estimate) for r in course.readings],
        narrow=mark_safe(line_chart(line, width=NARROW)),  # numbers and our own words, escaped by the drawing
        broad=mark_safe(line_chart(line, width=BROAD, height=240)),
        gaps=sum(reading.value is None for reading in course.readings),
        band=band(course.form, course.known[-1], course.key.scale) if for_therapist and course.known else "",
        for_therapist=for_therapist,
        dated=dated,
    )
