"""Small numbers point at people: a count from 1 to 9 is not shown, nor can it be worked out from what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 10


@dataclass(frozen=True)
class Published:
    """Counts that may be shown; None where one may not."""

    cells: dict[str, int | None]
    total: int | None

    @property
    def hides(self) -> bool:
        """Whether anything was held back."""
        return None in self.cells.values()


def suppress(counts: Mapping[str, int], *, smallest: int = SMALLEST) -> Published:
    """What may be shown of fewer than `smallest` counts that add up to a total; `smallest` is the first count that may be.

    Counts of 1 to `smallest` - 1 are hidden, and with them the first of the others in the order given, so that their sum
    (which follows from the total) always holds a part nobody knows. Which one that is must not depend on its size, or its
    size could be guessed. If all hidden counts are as low as they can be, one more is hidden. Zeros stay: they say nothing
    about a person. When fewer than `smallest` people were counted at all, nothing is shown, zeros neither.

    Raises ValueError for a negative count or too many counts.
    """
    if any(count < 0 for count in counts.values()) or len(counts) >= smallest:
        raise ValueError(f"a count is 0 or more, and there are fewer than {smallest} of them")
    total = sum(counts.values())
    if 0 < total < smallest:
        return Published(dict.fromkeys(counts), None)
    small = [name for name, count in counts.items() if 0 < count < smallest]
    others = [name for name, count in counts.items() if count >= smallest]
    hidden = {*small, *_beside(small, others, counts, smallest)}
    return Published({name: None if name in hidden else count for name, count in counts.items()}, total)


def _beside(small: list[str], others: list[str], counts: Mapping[str, int], smallest: int) -> list[str]:
    """The counts that are hidden beside the small ones."""
    if not small or not others:
        return []
    lowest = all(counts[name] == 1 for name in small) and counts[others[0]] == smallest
    return others[: 2 if lowest else 1]
