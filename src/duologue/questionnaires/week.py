"""A week of activities as its owner sees it: what lay on which day, what was done, and what lifted the mood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duologue.science.forms import Form


@dataclass(frozen=True)
class Activity:
    """One thing that was planned or done. `lift` is the mood after it less the mood before, None when one is missing."""

    what: str
    day: int | None
    day_name: str
    hour: int | None
    done: bool | None
    before: int | None
    after: int | None
    mastery: int | None
    pleasure: int | None
    value: str

    @property
    def lift(self) -> int | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def when(self) -> str:
        """Its hour on the clock, empty when none was chosen."""
        return f"{self.hour}:00" if self.hour is not None else ""

    @property
    def mood(self) -> str:
        """In words how the mood went."""
        if self.lift is None:
            return ""
        way = "up" if self.lift > 0 else "down"
        return f"{way} {abs(self.lift)}" if self.lift else "the same"


@dataclass(frozen=True)
class Week:
    """The activities in the order of their days and hours, and the same by day."""

    activities: list[Activity]
    days: list[tuple[str, list[Activity]]]

    @property
    def sentence(self) -> str:
        """What the numbers say, and no more than that."""
        rated = [one for one in self.activities if one.lift is not None]
        lifted = [one for one in rated if (one.lift or 0) > 0]
        done = sum(one.done is True for one in self.activities)
        begins = f"{len(self.activities)} in the week, {done} done."
        if not rated:
            return f"{begins} When you say how you felt before and after, you see here what lifted you."
        if not lifted:
            return f"{begins} Your mood was not higher after any of them. That is worth knowing too."
        most = max(lifted, key=lambda one: one.lift or 0)
        return f"{begins} The mood was higher after {len(lifted)} of {len(rated)}, most of all after: {most.what}."


def of(form: Form, answers: Mapping[str, Any], names: dict[str, Any]) -> Week:
    """The week of a filled-in sheet; `names` says which question of its group is what (`[extra.picture]`)."""
    [group] = [group for group in form.groups if group.id == names["group"]]
    days = {option.value: option.text.partition(": ")[2] for option in form.item(f"{names['day']}_1").options}
    found = []
    for n in range(1, len(group.turns) + 1):
        said = {name: answers.get(f"{names[name]}_{n}") for name in names if name not in ("kind", "group")}
        if any(value not in (None, "") for value in said.values()):
            found.append(_activity(said, days))
    found.sort(key=lambda one: (one.day is None, one.day or 0, one.hour is None, one.hour or 0))
    by_day = [(name, [one for one in found if one.day == value]) for value, name in days.items()]
    without = [one for one in found if one.day is None]
    return Week(found, by_day + ([("No day chosen", without)] if without else []))


def _activity(said: dict[str, Any], days: dict[int, str]) -> Activity:
    numbers = {name: said[name] for name in ("day", "hour", "before", "after", "mastery", "pleasure")}
    day = days.get(said["day"], "") if said["day"] is not None else ""
    done = None if said["done"] is None else said["done"] > 0
    return Activity(said["what"] or "Something", day_name=day, done=done, value=said["value"] or "", **numbers)
