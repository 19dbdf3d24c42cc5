"""A file from elsewhere, read as JSON or refused in plain words. It is data: nothing in it is ever run."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

LARGEST = 256 * 1024  # bytes; the longest published questionnaires need a tenth of it
DEEPEST = 24  # brackets within brackets
MOST_DIGITS = 15
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"', re.DOTALL)
TURNS_TEXT_AROUND = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Refused(ValueError):
    """Why a file is not taken, in a sentence for whoever brought it."""


def read(raw: bytes) -> dict[str, Any]:
    """The object in a file; raises Refused. Sizes are looked at before anything is taken apart."""
    if not raw.strip():
        raise Refused("This file is empty.")
    if len(raw) > LARGEST:
        raise Refused(f"This file is larger than {LARGEST // 1024} KB. A questionnaire as FHIR is smaller.")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("This file is not text in UTF-8. Save it as JSON in UTF-8.") from None
    _look_at_depth(text)
    try:
        found = json.loads(
            text, object_pairs_hook=_each_once, parse_constant=_no_constant, parse_int=_whole, parse_float=_decimal
        )
    except Refused:
        raise
    except json.JSONDecodeError as error:
        raise Refused(f"This is not JSON: it stops making sense on line {error.lineno}.") from None
    except (ValueError, RecursionError):
        raise Refused("This is not JSON that we can read.") from None
    if not isinstance(found, dict):
        raise Refused("This is JSON, but not a questionnaire: it begins with a list or a single value.")
    for words in _strings(found):
        _look_at_letters(words)
    return found


def _look_at_depth(text: str) -> None:
    depth = 0
    for sign in re.findall(r"[\[\]{}]", QUOTED.sub("", text)):
        depth += 1 if sign in "[{" else -1
        if depth > DEEPEST:
            raise Refused(f"This file has more than {DEEPEST} levels, one inside the other. A questionnaire has fewer.")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"“{shortened(twice)}” stands twice in the same place, so it is not clear which one counts.")
    return found


def _no_constant(name: str) -> Any:
    raise Refused(f"“{name}” is not a number in JSON.")


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise Refused("A number in this file is too long.")
    return int(digits)


def _decimal(digits: str) -> float:
    if len(digits) > MOST_DIGITS + 5 or abs(float(digits)) > 10**MOST_DIGITS:
        raise Refused("A number in this file is too long.")
    return float(digits)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, held in value.items():
            yield name
            yield from _strings(held)
    elif isinstance(value, list):
        for held in value:
            yield from _strings(held)


def _look_at_letters(words: str) -> None:
    for letter in words:
        if letter in "\n\r\t":
            continue
        if letter in TURNS_TEXT_AROUND:
            raise Refused("This file has invisible signs that turn text around. Take them out.")
        if unicodedata.category(letter) in ("Cc", "Cs"):
            raise Refused("This file has signs in its text that cannot be shown. Take them out.")


def shortened(words: str, at_most: int = 40) -> str:
    """Something from the file, short enough for a sentence."""
    return words if len(words) <= at_most else f"{words[:at_most]}…"
