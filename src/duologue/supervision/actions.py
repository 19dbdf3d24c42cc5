"""Verbs of supervision: bring a question, answer it, take it back. What goes along is gathered here and nowhere else."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.permissions import Purpose, refuse_without
from duologue.courses.visibility import Audience
from duologue.people.models import Membership, Practice, Role, User
from duologue.questionnaires.models import Response
from duologue.questionnaires.trajectories import Shown, shown, trajectories
from duologue.sessions.models import Session
from duologue.supervision.models import Packet

RATED = ("listened", "mattered", "suited", "could_say", "worth_it")


def supervisors(practice: Practice, *, but: User) -> list[User]:
    """Who supervises in this practice now, except oneself."""
    members = Membership.objects.filter(practice=practice, role=Role.SUPERVISOR, until_on__isnull=True)
    return [member.user for member in members.exclude(user=but).select_related("user").order_by("user__name")]


def names_in(words: str, *, course: Course) -> str | None:
    """The first part of a client's name (or mail address) that stands in these words, as it was written; or None.

    Case and accents make no difference, and neither does an s at the end. "Mark" in "Mark's" is found, in "remarkable" not.
    """
    names: set[str] = set()
    for participant in course.participants.unscoped().select_related("user"):
        person = participant.user
        names |= {_plain(part) for part in re.split(r"[^\w]+", f"{person.name} {person.called}") if len(part) > 1}
        names |= {_plain(person.email), _plain(person.email.split("@")[0])}
    for found in re.finditer(r"[\w.+-]+@[\w.-]+|\w+", words):
        word = _plain(found.group())
        if word in names or word.removesuffix("s") in names:
            return found.group()
    return None


def _plain(text: str) -> str:
    """Lower case, without accents."""
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


@transaction.atomic
def bring(
    question: str,
    *,
    supervisor: User,
    pseudonym: str,
    with_scores: bool,
    with_relationship: bool,
    course: Course,
    by: User,
    now: datetime,
) -> Packet:
    """Bring a question about one course to one supervisor. Raises ValueError when the client's name is in it, and NotGiven
    when the client has said no to it."""
    refuse_without(Purpose.SUPERVISION, course)
    for words in (pseudonym, question):
        if name := names_in(words, course=course):
            raise ValueError(f"“{name}” is part of the client's name.")
    return write(
        Packet,
        course=course,
        by=by,
        now=now,
        audience=Audience.CARE_TEAM,
        supervisor=supervisor,
        pseudonym=pseudonym,
        question=question,
        with_scores=with_scores,
        with_relationship=with_relationship,
    )


@transaction.atomic
def answer(packet: Packet, words: str, *, by: User, now: datetime) -> Packet:
    """The supervisor's answer; a later one replaces it. Raises ValueError when it was taken back meanwhile."""
    held = Packet.objects.unscoped().select_for_update().select_related("course").get(pk=packet.pk)
    if held.taken_back_at:
        raise ValueError("It was taken back meanwhile.")
    held.answer, held.answered_at = words, now
    held.save(update_fields=["answer", "answered_at"])
    ledger.record("packet.answered", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


@transaction.atomic
def take_back(packet: Packet, *, by: User, now: datetime) -> Packet:
    """From this moment the supervisor does not see it any more."""
    if packet.taken_back_at is None:
        packet.taken_back_at = now
        packet.save(update_fields=["taken_back_at"])
        ledger.record("packet.taken_back", actor=by.pk, course=packet.course_id, subject=packet.pk, at=now)
    return packet


def close_when_taken_back(*, purpose: str, course: Course, by: User, now: datetime, **_: Any) -> None:
    """The client said no: everything that was brought about this course is closed to its supervisor at once."""
    if purpose != Purpose.SUPERVISION:
        return
    for packet in Packet.objects.unscoped().filter(course=course, taken_back_at__isnull=True):
        take_back(packet, by=by, now=now)


def close_when_handed_over(*, course: Course, by: User, now: datetime, **_: Any) -> None:
    """The course has another therapist: what the one before brought is closed to its supervisor."""
    for packet in Packet.objects.unscoped().filter(course=course, taken_back_at__isnull=True):
        take_back(packet, by=by, now=now)


def close_for_good(*, course: Course, now: datetime, **_: Any) -> None:
    """A course was erased: nothing that was brought about it is anybody's to read."""
    Packet.objects.unscoped().filter(course=course, taken_back_at__isnull=True).update(taken_back_at=now)


@dataclass(frozen=True)
class Along:
    """What goes along with a packet: scores and ratings by session number. No names, no dates, nobody's words."""

    measures: list[Shown]
    ratings: list[tuple[int, dict[str, int | None]]]
    held: int


def along(packet: Packet) -> Along:
    """Gather what the therapist chose to send along, and nothing else. A remark or other words never go along."""
    attended = Session.objects.unscoped().filter(course=packet.course_id, state=Session.State.ATTENDED)
    held = list(attended.order_by("starts_at").values_list("starts_at", flat=True))
    measures, ratings = [], []
    if packet.with_scores:
        shared = Response.objects.unscoped().filter(course=packet.course_id).exclude(audience=Audience.ME)
        measures = [
            shown(one, whose=f"{packet.pseudonym}'s", for_therapist=True, dated=False)
            for one in trajectories(shared, held=held)
        ]
    if packet.with_relationship:
        ratings = _ratings(packet)
    return Along(measures, ratings, len(held))


def _ratings(packet: Packet) -> list[tuple[int, dict[str, int | None]]]:
    """The client's five ratings of each session, by its number."""
    rated = Session.objects.unscoped().filter(course=packet.course_id, feedback__isnull=False)
    shared = rated.exclude(feedback__audience=Audience.ME).order_by("number")
    rows = shared.values_list("number", *[f"feedback__{name}" for name in RATED])
    return [(number, dict(zip(RATED, values, strict=True))) for number, *values in rows]
