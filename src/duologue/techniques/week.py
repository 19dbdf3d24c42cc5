"""The week on a diary card as both see it: rows of feelings and urges, a column for each day, asked through the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from duologue.questionnaires.models import Response
from duologue.techniques.cards import TEMPLATE, DiaryCard, OwnEntry, Row

STRONG, SEVEN = 5, timedelta(days=7)


@dataclass(frozen=True)
class Cell:
    """One line on one day. No `value` is a gap, never a zero."""

    value: int | None = None
    acted: bool = False

    @property
    def tint(self) -> int:
        return min(self.value or 0, STRONG)


@dataclass(frozen=True)
class Line:
    """One row of the picture: what it is called, and its days."""

    id: str
    name: str
    is_urge: bool
    cells: tuple[tuple[Day, Cell], ...]

    @property
    def values(self) -> list[int]:
        return [cell.value for _, cell in self.cells if cell.value is not None]


@dataclass(frozen=True)
class Day:
    """One column: the entry about this day that the viewer may read, or none."""

    on: date
    entry: OwnEntry | None
    earlier: tuple[OwnEntry, ...] = ()  # what was filled in for the same day before

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.entry.shown.answers) if self.entry and self.entry.shown else {}

    @property
    def skills(self) -> list[str]:
        """The names of the skills that were ticked."""
        said, entry = self.answers, self.entry
        if entry is None or entry.card is None:
            return []
        return [item.text for item in entry.card.form.items if item.id.startswith("skill_") and said.get(item.id)]

    @property
    def reasons(self) -> list[str]:
        """What was said in words, for under the picture: the line for the therapist, the note."""
        return [words for words in (self.entry.line if self.entry else "", self.answers.get("note")) if words]


@dataclass(frozen=True)
class Week:
    """Seven days, the last one on the right."""

    until: date
    days: tuple[Day, ...]
    feelings: tuple[Line, ...]
    urges: tuple[Line, ...]

    @property
    def before(self) -> date:
        """The last day of the seven before."""
        return self.until - SEVEN

    @property
    def after(self) -> date:
        return self.until + SEVEN

    @property
    def parts(self) -> list[tuple[str, tuple[Line, ...]]]:
        """The rows under their headings, in the order of the picture."""
        return [("Feelings", self.feelings), ("Urges", self.urges)]

    @property
    def filled(self) -> list[Day]:
        return [day for day in self.days if day.answers]

    @property
    def told(self) -> list[Day]:
        """The days about which something was said in words, or filled in late."""
        return [day for day in self.days if day.entry is not None and (day.reasons or day.answers)]

    @property
    def tried(self) -> list[tuple[str, int]]:
        """On how many days each skill was tried, the most often first."""
        names = [name for day in self.days for name in day.skills]
        return sorted({name: names.count(name) for name in names}.items(), key=lambda one: (-one[1], one[0]))

    @property
    def sentence(self) -> str:
        """The headline that needs no reading of the picture."""
        if not self.filled:
            return "No day of these seven is here."
        days = "One day" if len(self.filled) == 1 else f"{len(self.filled)} days"
        said = [f"{days} of seven {'is' if len(self.filled) == 1 else 'are'} here."]
        strongest = max(self.urges, key=lambda line: max(line.values, default=-1), default=None)
        if strongest and strongest.values:
            said.append(_strongest(strongest))
        acted = sum(cell.acted for line in self.urges for _, cell in line.cells)
        if acted:
            said.append(f"Acted on an urge: {'once' if acted == 1 else f'{acted} times'}.")
        return " ".join(said)


def _strongest(line: Line) -> str:
    top = max(line.values)
    if top == 0:
        return "No urge was above 0."
    on = [f"{day.on:%A}" for day, cell in line.cells if cell.value == top]
    days = " and ".join([", ".join(on[:-1]), on[-1]] if len(on) > 1 else on)
    return f"The strongest urge was {top} of 5: {line.name}, on {days}."


def of(viewer: Any, course: Any, *, until: date) -> Week:
    """The seven days up to one, with what this person may read of them, in three queries."""
    found = viewer.records(OwnEntry).filter(course=course, response__form_id=TEMPLATE)
    found = found.filter(on__gt=until - SEVEN, on__lte=until)
    entries = seen_by(viewer, list(found.select_related("card", "course__practice").order_by("written_at", "pk")))
    about: dict[date, list[OwnEntry]] = {}
    for entry in entries:
        about.setdefault(entry.on, []).append(entry)
    days = []
    for n in range(7):
        held = about.get(on := until - timedelta(days=6 - n), [])
        days.append(Day(on, held[-1] if held else None, tuple(held[:-1])))
    return Week(until, tuple(days), tuple(_lines(days, urges=False)), tuple(_lines(days, urges=True)))


def seen_by(viewer: Any, entries: list[OwnEntry]) -> list[OwnEntry]:
    """Puts on each entry the answers this person may read, else None. Pages show `shown`, never `response`."""
    wanted = [entry.response_id for entry in entries]
    readable = viewer.records(Response).in_bulk(wanted) if wanted else {}
    for entry in entries:
        entry.shown = readable.get(entry.response_id)
        if entry.shown:
            entry.shown.course = entry.course
    return entries


def _lines(days: list[Day], *, urges: bool) -> list[Line]:
    """A row for each line by its name on the card of its day: what was called otherwise is another line."""
    named: dict[tuple[str, str], dict[date, Cell]] = {}
    for day in days:
        for row in _rows(day.entry.card if day.entry and day.answers else None, urges=urges):
            said = day.answers
            cell = Cell(said.get(row.id), bool(urges and said.get(f"{row.id}_acted")))
            named.setdefault((row.id, row.name), {})[day.on] = cell
    return [
        Line(item, name, urges, tuple((day, held.get(day.on, Cell())) for day in days))
        for (item, name), held in named.items()
    ]


def _rows(card: DiaryCard | None, *, urges: bool) -> list[Row]:
    return (card.urges if urges else card.feelings) if card else []


def before_this(viewer: Any, course: Any, day: date) -> OwnEntry | None:
    """The day before with its answers, for “same as yesterday”: only its author's own, for the feelings only."""
    found = viewer.records(OwnEntry).filter(course=course, response__form_id=TEMPLATE, on=day - timedelta(days=1))
    mine = found.filter(author=viewer.user).select_related("card", "course__practice").order_by("-written_at", "-pk")
    held: OwnEntry | None = next(iter(seen_by(viewer, list(mine[:1]))), None)
    return held


