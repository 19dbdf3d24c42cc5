"""What the ratings of sessions say about the relationship, by rules that each say their name, their figure and their level.

The form is our own (five ratings 0-10, see relationship/) and no validated scale, so a client is compared with themselves:
"none of the alliance measures have standardized scores, cut-offs" (Horvath, profhorvath.com). A fall from one session to
the next of one standard deviation (Strauss and others, 2006) or two (Stiles and others, 2004) marks a strain; of a person's
own spread and the spread between people the larger one counts, as Gumz and others (2012), BMC Med Res Methodol 12:10, propose
for the stricter of both. 36 of 40 is the line OpenFIT uses for its own four scales: here it only says "talk about it". Four
perfect forms running say little (ACORN: more than half give nothing else), so a small complaint is invited.
A missing rating is never a zero: what cannot be decided is undecidable, and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import stdev

from duologue.science.strain_rules import Rule

SUMMED = 4  # the first four ratings; the fifth is the session as a whole
HIGHEST = 10
LOW_ITEM = 5
FULL_ENOUGH, EARLY = 36, 3  # of 40, in the first three sessions
OWN_NEEDS = 3  # earlier full ratings, for a spread of one's own
SERVICE_NEEDS = 10  # clients, for the spread between people
LEAST_SPREAD = 2.0  # points of 40: our choice, so that one tap more or less is never a strain
STRAIN, STRONG = 1, 2  # standard deviations
PERFECT_RUN = 4
SKIPPED_RUN = 2


class Verdict(StrEnum):
    """A rule fired, it did not, or there is too little to say."""

    FIRED = "fired"
    NOT = "not"
    UNDECIDABLE = "undecidable"


@dataclass(frozen=True)
class Said:
    """One held session, the `number`-th of the course: five ratings (None: left out), or `given` False for no form at all."""

    number: int
    ratings: tuple[int | None, ...] = (None,) * 5
    given: bool = True
    wants_to_talk: bool = False
    left_words: bool = False

    @property
    def sum(self) -> int | None:
        """The first four together, 0-40; None unless all four are there."""
        four = self.ratings[:SUMMED]
        return None if not self.given or None in four else sum(value for value in four if value is not None)


@dataclass(frozen=True)
class Spread:
    """The standard deviation between clients' own means, over so many clients."""

    sd: float
    clients: int


@dataclass(frozen=True)
class Finding:
    """What one rule says of the latest session, with its figure in words."""

    rule: Rule
    verdict: Verdict
    figure: str = ""

    @property
    def fired(self) -> bool:
        return self.verdict is Verdict.FIRED


def findings(series: Sequence[Said], *, service: Spread | None = None) -> list[Finding]:
    """Each rule's word on the latest of the held sessions, oldest first. Raises ValueError for none, out of order, or a rating
    outside 0-10. For a session without a form only the rule about leaving it out is asked."""
    if not series or any(b.number <= a.number for a, b in zip(series, series[1:], strict=False)):
        raise ValueError("held sessions come in order, and there is at least one")
    if any(value is not None and not 0 <= value <= HIGHEST for said in series for value in said.ratings):
        raise ValueError("a rating is from 0 to 10")
    skipped = _skipped(series)
    if not series[-1].given:
        return [skipped]
    latest = series[-1]
    return [
        _low_item(latest),
        _yes_or_no(Rule.WANTS_TO_TALK, latest.wants_to_talk),
        _yes_or_no(Rule.LEFT_WORDS, latest.left_words),
        _early_sum(latest),
        *_fall(series, service),
        _falling(series),
        _all_tens(series),
        skipped,
    ]


def _yes_or_no(rule: Rule, fired: bool, figure: str = "") -> Finding:
    return Finding(rule, Verdict.FIRED if fired else Verdict.NOT, figure)


def _too_little(rule: Rule, why: str) -> Finding:
    return Finding(rule, Verdict.UNDECIDABLE, why)


