"""Where courses stand by the practice's rules, in one of four words each; silent until the practice turns them on."""

from __future__ import annotations

import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from duologue.courses.visibility import Viewer
from duologue.people.models import Practice
from duologue.progress.panels import CourseLine, Since
from duologue.science.on_track import Reading, Standing, State, standing
from duologue.sessions.models import Session

FIRST, LATER = 1, 4  # where a red and an amber one stand among the reasons of a caseload


@dataclass(frozen=True)
class Word:
    """The word for one scale of a course, with the rule that gave it."""

    since: Since
    standing: Standing

    @property
    def needs_a_talk(self) -> bool:
        return self.standing.state in (State.RED, State.AMBER)

    @property
    def weight(self) -> int:
        return FIRST if self.standing.state is State.RED else LATER

    @property
    def in_words(self) -> str:
        """ "Low mood 12, now 19: red. Reliably worse than at the start." """
        name, rule = self.since.name.capitalize(), self.standing.rule.value
        if self.standing.state is State.UNDECIDABLE:
            return f"{name}: no word. {rule}"
        said = f"{name} {self.since.first:g}, now {self.since.latest:g}: {self.standing.state}. {rule}"
        return said + (" It has no cut-off, so two rules were not asked." if self.standing.without_cut_off else "")


def word(since: Since, held: Sequence[datetime]) -> Word:
    """The word for one scale, with the sessions held in order of time."""
    key = since.form.key(since.scale)
    readings = [Reading(bisect_left(held, at), value) for at, value in zip(since.times, since.values, strict=True)]
    lower, line = key.lower_is_better, key.caseness
    return Word(since, standing(readings, at_least=key.reliable_change, cut_off=line, lower_is_better=lower))


def words(
    viewer: Viewer,
    lines: dict[uuid.UUID, CourseLine],
    *,
    practice: Practice | None,
    held: Mapping[uuid.UUID, Sequence[datetime]] | None = None,
) -> dict[uuid.UUID, list[Word]]:
    """The words of each of these courses; nothing while the practice has not turned them on.

    `held` are the attended sessions of each course in order of time, where somebody knows them; else they are asked for by one
    query.
    """
    if practice is None or not practice.four_words:
        return {}
    known = _held(viewer, lines) if held is None else held
    return {course_id: [word(one, known.get(course_id, ())) for one in line.since] for course_id, line in lines.items()}


def _held(viewer: Viewer, lines: dict[uuid.UUID, CourseLine]) -> dict[uuid.UUID, list[datetime]]:
    held: dict[uuid.UUID, list[datetime]] = defaultdict(list)
    attended = viewer.records(Session).filter(course__in=list(lines), state=Session.State.ATTENDED)
    for course_id, starts_at in attended.order_by("starts_at", "pk").values_list("course_id", "starts_at"):
        held[course_id].append(starts_at)
    return held
