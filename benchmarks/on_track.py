"""How often the four words are right and wrong, counted on made-up courses whose truth is known. Part of `make docs`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import log1p, sqrt
from random import Random
from statistics import NormalDist, median
from typing import TypeVar

from duologue.progress.turning import EVERY
from duologue.science.on_track import STATES, Reading, Rule, State, standing
from duologue.science.reliable_change import Change, Norms, change

Said = TypeVar("Said")
MANY, SESSIONS, SEED = 6000, 12, 11
LOW, HIGH, CASENESS, RELIABLE = 0, 27, 10, 6  # PHQ-9
START, SLOPE = NormalDist(15.5, 4.5), NormalDist(-2.3, 2.6)  # points; points for each unit of ln(session + 1)
WOBBLE = 1.5  # points by which a true score moves from week to week
ERROR = Norms(5.5, 0.89).standard_error  # points by which a score misses the true one


@dataclass(frozen=True)
class Course:
    """What really happened, and what was scored before the first session and after each."""

    change: float  # true points from start to end; below nothing is better
    scores: list[int]

    @property
    def kind(self) -> str:
        if self.change >= RELIABLE:
            return "worse"
        return "better" if self.change <= -RELIABLE else "between"

    def offers(self) -> list[bool]:
        """Whether a talk about what could change is due after each session but the last, while nothing was decided."""
        first = self.scores[0]
        return [
            n >= EVERY and change(first, self.scores[n], at_least=RELIABLE, lower_is_better=True) is not Change.IMPROVED
            for n in range(1, SESSIONS)
        ]

    def rules(self) -> list[Rule]:
        """The rule that fired after each session but the last, when there is nothing left to change."""
        readings = [Reading(n, score) for n, score in enumerate(self.scores)]
        return [
            standing(readings[: n + 1], at_least=RELIABLE, cut_off=CASENESS, lower_is_better=True).rule
            for n in range(1, SESSIONS)
        ]


def made_up() -> Iterator[Course]:
    """Courses on a line over ln(session + 1); only `random()` is drawn, whose numbers Python promises to keep."""
    random, scatter = Random(SEED).random, NormalDist(0, sqrt(WOBBLE**2 + ERROR**2))
    for _ in range(MANY):
        start, slope = START.inv_cdf(random()), SLOPE.inv_cdf(random())
        truth = [min(max(start + slope * log1p(n), LOW), HIGH) for n in range(SESSIONS + 1)]
        scores = [min(max(round(one + scatter.inv_cdf(random())), LOW), HIGH) for one in truth]
        yield Course(truth[-1] - truth[0], scores)


@cache
def page() -> str:
    """The reference, with the counts of today's rules."""
    by_kind: dict[str, list[list[Rule]]] = {"worse": [], "between": [], "better": []}
    talks: dict[str, list[list[bool]]] = {"worse": [], "between": [], "better": []}
    for course in made_up():
        by_kind[course.kind].append(course.rules())
        talks[course.kind].append(course.offers())
    counts = [f"{len(courses):,}" for courses in by_kind.values()]
    lines = [HEAD, f"| | really worse ({counts[0]}) | between ({counts[1]}) | really better ({counts[2]}) |"]
    lines += ["| --- | --- | --- | --- |"]
    lines += [shares("red at least once", by_kind, lambda rule: STATES[rule] is State.RED)]
    lines += [shares("red or amber at least once", by_kind, lambda rule: STATES[rule] in (State.RED, State.AMBER))]
    for one in FOR_TALKING:
        lines += [shares(f"{STATES[one]}: {one.value}", by_kind, lambda rule, one=one: rule is one)]
    red = [left(of, lambda rule: STATES[rule] is State.RED) for of in by_kind.values()]
    lines += [f"| sessions still to come at the first red, median | {' | '.join(red)} |"]
    lines += [shares(f"a talk is due: no reliable improvement after {EVERY} sessions", talks, bool)]
    due = [left(of, bool) for of in talks.values()]
    lines += [f"| sessions still to come when it is first due, median | {' | '.join(due)} |"]
    return "\n".join(lines) + FOOT


FOR_TALKING = [Rule.WORSE, Rule.NO_IMPROVEMENT, Rule.HALF_WAY_WORSE, Rule.NO_CHANGE]


def shares(name: str, by_kind: dict[str, list[list[Said]]], wanted: Callable[[Said], bool]) -> str:
    """A line of the table: in how many of 100 courses of each kind what is wanted came up."""
    found = [100 * sum(any(map(wanted, rules)) for rules in courses) / len(courses) for courses in by_kind.values()]
    return f"| {name} | {' | '.join(f'{share:.0f} of 100' for share in found)} |"


def left(courses: list[list[Said]], wanted: Callable[[Said], bool]) -> str:
    """How many sessions of the course were still to come when what is wanted was said first: the lead time."""
    first = [next((n for n, one in enumerate(said, 1) if wanted(one)), None) for said in courses]
    said = [SESSIONS - n for n in first if n is not None]
    return f"{median(said):g}" if said else "-"


HEAD = f"""# The four words, and how often they are wrong

Written by `make docs`; do not edit. The rules stand in [How Duologue counts](../explanation/how-duologue-counts.md).

Counted on {MANY:,} made-up courses of {SESSIONS} sessions with a PHQ-9 before the first and after each. What really happened
in them is known: *worse* or *better* means that the true score moved by {RELIABLE} points or more from start to end. True
starts have a mean of {START.mean:g} (SD {START.stdev:g}), slopes {SLOPE.mean:g} (SD {SLOPE.stdev:g}) points for each unit
of ln(session + 1). Scores miss the truth by {ERROR:.1f} points of error and {WOBBLE:g} of weekly ups and downs (SDs). The
word is asked for after each session but the last.
"""
FOOT = """

How to read it: the first line's last column is how often red is said in a course that ends well, so 100 less that is the
specificity of red. Its first column is how often red is said in time where things really get worse. A course that is red
once may be green a week later. Most red in the courses between is true: they have not improved by session 8. How many
sessions were still to come is the lead time: what is left to change something. The last two lines are the rule behind the
guide “What could change?”, while nothing has been decided; a decision with a day silences it until then.

Real courses are not made by such a rule. They break off, jump, and follow life. These figures say how the rules behave
when nothing else is wrong; they are no promise for any person.
"""
