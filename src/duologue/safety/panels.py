"""What waits for a person to act, for the top of Today; and what a client is led back to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from duologue.people import reaching
from duologue.people.models import Role
from duologue.questionnaires.models import Response
from duologue.safety import drills, escalation
from duologue.safety.models import Alert, LeftOpen, SafetyPlan
from duologue.safety.staff import Staff

FIRST = [Alert.Choice.HELP_NOW, Alert.Choice.CONTACT, "", Alert.Choice.WAIT]


def _open(alerts: Any) -> list[Alert]:
    found = alerts.filter(closed_at__isnull=True, joins__isnull=True)
    found = found.select_related("course", "told_by", "owner", "response", "acknowledged_by")
    return sorted(found, key=lambda a: (FIRST.index(a.choice), -a.answer, a.received_at, a.pk.int))


def waiting(viewer: Any) -> list[Alert]:
    """Open answers of the clients this person cares for: who asked for help first, then the highest, then the oldest."""
    return _open(viewer.records(Alert))


def to_act_on(viewer: Any) -> list[Alert]:
    """The same, and with them the answers of colleagues' clients that came to this person (`passed_on`)."""
    return _open(viewer.to_act_on(Alert))


def told(viewer: Any) -> list[Response]:
    """A client's own answers on which nobody has acted yet, so that their page can lead back to the numbers."""
    own = viewer.courses.of_client(viewer.user).values("pk")
    answers = viewer.records(Response).filter(course__in=own, author=viewer.user)
    return list(answers.filter(alerts__acknowledged_at__isnull=True, alerts__isnull=False).distinct())


def earlier_answers(viewer: Any, alert: Alert, *, at_most: int = 5) -> list[tuple[Any, str]]:
    """When the same question was answered before, and how, newest first; an unanswered one is said to be so."""
    asked = viewer.records(Response).filter(
        course=alert.course_id,
        form_id=alert.response.form_id,
        sent_at__lt=alert.response.sent_at,
    )
    if not alert.response.form.by_clinician:
        asked = asked.filter(author=alert.author_id)
    return [
        (response.sent_at, response.form.item(alert.rule).in_words(response.answers.get(alert.rule)))
        for response in asked.order_by("-sent_at")[:at_most]
    ]


def left_open(viewer: Any) -> list[LeftOpen]:
    """Questions that can raise an alert and were sent without an answer, until somebody says they will ask."""
    found = viewer.records(LeftOpen).filter(settled_at__isnull=True)
    return list(found.select_related("course", "told_by", "response").order_by("received_at", "pk"))


def plan_of(viewer: Any, course: Any) -> SafetyPlan | None:
    """The safety plan of a course, if one was begun."""
    plan: SafetyPlan | None = viewer.records(SafetyPlan).filter(course=course).first()
    return plan


def for_manager(viewer: Any, *, now: datetime) -> dict[str, Any]:
    """For whoever manages: what has come up to them, what is not said yet, how the last drill went. Times and colleagues'
    names; never a client's name or words."""
    practice = viewer.practice
    viewer.looked = True
    came_up = [(alert, escalation.told(alert)) for alert in escalation.reached_manager(viewer.user)]
    return {
        "came_up": came_up,
        "therapists": Staff(practice, now=now).of_role(Role.THERAPIST) if came_up else [],
        "not_said": reaching.why_nobody(practice),
        "drill": drills.latest(practice),
        "drill_late": drills.is_late(practice, now=now),
    }
