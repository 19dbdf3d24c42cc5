"""Who is told of an alert, one after the other, and when: on a clock that runs until somebody has acted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.models import Course
from duologue.people.models import Practice, Role, User
from duologue.questionnaires.events import Unreachable
from duologue.safety import outbox
from duologue.safety.models import Act, Alert, Notice
from duologue.safety.staff import Staff
from duologue.science import working_hours

Step = Alert.Step
AFTER = {Step.AGAIN: timedelta(hours=1), Step.STAND_IN: timedelta(hours=4), Step.MANAGER: timedelta(hours=8)}
CEILING = timedelta(
    hours=12
)  # of the clock on the wall: by then everybody has been told, also at night and on a Sunday
AT_ONCE = 500


def due_at(step: int, *, clock_from: datetime, practice: Practice) -> datetime:
    """When a step of a round is due: after so many working hours, and at the latest at the ceiling. After the last step, a
    new round begins at the ceiling counted from it."""
    if step not in AFTER:
        return clock_from + CEILING
    by_the_ceiling = clock_from + CEILING
    if practice.hours is None:
        return by_the_ceiling
    return min(working_hours.after(clock_from, AFTER[Step(step)], practice.hours), by_the_ceiling)


def who_answers(course: Course, *, staff: Staff) -> User:
    """The named person an alert goes to: whom the practice named, else the lead therapist, else a colleague in the care
    team, who stands in, who manages. Whoever is away is passed over. Raises Unreachable when nobody works here any more."""
    everybody = [*_team(course, staff), *staff.stand_in, *staff.of_role(Role.MANAGER)]
    there = staff.first_there(everybody)
    if there is None and not everybody:
        raise Unreachable("Nobody is left in this practice whom an answer could reach.")
    return there or everybody[0]


def _team(course: Course, staff: Staff) -> list[User]:
    team = course.care_team.unscoped().filter(until_on__isnull=True).order_by("-lead", "pk")
    therapists = {person.pk: person for person in staff.of_role(Role.THERAPIST)}
    return [*staff.named, *(therapists[pk] for pk in team.values_list("user", flat=True) if pk in therapists)]


def who_at(step: int, alert: Alert, staff: Staff) -> User:
    """Whom a step tells. Where the one it is meant for is away, gone or has it already, it goes up."""
    owner, stand_in, managers = alert.owner, staff.stand_in, staff.of_role(Role.MANAGER)
    chain = {
        Step.FIRST: [owner, *stand_in, *managers],
        Step.AGAIN: [owner, *stand_in, *managers],
        Step.STAND_IN: [*(person for person in stand_in if person != owner), *managers, owner],
        Step.MANAGER: [*managers, *stand_in, owner],
    }[Step(step)]
    return staff.first_there(chain) or next((one for one in chain if staff.works_here(one)), owner)


def tell(alert: Alert, step: int, to: User, *, now: datetime) -> Notice:
    """Write down that somebody is told, in the caller's transaction; the worker brings it to them."""
    notice = Notice(alert=alert, to=to, round=alert.round, step=step, written_at=now)
    notice.save(force_insert=True)
    outbox.wake()
    return notice


def start_clock(alert: Alert, *, now: datetime, practice: Practice) -> None:
    """Let the steps that follow the first one run from now. The caller saves the alert."""
    alert.clock_from, alert.step = now, Step.FIRST
    alert.next_at = due_at(Step.AGAIN, clock_from=now, practice=practice)


def start_anew(alert: Alert, *, now: datetime, practice: Practice) -> None:
    """A new round: a higher answer, a new answer after somebody had acted, a new owner, an attempt that reached nobody."""
    alert.round += 1
    start_clock(alert, now=now, practice=practice)


def pass_on(*, now: datetime) -> int:
    """Take every step that is due, and hand on what lies with somebody who is not there; returns how many were told."""
    told = _hand_on(now=now)
    open_ones = Alert.objects.unscoped().filter(closed_at__isnull=True, joins__isnull=True)
    due = open_ones.filter(next_at__lte=now).order_by("next_at", "pk")
    staffs: dict[object, Staff] = {}
    for pk in list(due.values_list("pk", flat=True)[:AT_ONCE]):
        told += _take_steps(pk, staffs, now=now)
    return told


@transaction.atomic
def _take_steps(pk: object, staffs: dict[object, Staff], *, now: datetime) -> int:
    held = (
        Alert.objects.unscoped().select_for_update(of=("self",)).select_related("course__practice", "owner").get(pk=pk)
    )
    practice, told = held.course.practice, 0
    staff = staffs.setdefault(practice.pk, Staff(practice, now=now))
    while held.closed_at is None and held.next_at is not None and held.next_at <= now:
        told += _take_step(held, staff, now=now)
    held.save(update_fields=["owner", "round", "clock_from", "step", "next_at"])
    return told


