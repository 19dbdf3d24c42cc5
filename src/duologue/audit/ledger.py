"""Writing, reading and checking the ledger."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest

from duologue.audit.models import LedgerLine
from duologue.audit.words import in_words
from duologue.people.models import User
from duologue.web import clock
from duologue.web.prepared import insert

START = "0" * 64
LOOKS = ("read", "refused", "listed")  # lines that change nothing
# What somebody keeps to themselves is not told to the other side, in neither direction. The chain holds it all the same.
KEPT_TO_ONESELF = {"privatenote.written", "note.kept", "farewell.drafted"}
KEPT_TO_ONESELF |= {"privatenote.kept", "privatenote.thrown_away", "privatenote.taken_along"}
OWN_PAGES = ("sessions:note", "sessions:own-notes", "sessions:open-own-notes", "sessions:own-note")
_ONE_AT_A_TIME = 715_517  # PostgreSQL advisory lock; SQLite's IMMEDIATE transactions already take turns


def record(
    verb: str,
    *,
    actor: uuid.UUID | None,
    at: datetime,
    course: uuid.UUID | None = None,
    subject: uuid.UUID | None = None,
    route: str = "",
) -> LedgerLine:
    """Append one line, in the caller's transaction if there is one. Call it last: others wait for this line."""
    with transaction.atomic(savepoint=False):
        last = _last()
        entry = LedgerLine(
            seq=last[0] + 1,
            at=at.astimezone(UTC),
            actor=actor,
            verb=verb,
            route=route,
            course=course,
            subject=subject,
            before=last[1],
        )
        entry.hash = entry.fingerprint()
        insert(entry)
    return entry


LAST = f'SELECT seq, hash FROM "{LedgerLine._meta.db_table}" ORDER BY seq DESC LIMIT 1'


def _last() -> tuple[int, str]:
    """The end of the chain, read once it is this transaction's turn: on PostgreSQL two statements in one journey."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME}); {LAST}")
            cursor.nextset()
        else:
            cursor.execute(LAST)
        return cursor.fetchone() or (0, START)


def last_change(course: uuid.UUID) -> int:
    """The number of the last line by which something in a course was changed, 0 for none; one query."""
    lines = LedgerLine.objects.filter(course=course).exclude(verb__in=LOOKS)
    return lines.order_by("-seq").values_list("seq", flat=True).first() or 0


@dataclass(frozen=True)
class Entry:
    """One line of the ledger for the person it is about: who, when, and what in words."""

    seq: int
    at: datetime
    who: str
    what: str


def of_courses(
    courses: Iterable[uuid.UUID], *, not_by: uuid.UUID, until: int | None = None, at_most: int = 50
) -> list[Entry]:
    """What others opened or changed on some courses, newest first; `until` is the last line of the page before."""
    lines = LedgerLine.objects.filter(course__in=list(courses), actor__isnull=False).exclude(actor=not_by)
    lines = lines.exclude(verb__in=KEPT_TO_ONESELF).exclude(route__in=OWN_PAGES)
    if until is not None:
        lines = lines.filter(seq__lt=until)
    found = list(lines.order_by("-seq")[:at_most])
    people = User.objects.filter(pk__in={line.actor for line in found})
    names: dict[uuid.UUID | None, str] = {person.pk: person.called for person in people}
    return [
        Entry(line.seq, line.at, names.get(line.actor, "Somebody who left"), in_words(line.verb, line.route))
        for line in found
    ]


def faults(anchor: Path | None = None) -> Iterator[str]:
    """Walk the whole chain and yield a sentence for each thing that does not fit; nothing when all is well."""
    before, seq, seen = START, 0, {}
    for entry in LedgerLine.objects.order_by("seq").iterator():
        if entry.seq != seq + 1:
            yield f"Line {seq + 1} is missing."
        if entry.before != before or entry.hash != entry.fingerprint():
            yield f"Line {entry.seq} has been changed."
        before, seq = entry.hash, entry.seq
        seen[entry.seq] = entry.hash
    if anchor and anchor.exists():
        anchored_seq, anchored_hash = anchor.read_text().split()
        if seen.get(int(anchored_seq)) != anchored_hash:
            yield f"The end has been cut off or rewritten: entry {anchored_seq} is not the one that was anchored."


def anchor_head(path: Path) -> None:
    """Write the chain's head outside the database, so that a cut-off end is noticed."""
    head = LedgerLine.objects.order_by("-seq").values_list("seq", "hash").first()
    if head:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{head[0]} {head[1]}\n")


def note_signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    """Somebody came in."""
    record("signed_in", actor=user.pk, at=clock.now())


def note_signed_out(*, request: HttpRequest, user: User | None, **_: Any) -> None:
    """Somebody left by the door; one who was not signed in is no news."""
    if user is not None:
        record("signed_out", actor=user.pk, at=clock.now())


def note_refused_at_the_door(**_: Any) -> None:
    """A wrong password. Neither the address nor the guess is written down."""
    record("refused", actor=None, at=clock.now(), route="account_login")
