"""What a worksheet shows of itself: a picture of one time, or of every time so far, as `[extra.picture]` of its file says.

A sentence first, then the picture, then a table with the same numbers. What was not answered is left out, never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from duologue.questionnaires import week
from duologue.questionnaires.models import Response
from duologue.science import practice_charts, self_sort
from duologue.science.charts import BROAD, NARROW
from duologue.science.forms import Form

PARTS = "questionnaires/parts/"


@dataclass(frozen=True)
class Picture:
    """One picture: `kind` names its template, `slug` its place on the page, `rows` are the numbers behind it."""

    kind: str
    slug: str
    title: str
    sentence: str
    rows: list[Any] = field(default_factory=list)
    narrow: SafeString = SafeString()
    broad: SafeString = SafeString()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"{PARTS}picture_{self.kind}.html"


def of_one(form: Form, answers: Mapping[str, Any], slug: str) -> Picture | None:
    """The picture of one filled-in sheet, or None where its form has none or too little was said."""
    made = {"gap": _gap, "sides": _sides, "week": _week, "sort": _likeness}
    told = form.extra.get("picture", {})
    make = made.get(told.get("kind", ""))
    return make(form, answers, told, f"{form.id}-{slug}") if make else None


def across(responses: Iterable[Response], *, alone: bool = False) -> list[Picture]:
    """A picture of every time so far, one for each worksheet that has one; the responses may come in any order. Where they
    stand `alone`, without the sheets themselves, what a single sheet shows is drawn too."""
    by_form: dict[str, list[Response]] = {}
    for response in sorted(responses, key=lambda one: (one.written_at, one.pk)):
        by_form.setdefault(response.form_id, []).append(response)
    drawn = []
    for times in by_form.values():
        kind = times[-1].form.extra.get("picture", {}).get("kind", "")
        if kind == "curve":
            drawn.append(_curve(times))
        elif kind == "sort" and (alone or len(times) > 1):
            drawn.append(_likeness_over_time(times))
        elif kind == "gap" and alone:
            drawn.append(of_one(times[-1].form, times[-1].answers, "last"))
    return [picture for picture in drawn if picture]


def _both(draw: Any) -> dict[str, Any]:
    """Drawn at both widths: numbers, and words that the drawing escapes."""
    return {"narrow": mark_safe(draw(NARROW)), "broad": mark_safe(draw(BROAD))}


def _gap(form: Form, answers: Mapping[str, Any], told: dict[str, Any], slug: str) -> Picture | None:
    [group] = [group for group in form.groups if group.drawn == "domains"]
    numbers = [
        practice_charts.Gap(name, answers.get(f"{told['matters']}_{n}"), answers.get(f"{told['lived']}_{n}"))
        for n, name in enumerate(group.turns, start=1)
    ]
    gaps = [one for one in numbers if one.matters is not None or one.lived is not None]
    if not gaps:
        return None
    whole = [one for one in gaps if one.size is not None]
    widest = max(whole, key=lambda one: one.size or 0, default=None)
    title = "How much it matters, and how much it was lived this week"

    def draw(width: int) -> str:
        return practice_charts.gap_chart(gaps, width=width, title=title, described_by=f"{slug}-words")

    return Picture("gap", slug, title, _gap_sentence(widest), gaps, **_both(draw))


def _gap_sentence(widest: practice_charts.Gap | None) -> str:
    if widest is None:
        return "A gap shows when both numbers are there."
    if not widest.size or widest.size < 1:
        return "What matters was lived at least as much as it matters."
    return f"The widest gap: {widest.name}. It matters {widest.matters} of 10, and {widest.lived} of 10 was lived."


def _sides(form: Form, answers: Mapping[str, Any], told: dict[str, Any], slug: str) -> Picture | None:
    before, after = answers.get(told["before"]), answers.get(told["after"])
    if before is None and after is None:
        return None
    item = form.item(told["before"])
    said = [item.in_words(value) if value is not None else "Not said yet" for value in (before, after)]
    sentence = "The second number comes after the test." if after is None else f"{said[0]} before, {said[1]} after."
    sides = [("Before", said[0], before), ("After", said[1], after)]
    return Picture("sides", slug, item.text, sentence, sides)


def _week(form: Form, answers: Mapping[str, Any], told: dict[str, Any], slug: str) -> Picture | None:
    drawn = week.of(form, answers, told)
    if not drawn.activities:
        return None
    return Picture("week", slug, "The week", drawn.sentence, drawn.activities, more={"days": drawn.days})


def _likeness(form: Form, answers: Mapping[str, Any], told: dict[str, Any], slug: str) -> Picture | None:
    r = likeness_of(form, answers)
    if r is None:
        return None
    sentence = f"How alike they are: {self_sort.written(r)}, where 1 is the same and −1 the other way round."
    return Picture(
        "likeness", slug, "Me now, and me as I would like to be", sentence, more={"meaning": self_sort.in_words(r)}
    )


def likeness_of(form: Form, answers: Mapping[str, Any]) -> float | None:
    """How alike the two sorts are; None while one of them is not finished."""
    [group] = [group for group in form.groups if group.drawn == "sort"]
    laid: list[list[int]] = [[answers[n] for n in group.ids(turn) if answers.get(n) is not None] for turn in (1, 2)]
    if any(len(columns) < len(group.items) for columns in laid):
        return None
    try:
        return self_sort.likeness(*laid)
    except ValueError:
        return None


def _likeness_over_time(times: list[Response]) -> Picture | None:
    found = [(one, likeness_of(one.form, one.answers)) for one in times]
    known = [(one, r) for one, r in found if r is not None]
    if not known:
        return None
    slug = f"{times[-1].form_id}-over-time"
    title = "How alike me now and me as I would like to be were, each time"
    numbers = [r for _, r in known]

    def draw(width: int) -> str:
        return practice_charts.likeness_chart(numbers, width=width, title=title, described_by=f"{slug}-words")

    first, last = known[0][1], known[-1][1]
    begun, came_to = self_sort.written(first), self_sort.written(last)
    sentence = f"{came_to} now." if len(known) == 1 else f"{begun} the first time, {came_to} the last time."
    rows = [(one.written_at, self_sort.written(r)) for one, r in known]
    return Picture(
        "likeness_over_time", slug, title, sentence, rows, **_both(draw), more={"meaning": self_sort.in_words(last)}
    )


def _curve(times: list[Response]) -> Picture | None:
    names = times[-1].form.extra["picture"]
    rows: list[tuple[practice_charts.Repetition, Response]] = []
    for one in times:
        numbers = [one.answers.get(names[name]) for name in ("start", "peak", "end")]
        if any(number is not None for number in numbers):
            rows.append((practice_charts.Repetition(len(rows) + 1, *numbers), one))
    if not rows:
        return None
    slug, title = f"{times[-1].form_id}-curve", "How hard it was, from 0 to 100, each time"
    repetitions = [repetition for repetition, _ in rows]

    def draw(width: int) -> str:
        return practice_charts.repetition_chart(repetitions, width=width, title=title, described_by=f"{slug}-words")

    told = [
        (repetition, one.written_at, one.answers.get(names["step"]) or "", one.answers.get(names["minutes"]))
        for repetition, one in rows
    ]
    return Picture("curve", slug, title, _curve_sentence(repetitions), told, **_both(draw))


def _curve_sentence(times: list[practice_charts.Repetition]) -> str:
    peaks = [one.peak for one in times if one.peak is not None]
    if len(peaks) < 2:
        return f"At its highest it was {peaks[0]} of 100." if peaks else "The highest number is not there yet."
    return f"At its highest it was {peaks[0]} of 100 the first time and {peaks[-1]} the last time, {len(times)} times in all."