def card_of(viewer: Any, course: Any) -> DiaryCard | None:
    """The card as it is now; None before there was one."""
    held: DiaryCard | None = viewer.records(DiaryCard).filter(course=course).order_by("-number").first()
    return held


def earlier_of(viewer: Any, entry: OwnEntry) -> list[OwnEntry]:
    """What was filled in for the same day before, newest first, as far as this person may read it."""
    found = viewer.records(OwnEntry).filter(course=entry.course_id, on=entry.on, response__form_id=TEMPLATE)
    found = found.exclude(pk=entry.pk).select_related("card", "course__practice").order_by("-written_at", "-pk")
    return seen_by(viewer, list(found))


def rows_of(entry: OwnEntry) -> list[tuple[str, str]]:
    """Every line of a day that was filled in, in words, in the order of the card; skills together."""
    card, said = entry.card, entry.shown.answers if entry.shown else {}
    if card is None or not said:
        return []
    lines = [(row.name, f"{said[row.id]} of 5", row.id) for row in card.feelings + card.urges if row.id in said]
    acted = {name: said.get(f"{name}_acted") for _, _, name in lines}
    told = [(name, f"{value}, acted on it" if acted[row] else value) for name, value, row in lines]
    others = ("substances", "medication", "usefulness", "note")
    told += [(card.form.item(name).text, card.form.item(name).in_words(said[name])) for name in others if name in said]
    tried = [item.text for item in card.form.items if item.id.startswith("skill_") and said.get(item.id)]
    return [*told, ("Skills tried", ", ".join(tried))] if tried else told
