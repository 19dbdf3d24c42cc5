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
