"""A map read out: sentences made from its boxes and arrows, and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from duologue.assessment.maps import Kind, Place


@dataclass(frozen=True)
class Box:
    """Somebody's words in one place of a map. `rated` says how it was rated last, where it is rated."""

    id: str
    place: str
    words: str
    rated: str = ""


@dataclass(frozen=True)
class Arrow:
    """That one box leads to another, by the ids of both; `word` is what stands on the arrow."""

    id: str
    start: str
    end: str
    word: str = ""


def read_out(kind: Kind, boxes: Iterable[Box], arrows: Iterable[Arrow], *, name: str = "") -> list[str]:
    """Each way through the arrows as a sentence, then the boxes that no arrow touches. Without a `name` it says "you".

    A life line is told from its beginning first, so that no box is left over.
    """
    return _Reading(kind, list(boxes), list(arrows), name).sentences()


class _Reading:
    def __init__(self, kind: Kind, boxes: list[Box], arrows: list[Arrow], name: str) -> None:
        order = [place.id for place in kind.places]
        self.kind, self.name = kind, name
        self.boxes = {box.id: box for box in sorted(boxes, key=lambda box: order.index(box.place))}
        self.arrows = [arrow for arrow in arrows if arrow.start in self.boxes and arrow.end in self.boxes]
        self.told: set[str] = set()  # arrows

    def sentences(self) -> list[str]:
        story = self._story()
        ends, starts = {arrow.end for arrow in self.arrows}, {arrow.start for arrow in self.arrows}
        first = [box for box in self.boxes.values() if box.id in starts - ends]
        told = [sentence for box in [*first, *self.boxes.values()] for sentence in self._from(box)]
        if story:
            return story + told
        alone = [box for box in self.boxes.values() if box.id not in starts | ends]
        return told + [f"{self._sentence_case(self._title(box))}: {_quoted(box)}." for box in alone]

    def _story(self) -> list[str]:
        """What each place tells, with all that stands in it; nothing for a kind that is read by its arrows alone."""
        found = []
        for place in self.kind.places:
            words = _listed([_quoted(box) for box in self.boxes.values() if box.place == place.id])
            you, named = place.tells
            if words and you:
                found.append((named if self.name else you).format(words=words, name=self.name))
        return found

    def _from(self, box: Box) -> list[str]:
        """Every way on from this box that was not told yet."""
        found = []
        while (way := self._way(box)) is not None:
            found.append(self._in_words(box, way))
        return found

    def _way(self, box: Box) -> list[Arrow] | None:
        """Follow arrows until there is no new one, or one leads back to where this way has been."""
        way: list[Arrow] = []
        been, here = {box.id}, box.id
        while True:
            ahead = [arrow for arrow in self.arrows if arrow.start == here and arrow.id not in self.told]
            if not ahead:
                return way or None
            way.append(ahead[0])
            self.told.add(ahead[0].id)
            here = ahead[0].end
            if here in been:
                return way
            been.add(here)

    def _in_words(self, box: Box, way: list[Arrow]) -> str:
        been = {box.id}
        first = self.boxes[way[0].end]
        if self._clause(first) and not way[0].word:
            words = f"When {self._clause(box) or _quoted(box)}, {self._clause(first)}"
        else:
            verb = way[0].word or "leads to"
            words = f"{self._sentence_case(self._noun(box))} {verb} {self._noun(first)}"
        been.add(first.id)
        for arrow in way[1:]:
            end = self.boxes[arrow.end]
            verb = arrow.word or ("leads back to" if end.id in been else "leads to")
            words += f", which {verb} {self._noun(end)}"
            been.add(end.id)
        return f"{words.rstrip(',')}.".replace(",,", ",")

    def _clause(self, box: Box) -> str:
        you, named = self._place(box).clause
        clause = named.format(name=self.name) if self.name else you
        return f"{clause} {_quoted(box)}" if clause else ""

    def _noun(self, box: Box) -> str:
        noun = self._place(box).noun
        comma = "," if noun.endswith(",") else ""
        return f"{noun} {_quoted(box)}{comma}".strip() if noun else _quoted(box)

    def _title(self, box: Box) -> str:
        return self._place(box).title

    def _place(self, box: Box) -> Place:
        return self.kind.place(box.place)

    @staticmethod
    def _sentence_case(words: str) -> str:
        return words[:1].upper() + words[1:]


def _quoted(box: Box) -> str:
    return f"“{' '.join(box.words.split()).rstrip('.')}”"


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
