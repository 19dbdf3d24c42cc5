"""Published forms, and an answer to every question of one."""

from __future__ import annotations

from typing import Any

from duologue.questionnaires import library
from duologue.science.forms import Form, Item


def frozen() -> list[tuple[str, str]]:
    """The id and version of every form in FROZEN.txt."""
    lines = (library.LIBRARY / "FROZEN.txt").read_text().splitlines()
    names = [line.split("/")[1].removesuffix(".toml") for line in lines if line and not line.startswith("#")]
    return [tuple(name.rsplit(".v", 1)) for name in names]  # type: ignore[misc]


def answered(form: Form) -> dict[str, Any]:
    """An answer to every question of a form, each its last choice or a word of its own."""
    return {item.id: _answer(item) for item in form.items}


def _answer(item: Item) -> Any:
    if item.kind == "choice":
        return item.options[-1].value
    fixed = {"scale": 7, "number": item.highest, "date": "2026-11-23"}
    return fixed.get(item.kind, f"word of {item.id}")
