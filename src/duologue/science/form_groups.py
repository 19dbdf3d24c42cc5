"""Questions that come again: for each day of a week, or as often as somebody needs them, up to a limit.

A group is spelled out when the file is read, so that each cell is a question like any other: kept, counted and exported.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

DRAWN = {"days", "rungs", "entries", "domains", "options", "trays", "voices", "sort"}


@dataclass(frozen=True)
class Group:
    """One set of questions and its turns. A `fixed` one has all of them from the start; the others grow on request."""

    id: str
    name: str  # what one turn is called: "Step", "Day"
    turns: tuple[str, ...]  # the name of each turn, in order
    items: tuple[str, ...]  # the questions of one turn, by the ids they have in the file
    fixed: bool
    at_first: int
    drawn: str = ""  # how it looks: a week of "days", "rungs" of a ladder, and others of our own
    holds: tuple[int, ...] = ()  # of a "sort": how many statements each column takes, the least like me first
    hint: str = ""
    later: str = ""  # over the questions of a later layer: "How it was"
    by: str = ""  # of "trays": the question that sorts

    def ids(self, turn: int) -> tuple[str, ...]:
        """The ids of the questions of one turn, counted from 1."""
        return tuple(f"{item}_{turn}" for item in self.items)


def of(data: dict[str, Any]) -> tuple[Group, ...]:
    """The groups of a form's file. Raises ValueError for one without questions or without an end."""
    return tuple(_group(group, data["items"]) for group in data.get("groups", ()))


def _group(group: dict[str, Any], items: list[dict[str, Any]]) -> Group:
    name, fixed = group["name"], tuple(group.get("turns", ()))
    at_most = group.get("at_most", 0)
    asked = tuple(item["id"] for item in items if item.get("group") == group["id"])
    if not asked or not (fixed or 1 <= at_most <= 20):
        raise ValueError(f"the group {group['id']} has no questions, or nothing says how often they come")
    drawn = group.get("drawn", "days" if fixed else "rungs")
    if drawn not in DRAWN:
        raise ValueError(f"the group {group['id']} wants to be drawn as {drawn!r}")
    holds = tuple(group.get("holds", ()))
    if drawn == "sort" and sum(holds) != len(asked):
        raise ValueError(f"the columns of {group['id']} do not hold as many statements as there are")
    turns = fixed or tuple(f"{name} {n}" for n in range(1, at_most + 1))
    at_first = len(turns) if fixed else group.get("at_first", 1)
    return Group(
        group["id"],
        name,
        turns,
        asked,
        bool(fixed),
        at_first,
        drawn,
        holds,
        *(group.get(n, "") for n in ("hint", "later", "by")),
    )


def spelled_out(data: dict[str, Any], groups: tuple[Group, ...]) -> list[dict[str, Any]]:
    """Every question of a file, those of a group once for each of its turns, at the place of the group's first one."""
    known = {group.id: group for group in groups}
    told: list[dict[str, Any]] = []
    done: set[str] = set()
    for item in data["items"]:
        if (name := item.get("group")) is None:
            told.append(item)
        elif name not in known:
            raise ValueError(f"question {item['id']} belongs to an unknown group")
        elif name not in done:
            done.add(name)
            told += _turns(known[name], data["items"])
    return told


def _turns(group: Group, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    own = [item for item in items if item.get("group") == group.id]
    return [_in_turn(item, group, n) for n in range(1, len(group.turns) + 1) for item in own]


def _in_turn(item: dict[str, Any], group: Group, n: int) -> dict[str, Any]:
    told = {**item, "id": f"{item['id']}_{n}", "text": f"{group.turns[n - 1]}: {item['text']}"}
    told |= {"row": item["text"], "turn": n, "needed": item.get("needed", False) and n == 1}
    if when := item.get("asked_when"):
        told["asked_when"] = {**when, "any_of": [f"{x}_{n}" if x in group.items else x for x in when["any_of"]]}
    return told
