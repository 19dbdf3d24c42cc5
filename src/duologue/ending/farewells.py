"""Verbs of saying goodbye: a letter that is its author's alone until it is given, and tries to reach somebody who stays away."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import Stale, keep
from duologue.courses.visibility import Audience
from duologue.ending.models import ContactAttempt, Farewell
from duologue.people.actions import tell_of_news
from duologue.people.models import User
from duologue.web.prepared import insert

DOOR_OPEN = """Dear {called},

you came {times}. We have not met since then. That is all right. It can have many reasons, and you owe nobody one.

The door is open. You can come back, for one talk or for more. You do not need a new reason.

What you did here stays yours. You can read it on your page, with your goals and your plan.

If it gets hard before then, the page “Get help now” has numbers that somebody answers.

{therapist}"""


def door_open_words(course: Course, *, times: int, by: User) -> str:
    """How a “door open” message may begin; its author changes it as they like."""
    counted = {0: "to ask for help", 1: "once"}.get(times, f"{times} times")
    return DOOR_OPEN.format(called=course.client.called, times=counted, therapist=by.called)


@transaction.atomic
def write_letter(
    words: str,
    *,
    kind: Farewell.Kind,
    course: Course,
    seen: int,
    by: User,
    now: datetime,
    written_at: datetime | None = None,
) -> Farewell:
    """Keep the draft of a letter, for its author's eyes alone. Raises Stale when another window kept a newer one."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    held = draft_of(course, kind=kind, by=by)
    if held is None:
        held = Farewell(course=course, author=by, audience=Audience.ME, kind=kind, words=words)
        held.written_at, held.received_at = written_at or now, now
        insert(held)
    elif held.words == words:
        return held
    elif seen != held.version:
        raise Stale(held)
    else:
        keep(held, seen=seen, words=words)
    ledger.record("farewell.drafted", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


def draft_of(course: Course, *, kind: Farewell.Kind, by: User) -> Farewell | None:
    """What somebody has begun to write and not given yet."""
    own = Farewell.objects.unscoped().filter(course=course, kind=kind, author=by, given_at__isnull=True)
    return own.select_related("course").first()


@transaction.atomic
def give(draft: Farewell, *, by: User, now: datetime) -> Farewell:
    """Give the letter: from now on both read it, and it stays as it is. A client who can sign in hears that there is news."""
    held = Farewell.objects.unscoped().select_for_update().select_related("course__practice").get(pk=draft.pk)
    if held.given_at is not None:
        return held
    held.given_at, held.audience = now, Audience.SHARED
    held.save(update_fields=["given_at", "audience"])
    ledger.record("farewell.given", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    client = held.course.client
    if held.kind == Farewell.Kind.DOOR_OPEN and client.is_active:
        tell_of_news(practice=held.course.practice, user=client, now=now)
    return held


@transaction.atomic
def note_attempt(
    *, on: date, way: str, came: str, words: str, course: Course, by: User, now: datetime
) -> ContactAttempt:
    """Write down one try to reach a client who stopped coming, and what came of it."""
    return write(ContactAttempt, course=course, by=by, now=now, on=on, way=way, came=came, words=words)
