"""How sure a share is that was counted in a few people: Wilson (1927), J Am Stat Assoc 22:209-212."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist


def interval(count: int, of: int, *, level: float = 0.95) -> tuple[float, float]:
    """The score interval of a share, each end from 0 to 1, without continuity correction.

    With p = count / of and z the normal quantile of the level: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n).
    Unlike p -+ z sqrt(p(1-p)/n) it never leaves 0 to 1, and it has a width at 0 and at 1. Raises ValueError when nobody was
    counted, when a count does not fit, or for a level outside 0 to 1.
    """
    if of <= 0 or not 0 <= count <= of or not 0 < level < 1:
        raise ValueError("a share is a count out of one or more, and a level lies between 0 and 1")
    z, p = NormalDist().inv_cdf(0.5 + level / 2), count / of
    middle = p + z * z / (2 * of)
    reach = z * sqrt(p * (1 - p) / of + z * z / (4 * of * of))
    whole = 1 + z * z / of
    low, high = (middle - reach) / whole, (middle + reach) / whole
    return max(0.0, min(p, low)), min(1.0, max(p, high))  # both hold it, whatever is lost in the last digit
