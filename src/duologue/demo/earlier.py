"""The demo's past: finished courses of earlier years, told in bulk by a seed. They are counted, and nobody opens them."""

from __future__ import annotations

import math
import random
import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from duologue.courses.models import CareTeamMember, Course, Participant, Stage
from duologue.demo.answers import items_for
from duologue.people import keyring
from duologue.people.models import DataKey, Membership, Practice, Role, User
from duologue.progress import fitting
from duologue.questionnaires import library
from duologue.questionnaires.models import Response, Score
from duologue.science.forms import Form
from duologue.science.recurrence import wall_clock
from duologue.sessions.models import Session

LEFT_ON = date(2026, 6, 30)
SEED = "duologue earlier"
KINDS = (  # how many, from where to where the PHQ-9 goes: lowest and highest start, lowest and highest end
    (100, (13, 21), (2, 8)),
    (22, (10, 11), (7, 8)),
    (66, (17, 24), (10, 11)),
    (60, (12, 20), None),  # about as at the start
    (24, (11, 14), (18, 23)),
    (16, (8, 9), (1, 2)),
    (18, (4, 7), (4, 7)),
    (14, (3, 6), (12, 15)),
    (20, (8, 20), ()),  # asked once
)  # more than the 300 from which an expected range is drawn, and no line of the outcomes below 10
HIGHEST = 24  # of a PHQ-9 in which the last question is answered with 0
ASKED = {"phq-9": (0, 3, 6, 10, 15), "gad-7": (0, 6, 15)}  # after so many sessions; the last one always


@dataclass(frozen=True)
class Past:
    """One finished course: when it began, its sessions, and its totals by form and session."""

    course: Course
    client: User
    sessions: int
    totals: dict[str, dict[int, int]]

    def at(self, n: int) -> datetime:
        """Session `n`, a week after the one before."""
        return self.course.opened_at + timedelta(weeks=n)


def courses(practice: Practice, *, now: datetime) -> None:
    """Write them, under a therapist who has left since, and count what courses here usually did."""
    therapist = _who_left(practice)
    rng = random.Random(SEED)
    past = list(_told(practice, rng, now=now))
    DataKey.objects.bulk_create(one.course.key for one in past)
    User.objects.bulk_create(one.client for one in past)
    Course.objects.unscoped().bulk_create(one.course for one in past)
    Participant.objects.unscoped().bulk_create(Participant(course=one.course, user=one.client) for one in past)
    CareTeamMember.objects.unscoped().bulk_create(
        CareTeamMember(
            course=one.course, user=therapist, lead=True, from_on=one.course.opened_at.date(), until_on=LEFT_ON
        )
        for one in past
    )
    Stage.objects.unscoped().bulk_create(stage for one in past for stage in _stages(one, therapist))
    Session.objects.unscoped().bulk_create(hour for one in past for hour in _hours(one, therapist))
    answered = [told for one in past for told in _answers(one, rng)]
    Response.objects.unscoped().bulk_create(given for given, _, _ in answered)
    Score.objects.unscoped().bulk_create(_score(*told) for told in answered)
    fitting.refit(practice, now=now)


def _who_left(practice: Practice) -> User:
    therapist = User.objects.create_user("eva@demo.invalid", name="Eva Brandt", called="Eva")
    began = date(2023, 1, 9)
    Membership.objects.create(practice=practice, user=therapist, role=Role.THERAPIST, from_on=began, until_on=LEFT_ON)
    return therapist


def _told(practice: Practice, rng: random.Random, *, now: datetime) -> Iterator[Past]:
    newest = min(LEFT_ON, now.astimezone(practice.zone).date()) - timedelta(weeks=24)
    kinds = [(start, end) for many, start, end in KINDS for _ in range(many)]
    rng.shuffle(kinds)
    for n, (starts, ends) in enumerate(kinds):
        day = newest - timedelta(days=n * 3 + rng.randrange(3))
        course = Course(practice=practice, key=_key(), opened_at=wall_clock(day, time(9 + n % 8), practice.zone))
        client = User(email=f"earlier{n}@demo.invalid", name=f"Earlier {n}", called=f"Earlier {n}", password="!")
        sessions = min(20, max(2, round(rng.gauss(9, 4))))
        first = rng.randint(*starts)
        last = None if ends == () else min(HIGHEST, first + rng.randint(-2, 2)) if ends is None else rng.randint(*ends)
        yield Past(course, client, sessions, _totals(rng, sessions, first, last))


def _totals(rng: random.Random, sessions: int, first: int, last: int | None) -> dict[str, dict[int, int]]:
    """From first to last along ln(session + 1), with a week's ups and downs between; worry is 0.8 of it. `last` None: once."""
    found: dict[str, dict[int, int]] = {}
    for form_id, times in ASKED.items():
        share, highest = (1.0, HIGHEST) if form_id == "phq-9" else (0.8, 21)
        found[form_id] = {0: round(share * first)}
        if last is None:
            continue
        for n in (n for n in times if 0 < n < sessions):
            way = math.log(n + 1) / math.log(sessions + 1)
            value = round(share * (first + (last - first) * way) + rng.gauss(0, 1.6))
            found[form_id][n] = min(highest, max(0, value))
        found[form_id][sessions] = round(share * last)
    return found


def _key() -> DataKey:
    key_id, secret = uuid.uuid4(), secrets.token_bytes(32)
    name, wrapped = keyring.wrap(key_id, secret)
    keyring.hold(key_id, secret)
    return DataKey(pk=key_id, wrapped_by=name, wrapped=wrapped)


def _stages(one: Past, therapist: User) -> Iterator[Stage]:
    ended = one.at(one.sessions) + timedelta(days=10)
    for kind, at in (("assessment", one.at(0)), ("treatment", one.at(1)), ("closed", ended)):
        yield Stage(course=one.course, kind=kind, began_at=at, began_by=therapist)


def _hours(one: Past, therapist: User) -> Iterator[Session]:
    for n in range(1, one.sessions + 1):
        at = one.at(n)
        by: dict[str, Any] = {"author": therapist, "written_at": at, "received_at": at}
        yield Session(course=one.course, therapist=therapist, number=n, starts_at=at, state="attended", **by)


def _answers(one: Past, rng: random.Random) -> Iterator[tuple[Response, int, datetime]]:
    for form_id, totals in one.totals.items():
        form = library.newest(form_id)
        for n, total in totals.items():
            at = one.at(n) + timedelta(days=3)
            when = {"written_at": at, "received_at": at, "changed_at": at, "sent_at": at}
            named = {"form_id": form.id, "form_version": form.version, "course": one.course, "author": one.client}
            yield Response(answers=_spread(form, total, rng), **named, **when), total, at


def _spread(form: Form, total: int, rng: random.Random) -> dict[str, int]:
    fixed = {item.id: 0 for item in form.items if item.raises_at is not None}
    return items_for(total, items=[item.id for item in form.items], highest=3, rng=rng, fixed=fixed)


def _score(given: Response, total: int, at: datetime) -> Score:
    asked = len(library.newest(given.form_id).items)
    named = {"form_id": given.form_id, "form_version": given.form_version, "course": given.course}
    return Score(response=given, value=total, answered=asked, asked=asked, at=at, **named)
