"""The rules about the relationship as they are published: a name, words, a level, and where each comes from (strains.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How much a rule asks for: look, talk about it, or an action card."""

    NOTICE = 1
    TALK = 2
    STRAIN = 3
    STRONG = 4


class Rule(StrEnum):
    """The rules by name; words and levels stand in RULES."""

    LOW_ITEM = "low_item"
    WANTS_TO_TALK = "wants_to_talk"
    LEFT_WORDS = "left_words"
    EARLY_SUM = "early_sum"
    STRAIN = "strain"
    STRONG_STRAIN = "strong_strain"
    FALLING = "falling"
    ALL_TENS = "all_tens"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Published:
    """A rule as it stands on the page both read."""

    rule: Rule
    name: str
    words: str
    level: Level
    source: str


OURS = "Our choice."
GUMZ = "Gumz and others, 2012."
RULES = {
    one.rule: one
    for one in (
        Published(Rule.LOW_ITEM, "One low rating", "Any of the five ratings is 5 or lower.", Level.NOTICE, OURS),
        Published(
            Rule.WANTS_TO_TALK,
            "A wish to talk",
            "The client wants to talk about the session next time.",
            Level.NOTICE,
            OURS,
        ),
        Published(
            Rule.LEFT_WORDS, "Words left", "Something did not help, felt off, or was left unsaid.", Level.NOTICE, OURS
        ),
        Published(
            Rule.EARLY_SUM,
            "A low start",
            "The first four ratings together are below 36 of 40, in one of the first three sessions. Low and then rising is a "
            "good sign, so this is no bad mark.",
            Level.TALK,
            "OpenFIT uses 36 of 40 for four scales of its own.",
        ),
        Published(
            Rule.STRAIN,
            "A strain",
            "The first four ratings together fell by 1 standard deviation or more since the last time.",
            Level.STRAIN,
            f"Strauss and others, 2006; {GUMZ}",
        ),
        Published(
            Rule.STRONG_STRAIN,
            "A strong strain",
            "The first four ratings together fell by 2 standard deviations or more since the last time.",
            Level.STRONG,
            f"Stiles and others, 2004; {GUMZ}",
        ),
        Published(
            Rule.FALLING,
            "Falling twice running",
            "The first four together are lower twice running.",
            Level.NOTICE,
            GUMZ,
        ),
        Published(
            Rule.ALL_TENS,
            "Nothing but tens",
            "All five ratings were 10, four times running. That says little, so a small complaint is invited.",
            Level.NOTICE,
            "ACORN: more than half of clients give nothing else.",
        ),
        Published(
            Rule.SKIPPED, "Left out twice", "Two sessions running without a word on how they felt.", Level.NOTICE, OURS
        ),
    )
}


def level_of(rules: Sequence[Rule]) -> Level:
    """The highest level among the rules that fired. Raises ValueError for none."""
    return max(RULES[rule].level for rule in rules)
