"""Everything an ending looks back on, gathered through the viewer: first words and today's, numbers, milestones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duologue.courses import rated
from duologue.courses.models import Course, Milestone, OwnWords
from duologue.courses.rated import Rated
from duologue.courses.visibility import Viewer
from duologue.ending.models import Ending
from duologue.ending.phase import LAST_QUESTIONS
from duologue.questionnaires.models import Ask, Response
from duologue.questionnaires.trajectories import trajectories
from duologue.science.trajectories import Words, in_words
from duologue.sessions.models import Session

FIRST = (OwnWords.About.BRINGS, OwnWords.About.HOPES)


@dataclass(frozen=True)
class LookBack:
    """First words beside today's, and what the numbers say in words."""

    first_words: list[OwnWords]
    todays_words: list[OwnWords]
    measures: list[Words]
    problems: list[Rated]
    goals: list[Rated]
    milestones: list[Milestone]


def look_back(viewer: Viewer, course: Course) -> LookBack:
    """The whole course at a glance; seven queries."""
    said = list(
        viewer.records(OwnWords).filter(course=course, about__in=[*FIRST, OwnWords.About.NOW]).order_by("written_at")
    )
    attended = viewer.records(Session).filter(course=course, state=Session.State.ATTENDED)
    mine = course.viewed_as == "client"  # type: ignore[attr-defined]  # set by the viewer who opened it
    measured = trajectories(
        viewer.records(Response).filter(course=course), held=attended.values_list("starts_at", flat=True)
    )
    return LookBack(
        first_words=[words for words in said if words.about in FIRST],
        todays_words=[words for words in said if words.about == OwnWords.About.NOW],
        measures=[in_words(one, whose="Your" if mine else f"{course.client.called}'s") for one in measured],
        problems=rated.problems(viewer, course),
        goals=rated.goals(viewer, course),
        milestones=list(viewer.records(Milestone).filter(course=course).order_by("on", "written_at")),
    )


@dataclass(frozen=True)
class LastAnswers:
    """The questions about the therapy itself: asked, not answered yet, or what was said."""

    asked: bool
    response: Response | None
    said: list[tuple[str, str]]


def last_answers(viewer: Viewer, course: Course) -> LastAnswers:
    """What the client said at the end about the therapy, as this person may read it; two queries."""
    asked = viewer.records(Ask).filter(course=course, form_id=LAST_QUESTIONS, stopped_at__isnull=True).exists()
    sent = viewer.records(Response).filter(course=course, form_id=LAST_QUESTIONS, sent_at__isnull=False)
    response = sent.select_related("course").order_by("-sent_at", "-pk").first()
    return LastAnswers(asked, response, list(response.said) if response else [])


@dataclass(frozen=True)
class Left:
    """The sessions that are still to come before the last one."""

    planned: list[Session]
    without_a_date: int

    @property
    def count(self) -> int:
        return len(self.planned) + self.without_a_date


def sessions_left(viewer: Viewer, ending: Ending) -> Left:
    """Planned sessions up to the last one's number, and how many of those have no date yet; one query."""
    numbered: Any = viewer.records(Session).filter(course=ending.course_id).order_by("starts_at")
    known = list(numbered)
    planned = [
        session
        for session in known
        if session.state == Session.State.PLANNED and session.number <= ending.last_session_number
    ]
    highest = max((session.number for session in known), default=0)
    return Left(planned, max(0, ending.last_session_number - highest))


def numbers_left(viewer: Viewer, ending: Ending) -> list[int]:
    """The numbers of the sessions for which a step of the ending can be planned; the last one at least."""
    first = ending.last_session_number - max(sessions_left(viewer, ending).count, 1) + 1
    return list(range(first, ending.last_session_number + 1))
