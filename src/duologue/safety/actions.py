"""Raise, choose, see, act: an answer that must reach a person."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.standing import ID
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.questionnaires.models import Response
from duologue.safety import escalation
from duologue.safety.models import Act, Alert, LeftOpen, Notice
from duologue.safety.staff import Staff
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem
from duologue.web.prepared import prepared

Step = Alert.Step


def notice_risk(*, response: Response, raised: dict[str, int], now: datetime, **_: Any) -> list[Alert]:
    """One alert for each raised question, in the transaction of the answers; the same answer never raises twice. A question
    that could have raised one and was left open is noted for a person to see."""
    made = _raise_all(response, raised, now=now) if raised else []
    _note_left_open(response, now=now)
    return made


def _raise_all(response: Response, raised: dict[str, int], *, now: datetime) -> list[Alert]:
    Course.objects.unscoped().select_for_update().get(pk=response.course_id)  # one after the other, for each client
    return [_raise(response, rule, answer, now=now) for rule, answer in raised.items()]


def _raise(response: Response, rule: str, answer: int, *, now: datetime) -> Alert:
    held = Alert.objects.unscoped().filter(response=response, rule=rule, rule_version=response.form_version)
    if (already := held.select_related("joins", "course__practice", "owner").first()) is not None:
        return _answered_higher(already, answer, now=now) if answer > already.answer else already
    course, told_by = response.course, whose(response)
    head = _open_alert(course, told_by)
    alert = write(
        Alert,
        course=course,
        by=response.author,
        now=now,
        written_at=response.said_at,
        audience=Audience.CARE_TEAM,
        response=response,
        rule=rule,
        rule_version=response.form_version,
        answer=answer,
        told_by=told_by,
        owner=head.owner if head else escalation.who_answers(course, staff=Staff(course.practice, now=now)),
        joins=head,
        is_drill=course.made_up,
        clock_from=now,
        next_at=None if head else escalation.due_at(Step.AGAIN, clock_from=now, practice=course.practice),
    )
    escalation.tell(alert, Step.FIRST, alert.owner, now=now)
    if head is None:
        _put_on_agenda(alert, now=now)
    else:
        _join(head, alert, now=now)
    return alert


def whose(response: Response) -> User:
    """Whose answer it is: the author's, unless somebody of the care team wrote it down for the client."""
    if response.course.participants.unscoped().filter(user=response.author_id).exists():
        return response.author
    return response.course.client


def _open_alert(course: Course, told_by: User) -> Alert | None:
    found = Alert.objects.unscoped().filter(course=course, told_by=told_by, joins__isnull=True, closed_at__isnull=True)
    return found.select_related("course__practice", "owner").first()


def _put_on_agenda(alert: Alert, *, now: datetime) -> None:
    agenda.add(
        AgendaItem.Kind.SAFETY,
        "How safe things feel at the moment",
        course=alert.course,
        by=alert.owner,
        now=now,
        about=alert.pk,
        audience=Audience.CARE_TEAM,
    )


def _join(head: Alert, alert: Alert, *, now: datetime) -> None:
    """A further answer while one is open. When it is higher than what that question had, or somebody had acted on what was
    there before, the clock starts anew."""
    before = [head, *head.joined.unscoped().exclude(pk=alert.pk)]
    same = [one.answer for one in before if one.rule == alert.rule and one.rule_version == alert.rule_version]
    if head.acknowledged_at or not same or alert.answer > max(same):
        _start_anew(head, now=now)


def _answered_higher(alert: Alert, answer: int, *, now: datetime) -> Alert:
    """The same response now says more than it did: the alert says so too, and its clock starts anew."""
    alert.answer = answer
    _open_again(alert, now=now)
    ledger.record("alert.higher", actor=alert.author_id, course=alert.course_id, subject=alert.pk, at=now)
    return alert


def _open_again(alert: Alert, *, now: datetime) -> None:
    """There is more than was acted on. One that was closed is open again, and what was done about it stays."""
    if alert.closed_at:
        alert.closed_at = alert.closed_with = alert.acknowledged_at = alert.acknowledged_by = None
        alert.joins = _open_alert(alert.course, alert.told_by)
    alert.save()
    head = alert.joins or alert
    _start_anew(head, now=now)
    if head == alert:
        _put_on_agenda(alert, now=now)
    escalation.tell(head, Step.FIRST, head.owner, now=now)


def _start_anew(head: Alert, *, now: datetime) -> None:
    """What was done before was done about what was said before: on this, nobody has acted yet."""
    head.acknowledged_at = head.acknowledged_by = None
    escalation.start_anew(head, now=now, practice=head.course.practice)
    head.save()


def _note_left_open(response: Response, *, now: datetime) -> None:
    """Questions that can raise an alert, were asked, and have no answer; an answer to one settles what was open before.

    Nobody is told of a gap in what somebody keeps to themselves, nor in a form that shows its gaps on a page of its own.
    """
    if response.audience == Audience.ME or response.form.extra.get("gaps_are_shown"):
        return
    for item in response.form.items:
        if item.raises_at is None or not item.is_asked(response.answers):
            continue
        if response.answers.get(item.id) is not None:
            for left in _still_open(course=response.course_id):
                if (left.rule, left.response.form_id) == (item.id, response.form_id):
                    left.settled_at = now
                    left.save(update_fields=["settled_at"])
        elif not LeftOpen.objects.unscoped().filter(response=response, rule=item.id).exists():
            about: dict[str, Any] = {"response": response, "rule": item.id, "told_by": whose(response)}
            about |= {"audience": Audience.CARE_TEAM, "written_at": response.said_at}
            write(LeftOpen, course=response.course, by=response.author, now=now, **about)


