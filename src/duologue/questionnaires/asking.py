"""Ask again and again: the rules of a course, and what is due by them now."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course, Milestone, Stage
from duologue.courses.permissions import Purpose, refuse_without, refused
from duologue.people.models import User
from duologue.questionnaires import actions, licensed, links
from duologue.questionnaires.models import Ask, AskRule, Response
from duologue.science.recurrence import is_between, latest_turn, wall_clock

When = AskRule.When


@dataclass(frozen=True)
class Meeting:
    """The next session of a course, as far as asking needs to know it."""

    id: uuid.UUID
    starts_at: datetime


Meetings = Callable[[datetime], Mapping[uuid.UUID, Meeting]]  # the next one of each course, at a moment


@dataclass(frozen=True)
class Turn:
    """One time of a rule: its name, until when it is open, and by when the answers are read."""

    name: str
    expires_at: datetime
    read_by: str


@transaction.atomic
def set_rule(form_id: str, *, course: Course, by: User, now: datetime, **rule: Any) -> AskRule:
    """From now on, ask by this rule. A rule for the same form is replaced. Raises NotForClients for a form nobody is sent,
    and NotGiven when the client has said no to short questions."""
    offered = {form.id: form for form in licensed.askable(course, now=now)}
    if form_id not in offered:
        raise actions.NotForClients(form_id)
    if offered[form_id].is_instrument:
        refuse_without(Purpose.QUESTIONS, course)
    for old in AskRule.objects.unscoped().filter(course=course, form_id=form_id, stopped_at__isnull=True):
        stop_rule(old, by=by, now=now)
    starts_on = now.astimezone(course.practice.zone).date()
    about = {"form_id": form_id, "form_version": offered[form_id].version, "starts_on": starts_on, **rule}
    return write(AskRule, course=course, by=by, now=now, **about)


@transaction.atomic
def stop_rule(rule: AskRule, *, by: User, now: datetime) -> None:
    """Ask no more by this rule, and take back what nobody has opened yet. Twice changes nothing."""
    if rule.stopped_at:
        return
    rule.stopped_at = now
    rule.save(update_fields=["stopped_at"])
    for asked in _open(rule.course, rule.form_id, now).filter(rule=rule, opened_at__isnull=True):
        actions.stop_asking(asked, by=by, now=now)
    ledger.record("askrule.stopped", actor=by.pk, course=rule.course_id, subject=rule.pk, at=now)


def stop_when_taken_back(*, purpose: str, course: Course, by: User, now: datetime, **_: Any) -> None:
    """The client said no to short questions: every rule for one stops, and every one that is open is taken away.

    Their history, their diary and worksheets are their own words, and stay."""
    if purpose != Purpose.QUESTIONS:
        return
    for rule in AskRule.objects.unscoped().filter(course=course, stopped_at__isnull=True).select_related("course"):
        if rule.form.is_instrument:
            stop_rule(rule, by=by, now=now)
    still = Ask.objects.unscoped().filter(course=course, stopped_at__isnull=True).select_related("course")
    for asked in still.exclude(response__sent_at__isnull=False):
        if asked.form.is_instrument:
            actions.stop_asking(asked, by=by, now=now)


@transaction.atomic
def keep_asking(rule: AskRule, because: str, *, by: User, now: datetime) -> None:
    """Go on although nobody opened it lately, and say why; the count begins anew."""
    rule.kept_on_at, rule.kept_on_because = now, because
    rule.save(update_fields=["kept_on_at", "kept_on_because"])
    ledger.record("askrule.kept_on", actor=by.pk, course=rule.course_id, subject=rule.pk, at=now)


def ask_what_is_due(*, now: datetime, meetings: Meetings) -> int:
    """Ask everything that is due by a rule, once a turn however often this is called; returns how many were asked."""
    rules = list(_going_on().select_related("course__practice", "author").order_by("written_at", "pk"))
    if not rules:
        return 0
    ahead = meetings(now)
    due = [(rule, turn) for rule in rules if (turn := turn_of(rule, now=now, meeting=ahead.get(rule.course_id)))]
    asked_before = set(Ask.objects.unscoped().filter(rule__in=rules).values_list("rule", "turn"))
    return sum(ask_by(rule, turn, now=now) for rule, turn in due if (rule.pk, turn.name) not in asked_before)


def _going_on() -> Any:
    """Rules that nobody stopped, of courses that have not ended."""
    stages = Stage.objects.unscoped().filter(course=OuterRef("course")).order_by("-began_at", "-pk")
    running = AskRule.objects.unscoped().filter(stopped_at__isnull=True).annotate(stage=stages.values("kind")[:1])
    return running.exclude(stage__in=[Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED])


def turn_of(rule: AskRule, *, now: datetime, meeting: Meeting | None = None) -> Turn | None:
    """The time of a rule that is open now and may be asked now; None in the quiet hours, and where nothing is due."""
    zone = rule.course.practice.zone
    if is_between(now, rule.quiet_from, rule.quiet_until, zone):
        return None
    found = {When.BEFORE: _before, When.DAYS: _every_days, When.STAGE: _at_stage}[When(rule.when)](rule, now, meeting)
    if found is None:
        return None
    name, on, expires_at, read_by = found
    if on < rule.starts_on or (rule.until_on and on > rule.until_on) or expires_at <= now:
        return None
    return Turn(name, expires_at, read_by)


Found = tuple[str, date, datetime, str] | None


def _before(rule: AskRule, now: datetime, meeting: Meeting | None) -> Found:
    if meeting is None or not meeting.starts_at - timedelta(hours=rule.hours_before) <= now < meeting.starts_at:
        return None
    local = meeting.starts_at.astimezone(rule.course.practice.zone)
    return str(meeting.id), local.date(), meeting.starts_at, f"{_lead(rule)}, before {local:%A} {local:%H:%M}"


def _every_days(rule: AskRule, now: datetime, meeting: Meeting | None) -> Found:
    zone = rule.course.practice.zone
    turn = latest_turn(now, starting=rule.starts_on, days=rule.every_days, at=rule.at, zone=zone)
    if turn is None:
        return None
    on, _ = turn
    return on.isoformat(), on, wall_clock(on + timedelta(days=rule.open_days), rule.at, zone), _by_policy(rule)


def _at_stage(rule: AskRule, now: datetime, meeting: Meeting | None) -> Found:
    began = Stage.objects.unscoped().filter(course=rule.course, began_at__gt=rule.written_at, began_at__lte=now)
    told = Milestone.objects.unscoped().filter(course=rule.course, written_at__gt=rule.written_at, written_at__lte=now)
    both = [(at, str(pk)) for at, pk in began.values_list("began_at", "pk")]
    both += [(at, str(pk)) for at, pk in told.values_list("written_at", "pk")]
    if not both:
        return None
    at, name = max(both)
    zone = rule.course.practice.zone
    on = at.astimezone(zone).date()
    return name, on, wall_clock(on + timedelta(days=rule.open_days), time(23, 59), zone), _by_policy(rule)


def _lead(rule: AskRule) -> str:
    return rule.course.lead.called if rule.course.lead else rule.author.called


def _by_policy(rule: AskRule) -> str:
    return f"{_lead(rule)}, {rule.course.practice.answers_read}"


def ask_by(rule: AskRule, turn: Turn, *, now: datetime) -> bool:
    """Ask one turn of a rule. What is open already for the same form becomes this turn, once somebody has begun it or when
    no rule had asked it; an earlier turn nobody opened has run out. Says whether something new was asked."""
    try:
        with transaction.atomic():
            return _ask_by(rule, turn, now)
    except (IntegrityError, licensed.CannotBeAsked):  # another worker asked it in this moment, or its licence has ended
        return False


def _ask_by(rule: AskRule, turn: Turn, now: datetime) -> bool:
    about: dict[str, Any] = {"rule": rule, "turn": turn.name, "expires_at": turn.expires_at, "read_by": turn.read_by}
    begun = Exists(Response.objects.unscoped().filter(ask=OuterRef("pk")))
    for asked in _open(rule.course, rule.form_id, now).annotate(begun=begun).order_by("written_at", "pk"):
        if asked.begun or asked.rule_id is None:
            Ask.objects.unscoped().filter(pk=asked.pk).update(**about)
            return False
        Ask.objects.unscoped().filter(pk=asked.pk).update(expires_at=now)
    form = licensed.to_ask(rule.form_id, course=rule.course, now=now)
    asked = write(
        Ask,
        course=rule.course,
        by=rule.author,
        now=now,
        form_id=form.id,
        form_version=form.version,
        why=rule.why,
        **about,
    )
    if rule.by_mail and not refused(Purpose.REMINDERS).filter(course=rule.course).exists():
        links.send(asked, by=rule.author, now=now)
    return True


def _open(course: Course, form_id: str, now: datetime) -> Any:
    still = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    asked = Ask.objects.unscoped().filter(still, course=course, form_id=form_id, stopped_at__isnull=True)
    return asked.exclude(response__sent_at__isnull=False).select_related("course")
