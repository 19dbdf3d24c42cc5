"""The other 18 clients of the demo: drawn from a seed, so that lists, counts and diaries look like a practice's."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from duologue.demo.answers import path

POOL = Path(__file__).resolve().parent / "pool.toml"


def stories() -> Iterator[tuple[str, dict[str, Any]]]:
    """One short story for each name in the pool: the name of the account, and what is told."""
    pool = tomllib.loads(POOL.read_text(encoding="utf-8"))
    for place, person in enumerate(pool["people"]):
        yield person["name"].split()[0].lower(), invented(person, pool, rng=random.Random(f"duologue {place}"))


def invented(person: dict[str, Any], pool: dict[str, Any], *, rng: random.Random) -> dict[str, Any]:
    """A story from the pool: words from one person's line, numbers from the seed."""
    weeks = person["weeks"]
    totals = path(start=person["start"], drift=person["drift"], weeks=weeks + 1, rng=rng)
    shown = [-1 if total is None else total for total in totals]
    goal_at = [[n, min(10, round(1 + 7 * n / (weeks + 4)))] for n in range(1, weeks + 1, 3)]
    told: dict[str, Any] = {
        "name": person["name"],
        "therapist": person["therapist"],
        "at": person["at"],
        "day": person["day"],
        "weeks_ago": weeks,
        "history": {
            "brings": person["brings"],
            "problem_1": person["problem"],
            "problem_1_now": rng.randint(5, 9),
            "hopes": person["goal"],
        },
        "scores": {"phq-9": shown, "q9": [0] * len(shown)},
        "goals": [{"words": person["goal"], "session": 1, "ratings": goal_at}],
        "sessions": [_hour(n, pool, rng=rng) for n in range(1, weeks + 1) if rng.random() < 0.4 or n == weeks],
        "agreement": {"signed": "both"},
    }
    told |= {name: person[name] for name in ("how", "link", "diary", "handover") if name in person}
    if "called_off" in person:
        told["sessions"].append({"n": weeks + 1, "called_off": person["called_off"]})
    if weeks >= 3:
        told["homework"] = [{"session": weeks, **rng.choice(pool["homework"])}]
    if person.get("ended"):
        told["ending"] = {"last": weeks, "why": "We reached what we set out for.", "follow_up_weeks": 12}
    return told


def _hour(n: int, pool: dict[str, Any], *, rng: random.Random) -> dict[str, Any]:
    rated = [min(10, max(4, round(rng.gauss(8, 1)))) for _ in range(5)]
    return {"n": n, **rng.choice(pool["hours"]), "feedback": rated}
