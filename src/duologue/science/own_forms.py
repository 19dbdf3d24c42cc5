"""A worksheet that a practice writes itself: as a file somebody brings, or as rows somebody filled in on a page.

Both become the same text (TOML, as in the library), and that text is read like every form. What belongs to an instrument (a
key, a clinician, an answer that has to reach somebody) is refused: instruments come in with their licence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from duologue.science import form_files
from duologue.science.forms import Form

LARGEST = 64 * 1024  # bytes of a file
MOST_QUESTIONS, LONGEST = 60, 600
KINDS = ("text", "line", "scale", "choice", "number", "date")
SHOWN = ("steps", "scales", "writing")
# Fields that a page adds to a worksheet; a question of that name would be mixed up with them.
TAKEN = {"read_by", "one_line", "smaller", "entry_key", "how", "words", "move", "which_day", "step", "version"}
TAKEN |= {"csrfmiddlewaretoken", "written_at", "quantity", "quality", "difficulty", "usefulness", "obstacle"}
ALLOWED = {"title", "called", "purpose", "licence", "source", "presentation", "minutes", "instructions", "stem"}
ALLOWED |= {"options", "items", "groups", "extra"}
OF_A_QUESTION = {"id", "text", "kind", "options", "hint", "low", "high", "needed", "group", "asked_when", "highest"}
HEAD = ("title", "called", "purpose", "licence", "source", "presentation", "instructions", "stem")
OF_THE_HOUSE = {"school", "therapist_note", "asked", "note"}  # the last two mean something in the library only
ID = re.compile(r"[a-z][a-z0-9_]{0,30}")


class NotOurs(ValueError):
    """It cannot be a worksheet of the practice; the message is a sentence for whoever wrote it."""


@dataclass(frozen=True)
class Row:
    """One question as somebody filled it in on the page."""

    text: str
    kind: str = "text"
    hint: str = ""
    low: str = ""
    high: str = ""
    options: tuple[str, ...] = ()
    needed: bool = False


@dataclass(frozen=True)
class Sheet:
    """A worksheet as somebody filled it in on the page."""

    title: str
    called: str
    purpose: str
    school: str
    therapist_note: str
    minutes: int
    shown: str
    rows: Sequence[Row]
    source: str = ""


def read(text: str, *, form_id: str, version: str, licence: str) -> Form:
    """The form that such a text is, under the practice's own licence line. Raises NotOurs with the reason."""
    if len(text.encode()) > LARGEST:
        raise NotOurs(f"This is larger than {LARGEST // 1024} KB. A worksheet is much smaller.")
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotOurs(f"This is not a TOML file as we read it: {error}.") from error
    _look_through(data)
    try:
        return form_files.parse(
            {"source": "Written by the practice", **data, "licence": licence}, form_id=form_id, version=version
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotOurs(f"Something is missing or in the wrong place: {error}.") from error


def _look_through(data: dict[str, Any]) -> None:
    if unknown := set(data) - ALLOWED:
        raise NotOurs(f"A worksheet has no “{min(unknown)}”. Keys and scores belong to instruments.")
    items = data.get("items")
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_QUESTIONS:
        raise NotOurs(f"A worksheet has one question at least, and {MOST_QUESTIONS} at most.")
    for number, item in enumerate(items, start=1):
        _look_at(item, number)
    ids = [item["id"] for item in items]
    if len(set(ids)) != len(ids):
        raise NotOurs("Two questions have the same id.")
    if set(_mapping(data, "extra")) - OF_THE_HOUSE:
        raise NotOurs("Under [extra] stand only school and therapist_note here.")
    if type(data.get("minutes", 2)) is not int:
        raise NotOurs("The minutes are a whole number.")
    _are_texts(data, HEAD, "The worksheet")
    _are_texts(_mapping(data, "extra"), ("school", "therapist_note"), "[extra]")
    _are_options(data.get("options", []), "The worksheet")
    if longest := _too_long(data):
        raise NotOurs(f"“{longest[:40]} ...” is longer than {LONGEST} characters.")


def _look_at(item: Any, number: int) -> None:
    if not isinstance(item, dict):
        raise NotOurs(f"Question {number} is not written as a table of its own.")
    if unknown := set(item) - OF_A_QUESTION:
        raise NotOurs(f"Question {number} has “{min(unknown)}”, which a worksheet cannot have.")
    name = item.get("id")
    if not isinstance(name, str) or not ID.fullmatch(name) or (name in TAKEN and "group" not in item):
        raise NotOurs(
            f"Question {number} needs an id of its own: small letters, numbers and _, and none of our own words."
        )
    if item.get("kind") not in KINDS:
        raise NotOurs(f"Question {number} needs a kind: {', '.join(KINDS)}.")
    _are_texts(item, ("text", "hint", "low", "high", "group"), f"Question {number}")
    _are_options(item.get("options", []), f"Question {number}")
    if type(item.get("needed", False)) is not bool or type(item.get("highest", 1)) is not int:
        raise NotOurs(f"In question {number}, needed is true or false, and highest is a whole number.")
    if not item.get("text", "").strip():
        raise NotOurs(f"Question {number} has no words.")


def _are_texts(held: dict[str, Any], names: Sequence[str], whose: str) -> None:
    if wrong := next((name for name in names if not isinstance(held.get(name, ""), str)), None):
        raise NotOurs(f"{whose}: its {wrong} is not written as a text in quotation marks.")


def _are_options(held: Any, whose: str) -> None:
    """Each answer to choose has a whole number and its words."""
    good = isinstance(held, list) and all(
        isinstance(one, dict) and type(one.get("value")) is int and isinstance(one.get("text"), str) and len(one) == 2
        for one in held
    )
    if not good or len({one["value"] for one in held}) != len(held):
        raise NotOurs(f"{whose}: each answer to choose has a value of its own, a whole number, and a text.")


def _mapping(data: dict[str, Any], name: str) -> dict[str, Any]:
    held = data.get(name, {})
    if not isinstance(held, dict):
        raise NotOurs(f"[{name}] is not written as a table.")
    return held


def _too_long(held: Any) -> str:
    """The first text that is too long, at any depth; nothing where none is."""
    if isinstance(held, str):
        return held if len(held) > LONGEST else ""
    inside = held.values() if isinstance(held, dict) else held if isinstance(held, list) else ()
    return next((long for one in inside if (long := _too_long(one))), "")


def write(sheet: Sheet) -> str:
    """The same as a file of the library. Reading it again gives the same questions (held by a property test)."""
    head = {"title": sheet.title, "called": sheet.called, "purpose": sheet.purpose}
    lines = [f"{name} = {_text(value)}" for name, value in head.items()]
    lines += [f"source = {_text(sheet.source or 'Written by the practice')}", f"presentation = {_text(sheet.shown)}"]
    lines += [f"minutes = {sheet.minutes}", "", "[extra]", f"school = {_text(sheet.school)}"]
    lines += [f"therapist_note = {_text(sheet.therapist_note)}"]
    for number, row in enumerate(sheet.rows, start=1):
        lines += ["", *_question(row, number)]
    return "\n".join(lines) + "\n"


def _question(row: Row, number: int) -> list[str]:
    said = {"id": f"q{number}", "kind": row.kind, "text": row.text, "hint": row.hint}
    said |= {"low": row.low, "high": row.high} if row.kind == "scale" else {}
    lines = ["[[items]]", *(f"{name} = {_text(value)}" for name, value in said.items() if value)]
    lines += ["needed = true"] if row.needed else []
    if row.kind == "choice":
        told = ", ".join(f"{{ value = {n}, text = {_text(text)} }}" for n, text in enumerate(row.options, start=1))
        lines.append(f"options = [{told}]")
    return lines


SPOKEN = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _text(value: str) -> str:
    """A TOML basic string; control characters, which TOML forbids, are left out."""
    kept = [sign for sign in value.replace("\r\n", "\n") if sign in "\n\t" or _is_writing(ord(sign))]
    return '"' + "".join(SPOKEN.get(sign, sign) for sign in kept) + '"'


def _is_writing(code: int) -> bool:
    return code >= 0x20 and code != 0x7F and not 0xD800 <= code <= 0xDFFF


def rows_of(data: Mapping[str, Any]) -> list[Row] | None:
    """The questions of a text as rows of the page, or None where it uses what the page does not offer."""
    if "groups" in data or "options" in data or any("asked_when" in item or "group" in item for item in data["items"]):
        return None
    return [
        Row(
            text=item["text"],
            kind=item["kind"],
            hint=item.get("hint", ""),
            low=item.get("low", ""),
            high=item.get("high", ""),
            options=tuple(option["text"] for option in item.get("options", ())),
            needed=bool(item.get("needed")),
        )
        for item in data["items"]
    ]
