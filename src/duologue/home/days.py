"""What stands on each person's first page, gathered from the steps by a handful of queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from duologue.assessment import panels as assessment
from duologue.assessment.models import Agreement
from duologue.courses import offers
from duologue.courses.models import Course, Goal, OwnWords
from duologue.ending import following
from duologue.ending import panels as ending
from duologue.ending.follow_up_models import FollowUp
from duologue.ending.models import StayingWellPlan
from duologue.homework import panels as homework
from duologue.progress import panels as progress
from duologue.questionnaires import panels as questionnaires
from duologue.relationship import panels as relationship
from duologue.safety import panels as safety
from duologue.science.suppression import SMALLEST
from duologue.service import actions as service
from duologue.sessions import panels as sessions
from duologue.sessions.models import Session
from duologue.supervision.models import Packet
from duologue.understanding import panels as understanding


def of_client(viewer: Any, *, now: datetime) -> dict[str, Any]:
    """The next meeting, what to do before it, what is tried between sessions, and every answer to a remark."""
    own = viewer.courses.of_client(viewer.user).select_related("practice").order_by("-opened_at").first()
    if own is None:
        return {"course": None}
    course = viewer.course(own.pk, as_role="client")
    return {
        "course": course,
        "here": understanding.you_are_here(viewer, course, now=now),
        "told": safety.told(viewer),
        "safety_plan": safety.plan_of(viewer, course),
        "asks": [ask for ask in questionnaires.open_asks(viewer, now=now) if ask.form_id != following.CHECK],
        "to_do": homework.to_do(viewer),
        "answers": relationship.answers_to_show(viewer),
        "answered": [
            one for one in relationship.concerns_of(viewer, course) if one.answered_at and not one.answer_seen_at
        ],
        "transfer": relationship.transfer_of(viewer, course),
        "effects_due": relationship.effects_due(viewer, course),
        "unread": relationship.unread(viewer, course),
        "agreed": None if course.has_ended else sessions.last_agreed(viewer, course),
        "feedback_on": _still_to_rate(viewer, course, now=now),
        "signatures": assessment.to_sign(viewer),
        "history": assessment.history_to_do(viewer, course),
        "looks_back": progress.looks_back(viewer, course),
        "look_in": ending.to_look_in(viewer, course, now=now),
        "offers": offers.offered("client_today", viewer, course, now=now),
    }


def _still_to_rate(viewer: Any, course: Course, *, now: datetime) -> list[Session]:
    """The last session, for a few days, until the client has said how it was or a week has passed."""
    lately = viewer.records(Session).filter(course=course, ended_at__gte=now - timedelta(days=7), ended_at__lte=now)
    return list(lately.exclude(feedback__author=viewer.user).order_by("-starts_at")[:1])


def of_therapist(viewer: Any, *, now: datetime) -> dict[str, Any]:
    """Who must be reached first, then the day's sessions, then what waits for an answer."""
    day, to_move = sessions.today(viewer, now)
    return {
        "alerts": safety.to_act_on(viewer),
        "left_open": safety.left_open(viewer),
        "day": day,
        "to_move": to_move,
        "waits": relationship.waiting(viewer, today=timezone.localdate(now)),
        "looked_in": ending.waiting_checks(viewer),
        "enquiries": understanding.waiting_enquiries(viewer),
        "brought": list(_answered(viewer, since=now - timedelta(days=14))),
    }


def _answered(viewer: Any, *, since: datetime) -> Any:
    """What came back from supervision lately."""
    own = viewer.records(Packet).filter(author=viewer.user, answered_at__gte=since, taken_back_at__isnull=True)
    return own.select_related("supervisor").order_by("-answered_at")


def of_intake(viewer: Any, *, now: datetime) -> dict[str, Any]:
    """Enquiries, and the day's diary without its content."""
    return {"enquiries": understanding.waiting_enquiries(viewer), "spoken_up": relationship.spoken_up(viewer)}


def of_supervisor(viewer: Any, *, now: datetime) -> dict[str, Any]:
    """What was brought and waits for a word."""
    waiting = viewer.brought(Packet).filter(answered_at__isnull=True)
    packets = list(waiting.select_related("author").order_by("written_at"))
    return {"packets": packets, "spoken_up": relationship.spoken_up(viewer)}


def of_manager(viewer: Any, *, now: datetime) -> dict[str, Any]:
    """Numbers only, and answers on which nobody has acted."""
    viewer.looked = True  # the ledger keeps that somebody counted
    return {
        "reach": safety.for_manager(viewer, now=now),
        "practice": viewer.practice,
        "spoken_up": relationship.spoken_up(viewer),
        "to_hand_over": relationship.to_hand_over(viewer),
        "smallest": SMALLEST,
        "stages": service.by_stage(viewer.practice),
        "sessions": service.sessions_held(viewer.practice, now=now),
        "waiting": service.waiting(viewer.practice, now=now),
    }


def plan_of(viewer: Any, course: Course, *, now: datetime) -> dict[str, Any]:
    """A client's plan: goals, what was agreed last, the agreement, the staying-well plan, the follow-up."""
    goals = viewer.records(Goal).filter(course=course, set_aside_at__isnull=True).order_by("written_at", "pk")
    held = viewer.records(Session).filter(course=course, ended_at__isnull=False).order_by("-starts_at")
    return {
        "goals": list(goals),
        "agreed": [session for session in held[:3] if session.agreed],
        "agreement": viewer.records(Agreement).filter(course=course).first(),
        "staying_well": viewer.records(StayingWellPlan).filter(course=course).first(),
        "transfer": relationship.transfer_of(viewer, course),
        "concerns": relationship.concerns_of(viewer, course),
        "follow_ups": list(viewer.records(FollowUp).filter(course=course).to_come()),
    }


def _of_course(waits: list[Any], course: Course) -> list[Any]:
    return [one for one in waits if one.course_id == course.pk]


def course_of(viewer: Any, course: Course, *, now: datetime) -> dict[str, Any]:
    """A therapist's first look at one client."""
    said = viewer.records(OwnWords).filter(course=course, about=OwnWords.About.BRINGS).order_by("written_at").first()
    return {
        "brings": said,
        "next_session": sessions.next_session(viewer, course, now),
        "latest": questionnaires.latest_scores(viewer, course),
        "asking": questionnaires.asking(viewer, course, now=now),
        "lately": homework.done_lately(viewer, course),
        "waits": _of_course(relationship.waiting(viewer, today=timezone.localdate(now)), course),
    }
