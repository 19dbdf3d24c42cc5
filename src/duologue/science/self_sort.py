"""How alike two sorts of the same statements are: me as I am now, and me as I would like to be (Q-sort).

The method is Stephenson's (1953, The Study of Behavior); Butler and Haigh (1954, in Rogers and Dymond, Psychotherapy and
Personality Change) used the correlation of the two sorts, and its change over therapy, as a picture of self-acceptance.
The statements and the words below are ours: no published figure applies to them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence


def likeness(now: Sequence[int], wished: Sequence[int]) -> float:
    """The correlation of two sorts into the same forced columns, from -1 to 1; each number is a statement's column.

    With equal columns Pearson's r is 1 - (sum of d squared) / (2 * sum of squares about the mean), d being how far a statement
    moved (Stephenson, 1953). Raises ValueError unless both hold the same statements in the same columns, more than one.
    """
    if len(now) != len(wished) or Counter(now) != Counter(wished):
        raise ValueError("the two sorts do not fill the same columns")
    mean = sum(now) / len(now) if now else 0.0
    spread = sum((column - mean) ** 2 for column in now)
    if not spread:
        raise ValueError("everything lies in one column")
    return 1 - sum((a - b) ** 2 for a, b in zip(now, wished, strict=True)) / (2 * spread)


def written(r: float) -> str:
    """The number with two decimals, and with a minus sign that is read out as one."""
    return f"{round(r, 2) + 0.0:.2f}".replace("-", "−")  # + 0.0 makes a zero of minus zero


def in_words(r: float) -> str:
    """What a likeness means, for the person who sorted. The steps between the words are ours."""
    if r >= 0.7:
        return "The two are very much alike: now is close to what is wished for."
    if r >= 0.4:
        return "The two are alike in many ways."
    if r >= 0.1:
        return "The two are alike in some ways, and apart in others."
    if r > -0.1:
        return "The two have little to do with one another."
    return "The two point away from one another: much of what is there now is wished the other way round."
