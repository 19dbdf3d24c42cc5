"""Calendars to subscribe to: a private address for each person, and what stands behind it. Neutral words, no health."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db import transaction
from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vDDDTypes

from duologue.audit import ledger
from duologue.courses.visibility import Viewer
from duologue.people.actions import fingerprint
from duologue.people.models import User
from duologue.science.recurrence import wall_clock
from duologue.science.vtimezone import Observance, observances
from duologue.sessions.arrangements import CalendarFeed
from duologue.sessions.clock_changes import is_plain
from duologue.sessions.models import Series, Session
from duologue.sessions.planning import left_out

TITLE = "Appointment"
LOOKING_BACK = timedelta(days=180)
READ_NOTED = timedelta(hours=1)


def feed_of(user: User) -> CalendarFeed | None:
    """The calendar a person has open, if any."""
    return CalendarFeed.objects.filter(user=user).first()


@transaction.atomic
def open_feed(*, user: User, initials: bool, now: datetime) -> str:
    """A new private address; one that was open before no longer works. Returns its secret, which is kept nowhere."""
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.update_or_create(
        user=user,
        defaults={"secret_hash": fingerprint(secret), "initials": initials, "made_at": now, "read_at": None},
    )
    ledger.record("calendar.opened", actor=user.pk, at=now)
    return secret


@transaction.atomic
def close_feed(*, user: User, now: datetime) -> None:
    """The address works no longer."""
    if CalendarFeed.objects.filter(user=user).delete()[0]:
        ledger.record("calendar.closed", actor=user.pk, at=now)


def behind(secret: str, *, now: datetime) -> bytes | None:
    """The calendar behind a secret, or nothing: for one that nobody has, and for a person who may not sign in any more."""
    feed = CalendarFeed.objects.select_related("user").filter(secret_hash=fingerprint(secret)).first()
    if feed is None or not feed.user.is_active:
        return None
    if feed.read_at is None or now - feed.read_at > READ_NOTED:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    viewer = Viewer(feed.user)
    if viewer.practice is None:
        return None
    held = viewer.records(Session).filter(starts_at__gte=now - LOOKING_BACK).named()
    if viewer.role == "therapist":
        held = held.filter(therapist=feed.user)
    elif viewer.role != "client":
        return None
    in_a_series = held.filter(series__isnull=False).values("series")
    whole = viewer.records(Session).filter(series__in=in_a_series).named()
    sessions = list((held | whole).select_related("series__course__practice").order_by("starts_at", "pk"))
    names = feed.initials and viewer.role == "therapist"
    return calendar(sessions, zone=viewer.practice.zone, now=now, names=names)


def calendar(sessions: Iterable[Session], *, zone: ZoneInfo, now: datetime, names: bool = False) -> bytes:
    """Sessions as iCalendar (RFC 5545): each series by its rule, with what differs from it."""
    whole = Calendar()
    whole.add("prodid", "-//Duologue//Calendar//EN")
    whole.add("version", "2.0")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", "Appointments")
    whole.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    by_series = sorted(sessions, key=lambda session: str(session.series_id or session.pk))
    events: list[Event] = []
    for _, group in groupby(by_series, key=lambda session: session.series_id or session.pk):
        held = sorted(group, key=lambda session: session.planned_at)
        series = held[0].series
        events += _of_series(series, held, now, names) if series else [_event(held[0], zone, now, names)]
    years = [now.year, *(one.starts_at.year for one in by_series)]
    years += [one.series.starts_on.year for one in by_series if one.series]
    zones = {zone.key: zone} | {s.time_zone: ZoneInfo(s.time_zone) for h in by_series if (s := h.series)}
    for key in sorted(zones):
        whole.add_component(_zone(zones[key], first=min(years), last=max(years)))
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical())


def _of_series(series: Series, held: list[Session], now: datetime, names: bool) -> list[Event]:
    """The rule as one event, without the days on which there is none, and one event for each session that was moved."""
    zone = ZoneInfo(series.time_zone)
    kept = [session for session in held if session.state != Session.State.CANCELLED]
    rule = _event(held[0], zone, now, names)
    rule["uid"] = _uid(series.pk)
    rule["dtstart"] = vDDDTypes(_local(wall_clock(series.starts_on, series.at, zone), zone))
    rule["dtend"] = vDDDTypes(_local(_at(series, series.starts_on, zone) + timedelta(minutes=series.minutes), zone))
    rule.pop("status", None)
    rule["sequence"] = sum(session.moves for session in held) + len(held) - len(kept)
    last = max(session.planned_at for session in held)
    rule.add("rrule", {"freq": "weekly", "interval": series.every_weeks, "until": last.astimezone(UTC)})
    gone = left_out(series, held) + [s.planned_at.astimezone(zone).date() for s in held if s not in kept]
    for on in sorted(gone):
        rule.add(
            "exdate", datetime.combine(on, series.at, tzinfo=zone)
        )  # as the rule says it, also where it never comes
    moved = [_moved(session, series, zone, now, names) for session in kept if _differs(session, series)]
    return [rule, *moved] if kept else []


def _differs(session: Session, series: Series) -> bool:
    return session.first_at is not None or session.minutes != series.minutes


def _moved(session: Session, series: Series, zone: ZoneInfo, now: datetime, names: bool) -> Event:
    event = _event(session, zone, now, names)
    event["uid"] = _uid(series.pk)
    event.add("recurrence-id", _local(session.planned_at, zone))
    return event


def _event(session: Session, zone: ZoneInfo, now: datetime, names: bool) -> Event:
    event = Event()
    event.add("uid", _uid(session.pk))
    event.add("dtstamp", now)
    event.add("sequence", session.moves + (session.state == Session.State.CANCELLED))
    event.add("summary", f"{TITLE}, {_initials(session)}" if names else TITLE)
    shown = zone if is_plain(session.starts_at, session.minutes, zone) else UTC  # nobody reads UTC in two ways
    event.add("dtstart", session.starts_at.astimezone(shown))
    event.add("dtend", (session.starts_at + timedelta(minutes=session.minutes)).astimezone(shown))
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if session.state == Session.State.CANCELLED else "CONFIRMED")
    return event


def _initials(session: Session) -> str:
    called: str = getattr(session, "client_called", "") or ""
    return ".".join(part[0].upper() for part in called.split()[:2]) + "."


def _uid(pk: object) -> str:
    return f"{pk}@duologue"


def _at(series: Series, on: date, zone: ZoneInfo) -> datetime:
    return wall_clock(on, series.at, zone)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)


def _zone(zone: ZoneInfo, *, first: int, last: int) -> Timezone:
    """The zone by yearly rules, or date by date, one on each line: not every calendar reads lists of dates."""
    told = Timezone()
    told.add("tzid", zone.key)
    for one in observances(zone, first=first, last=last):
        told.add_component(_observance(one))
    return told


def _observance(one: Observance) -> TimezoneStandard | TimezoneDaylight:
    part = TimezoneDaylight() if one.summer else TimezoneStandard()
    part.add("dtstart", one.starts)
    part.add("tzoffsetfrom", one.before)
    part.add("tzoffsetto", one.after)
    part.add("tzname", one.name)
    if one.weekday:
        part.add("rrule", {"freq": "yearly", "bymonth": one.month, "byday": f"{one.nth}{one.weekday}"})
    return part
