"""Raise, see, act: an answer that must reach a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people.models import Membership, Role, User
from duologue.questionnaires.events import Unreachable
from duologue.questionnaires.models import Response
from duologue.safety.models import Alert
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem


def notice_risk(*, response: Response, raised: dict[str, int], now: datetime, **_: Any) -> list[Alert]:
    """One alert for each raised question, in the transaction of the answers; the same answer never raises twice."""
    return [_raise(response, rule, answer, now=now) for rule, answer in raised.items()]


def _raise(response: Response, rule: str, answer: int, *, now: datetime) -> Alert:
    held = Alert.objects.unscoped().filter(response=response, rule=rule, rule_version=response.form_version)
    if (already := held.first()) is not None:
        return already
    course = response.course
    owner = who_answers(course)
    alert = write(
        Alert,
        course=course,
        by=response.author,
        now=now,
        audience=Audience.CARE_TEAM,
        response=response,
        rule=rule,
        rule_version=response.form_version,
        answer=answer,
        owner=owner,
    )
    agenda.add(
        AgendaItem.Kind.SAFETY,
        "How safe things feel at the moment",
        course=course,
        by=owner,
        now=now,
        about=alert.pk,
        audience=Audience.CARE_TEAM,
    )
    return alert


def who_answers(course: Course) -> User:
    """The named person an alert of this course goes to: the lead therapist, else a colleague in the care team who still
    works here, else a manager. Raises Unreachable when the practice has none of them left."""
    team = (
        course.care_team.unscoped().filter(until_on__isnull=True).order_by("-lead", "pk").values_list("user", flat=True)
    )
    works_here = Membership.objects.filter(practice=course.practice, until_on__isnull=True).select_related("user")
    therapists = {m.user_id: m.user for m in works_here if m.role == Role.THERAPIST}
    managers = [m.user for m in works_here if m.role == Role.MANAGER]
    for person in [therapists[user] for user in team if user in therapists] + managers:
        return person
    raise Unreachable("Nobody is left in this practice whom an answer could reach.")


def alert_of(response: Response) -> Alert | None:
    """The alert that a response raised, for the one who answered: the door for them is their own response."""
    raised = Alert.objects.unscoped().filter(response=response).select_related("course", "acknowledged_by")
    return raised.order_by("written_at", "pk").first()


def waiting_without_team(owner: User) -> int:
    """How many answers wait for somebody who cares for none of these clients (a manager, when no therapist is left)."""
    owned = Alert.objects.unscoped().filter(owner=owner, acknowledged_at__isnull=True)
    return owned.exclude(course__in=Course.objects.unscoped().of_care_team(owner).values("pk")).count()


@transaction.atomic
def choose(alert: Alert, choice: Alert.Choice, *, by: User, now: datetime) -> Alert:
    """What the client wants to happen next. Raises ValueError once somebody has acted: it is settled with them then."""
    held = Alert.objects.unscoped().select_for_update().get(pk=alert.pk)
    if held.acknowledged_at:
        raise ValueError("Somebody has acted on your answer already.")
    alert.choice, alert.chosen_at = choice, now
    alert.save(update_fields=["choice", "chosen_at"])
    ledger.record("alert.choice", actor=by.pk, course=alert.course_id, subject=alert.pk, at=now)
    return alert


def see(alert: Alert, *, by: User, now: datetime) -> None:
    """The owner has looked. The alert stays open: seeing closes nothing."""
    if alert.seen_at is None and alert.owner_id == by.pk:
        alert.seen_at = now
        alert.save(update_fields=["seen_at"])


@transaction.atomic
def acknowledge(alert: Alert, *, did: Alert.Did, note: str, by: User, now: datetime) -> Alert:
    """Close an alert with what was done; its line leaves the agenda. Raises ValueError when somebody has already done so."""
    held = Alert.objects.unscoped().select_for_update().select_related("course").get(pk=alert.pk)
    if held.acknowledged_at:
        raise ValueError("A colleague has already written down what was done.")
    held.did, held.note = did, note
    held.acknowledged_at, held.acknowledged_by = now, by
    held.save(update_fields=["did", "note", "acknowledged_at", "acknowledged_by"])
    agenda.settle_about(held.pk, course=held.course, by=by, now=now)
    ledger.record("alert.acknowledged", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held
