"""Verbs of the diary: plan one session or a series, move one, end a series. Nobody is booked twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, Q

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.models import User
from duologue.science.recurrence import days_of, wall_clock
from duologue.sessions import clock_changes
from duologue.sessions.arrangements import Away
from duologue.sessions.models import LONGEST, How, Series, Session

AT_ONCE, FARTHEST = 26, 400  # sessions in one go; days of a rule that are looked at for them
OUT_OF_THE_WAY = 10_000
IN_THE_DIARY = [Session.State.PLANNED, Session.State.ATTENDED]


class Taken(ValueError):
    """There is another session at that time; `starts_at` says which time was asked for."""

    def __init__(self, starts_at: datetime) -> None:
        super().__init__("There is another session at that time.")
        self.starts_at = starts_at


class InABreak(ValueError):
    """One of the two is away on that day."""

    def __init__(self, away: Away) -> None:
        last = away.last_on
        super().__init__(f"{away.user.called} is away until {last:%A} {last.day} {last:%B}. Choose another day.")


@dataclass(frozen=True)
class Planned:
    """What came of a plan: its series, unless there is only one odd hour; the sessions; the days without one."""

    series: Series | None
    sessions: list[Session]
    without: list[date]


@transaction.atomic
def plan_series(
    *,
    course: Course,
    starts_on: date,
    at: time,
    every_weeks: int,
    minutes: int,
    how_many: int,
    by: User,
    now: datetime,
    therapist: User | None = None,
    how: How = How.ROOM,
    link: str = "",
    clocks: str = "",
) -> Planned:
    """Plan the same wall-clock time again and again in the practice's zone, leaving out days on which one is away.

    `clocks` says what happens on days on which the clocks skip or repeat that hour (clock_changes.py). Raises ClocksChange
    where it has to be said, Taken when one of the times is not free, InABreak when the only one falls into a break.
    """
    if not 1 <= how_many <= AT_ONCE:
        raise ValueError(f"Plan from 1 to {AT_ONCE} sessions at once.")
    zone, therapist = course.practice.zone, therapist or course.lead or by
    breaks = breaks_of([therapist, course.client], since=starts_on)
    if how_many == 1 and (away := _away_on(starts_on, breaks)):
        raise InABreak(away)
    on_the_rule = list(islice(days_of(every_weeks, starting=starts_on), FARTHEST))
    days = [on for on in on_the_rule if not _away_on(on, breaks)][:how_many]
    if (odd := clock_changes.unusual(days, at, zone)) and not clocks:
        raise clock_changes.ClocksChange(odd, at, zone)
    same: dict[str, Any] = {
        "course": course,
        "therapist": therapist,
        "minutes": minutes,
        "how": how,
        "by": by,
        "now": now,
    }
    plain = [on for on in days if on not in odd and clock_changes.is_plain(wall_clock(on, at, zone), minutes, zone)]
    starts_on = min(plain) if plain and starts_on in days else starts_on
    rule: dict[str, Any] = {"starts_on": starts_on, "at": at, "every_weeks": every_weeks, "time_zone": zone.key}
    series = write(Series, **rule, **same) if plain else None
    planned = []
    for on in days:
        if (starts_at := clock_changes.moment(on, at, zone, clocks)) is not None:
            of = series if on in plain else None  # calendars read such an hour in a series in different ways
            planned.append(plan_session(starts_at=starts_at, series=of, link=link, **same))
    _number_by_date(course)
    met = {session.starts_at.astimezone(zone).date() for session in planned}
    return Planned(series, planned, without=[on for on in on_the_rule if on <= days[-1] and on not in met])


@transaction.atomic
def plan_session(
    *,
    course: Course,
    starts_at: datetime,
    minutes: int,
    by: User,
    now: datetime,
    series: Series | None = None,
    therapist: User | None = None,
    how: How = How.ROOM,
    link: str = "",
) -> Session:
    """Plan one session, with the lead therapist unless another is named; raises Taken when they are not free."""
    therapist = therapist or course.lead or by
    _take_turns(course, therapist)
    if not is_free(therapist, starts_at=starts_at, minutes=minutes, course=course):
        raise Taken(starts_at)
    last = Session.objects.unscoped().filter(course=course).aggregate(last=Max("number"))["last"] or 0
    planned = write(
        Session,
        course=course,
        by=by,
        now=now,
        therapist=therapist,
        number=last + 1,
        starts_at=starts_at,
        minutes=minutes,
        series=series,
        how=how,
        link=link,
    )
    if series is None:
        _number_by_date(course)
        planned.refresh_from_db(fields=["number"])
    return planned


@transaction.atomic
def move(session: Session, *, starts_at: datetime, by: User, now: datetime) -> Session:
    """Give a planned session another time. Raises ValueError with the reason when that cannot be."""
    _take_turns(session.course, session.therapist)
    session.refresh_from_db(fields=["state", "began_at", "starts_at", "first_at", "moves"])
    if reason := why_not_move(session, now=now):
        raise ValueError(reason)
    if starts_at <= now:
        raise ValueError("This time is past. Choose a later one.")
    on = starts_at.astimezone(session.course.practice.zone).date()
    if away := _away_on(on, breaks_of([session.therapist, session.course.client], since=on)):
        raise InABreak(away)
    if not is_free(session.therapist, starts_at=starts_at, minutes=session.minutes, course=session.course, but=session):
        raise Taken(starts_at)
    session.first_at = session.planned_at
    session.starts_at, session.moved_at, session.moves = starts_at, now, session.moves + 1
    session.save(update_fields=["first_at", "starts_at", "moved_at", "moves"])
    _number_by_date(session.course)
    ledger.record("session.moved", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


@transaction.atomic
def arrange(session: Session, *, how: How, link: str, by: User, now: datetime) -> Session:
    """Say where a session is: in the room, by phone, or behind a link."""
    session.how, session.link = how, link if how == How.VIDEO else ""
    session.save(update_fields=["how", "link"])
    ledger.record("session.arranged", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    return session


def why_not_move(session: Session, *, now: datetime) -> str | None:
    """The reason a session cannot be moved or called off any more, or None."""
    if session.began_at:
        return "This session was held."
    if session.state != Session.State.PLANNED:
        return "This session is not in the plan any more."
    return "This session is past." if session.starts_at <= now else None


@transaction.atomic
def end_series(series: Series, *, ends_on: date, by: User, now: datetime) -> int:
    """Nothing of this series after a day: what is planned later is called off. Returns how many sessions that were."""
    after = wall_clock(ends_on + timedelta(days=1), time(), series.course.practice.zone)
    later = Session.objects.unscoped().filter(
        series=series, state=Session.State.PLANNED, starts_at__gte=max(after, now)
    )
    called_off = list(later.select_related("course").order_by("starts_at", "pk"))
    for session in called_off:
        session.state, session.called_off_at, session.called_off_by = Session.State.CANCELLED, now, by
        session.save(update_fields=["state", "called_off_at", "called_off_by"])
        ledger.record("session.cancelled", actor=by.pk, course=session.course_id, subject=session.pk, at=now)
    series.ends_on = ends_on
    series.save(update_fields=["ends_on"])
    ledger.record("series.ended", actor=by.pk, course=series.course_id, subject=series.pk, at=now)
    return len(called_off)


def is_free(
    therapist: User, *, starts_at: datetime, minutes: int, course: Course | None = None, but: Session | None = None
) -> bool:
    """Whether no planned or held session of this therapist, or of this course, overlaps."""
    near = Session.objects.unscoped().filter(
        Q(therapist=therapist) | Q(course=course) if course else Q(therapist=therapist),
        state__in=IN_THE_DIARY,
        starts_at__lt=starts_at + timedelta(minutes=minutes),
        starts_at__gt=starts_at - LONGEST,
    )
    others = near.exclude(pk=but.pk) if but else near
    return all(other.starts_at + timedelta(minutes=other.minutes) <= starts_at for other in others)


def left_out(series: Series, held: Iterable[Session]) -> list[date]:
    """Days of the series' rule on which there is none of its sessions: somebody was away when it was planned."""
    there = {session.planned_at.astimezone(series.course.practice.zone).date() for session in held}
    last = max(there, default=series.starts_on)
    days = takewhile(lambda on: on <= last, days_of(series.every_weeks, starting=series.starts_on))
    return [on for on in days if on not in there]


