"""What has changed in a course, gathered through the viewer: measures, problems, goals, milestones."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from duologue.courses import rated
from duologue.courses.ladders import Attainment
from duologue.courses.models import Course, Milestone
from duologue.courses.rated import Rated
from duologue.courses.visibility import Viewer
from duologue.questionnaires.models import Response
from duologue.questionnaires.trajectories import Shown, shown, trajectories
from duologue.science.trajectories import Trajectory
from duologue.sessions.models import Session


@dataclass(frozen=True)
class Changes:
    """Everything a page needs that looks back on a course."""

    measures: list[Shown]
    problems: list[Rated]
    goals: list[Rated]
    milestones: list[Milestone]
    held: int

    @property
    def attained(self) -> Attainment | None:
        """What the ladders of the goals come to together."""
        return rated.attainment(self.goals)

    @property
    def is_empty(self) -> bool:
        return not (self.measures or self.problems or self.goals or self.milestones)


def changes(viewer: Viewer, course: Course) -> Changes:
    """What has changed, as this person may see it; eight queries, however long the course is."""
    attended = viewer.records(Session).filter(course=course, state=Session.State.ATTENDED)
    held = sorted(attended.values_list("starts_at", flat=True))
    milestones = list(viewer.records(Milestone).filter(course=course).order_by("on", "written_at"))
    flags = [_sessions_by_evening(milestone, held, course) for milestone in milestones]
    measured = trajectories(viewer.records(Response).filter(course=course), held=held)
    return Changes(
        measures=[_show(course, one, flags) for one in measured],
        problems=rated.problems(viewer, course),
        goals=rated.goals(viewer, course),
        milestones=milestones,
        held=len(held),
    )


def _show(course: Course, one: Trajectory, flags: list[int]) -> Shown:
    mine = course.viewed_as == "client"  # type: ignore[attr-defined]  # set by the viewer who opened it
    return shown(one, whose="Your" if mine else f"{course.client.called}'s", for_therapist=not mine, flags=flags)


def _sessions_by_evening(milestone: Milestone, held: list[datetime], course: Course) -> int:
    """How many sessions had been held by the end of the day, in the practice's zone."""
    next_day = datetime.combine(milestone.on + timedelta(days=1), time.min, tzinfo=course.practice.zone)
    return bisect_left(held, next_day)