def _low_item(said: Said) -> Finding:
    known = [value for value in said.ratings if value is not None]
    if known and min(known) <= LOW_ITEM:
        return _yes_or_no(Rule.LOW_ITEM, True, f"The lowest rating is {min(known)}.")
    if len(known) < len(said.ratings):
        return _too_little(Rule.LOW_ITEM, "Some ratings were left out, and the others are higher.")
    return _yes_or_no(Rule.LOW_ITEM, False, f"The lowest rating is {min(known)}.")


def _early_sum(said: Said) -> Finding:
    if said.number > EARLY:
        return _yes_or_no(Rule.EARLY_SUM, False, f"This is session {said.number}.")
    if said.sum is None:
        return _too_little(Rule.EARLY_SUM, "One of the first four ratings was left out.")
    return _yes_or_no(Rule.EARLY_SUM, said.sum < FULL_ENOUGH, f"The four together are {said.sum} of 40.")


def spread(earlier: Sequence[int], service: Spread | None) -> tuple[float, str] | None:
    """One standard deviation to measure a fall by, in points of 40, and whose it is; None without enough earlier ratings.

    The larger of a client's own (sample) SD and the practice's, when that rests on ten clients or more; at least 2 points.
    """
    if len(earlier) < OWN_NEEDS:
        return None
    own, whose = stdev(earlier), f"from {len(earlier)} earlier ratings of their own"
    if service is not None and service.clients >= SERVICE_NEEDS and service.sd > own:
        own, whose = service.sd, f"between {service.clients} clients of the practice"
    if own < LEAST_SPREAD:
        own, whose = LEAST_SPREAD, f"the least we count, as their own is smaller ({len(earlier)} earlier ratings)"
    return own, whose


def _fall(series: Sequence[Said], service: Spread | None) -> list[Finding]:
    """The two rules about a fall, both measured from the full rating before; a strong strain is a strain, too."""
    rules = ((Rule.STRAIN, STRAIN), (Rule.STRONG_STRAIN, STRONG))
    latest, earlier = series[-1].sum, [said.sum for said in series[:-1] if said.sum is not None]
    if latest is None:
        return [_too_little(rule, "One of the first four ratings was left out.") for rule, _ in rules]
    if (measured := spread(earlier, service)) is None:
        why = f"It needs {OWN_NEEDS} earlier full ratings, and there {_are(len(earlier))}."
        return [_too_little(rule, why) for rule, _ in rules]
    sd, whose = measured
    fall = earlier[-1] - latest
    figure = f"{latest} of 40 after {earlier[-1]}. One standard deviation is {sd:.1f} points, {whose}."
    return [_yes_or_no(rule, fall >= times * sd, figure) for rule, times in rules]


def _are(many: int) -> str:
    return {0: "are none", 1: "is one"}.get(many, f"are {many}")


def _falling(series: Sequence[Said]) -> Finding:
    sums = [said.sum for said in series[-3:]]
    known = [value for value in sums if value is not None]
    if len(known) < 3:
        return _too_little(Rule.FALLING, "It needs three sessions running with the first four ratings.")
    return _yes_or_no(
        Rule.FALLING, known[0] > known[1] > known[2], f"The four together: {known[0]}, {known[1]}, {known[2]}."
    )


def _all_tens(series: Sequence[Said]) -> Finding:
    run = series[-PERFECT_RUN:]
    values = [value for said in run for value in said.ratings]
    if any(value is not None and value < HIGHEST for value in values):
        return _yes_or_no(Rule.ALL_TENS, False)
    if len(run) < PERFECT_RUN or None in values:
        return _too_little(Rule.ALL_TENS, "It needs four whole forms running.")
    return _yes_or_no(Rule.ALL_TENS, True, "Every rating was 10, four sessions running.")


def _skipped(series: Sequence[Said]) -> Finding:
    """Said at the second session running without a form, and again two later, so that it is not said each time."""
    running = 0
    for said in reversed(series):
        if said.given:
            break
        running += 1
    fired = running > 0 and running % SKIPPED_RUN == 0
    return _yes_or_no(Rule.SKIPPED, fired, f"{running} sessions running without a word." if running > 1 else "")