@prepared(course=ID)
def _still_open(*, course: Any) -> Any:
    """Asked with every answer that is sent, and nearly always empty."""
    held = LeftOpen.objects.unscoped().filter(course=course, settled_at__isnull=True)
    return held.select_related("response", "course").order_by("pk")


@transaction.atomic
def ask_about(left: LeftOpen, *, by: User, now: datetime) -> None:
    """Somebody has seen that the question was left open, and will ask; it leaves their list."""
    left.settled_at = now
    left.save(update_fields=["settled_at"])
    ledger.record("leftopen.seen", actor=by.pk, course=left.course_id, subject=left.pk, at=now)


def alert_of(response: Response) -> Alert | None:
    """The alert that a response raised, for the one who answered: the door for them is their own response."""
    raised = Alert.objects.unscoped().filter(response=response)
    return raised.select_related("course", "acknowledged_by", "joins").order_by("written_at", "-answer", "pk").first()


@transaction.atomic
def choose(alert: Alert, choice: Alert.Choice, *, by: User, now: datetime, written_at: datetime | None = None) -> Alert:
    """What the client wants to happen next; help now has the owner told once more at the next minute.

    `written_at` is when they chose, earlier than now when it waited on a phone. Once somebody has acted it is settled with
    them: then it raises ValueError, except for help now chosen after that, which opens the alert again.
    """
    held = _held(alert)
    at = written_at or now
    if held.acknowledged_at:
        if choice != Alert.Choice.HELP_NOW or at <= held.acknowledged_at:
            raise ValueError("Somebody has acted on your answer already.")
        held.acknowledged_at = held.acknowledged_by = None
        _open_again(held, now=now)
    rows = Alert.objects.unscoped().filter(pk__in=[held.pk, held.joins_id])
    rows.update(choice=choice, chosen_at=at)
    if choice == Alert.Choice.HELP_NOW:
        rows.filter(joins__isnull=True, step=Step.FIRST, next_at__gt=now).update(next_at=now)
    alert.choice, alert.chosen_at = choice, at
    ledger.record("alert.choice", actor=by.pk, course=alert.course_id, subject=alert.pk, at=now)
    return alert


@transaction.atomic
def choose_once(alert: Alert, choice: Alert.Choice, *, by: User, now: datetime) -> bool:
    """The same without a sign-in, by the link the answer came with: the first word stands. False when there was one."""
    if _held(alert).choice:
        return False
    choose(alert, choice, by=by, now=now)
    return True


def _held(alert: Alert) -> Alert:
    held = Alert.objects.unscoped().select_for_update(of=("self",))
    return held.select_related("course__practice", "owner", "joins__course__practice", "joins__owner").get(pk=alert.pk)


def see(alert: Alert, *, by: User, now: datetime) -> None:
    """Somebody who was told has looked. The alert stays open: seeing closes nothing."""
    group = Alert.objects.unscoped().filter(pk=alert.pk) | Alert.objects.unscoped().filter(joins=alert.pk)
    told = Notice.objects.unscoped().filter(alert__in=group.values("pk"), to=by)
    if told.filter(seen_at__isnull=True).update(seen_at=now) and alert.seen_at is None:
        group.filter(seen_at__isnull=True).update(seen_at=now, seen_by=by)
        alert.seen_at, alert.seen_by = now, by


@transaction.atomic
def acknowledge(alert: Alert, *, did: Alert.Did, note: str, by: User, now: datetime, settled: bool = True) -> Alert:
    """Write down what was done, which stops the clock. Settled, it closes, and its line leaves the agenda; else it stays on
    top of Today. Whoever tried and reached nobody settles nothing, and the clock goes on. Raises ValueError once closed."""
    held = Alert.objects.unscoped().select_for_update(of=("self",)).select_related("course__practice", "owner")
    held = held.get(pk=alert.joins_id or alert.pk)
    if held.closed_at:
        raise ValueError("A colleague has already written down what was done.")
    act = write(Act, course=held.course, by=by, now=now, alert=held, did=did, note=note, audience=Audience.CARE_TEAM)
    if did == Alert.Did.TRIED:
        _start_anew(held, now=now)
    else:
        held.acknowledged_at, held.acknowledged_by, held.next_at = now, by, None
        if settled:
            held.closed_at, held.closed_with = now, act
            agenda.settle_about(held.pk, course=held.course, by=by, now=now)
        held.save()
        _as_the_first(held)
    ledger.record("alert.acknowledged", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def _as_the_first(head: Alert) -> None:
    """What was done about the first was done about those that joined it."""
    joined = Alert.objects.unscoped().filter(joins=head, closed_at__isnull=True)
    same = ("acknowledged_at", "acknowledged_by", "closed_at", "closed_with")
    joined.update(**{name: getattr(head, name) for name in same})
