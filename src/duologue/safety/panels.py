"""What waits for a person to act, for the top of Today."""

from __future__ import annotations

from typing import Any

from duologue.questionnaires.models import Response
from duologue.safety import actions
from duologue.safety.models import Alert

FIRST = [Alert.Choice.HELP_NOW, Alert.Choice.CONTACT, "", Alert.Choice.WAIT]


def waiting(viewer: Any) -> list[Alert]:
    """Answers nobody has acted on, of the clients this person cares for: who asked for help first, then the oldest."""
    alerts = viewer.records(Alert).filter(acknowledged_at__isnull=True)
    alerts = alerts.select_related("course", "author", "owner", "response")
    return sorted(alerts, key=lambda a: (FIRST.index(a.choice), -a.answer, a.received_at))


def waiting_without_team(viewer: Any) -> int:
    """How many answers came up to this person because no therapist is left; a manager sees the number, never the words."""
    return actions.waiting_without_team(viewer.user)


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
