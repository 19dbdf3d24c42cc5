"""What has changed in a course, gathered through the viewer: measures, problems, goals, milestones, what happened."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from duologue.courses import rated
from duologue.courses.ladders import Attainment
from duologue.courses.models import Course, Milestone
from duologue.courses.rated import Rated
from duologue.courses.visibility import Audience, Viewer
from duologue.progress import ranges
from duologue.progress.models import LifeEvent
from duologue.questionnaires import brought
from duologue.questionnaires.models import Response
from duologue.questionnaires.trajectories import Happening, Shown, shown, trajectories, with_words_below
from duologue.science.trajectories import Trajectory
from duologue.sessions.models import How, Session

HELD, MISSED = Session.State.ATTENDED, Session.State.MISSED


@dataclass(frozen=True)
class Changes:
    """Everything a page needs that looks back on a course."""

    measures: list[Shown]
    problems: list[Rated]
    goals: list[Rated]
    milestones: list[Milestone]
    events: list[LifeEvent]
    held_at: list[datetime]
    shown_together: bool = False  # the expected range

    @property
    def held(self) -> int:
        return len(self.held_at)

    @property
    def attained(self) -> Attainment | None:
        """What the ladders of the goals come to together."""
        return rated.attainment(self.goals)

    @property
    def range_to_show(self) -> bool:
        """There is an expected range that the client has not been shown yet."""
        return not self.shown_together and any(shown.expected for shown in self.measures)

    @property
    def climbed(self) -> list[tuple[Rated, str]]:
        """Each goal with how far its ladder was climbed, in words; empty words for a goal without a ladder."""
        return [(goal, goal.ladder.climbed(self.held_at) if goal.ladder else "") for goal in self.goals]

    @property
    def is_empty(self) -> bool:
        return not (self.measures or self.problems or self.goals or self.milestones or self.events)


def changes(viewer: Viewer, course: Course) -> Changes:
    """What has changed, as this person may see it; a dozen queries, however long the course is."""
    met = viewer.records(Session).filter(course=course, state__in=[HELD, MISSED]).order_by("starts_at", "pk")
    hours = list(met.values_list("starts_at", "state", "how", "number"))
    held = [starts_at for starts_at, state, _, _ in hours if state == HELD]
    milestones = list(viewer.records(Milestone).filter(course=course).order_by("on", "written_at", "pk"))
    events = list(viewer.records(LifeEvent).filter(course=course).order_by("on", "written_at", "pk"))
    mine = course.viewed_as == "client"  # type: ignore[attr-defined]  # set by the viewer who opened it
    beside = _remembered(course, milestones, events, held)
    beside += [] if mine else _hours(hours, held)
    measured = trajectories(
        viewer.records(Response).filter(course=course), held=held, brought=brought.counted(viewer, course)
    )
    fitted = ranges.of_course(viewer, course)
    whose = "Your" if mine else f"{course.client.called}'s"
    return Changes(
        measures=with_words_below([_show(one, whose, beside, fitted, mine=mine) for one in measured]),
        problems=rated.problems(viewer, course),
        goals=rated.goals(viewer, course),
        milestones=milestones,
        events=events,
        held_at=held,
        shown_together=fitted.shown_together,
    )


def _show(one: Trajectory, whose: str, beside: list[Happening], fitted: ranges.Fitted, *, mine: bool) -> Shown:
    expected = fitted.of(one)
    return shown(
        one,
        whose=whose,
        for_therapist=not mine,
        beside=beside,
        expected=expected.ranges if expected else (),
        expected_from=expected.source if expected else "",
    )


def _remembered(
    course: Course, milestones: list[Milestone], events: list[LifeEvent], held: list[datetime]
) -> list[Happening]:
    """Flags and marks, each at the sessions held by the end of its day in the practice's zone."""
    found = []
    for kind, words, things in (("flags", "Worth remembering", milestones), ("events", "What happened", events)):
        for one in things:
            evening = _evening(one.on, course)
            private = " (only you see this)" if one.audience == Audience.ME else ""
            found.append(Happening(kind, evening, bisect_left(held, evening), f"{words}{private}: {one.words}"))
    return found


def _hours(hours: list[tuple[datetime, str, str, int]], held: list[datetime]) -> list[Happening]:
    """Calls, and sessions that did not take place: for the therapist."""
    found = []
    for starts_at, state, how, number in hours:
        before = bisect_left(held, starts_at)
        if state == MISSED:
            found.append(Happening("missed", starts_at, before + 0.5, f"Session {number} was missed"))
        elif how == How.PHONE:
            found.append(Happening("phoned", starts_at, before + 1, f"Session {number} was by phone"))
    return found


def _evening(day: date, course: Course) -> datetime:
    """The end of a day, by the practice's clock."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=course.practice.zone) - timedelta(seconds=1)
