"""The practice's own numbers, ready to be called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from duologue.people.models import Practice


@dataclass(frozen=True)
class Number:
    """Somebody to call: the number as it is written, and as a phone takes it."""

    name: str
    number: str
    when: str = ""

    @property
    def dial(self) -> str:
        return re.sub(r"[^+0-9]", "", self.number)


def of(practice: Practice) -> list[Number]:
    """In danger first, then the lines the practice chose."""
    lines = [Number(line["name"], line["number"], line.get("when", "")) for line in practice.crisis_lines]
    return [Number("If you are in danger now", practice.emergency_number, "day and night"), *lines]


def understood(line: str) -> dict[str, str] | None:
    """A line somebody wrote as "name, number, when"; None where there is no number in it."""
    name, _, rest = line.partition(",")
    number, _, when = rest.partition(",")
    if not name.strip() or not any(sign.isdigit() for sign in number):
        return None
    return {"name": name.strip(), "number": number.strip(), "when": when.strip()}


def in_lines(practice: Practice) -> str:
    """The practice's crisis lines as somebody would write them."""
    lines = [[line["name"], line["number"], line.get("when", "")] for line in practice.crisis_lines]
    return "\n".join(", ".join(part for part in line if part) for line in lines)
