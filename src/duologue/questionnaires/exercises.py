"""An exercise that runs on the page: slow breathing, the senses, muscles, quiet minutes, a kind pause.

It is a worksheet whose `extra.exercise` says what is done between the number before and the number after. As words it stands
on every page; where a script runs, it leads through (exercise.js).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache

from duologue.questionnaires import library
from duologue.science.forms import Form

ANY = "any"  # the school of what belongs to all of them
KINDS = ("breathing", "steps", "quiet")


@dataclass(frozen=True)
class Instruction:
    """One sentence of an exercise: `seconds` for one that goes on by itself, `count` for things to find; 0 for neither."""

    words: str
    seconds: int = 0
    count: int = 0


@dataclass(frozen=True)
class Pace:
    """How long one breath takes in and out, in seconds."""

    name: str
    breath_in: int
    breath_out: int


@dataclass(frozen=True)
class Exercise:
    """What is done: `breathing` at a pace, `steps` one after the other, or `quiet` minutes with a sentence now and then."""

    kind: str
    steps: tuple[Instruction, ...]
    paces: tuple[Pace, ...] = ()
    minutes: tuple[int, ...] = ()
    paced: bool = False

    @property
    def as_json(self) -> str:
        """The same as a script reads it."""
        return json.dumps(asdict(self))

    @property
    def usual_pace(self) -> int:
        """Which pace is chosen at first: the one in the middle."""
        return len(self.paces) // 2

    @property
    def usual_minutes(self) -> int:
        """How many minutes are chosen at first: the second choice, so that a shorter one is left."""
        return self.minutes[min(1, len(self.minutes) - 1)] if self.minutes else 0


@lru_cache(maxsize=64)
def _read(form_id: str, version: str) -> Exercise | None:
    told = library.form(form_id, version).extra.get("exercise")
    if told is None:
        return None
    if told.get("kind") not in KINDS or not told.get("steps"):
        raise ValueError(f"{form_id}: an exercise names its kind ({', '.join(KINDS)}) and its steps")
    exercise = Exercise(
        kind=told["kind"],
        steps=tuple(Instruction(**step) for step in told["steps"]),
        paces=tuple(Pace(pace["name"], pace["in"], pace["out"]) for pace in told.get("paces", ())),
        minutes=tuple(told.get("minutes", ())),
        paced=told.get("paced", False),
    )
    if exercise.paced and not all(step.seconds for step in exercise.steps):
        raise ValueError(f"{form_id}: a paced exercise says how long each step takes")
    if (exercise.kind == "breathing") != bool(exercise.paces) or (exercise.kind != "steps") != bool(exercise.minutes):
        raise ValueError(f"{form_id}: breathing has paces, breathing and quiet have minutes, and steps have neither")
    return exercise


def exercise_of(form: Form | None) -> Exercise | None:
    """What a worksheet leads through, or None for one that is only written; raises ValueError for one told wrongly."""
    if form is None or "exercise" not in form.extra:
        return None
    return _read(form.id, form.version)


def exercises() -> list[Form]:
    """The newest version of each worksheet that is an exercise."""
    return [form for form in library.worksheets() if "exercise" in form.extra]
