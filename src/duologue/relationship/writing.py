"""Verbs of messages: write one, open what the other side wrote, find one's own words again. They detect nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.permissions import Purpose, refused
from duologue.people.actions import tell_of_news
from duologue.people.models import User
from duologue.relationship import office
from duologue.relationship.threads import Message

PAGE = 20
BATCH = 200  # opened at once while looking for words


def why_not_write(course: Course) -> str | None:
    """The reason no message can be written in a course now, or None."""
    return "This course has ended. What you wrote stays here to read." if course.has_ended else None


@transaction.atomic
def send(
    words: str,
    *,
    course: Course,
    from_client: bool,
    by: User,
    now: datetime,
    written_at: datetime | None = None,
) -> Message:
    """Keep a message. The other side hears of the first one they have not opened by a neutral mail, outside quiet hours.

    Raises ValueError once the course has ended.
    """
    if reason := why_not_write(course):
        raise ValueError(reason)
    known = Message.objects.unscoped().filter(course=course, from_client=from_client, seen_at__isnull=True).exists()
    kept = write(Message, course=course, by=by, now=now, written_at=written_at, from_client=from_client, words=words)
    if not known:
        _announce(course, from_client=from_client, now=now)
    return kept


def _announce(course: Course, *, from_client: bool, now: datetime) -> None:
    practice = course.practice
    if from_client:
        if course.lead is not None:
            later = office.to_staff(practice, now=now)
            tell_of_news(practice=practice, user=course.lead, now=now, not_before=later)
        return
    if refused(Purpose.REMINDERS).filter(course=course).exists():
        return
    for part in course.participants.unscoped().select_related("user"):
        if (at := office.to_a_client(part.user, practice=practice, now=now)) is not None:
            tell_of_news(practice=practice, user=part.user, now=now, not_before=at)


def note_seen(course: Course, *, as_client: bool, by: User, now: datetime) -> None:
    """Somebody opened the thread: what the other side wrote is seen."""
    unseen = Message.objects.unscoped().filter(course=course, from_client=not as_client, seen_at__isnull=True)
    unseen.update(seen_at=now, seen_by=by)


def folded(words: str) -> str:
    """As words are compared: without case and accents."""
    apart = unicodedata.normalize("NFKD", words)
    return "".join(letter for letter in apart if not unicodedata.combining(letter)).casefold()


def older(messages: Any, than: Message | None) -> Any:
    """Messages newest first, those before one of them."""
    if than is not None:
        before = Q(written_at__lt=than.written_at) | Q(written_at=than.written_at, pk__lt=than.pk)
        messages = messages.filter(before)
    return messages.order_by("-written_at", "-pk")


def found_in(messages: Any, words: str) -> Iterator[Message]:
    """Those in which some words stand, newest first, opened batch by batch in memory: sealed text is in no index."""
    wanted, last = folded(words), None
    while batch := list(older(messages, last)[:BATCH]):
        yield from (message for message in batch if wanted in folded(message.words))
        last = batch[-1]
