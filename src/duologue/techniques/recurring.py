"""What recurs, read through the viewer: the moments and dreams that were given, and the themes counted over them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.techniques.cards import OwnEntry
from duologue.techniques.finding import alike
from duologue.techniques.patterns import EPISODE, PARTS, Theme


@dataclass
class Written:
    """One moment or dream as far as the viewer may read it: the answers, or only the line that was given."""

    on: date
    answers: Response | None = None
    entry: OwnEntry | None = None
    themes: dict[str, list[Theme]] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, Any]:
        return dict(self.answers.answers) if self.answers else {}


@dataclass(frozen=True)
class Counted:
    """One theme on one part: in how many of the moments that were looked at for themes it stands."""

    words: str
    times: int
    of: int

    @property
    def in_words(self) -> str:
        return f"“{self.words}” in {self.times} of {self.of} moments"


def written(viewer: Any, course: Any, form_id: str) -> list[Written]:
    """Everything of one kind that this person may read, newest first: written alone, agreed between sessions, or together."""
    found = viewer.records(Response).filter(course=course, form_id=form_id, sent_at__isnull=False)
    readable = list(found.order_by("-written_at", "-pk"))
    own = viewer.records(OwnEntry).filter(course=course, response__form_id=form_id).order_by("-on", "-pk")
    entries = {entry.response_id: entry for entry in own}
    told = []
    for response in readable:
        entry = entries.pop(response.pk, None)
        on = entry.on if entry else timezone.localdate(response.written_at, course.practice.zone)
        told.append(Written(on, response, entry))
    told += [Written(entry.on, None, entry) for entry in entries.values() if entry.line]
    return sorted(told, key=lambda one: one.on, reverse=True)


def with_themes(viewer: Any, course: Any, moments: list[Written]) -> list[Written]:
    """Puts on each moment the themes on its parts; a theme of what this person may not read is not asked for."""
    held = {one.answers.pk: one for one in moments if one.answers}
    themes = viewer.records(Theme).filter(course=course, response__in=list(held), taken_away_at__isnull=True)
    for theme in themes.order_by("written_at", "pk"):
        held[theme.response_id].themes.setdefault(theme.part, []).append(theme)
    return moments


def counted(moments: Iterable[Written]) -> dict[str, list[Counted]]:
    """The themes of each part, the most frequent first. Only moments that somebody put a theme on count as looked at."""
    looked = [one for one in moments if one.themes]
    told: dict[str, list[Counted]] = {}
    for part in PARTS:
        named: dict[str, list[str]] = {}
        for one in looked:
            for theme in one.themes.get(part, []):
                named.setdefault(alike(theme.words), []).append(theme.words)
        told[part] = sorted(
            (
                Counted(max(" ".join(words.split()) for words in said), len(said), len(looked))
                for said in named.values()
            ),
            key=lambda one: (-one.times, one.words.casefold()),
        )
    return told


def sentence(told: dict[str, list[Counted]]) -> str:
    """What came more than once, one of each part, in the order wish, other, self; nothing where nothing recurs."""
    again = {part: themes[0] for part, themes in told.items() if themes and themes[0].times > 1}
    if not again:
        return ""
    said = [f"{PARTS[part].lower()}: {theme.in_words}" for part, theme in again.items()]
    return "What came again. " + " ".join(f"{one[0].upper()}{one[1:]}." for one in said)


def offered(moments: Iterable[Written], part: str) -> list[str]:
    """Words to choose from: those the two used before, then those the worksheet offers."""
    used = [theme.words for one in moments for theme in one.themes.get(part, [])]
    known = {alike(words): words for words in [*used, *library.newest(EPISODE).extra.get(f"themes_{part}", [])]}
    return list(known.values())
