"""Verbs of the time after the ending: the days to look in, three questions by a link, and who is told of the answers."""

from __future__ import annotations

import calendar
import uuid
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course, Stage
from duologue.courses.permissions import Purpose, refused
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.people.actions import tell_of_news
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import links
from duologue.questionnaires.models import Ask, Response
from duologue.sessions import agenda, reminders
from duologue.sessions.models import AgendaItem

CHECK = "early-signs-check"
MONTHS = (1, 3, 6, 12)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months on; the last day of a month that is shorter."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def plan_follow_ups(months: Iterable[int], *, last_on: date, course: Course, by: User, now: datetime) -> list[FollowUp]:
    """Agree on when to look in, in months after the last session. What was planned before and is not wanted is called off."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    ahead = FollowUp.objects.unscoped().select_related("course").filter(course=course, months__isnull=False)
    held = {one.months: one for one in ahead.to_come()}
    wanted = sorted(set(months))
    for one in held.values():
        if one.months not in wanted:
            _call_off(one, by=by, now=now)
    return [_plan(held.get(n), n, months_after(last_on, n), course=course, by=by, now=now) for n in wanted]


def _plan(held: FollowUp | None, months: int, on: date, *, course: Course, by: User, now: datetime) -> FollowUp:
    if held is None:
        return write(FollowUp, course=course, by=by, now=now, on=on, months=months)
    if held.on != on:
        held.on = on
        held.save(update_fields=["on"])
        ledger.record("followup.moved", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


def _call_off(follow_up: FollowUp, *, by: User, now: datetime) -> None:
    follow_up.called_off_at = now
    follow_up.save(update_fields=["called_off_at"])
    ledger.record("followup.called_off", actor=by.pk, course=follow_up.course_id, subject=follow_up.pk, at=now)
    _stop_asking(follow_up.course, by=by, now=now)


@transaction.atomic
def call_off(*, course: Course, by: User, now: datetime) -> None:
    """No day to look in any more, and nothing is asked: they came back, or nobody is there to be asked."""
    for one in FollowUp.objects.unscoped().filter(course=course).to_come():
        one.course = course
        _call_off(one, by=by, now=now)


def _stop_asking(course: Course, *, by: User, now: datetime) -> None:
    """Take the three questions back, wherever they are open."""
    asked = Ask.objects.unscoped().filter(course=course, form_id=CHECK, stopped_at__isnull=True)
    for one in asked.exclude(response__sent_at__isnull=False):
        questionnaires.stop_asking(one, by=by, now=now)


def ask_what_is_due(*, now: datetime) -> int:
    """Ask the three questions of every follow-up whose day has come; returns how many. Runs once a minute.

    The page of the day is there from midnight on; what goes out waits for the end of the quiet hours.
    """
    stages = Stage.objects.unscoped().filter(course=OuterRef("course")).order_by("-began_at", "-pk")
    waiting = FollowUp.objects.unscoped().to_come().filter(asked_at__isnull=True, on__lte=now.date())
    waiting = waiting.annotate(stage=Subquery(stages.values("kind")[:1])).filter(stage=Stage.Kind.FOLLOW_UP)
    return sum(_ask(one, now=now) for one in waiting.select_related("course__practice", "author"))


def _ask(follow_up: FollowUp, *, now: datetime) -> bool:
    course, client = follow_up.course, follow_up.course.client
    if not client.is_active or reminders.is_quiet(client, now=now, zone=course.practice.zone):
        return False
    with transaction.atomic():
        still = FollowUp.objects.unscoped().select_for_update().filter(pk=follow_up.pk, asked_at__isnull=True).to_come()
        if not still.update(asked_at=now):
            return False
        by = course.lead or follow_up.author
        asked = questionnaires.ask(CHECK, course=course, by=by, now=now)
        if not (refused(Purpose.REMINDERS).filter(course=course).exists() or reminders.wants_none(client)):
            links.send(asked, by=by, now=now)
    return True


def note_answers(*, response: Response, now: datetime, **_: Any) -> EarlySignsCheck | None:
    """The three questions were answered, by a link or after signing in: that holds the follow-up."""
    if response.form_id != CHECK:
        return None
    due = FollowUp.objects.unscoped().filter(course=response.course_id, on__lte=now.date()).to_come().first()
    answers = {name: value for name, value in response.answers.items() if value is not None}
    if due is None or not answers:
        return None
    due.course = response.course
    return look_in(due, answers, by=response.author, now=now)


@transaction.atomic
def look_in(follow_up: FollowUp, answers: dict[str, int], *, by: User, now: datetime) -> EarlySignsCheck:
    """Keep the answers of a follow-up, which is held by that; a second sending changes nothing. Red waits for a person."""
    held = FollowUp.objects.unscoped().select_for_update().get(pk=follow_up.pk)
    if held.held_at is not None:
        return EarlySignsCheck.objects.unscoped().select_related("course").get(follow_up=held)
    held.held_at = now
    held.save(update_fields=["held_at"])
    ledger.record("followup.held", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    course = follow_up.course
    _stop_asking(course, by=by, now=now)
    made = EarlySignsCheck(answers=answers)
    raised_at = now if made.light == "red" else None
    check = write(EarlySignsCheck, course=course, by=by, now=now, follow_up=held, answers=answers, raised_at=raised_at)
    if raised_at:
        _tell(course, now=now)
    return check


def _tell(course: Course, *, now: datetime) -> None:
    """A neutral letter to the one who answers for the course; what it is about stands on their first page."""
    if course.lead:
        tell_of_news(practice=course.practice, user=course.lead, now=now)


@transaction.atomic
def ask_to_talk(check: EarlySignsCheck, *, by: User, now: datetime) -> EarlySignsCheck:
    """The client would like to talk: it waits on the therapist's Today, and stands on the agenda."""
    held = EarlySignsCheck.objects.unscoped().select_for_update().get(pk=check.pk)
    if held.asked_to_talk_at is None:
        held.asked_to_talk_at = now
        held.save(update_fields=["asked_to_talk_at"])
        words = "I would like to talk about how it is going."
        agenda.add(AgendaItem.Kind.TOPIC, words, course=check.course, by=by, now=now, about=held.pk)
        ledger.record("earlysignscheck.asked_to_talk", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
        _tell(check.course, now=now)
    return held


@transaction.atomic
def have_answered(how: EarlySignsCheck.Spoke, *, course: Course, by: User, now: datetime) -> None:
    """Somebody acted, and the course stays as it is: what waited leaves Today and the agenda."""
    for check in settle(how, course=course, by=by, now=now):
        agenda.settle_about(check, course=course, by=by, now=now)


def settle(how: EarlySignsCheck.Spoke, *, course: Course, by: User, now: datetime) -> list[uuid.UUID]:
    """Say of everything that waits after a look in what was done about it; returns which that were."""
    waiting = list(EarlySignsCheck.objects.unscoped().filter(course=course).waiting().values_list("pk", flat=True))
    for pk in waiting:
        EarlySignsCheck.objects.unscoped().filter(pk=pk).update(settled_at=now, settled_by=by, settled_how=how)
        ledger.record(f"earlysignscheck.{how}", actor=by.pk, course=course.pk, subject=pk, at=now)
    return waiting
