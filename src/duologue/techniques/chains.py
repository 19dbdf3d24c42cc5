"""A moment looked at link by link: the chain both write, and its links in their order."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from duologue.courses.models import SharedDocument
from duologue.people.sealed import SealedText
from duologue.questionnaires import library
from duologue.science.forms import Form
from duologue.techniques import skills
from duologue.techniques.cards import OwnEntry

WORKSHEET = "chain-analysis"
BEFORE = ("target", "vulnerability", "prompting")
AFTER = ("short", "long", "repair", "not_again")
PARTS = BEFORE + AFTER
MOST_LINKS = 12


def worksheet() -> Form:
    """The worksheet whose words the chain asks in."""
    return library.newest(WORKSHEET)


class Chain(SharedDocument):
    """One moment, from what made the day harder to what came of it. Both write on it; `entry` is the day it was opened from,
    and `row` the line on the card of that day."""

    entry = models.ForeignKey(OwnEntry, models.PROTECT, null=True, blank=True, related_name="chains")
    row = models.CharField(max_length=20, blank=True)
    on = models.DateField(null=True, blank=True)
    target = SealedText()
    vulnerability = SealedText()
    prompting = SealedText()
    short = SealedText()
    long = SealedText()
    repair = SealedText()
    not_again = SealedText()

    def __str__(self) -> str:
        return "a chain"


class ChainLink(SharedDocument):
    """One link: a thought, a feeling, something in the body, something done; and the skill that could break it here."""

    class Kind(models.TextChoices):
        THOUGHT = "thought", "A thought"
        FEELING = "feeling", "A feeling"
        BODY = "body", "In the body"
        ACT = "act", "Something I did"

    chain = models.ForeignKey(Chain, models.CASCADE, related_name="links")
    place = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=7, choices=Kind)
    words = SealedText()
    skill = models.CharField(max_length=20, blank=True)  # the id of one of ours
    could = SealedText()  # how it could break the chain here
    taken_away_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"a link: {self.kind}"

    @property
    def skill_name(self) -> str:
        found = skills.by_id().get(self.skill)
        return found.name if found else ""

    @property
    def skill_slug(self) -> str:
        found = skills.by_id().get(self.skill)
        return found.slug if found else ""

    @property
    def way_out(self) -> str:
        """The skill and how it could break the chain, in one line."""
        return ", ".join(part for part in (self.skill_name, self.could) if part)

    @property
    def breaks(self) -> bool:
        """Whether the two marked this link as a place where the chain could break."""
        return bool(self.skill or self.could)


SAID = {"thought": "I thought", "feeling": "I felt", "body": "In my body", "act": "I did this"}


@dataclass(frozen=True)
class Told:
    """A chain with its links, for a page: in their order, and read out in sentences."""

    chain: Chain
    links: tuple[ChainLink, ...]

    @property
    def breaks(self) -> list[tuple[int, ChainLink]]:
        """The places where it could break, each with the number of its link."""
        return [(n, link) for n, link in enumerate(self.links, start=1) if link.breaks]

    @property
    def sentences(self) -> list[str]:
        """The whole picture as a text to read."""
        told, held = [], self.chain
        if held.vulnerability:
            told.append(f"The day was harder because of this: {_end(held.vulnerability)}")
        if held.prompting:
            told.append(f"It began like this: {_end(held.prompting)}")
        for n, link in enumerate(self.links):
            told.append(f"{'Then ' if n else 'First '}{_said(link)}: {_end(link.words)}")
            if link.breaks:
                told.append(f"Here the chain could break: {_end(link.way_out)}")
        if held.target:
            told.append(f"It led to this: {_end(held.target)}")
        told += [f"At once it brought this: {_end(held.short)}"] if held.short else []
        return told + ([f"Later it brought this: {_end(held.long)}"] if held.long else [])


def _said(link: ChainLink) -> str:
    said = SAID[link.kind]
    return said if said.startswith("I ") else said[0].lower() + said[1:]


def _end(words: str) -> str:
    words = " ".join(words.split())
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."