def _take_step(alert: Alert, staff: Staff, *, now: datetime) -> int:
    """The next step of this round, or the first of a new one when everybody has been told and nobody has acted."""
    if alert.step == Step.MANAGER:
        start_anew(alert, now=now, practice=staff.practice)
        tell(alert, Step.FIRST, who_at(Step.FIRST, alert, staff), now=now)
        return 1
    alert.step += 1
    tell(alert, alert.step, who_at(alert.step, alert, staff), now=now)
    ledger.record("alert.passed_on", actor=None, course=alert.course_id, subject=alert.pk, at=now)
    alert.next_at = due_at(alert.step + 1, clock_from=_counts_from(alert, now), practice=staff.practice)
    return 1


def _counts_from(alert: Alert, now: datetime) -> datetime:
    """The steps count from the beginning of the round; what follows the last one counts from that one."""
    return now if alert.step == Step.MANAGER else alert.clock_from


def _hand_on(*, now: datetime) -> int:
    """Alerts whose owner is away or gone by now: the next one up becomes the owner and is told at once."""
    running = Alert.objects.unscoped().filter(closed_at__isnull=True, joins__isnull=True, next_at__isnull=False)
    told = 0
    for practice in Practice.objects.filter(pk__in=running.values("course__practice")):
        staff = Staff(practice, now=now)
        there = {member.user_id for member in staff.members} - staff.away
        left = running.filter(course__practice=practice).exclude(owner__in=there)
        for alert in left.select_related("course__practice", "owner").order_by("pk"):
            to = who_at(Step.FIRST, alert, staff)
            if to != alert.owner:
                hand_to(alert, to, now=now)
                told += 1
    return told


@transaction.atomic
def hand_to(alert: Alert, to: User, *, now: datetime, by: User | None = None) -> Alert:
    """Somebody else answers for it from now on, and is told at once; the clock starts anew."""
    held = Alert.objects.unscoped().select_for_update(of=("self",)).select_related("course__practice").get(pk=alert.pk)
    if held.closed_at or held.owner_id == to.pk:
        return held
    held.owner = to
    start_anew(held, now=now, practice=held.course.practice)
    held.save(update_fields=["owner", "round", "clock_from", "step", "next_at"])
    tell(held, Step.FIRST, to, now=now)
    ledger.record("alert.handed_on", actor=by.pk if by else None, course=held.course_id, subject=held.pk, at=now)
    return held


def follow_the_course(*, course: Course, to: User, by: User, now: datetime, **_: Any) -> None:
    """The course has another therapist: they answer for what is open, and whoever cared before reads no answer any more that
    reached them then."""
    open_ones = Alert.objects.unscoped().filter(course=course, closed_at__isnull=True, joins__isnull=True)
    for alert in open_ones.order_by("received_at", "pk"):
        hand_to(alert, to, now=now, by=by)
    before = course.care_team.unscoped().filter(until_on__isnull=False).exclude(user=to).values("user")
    Notice.objects.unscoped().filter(alert__course=course, to__in=before).update(taken_back_at=now)


def told(alert: Alert) -> list[Notice]:
    """Who was told of an alert and of what joined it, and when, in that order."""
    group = Alert.objects.unscoped().filter(pk=alert.pk) | Alert.objects.unscoped().filter(joins=alert.pk)
    found = Notice.objects.unscoped().filter(alert__in=group.values("pk")).select_related("to")
    return list(found.order_by("written_at", "pk"))


def joined_to(alert: Alert) -> list[Alert]:
    """What the same person answered while this one was open, oldest first."""
    found = Alert.objects.unscoped().filter(joins=alert.pk).select_related("response", "course")
    return list(found.order_by("received_at", "pk"))


def done_about(alert: Alert) -> list[Act]:
    """What was done about it so far, oldest first."""
    found = Act.objects.unscoped().filter(alert=alert.pk).select_related("author", "course")
    return list(found.order_by("received_at", "pk"))


def who_is_next(alert: Alert, *, now: datetime) -> User | None:
    """Who hears of it next if nobody acts."""
    if alert.next_at is None:
        return None
    step = Step.FIRST if alert.step == Step.MANAGER else alert.step + 1
    return who_at(step, alert, Staff(alert.course.practice, now=now))


def reached_manager(person: User) -> list[Alert]:
    """Open alerts this person was told of as the one who manages: without the words, and without the client's name."""
    notices = Notice.objects.unscoped().filter(to=person).values("alert")
    found = Alert.objects.unscoped().filter(pk__in=notices, closed_at__isnull=True, joins__isnull=True)
    found = found.exclude(course__in=Course.objects.unscoped().of_care_team(person).values("pk"))
    return list(found.select_related("owner", "course__practice").order_by("received_at", "pk"))
