"""Invented answers that add up: item answers for a total, and totals that drift like real ones."""

from __future__ import annotations

import random
from collections.abc import Sequence


def items_for(
    total: int, *, items: Sequence[str], highest: int, rng: random.Random, fixed: dict[str, int] | None = None
) -> dict[str, int]:
    """Answers (0..`highest` each) that sum to `total`, with some questions fixed and the others leaning one way.

    The lean comes from `rng`, so one person keeps answering in a similar way. Raises ValueError when no answers can add
    up to the total.
    """
    answers = dict(fixed or {})
    free = [item for item in items if item not in answers]
    left = total - sum(answers.values())
    if not 0 <= left <= highest * len(free):
        raise ValueError(f"{len(items)} questions of 0 to {highest} cannot add up to {total}")
    lean = {item: rng.uniform(0.4, 1.6) for item in free}
    for item in free:
        answers[item] = 0
    while left:
        room = [item for item in free if answers[item] < highest]
        chosen = max(room, key=lambda item: lean[item] * (highest - answers[item]) / highest + rng.uniform(0, 0.25))
        answers[chosen] += 1
        left -= 1
    return answers


def path(
    *, start: int, drift: float, weeks: int, rng: random.Random, low: int = 0, high: int = 27, missing: float = 0.1
) -> list[int | None]:
    """Weekly totals: a first-order autoregressive wander (0.6 of last week's deviation stays) around a straight line.

    `drift` is in points a week. The first total is `start`; a later one is missing with probability `missing`.
    """
    totals: list[int | None] = [start]
    deviation = 0.0
    for week in range(1, weeks):
        deviation = 0.6 * deviation + rng.gauss(0, 1.6)
        value = round(min(max(start + drift * week + deviation, low), high))
        totals.append(None if rng.random() < missing else value)
    return totals
