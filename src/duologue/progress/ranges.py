"""The expected range beside a line: what the practice's own finished courses with such a start had. A guide, not a target."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.progress.models import GrowthFit, RangeShown
from duologue.science.charts import Range
from duologue.science.growth import Growth, expected
from duologue.science.trajectories import Trajectory

SHARE = 0.8  # of the scores of such courses lie in it
AT_LEAST_UP_TO = 8  # sessions, however few have been held


@dataclass(frozen=True)
class ExpectedRange:
    """The range at each session after the start, and whose finished courses it describes."""

    ranges: tuple[Range, ...]
    source: str


@dataclass(frozen=True)
class Fitted:
    """What was fitted for a practice, by form, version and scale; empty for a client until both have looked at it."""

    fits: Mapping[tuple[str, str, str], GrowthFit]
    shown_together: bool

    def of(self, course: Trajectory) -> ExpectedRange | None:
        """The range for one trajectory, from its first full score here; None without a fit or a score to start from."""
        fit = self.fits.get((course.form.id, course.form.version, course.key.scale))
        first = next((one for one in course.readings if one.value is not None and not one.brought), None)
        if fit is None or first is None or first.value is None:
            return None
        growth, started = Growth(**fit.numbers), course.sessions_before(first.at)
        upto = max(len(course.held), started + 1, AT_LEAST_UP_TO)
        ranges = []
        for session in range(started + 1, upto + 1):
            low, high = expected(growth, start=first.value, session=session, started=started).band(SHARE)
            ranges.append(Range(session, max(low, course.key.low), min(high, course.key.high)))
        return ExpectedRange(tuple(ranges), _source(fit, first.value))


def _source(fit: GrowthFit, start: float) -> str:
    return (
        f"Scores of people who began at {start:g} here mostly lay in this range (8 of 10). "
        f"It comes from {fit.courses} finished courses of {fit.practice.name}, counted on "
        f"{fit.fitted_at.astimezone(fit.practice.zone):%-d %B %Y}. It is a guide, not a target."
    )


def of_course(viewer: Viewer, course: Course) -> Fitted:
    """What may be shown in this course; two queries."""
    shown = viewer.records(RangeShown).filter(course=course).exists()
    mine = course.viewed_as == "client"  # type: ignore[attr-defined]  # set by the viewer who opened it
    if mine and not shown:
        return Fitted({}, False)
    fits = GrowthFit.objects.filter(practice=course.practice_id, why_not="").select_related("practice")
    return Fitted({(fit.form_id, fit.form_version, fit.scale): fit for fit in fits}, shown)
