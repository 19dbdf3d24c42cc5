"""The page on which a practice writes a worksheet: its head, and a row of fields for each question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from duologue.questionnaires import library
from duologue.science import own_forms
from duologue.science.own_forms import MOST_QUESTIONS, Row, Sheet
from duologue.techniques.approaches import APPROACHES
from duologue.web.forms import Choice, HowMany, Line, PlainForm, Upload, Words

KINDS = {
    "text": "Some lines of writing",
    "line": "One line",
    "scale": "A number from 0 to 10",
    "choice": "One answer of a few",
    "number": "A number that is typed",
    "date": "A date",
}
SHOWN = {
    "steps": "Step by step, with what came before in view",
    "scales": "All on one page",
    "writing": "A page to write on",
}
SCHOOLS = [*((school.id, school.name) for school in APPROACHES), ("any", "Every way of working")]
OF_A_ROW = ("text", "kind", "hint", "low", "high", "options", "needed")
Picked = forms.ChoiceField


class Head(PlainForm):
    """What stands above the questions, and what is for the therapist."""

    title = Line(label="Title", help_text="What you and your colleagues call it.", missing="Give it a title.")
    called = Line(label="What your client reads above it", missing="Write what your client reads above it.")
    purpose = Words(
        label="What it is good for",
        rows=2,
        help_text="One or two sentences to your client.",
        missing="Say what it is good for.",
    )
    school = Choice(label="Way of working", choices=SCHOOLS, missing="Choose a way of working.")
    shown = Choice(label="How it is shown", choices=list(SHOWN.items()), initial="steps")
    minutes = HowMany(label="How many minutes it takes", highest=60, initial=3)
    therapist_note = Words(
        label="A note for you: when, how, when not", rows=2, missing="Write a few words on when it helps and when not."
    )
    source = Line(
        label="Where the idea comes from",
        required=False,
        help_text="A book or a colleague. Write your own words below.",
    )

    def __init__(self, *args: Any, rows: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = min(max(rows, 1), MOST_QUESTIONS)
        for n in range(1, self.count + 1):
            self.fields |= _fields(n)

    def clean_minutes(self) -> int:
        """A worksheet takes a minute at least."""
        return max(1, self.cleaned_data["minutes"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        for n in range(1, self.count + 1):
            if given.get(f"q{n}_kind") == "scale" and not (given.get(f"q{n}_low") and given.get(f"q{n}_high")):
                self.add_error(f"q{n}_low", "Name both ends, for example: not at all, as much as can be.")
            if given.get(f"q{n}_kind") == "choice" and len(_lines(given.get(f"q{n}_options", ""))) < 2:
                self.add_error(f"q{n}_options", "Write two answers at least, each on a line of its own.")
        return given

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The fields of each question, as the page draws them."""
        return [{"n": n, **{name: self[f"q{n}_{name}"] for name in OF_A_ROW}} for n in range(1, self.count + 1)]

    @property
    def sheet(self) -> Sheet:
        """The worksheet; of a valid page only."""
        said = self.cleaned_data
        head = {
            name: said[name] for name in ("title", "called", "purpose", "school", "therapist_note", "minutes", "source")
        }
        return Sheet(**head, shown=said["shown"], rows=[_row(said, n) for n in range(1, self.count + 1)])


def _fields(n: int) -> dict[str, forms.Field]:
    return {
        f"q{n}_text": Line(label="Question", max_length=300, missing="Write the question, or take it out."),
        f"q{n}_kind": Picked(
            label="Answered by", choices=list(KINDS.items()), error_messages={"required": "Choose how it is answered."}
        ),
        f"q{n}_hint": Line(label="A hint below it", required=False, max_length=300),
        f"q{n}_low": Line(label="What 0 means", required=False, max_length=60),
        f"q{n}_high": Line(label="What 10 means", required=False, max_length=60),
        f"q{n}_options": Words(label="The answers, one on each line", required=False, rows=3),
        f"q{n}_needed": forms.BooleanField(label="It makes no sense without this one", required=False),
    }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _row(said: Mapping[str, Any], n: int) -> Row:
    told = {name: said.get(f"q{n}_{name}") or "" for name in ("text", "kind", "hint", "low", "high")}
    return Row(**told, options=tuple(_lines(said.get(f"q{n}_options", ""))), needed=bool(said.get(f"q{n}_needed")))


def typed(posted: Mapping[str, str]) -> dict[str, Any]:
    """What stands on the page as a draft keeps it: finished or not, nothing that was typed is lost."""
    count = _count(posted)
    head = {name: posted.get(name, "") for name in Head.base_fields}
    return {**head, "rows": [{name: posted.get(f"q{n}_{name}", "") for name in OF_A_ROW} for n in range(1, count + 1)]}


def _count(posted: Mapping[str, str]) -> int:
    said = posted.get("rows", "")
    return min(max(int(said), 1), MOST_QUESTIONS) if said.isascii() and said.isdigit() and len(said) < 4 else 1


def fields_from(draft: Mapping[str, Any]) -> dict[str, Any]:
    """A draft as the fields of the page."""
    told = {name: said for name, said in draft.items() if name in Head.base_fields and said != ""}
    for n, row in enumerate(draft.get("rows", []), start=1):
        options = row.get("options", "")
        row = {**row, "options": options if isinstance(options, str) else "\n".join(options)}
        told |= {f"q{n}_{name}": row.get(name, "") for name in OF_A_ROW}
    return told


def moved(draft: dict[str, Any], move: str) -> dict[str, Any]:
    """The draft after a button: more, or up, down and out with the number of the question."""
    rows = list(draft["rows"])
    what, _, place = move.partition(".")
    at = int(place) - 1 if place.isascii() and place.isdigit() and len(place) < 4 else -1
    if what == "more" and len(rows) < MOST_QUESTIONS:
        rows.append({})
    if 0 <= at < len(rows):
        row = rows.pop(at)
        if what in ("up", "down"):
            rows.insert(max(0, at - 1) if what == "up" else at + 1, row)
    return {**draft, "rows": rows or [{}]}


class File(PlainForm):
    """A worksheet written as a file."""

    file = Upload(label="The file", accept=".toml", help_text="A TOML file, as the how-to describes.")

    def clean_file(self) -> str:
        """Its text; a sentence for what is none."""
        held = self.cleaned_data["file"]
        if held.size > own_forms.LARGEST:
            raise forms.ValidationError(f"This file is larger than {own_forms.LARGEST // 1024} KB.")
        try:
            return str(held.read().decode("utf-8"))
        except UnicodeDecodeError:
            raise forms.ValidationError("This file is not text in UTF-8.") from None


assert {name for name, _ in SCHOOLS} == set(library.SCHOOLS)
