"""Verbs of what recurs: put themes on a moment, make it an example of a map, keep a focus in view."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.versions import keep
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.questionnaires.models import Response
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem
from duologue.techniques.patterns import WORDS, Example, Focus, Theme

MOST_THEMES = 6  # on one part of a moment


class NotShared(ValueError):
    """Themes are looked for together, in what both can read."""


class TooMany(ValueError):
    """So many words on one part that none of them would be a theme."""


@transaction.atomic
def name_themes(
    moment: Response, part: str, chosen: Iterable[str], *, seen: Iterable[str], by: User, now: datetime
) -> None:
    """Put words on one part of a moment, and take off those that were `seen` there and not chosen any more. What the other
    one put there meanwhile stays. Raises NotShared, and TooMany."""
    if moment.audience != Audience.SHARED:
        raise NotShared("Themes are looked for together. Share this moment first.")
    Course.objects.unscoped().select_for_update().get(pk=moment.course_id)
    wanted = {alike(words): words.strip() for words in chosen if words.strip()}
    before = {alike(words) for words in seen}
    held = {alike(theme.words): theme for theme in _themes(moment, part)}
    if len(set(wanted) | (set(held) - before)) > MOST_THEMES:
        raise TooMany(f"Choose {MOST_THEMES} at most. Fewer say more.")
    for name in (before - set(wanted)) & set(held):
        held[name].taken_away_at = now
        held[name].save(update_fields=["taken_away_at"])
        ledger.record("theme.taken_away", actor=by.pk, course=moment.course_id, subject=held[name].pk, at=now)
    for name in set(wanted) - set(held):
        about: dict[str, Any] = {"response": moment, "part": part, "words": wanted[name]}
        write(Theme, course=moment.course, by=by, now=now, **about)


def alike(words: str) -> str:
    """Two ways of writing the same word count as one."""
    return " ".join(words.split()).casefold()


def _themes(moment: Response, part: str) -> list[Theme]:
    here = Theme.objects.unscoped().filter(response=moment, part=part, taken_away_at__isnull=True)
    return list(here.select_related("course"))


@transaction.atomic
def take_as_example(moment: Response, of_map: Any, *, by: User, now: datetime) -> Example:
    """The moment is an example of what is drawn on this map; said twice it is one. Raises NotShared."""
    if moment.audience != Audience.SHARED:
        raise NotShared("Share this moment first, so that both of you can see the example.")
    held = Example.objects.unscoped().filter(response=moment, map=of_map, taken_away_at__isnull=True)
    if (already := held.first()) is not None:
        return already
    about: dict[str, Any] = {"response": moment, "map": of_map}
    return write(Example, course=moment.course, by=by, now=now, **about)


@transaction.atomic
def no_example(example: Example, *, by: User, now: datetime) -> None:
    """It is no example after all."""
    example.taken_away_at = now
    example.save(update_fields=["taken_away_at"])
    ledger.record("example.taken_away", actor=by.pk, course=example.course_id, subject=example.pk, at=now)


@transaction.atomic
def begin_focus(words: dict[str, str], *, review_on: date | None, course: Course, by: User, now: datetime) -> Focus:
    """Agree on something to keep in view."""
    kept: dict[str, Any] = {name: words.get(name, "") for name in WORDS}
    return write(Focus, course=course, by=by, now=now, review_on=review_on, **kept)


@transaction.atomic
def reword_focus(
    focus: Focus, words: dict[str, str], *, review_on: date | None, seen: int, by: User, now: datetime
) -> Focus:
    """Change a focus or its day; raises Stale when the other one changed it meanwhile."""
    keep(focus, seen=seen, review_on=review_on, **{name: words.get(name, "") for name in WORDS})
    ledger.record("focus.changed", actor=by.pk, course=focus.course_id, subject=focus.pk, at=now)
    return focus


@transaction.atomic
def look_at_focus(focus: Focus, *, again_on: date | None, by: User, now: datetime) -> Focus:
    """They looked at it together: it goes on until another day, or has done its work and is set aside."""
    focus.looked_at, focus.review_on = now, again_on
    focus.set_aside_at = None if again_on else now
    focus.save(update_fields=["looked_at", "review_on", "set_aside_at"])
    agenda.settle_about(focus.pk, course=focus.course, by=by, now=now)
    ledger.record("focus.looked_at", actor=by.pk, course=focus.course_id, subject=focus.pk, at=now)
    return focus


def bring_what_is_due(*, now: datetime) -> int:
    """Put each focus whose day has come onto the agenda, once for that day; how many. Part of the minute's work."""
    latest = now.date().toordinal() + 1  # the furthest zone may be a day ahead
    waiting = Focus.objects.unscoped().filter(set_aside_at__isnull=True, review_on__lte=date.fromordinal(latest))
    waiting = waiting.exclude(brought_for=F("review_on")).select_related("course__practice", "author")
    return sum(_bring(focus, now=now) for focus in waiting.order_by("review_on", "pk"))


@transaction.atomic
def _bring(focus: Focus, *, now: datetime) -> bool:
    today = now.astimezone(focus.course.practice.zone).date()
    if focus.review_on is None or focus.review_on > today or focus.course.has_ended:
        return False
    words = f"Look again at what you focus on: {focus.pattern}"
    agenda.add(
        AgendaItem.Kind.TOPIC,
        words if len(words) <= 160 else f"{words[:159]}…",
        course=focus.course,
        by=focus.author,
        now=now,
        about=focus.pk,
    )
    focus.brought_for = focus.review_on
    focus.save(update_fields=["brought_for"])
    return True