def breaks_of(people: Iterable[User], *, since: date) -> list[Away]:
    """The breaks of some people that are not over on a day, soonest first."""
    ids: list[UUID] = [person.pk for person in people]
    ahead = Away.objects.unscoped().filter(user__in=ids, last_on__gte=since)
    return list(ahead.select_related("user").order_by("first_on", "pk"))


def _away_on(on: date, breaks: Iterable[Away]) -> Away | None:
    return next((away for away in breaks if away.first_on <= on <= away.last_on), None)


def _take_turns(course: Course, therapist: User) -> None:
    """Two plans for one course or one therapist wait for one another, so that neither time is given away twice."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    User.objects.select_for_update().get(pk=therapist.pk)


def _number_by_date(course: Course) -> None:
    """Sessions that are still in the plan share their numbers out by date; a held one keeps its own."""
    ahead = Session.objects.unscoped().filter(course=course, state=Session.State.PLANNED)
    by_date = list(ahead.order_by("starts_at", "pk").values_list("pk", "number"))
    numbers = sorted(number for _, number in by_date)
    moved = [(pk, new) for (pk, old), new in zip(by_date, numbers, strict=True) if old != new]
    for beyond in (OUT_OF_THE_WAY, 0):  # two steps, for no two may have one number even for a moment
        for pk, number in moved:
            Session.objects.unscoped().filter(pk=pk).update(number=beyond + number)
