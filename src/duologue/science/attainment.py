"""Goal attainment: one number for how far several goals of one's own were reached, each on a ladder of five rungs."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, sqrt

LEVELS = (-2, -1, 0, 1, 2)  # 0 is what was expected
RHO = 0.3  # how much goals of one person are taken to go together
AS_EXPECTED = 50.0


def attainment(reached: Iterable[tuple[int, float]], *, rho: float = RHO) -> float | None:
    """The goal attainment T score (mean 50, SD 10) of goals as pairs of level (-2 to +2) and weight (above 0).

    T = 50 + 10 * sum(w * x) / sqrt((1 - rho) * sum(w^2) + rho * (sum(w))^2), by Kiresuk and Sherman (1968), Community
    Mental Health Journal 4, 443. Turner-Stokes (2009), Clinical Rehabilitation 23, 362, printed it wrongly on pages 364
    and 367 and has a published erratum; this is the corrected form. None without goals: no goals is not a score.
    Raises ValueError for a level that is not on the ladder, a weight that is not above 0, or a rho outside 0 to 1.
    """
    goals = list(reached)
    if not 0 <= rho <= 1:
        raise ValueError("rho lies between 0 and 1")
    for level, weight in goals:
        if isinstance(level, bool) or level not in LEVELS:
            raise ValueError("a level lies between -2 and +2, in whole steps")
        if not (weight > 0 and isfinite(weight)):
            raise ValueError("a weight is above 0")
    if not goals:
        return None
    weights = [weight for _, weight in goals]
    spread = sqrt((1 - rho) * sum(w * w for w in weights) + rho * sum(weights) ** 2)
    return AS_EXPECTED + 10 * sum(level * weight for level, weight in goals) / spread
