"""Outcomes of the whole practice: counts with an interval, small numbers held back, and no ranking of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course, Stage
from duologue.people.models import Practice
from duologue.questionnaires import library
from duologue.science.clinical_change import Outcome
from duologue.science.forms import Form
from duologue.science.proportions import interval
from duologue.science.share_marks import share_mark
from duologue.science.suppression import Published, suppress
from duologue.science.talking_therapies import GAD7, PHQ9, Ends, Outcomes, outcomes
from duologue.service import actions
from duologue.sessions.models import Session

FINISHED = (Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED)
IMPROVED, SAME, WORSE = "improved", "same", "worse"
OF_TWO = {  # what is shown, and the categories of `actions.changes` it is put together from
    IMPROVED: (Outcome.RECOVERED, Outcome.IMPROVED),
    SAME: (Outcome.UNCHANGED,),
    WORSE: (Outcome.DETERIORATED,),
}


@dataclass(frozen=True)
class Share:
    """One line: a count, how many it is of, and the share with Wilson's interval for 95 of 100; None where it is held back."""

    name: str
    count: int | None
    of: int | None = None

    @property
    def percent(self) -> int | None:
        return round(100 * self.count / self.of) if self.count is not None and self.of else None

    @property
    def between(self) -> tuple[int, int] | None:
        """Both ends, in whole per cent."""
        if self.count is None or not self.of:
            return None
        low, high = self._ends
        return round(low), round(high)

    @property
    def mark(self) -> SafeString:
        """The share and its interval on a line; numbers only."""
        drawn = share_mark(100 * self.count / self.of, *self._ends) if self.count is not None and self.of else ""
        return mark_safe(drawn)

    @property
    def _ends(self) -> tuple[float, float]:
        assert self.count is not None and self.of
        low, high = interval(self.count, self.of)
        return 100 * low, 100 * high


@dataclass(frozen=True)
class OfForm:
    """What may be said of one instrument: improved, the same, worse; nothing while fewer than ten were counted."""

    form: Form
    shares: list[Share]
    of: int | None  # courses with two full scores
    without: int | None  # courses with fewer


def of_form(practice: Practice, form_id: str) -> OfForm:
    """Three counts put together from those that may be published anyhow, so that the two pages never say more than one.

    One query. Shares are of the courses with two full scores.
    """
    published = actions.changes(practice, form_id)
    without, total = published.cells[actions.ONCE], published.total
    of = None if total is None or without is None else total - without
    shares = [Share(name, _sum(published.cells, map(str, parts)), of) for name, parts in OF_TWO.items()]
    return OfForm(library.newest(form_id), shares, of, without)


def _sum(cells: Mapping[str, int | None], names: Iterable[str]) -> int | None:
    """The counts together; None as soon as one of them is held back."""
    counts = [cells[name] for name in names]
    return None if None in counts else sum(count for count in counts if count is not None)


CASES = {
    "reliable_recovery": "Reliable recovery: below both lines at the end, and reliably better",
    "recovery": "Recovery without a reliable improvement",
    "improvement": "Reliable improvement, not below both lines",
    "none": "Neither reliably better nor reliably worse",
    "deterioration": "Reliably worse, and not below both lines",
}
NO_CASES = {
    "no_case_improvement": "No case at the start: reliably better",
    "no_case_none": "No case at the start: neither",
    "no_case_deterioration": "No case at the start: reliably worse",
}
UNDECIDED = "undecided"
NHS = {
    **CASES,
    **NO_CASES,
    UNDECIDED: "Not counted: a score is missing, or fewer than two treatment sessions took place",
}
RATES = {  # what is published, of whom
    "Recovery": (("reliable_recovery", "recovery"), CASES),
    "Reliable improvement": (("reliable_recovery", "improvement", "no_case_improvement"), {**CASES, **NO_CASES}),
    "Reliable recovery": (("reliable_recovery",), CASES),
    "Reliably worse, without recovery": (("deterioration", "no_case_deterioration"), {**CASES, **NO_CASES}),
}


