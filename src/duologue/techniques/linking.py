"""Verbs of a chain: begin it, write on it, add a link, change it, move it, mark where a skill fits, take it away, share it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import keep
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.techniques.cards import OwnEntry
from duologue.techniques.chains import MOST_LINKS, Chain, ChainLink


class NoRoom(ValueError):
    """A chain holds so many links that nobody could follow one more."""


@transaction.atomic
def begin(
    target: str,
    *,
    course: Course,
    by: User,
    now: datetime,
    entry: OwnEntry | None = None,
    row: str = "",
    on: date | None = None,
    audience: Audience = Audience.SHARED,
    written_at: datetime | None = None,
) -> Chain:
    """A chain about one moment, perhaps from a day on the card."""
    about: dict[str, Any] = {"entry": entry, "row": row, "on": entry.on if entry else on, "target": target}
    return write(Chain, course=course, by=by, now=now, written_at=written_at, audience=audience, **about)


@transaction.atomic
def write_on(chain: Chain, parts: dict[str, str], *, seen: int, by: User, now: datetime) -> Chain:
    """Change what stands around the links; raises Stale when the other one wrote meanwhile."""
    keep(chain, seen=seen, **parts)
    ledger.record("chain.changed", actor=by.pk, course=chain.course_id, subject=chain.pk, at=now)
    return chain


@transaction.atomic
def add_link(
    chain: Chain, kind: str, words: str, *, by: User, now: datetime, skill: str = "", could: str = ""
) -> ChainLink:
    """One more link, at the end. Raises NoRoom."""
    held = _locked(chain)
    links = _links(held)
    if len(links) >= MOST_LINKS:
        raise NoRoom(f"There is room for {MOST_LINKS} links. Put two small ones together first.")
    place = max((link.place for link in links), default=0) + 1
    more: dict[str, Any] = {"kind": kind, "words": words, "skill": skill, "could": could, "audience": held.audience}
    return write(ChainLink, course=held.course, by=by, now=now, chain=held, place=place, **more)


@transaction.atomic
def change_link(link: ChainLink, *, seen: int, by: User, now: datetime, **changes: str) -> ChainLink:
    """Change a link or the skill marked on it; raises Stale when the other one changed it meanwhile."""
    _locked(link.chain)
    keep(link, seen=seen, **changes)
    ledger.record("chainlink.changed", actor=by.pk, course=link.course_id, subject=link.pk, at=now)
    return link


@transaction.atomic
def move_link(link: ChainLink, *, by: User, now: datetime, by_places: int = 0, to: int | None = None) -> None:
    """Move a link up (-1) or down (+1) among those that are there, or to a place counted from 1; it stays in the chain."""
    held = _locked(link.chain)
    ordered = _links(held)
    old = next((n for n, one in enumerate(ordered) if one.pk == link.pk), None)
    if old is None:
        return
    new = min(max(old + by_places if to is None else to - 1, 0), len(ordered) - 1)
    ordered.insert(new, ordered.pop(old))
    for place, one in enumerate(ordered, start=1):
        if one.place != place:
            ChainLink.objects.unscoped().filter(pk=one.pk).update(place=place)
    ledger.record("chainlink.moved", actor=by.pk, course=link.course_id, subject=link.pk, at=now)


@transaction.atomic
def take_link_away(link: ChainLink, *, seen: int, by: User, now: datetime) -> None:
    """Take a link out of the chain. Raises Stale when its words have changed since."""
    _locked(link.chain)
    keep(link, seen=seen, taken_away_at=now)
    ledger.record("chainlink.taken_away", actor=by.pk, course=link.course_id, subject=link.pk, at=now)


@transaction.atomic
def share(chain: Chain, *, shared: bool, by: User, now: datetime) -> Chain:
    """The client gives a chain of theirs to their therapist, or takes it back. Raises ValueError for anybody else."""
    if chain.author_id != by.pk:
        raise ValueError("Only the person who began this can change who reads it.")
    held = _locked(chain)
    audience = Audience.SHARED if shared else Audience.ME
    Chain.objects.unscoped().filter(pk=held.pk).update(audience=audience)
    ChainLink.objects.unscoped().filter(chain=held, author=by).update(audience=audience)
    if shared:
        ChainLink.objects.unscoped().filter(chain=held).update(audience=audience)
    chain.audience = audience
    ledger.record("chain.readers", actor=by.pk, course=chain.course_id, subject=chain.pk, at=now)
    return chain


def _locked(chain: Chain) -> Chain:
    held: Chain = Chain.objects.unscoped().select_for_update().select_related("course").get(pk=chain.pk)
    return held


def _links(chain: Chain) -> list[ChainLink]:
    here = ChainLink.objects.unscoped().filter(chain=chain, taken_away_at__isnull=True)
    return list(here.order_by("place", "pk"))
