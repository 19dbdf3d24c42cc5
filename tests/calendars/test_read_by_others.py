"""A year of sessions, read by three calendars nobody here wrote, in four zones, with both changes of the clocks (T18)."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import uuid
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events

from duologue.people.models import Practice
from duologue.science import vtimezone
from duologue.sessions import actions, feeds, planning
from duologue.sessions.changes import take_a_break
from duologue.sessions.models import Session

ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran"]
MADE_UP = "Made/Up-{}"  # a name no reader knows or remembers: it has to read the zone from the file
FROM, UNTIL = datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 12, 20, tzinfo=UTC)
ICAL_JS = Path(os.environ.get("DUOLOGUE_READERS", Path(tempfile.gettempdir()) / "duologue-readers"))
ICAL_JS /= "node_modules/ical.js/dist/ical.js"
needs_khal = pytest.mark.skipif(
    importlib.util.find_spec("khal") is None,
    reason="khal is not in this .venv yet: touch requirements/test.txt; make check",
)
needs_ical_js = pytest.mark.skipif(
    not (shutil.which("node") and ICAL_JS.exists()), reason="npm's ical.js is not on this machine: sh tests/tools.sh"
)


def a_year(cast, now, zone: str) -> list[Session]:
    """A weekly and a fortnightly series over a year: some moved, some called off, a break, and two single sessions."""
    Practice.objects.filter(pk=cast.practice.pk).update(time_zone=zone)
    cast.ours.practice.refresh_from_db()
    tom, course = {"by": cast.tom, "now": now}, cast.ours
    take_a_break(
        user=cast.tom, first_on=date(2027, 3, 24), last_on=date(2027, 4, 7), courses=[course], by=cast.tom, now=now
    )
    series = {"course": course, "minutes": 50, "every_weeks": 1, **tom}
    for starts_on in (date(2026, 12, 3), date(2027, 6, 24)):
        actions.plan_series(starts_on=starts_on, at=time(14), how_many=26, **series)
    actions.plan_series(starts_on=date(2026, 12, 8), at=time(8, 30), how_many=26, **series | {"every_weeks": 2})
    held = list(Session.objects.unscoped().filter(course=course).select_related("course__practice", "therapist"))
    held.sort(key=lambda session: session.starts_at)
    for n in (4, 19, 33, 47, 60):  # some of them across a change of the clocks
        planning.move(held[n], starts_at=held[n].starts_at + timedelta(days=3, hours=2), **tom)
    for n in (7, 21, 35, 49):
        actions.mark(held[n], Session.State.CANCELLED, **tom)
    for day in (datetime(2027, 3, 16, 20, tzinfo=UTC), datetime(2027, 10, 12, 20, tzinfo=UTC)):
        actions.plan_session(course=course, starts_at=day, minutes=50, **tom)
    actions.mark(
        actions.plan_session(course=course, starts_at=datetime(2027, 5, 5, 20, tzinfo=UTC), minutes=50, **tom),
        Session.State.CANCELLED,
        **tom,
    )
    return list(Session.objects.unscoped().filter(course=course, state=Session.State.PLANNED))


def published(cast, now, zone: str) -> bytes:
    secret = feeds.open_feed(user=cast.tom, initials=True, now=now)
    text = feeds.behind(secret, now=now).decode()
    assert text.count(zone) > 5
    return text.replace(zone, MADE_UP.format(uuid.uuid4())).encode()


def expected(planned: list[Session]) -> list[tuple[datetime, datetime]]:
    return sorted((s.starts_at, s.starts_at + timedelta(minutes=s.minutes)) for s in planned)


def by_recurring_ical_events(calendar: bytes) -> list[tuple[datetime, datetime]]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(calendar)).between(FROM, UNTIL)
    kept = [event for event in found if event.get("status") != "CANCELLED"]
    return sorted((e.start.astimezone(UTC), e.end.astimezone(UTC)) for e in kept)


def by_ical_js(calendar: bytes, folder: Path) -> list[tuple[datetime, datetime]]:
    file = folder / "calendar.ics"
    file.write_bytes(calendar)
    script = Path(__file__).with_name("read.mjs")
    asked = ["node", str(script), str(ICAL_JS), str(file), FROM.isoformat()[:19], UNTIL.isoformat()[:19]]
    done = subprocess.run(asked, capture_output=True, text=True, check=True, env={**os.environ, "TZ": "Asia/Kolkata"})
    lines = [line.split("|") for line in done.stdout.splitlines() if line]
    return sorted((datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end, _ in lines)


def by_khal(calendar: bytes, folder: Path) -> list[tuple[datetime, datetime]]:
    """What `khal list` shows, by the clock of UTC. It keeps each appointment with its changes in a file of its own."""
    whole = icalendar.Calendar.from_ical(calendar)
    zones = [part for part in whole.subcomponents if part.name == "VTIMEZONE"]
    (folder / "ours").mkdir()
    for uid in {str(event["uid"]) for event in whole.walk("VEVENT")}:
        one = icalendar.Calendar()
        one["version"], one["prodid"] = whole["version"], whole["prodid"]
        one.subcomponents = [*zones, *(event for event in whole.walk("VEVENT") if event["uid"] == uid)]
        (folder / "ours" / f"{uid.partition('@')[0]}.ics").write_bytes(one.to_ical())
    (folder / "config").write_text(KHAL.format(folder=folder))
    asked = ["list", "--day-format", "", "--format", "{start-long}|{end-long}|{status}", f"{FROM:%F}", f"{UNTIL:%F}"]
    said = [sys.executable, "-m", "khal", "-c", str(folder / "config"), *asked]
    done = subprocess.run(said, capture_output=True, text=True, check=True, env={**os.environ, "HOME": str(folder)})
    lines = {tuple(line.split("|")) for line in done.stdout.splitlines() if line.count("|") == 2}
    kept = [line for line in lines if line[2].strip() != "CANCELLED"]
    return sorted(tuple(datetime.fromisoformat(at).replace(tzinfo=UTC) for at in line[:2]) for line in kept)


KHAL = """[calendars]
[[ours]]
path = {folder}/ours
readonly = True
[sqlite]
path = {folder}/khal.db
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
"""


@pytest.mark.parametrize("zone", ZONES)
def test_python_reads_every_session_at_its_time(cast, now, zone):
    planned = a_year(cast, now, zone)
    assert len(planned) > 70
    assert by_recurring_ical_events(published(cast, now, zone)) == expected(planned)


@needs_khal
@pytest.mark.parametrize("zone", ZONES)
def test_khal_reads_every_session_at_its_time(cast, now, zone, tmp_path):
    planned = a_year(cast, now, zone)
    assert by_khal(published(cast, now, zone), tmp_path) == expected(planned)


@needs_ical_js
@pytest.mark.parametrize("zone", ZONES)
def test_ical_js_reads_every_session_at_its_time(cast, now, zone, tmp_path):
    planned = a_year(cast, now, zone)
    assert by_ical_js(published(cast, now, zone), tmp_path) == expected(planned)


ODD = {"Europe/London": time(1, 30), "America/New_York": time(1, 30), "Australia/Lord_Howe": time(1, 45)}


def a_year_at_the_odd_hour(cast, now, zone: str) -> list[Session]:
    """Every Sunday of a year at an hour that the clocks repeat once: there, the second time was chosen."""
    Practice.objects.filter(pk=cast.practice.pk).update(time_zone=zone)
    cast.ours.practice.refresh_from_db()
    weekly = {"course": cast.ours, "minutes": 50, "every_weeks": 1, "by": cast.tom, "now": now, "how_many": 26}
    for starts_on in (date(2026, 12, 6), date(2027, 6, 6)):
        planned = planning.plan_series(starts_on=starts_on, at=ODD[zone], clocks="second", **weekly)
        assert len(planned.sessions) == 26
    return list(Session.objects.unscoped().filter(course=cast.ours))


@needs_khal
@needs_ical_js
@pytest.mark.parametrize("zone", ODD)
def test_an_hour_that_comes_twice_is_read_by_all_three_as_it_was_chosen(cast, now, zone, tmp_path):
    planned = a_year_at_the_odd_hour(cast, now, zone)
    assert [one for one in planned if one.series_id is None]
    text = published(cast, now, zone)
    assert by_recurring_ical_events(text) == by_khal(text, tmp_path) == by_ical_js(text, tmp_path) == expected(planned)


@pytest.mark.parametrize("zone", ZONES)
def test_the_year_holds_both_changes(zone):
    changes = [c for year in (2026, 2027) for c in vtimezone.changes_of(ZoneInfo(zone), year)]
    within = [c for c in changes if FROM.replace(tzinfo=None) < c.on_the_wall < UNTIL.replace(tzinfo=None)]
    assert len(within) == (0 if zone == "Asia/Tehran" else 2)  # Tehran's clocks have not changed since 2022


# The controls: what a zone without its rules, or with a list of dates on one line, does to each reader.
def without_summer(calendar: bytes) -> bytes:
    return re.sub(rb"BEGIN:DAYLIGHT.*?END:DAYLIGHT\r\n", b"", calendar, flags=re.S)


def test_control_a_zone_without_summer_time_is_noticed(cast, now):
    planned = a_year(cast, now, "Europe/London")
    assert by_recurring_ical_events(without_summer(published(cast, now, "Europe/London"))) != expected(planned)


@needs_khal
def test_control_a_zone_without_summer_time_is_noticed_by_khal(cast, now, tmp_path):
    planned = a_year(cast, now, "Europe/London")
    assert by_khal(without_summer(published(cast, now, "Europe/London")), tmp_path) != expected(planned)


@needs_ical_js
@pytest.mark.parametrize("spoil", ["summer", "exdate", "recurrence-id"])
def test_control_what_is_left_out_is_noticed_by_ical_js(cast, now, tmp_path, spoil):
    planned = a_year(cast, now, "Europe/London")
    text = published(cast, now, "Europe/London")
    text = without_summer(text) if spoil == "summer" else re.sub(rb"\r\n%s[^\r]*" % spoil.upper().encode(), b"", text)
    with pytest.raises((AssertionError, subprocess.CalledProcessError)):
        assert by_ical_js(text, tmp_path) == expected(planned)


def test_a_second_look_changes_no_identity(cast, now):
    """UIDs stay over a move and a calling off, so that a calendar changes what it has and doubles nothing."""
    a_year(cast, now, "Europe/London")
    uids = sorted(set(re.findall(rb"UID:(\S+)", published(cast, now, "Europe/London"))))
    assert len(uids) == 6
    session = Session.objects.unscoped().filter(state="planned", series__isnull=False).order_by("starts_at").first()
    session.course = cast.ours
    planning.move(session, starts_at=session.starts_at + timedelta(hours=4), by=cast.tom, now=now)
    assert sorted(set(re.findall(rb"UID:(\S+)", published(cast, now, "Europe/London")))) == uids