TOGETHER = {  # where a line of NHS is small, lines are put together, and only what can be told from them is published
    "recovered": "Recovery: a case at the start, below both lines at the end",
    "improvement": CASES["improvement"],
    "no_better": "A case at the start: neither reliably better nor below both lines",
    "no_case": "No case at the start, so recovery is not asked",
    UNDECIDED: NHS[UNDECIDED],
}
INTO = {"reliable_recovery": "recovered", "recovery": "recovered", "none": "no_better", "deterioration": "no_better"}
INTO |= dict.fromkeys(NO_CASES, "no_case")
RATE_TOGETHER = {"Recovery": (("recovered",), ("recovered", "improvement", "no_better"))}


@dataclass(frozen=True)
class TalkingTherapies:
    """The table of finished courses that may be shown, its words, and the rates that follow from it."""

    table: Published
    words: Mapping[str, str]
    rates: list[Share]

    @property
    def put_together(self) -> bool:
        return self.words is TOGETHER


def talking_therapies(practice: Practice) -> TalkingTherapies:
    """Finished courses by the outcomes of NHS Talking Therapies, each course once, as one table; one query.

    The published outcomes overlap, and two tables of the same people give small counts away. So each course stands on one
    line, the rates are put together from those lines alone, and there is one table: the full one, or where a line of it is
    small, the one with lines put together.
    """
    return published(Counter(_kind(row) for row in _finished(practice)))


def published(found: Mapping[str, int]) -> TalkingTherapies:
    """What may be shown of these counts, by the keys of NHS."""
    whole = suppress({name: found.get(name, 0) for name in NHS})
    if not whole.hides:
        return TalkingTherapies(whole, NHS, _rates(whole, RATES))
    coarse = dict.fromkeys(TOGETHER, 0)
    for name in NHS:
        coarse[INTO.get(name, name)] += found.get(name, 0)
    together = suppress(coarse)
    return TalkingTherapies(together, TOGETHER, _rates(together, RATE_TOGETHER) if together.total else [])


def _rates(of: Published, asked: Mapping[str, tuple[Iterable[str], Iterable[str]]]) -> list[Share]:
    """Each rate of those it is asked of; held back as soon as one of their parts is."""
    return [Share(name, _sum(of.cells, counted), _sum(of.cells, whom)) for name, (counted, whom) in asked.items()]


def _kind(row: tuple[Any, ...]) -> str:
    attended, mood, worry = row[0], row[1:5], row[5:9]
    ends = [Ends(measure, *_two(*said)) for measure, said in ((PHQ9, mood), (GAD7, worry))]
    return kind(outcomes(*ends, finished=True, attended=attended))


def _two(first: float | None, latest: float | None, first_id: Any, latest_id: Any) -> tuple[float | None, float | None]:
    """First and last, where they are not one and the same score."""
    return first, latest if first_id != latest_id else None


def kind(said: Outcomes) -> str:
    """The one line of the table for one course. Who is below both lines stands there, whatever else is true of them."""
    if said.reliable_improvement is None:
        return UNDECIDED
    if said.recovery:
        return "reliable_recovery" if said.reliable_recovery else "recovery"
    moved = "improvement" if said.reliable_improvement else "deterioration" if said.reliable_deterioration else "none"
    return moved if said.case_at_start else f"no_case_{moved}"


def _finished(practice: Practice) -> QuerySet:
    """Each finished course: treatment sessions attended, then first, latest and their ids of both measures."""
    latest = Stage.objects.unscoped().filter(course=OuterRef("pk")).order_by("-began_at", "-pk")
    began = Stage.objects.unscoped().filter(course=OuterRef("course"), kind=Stage.Kind.TREATMENT).order_by("began_at")
    attended = Session.objects.unscoped().filter(course=OuterRef("pk"), state=Session.State.ATTENDED).order_by()
    in_treatment = attended.filter(starts_at__gte=Subquery(began.values("began_at")[:1])).values("course")
    courses = Course.objects.unscoped().filter(practice=practice, made_up=False)
    courses = courses.annotate(now=Subquery(latest.values("kind")[:1])).filter(now__in=FINISHED)
    counted = courses.annotate(held=Coalesce(Subquery(in_treatment.annotate(n=Count("pk")).values("n")), 0))
    of_both: dict[str, Subquery] = {}
    for name in ("phq-9", "gad-7"):
        of_both |= {f"{name[:3]}_{end}": found for end, found in actions.ends(library.newest(name)).items()}
    return counted.annotate(**of_both).values_list("held", *map(F, of_both))
