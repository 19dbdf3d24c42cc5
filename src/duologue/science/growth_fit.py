"""Fitting the growth model by Fisher scoring, with the edges of what can be: no variance, or a correlation of 1 or -1.

The covariance D of the courses' own lines is looked for among the matrices that can be one. Inside, its three numbers are
free. At the edge D = v v' with two free numbers, and at the corner D = 0; a step that would leave the inside goes on along
the edge, and comes back when the likelihood rises inwards (the condition of Karush, Kuhn and Tucker).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from duologue.science.growth import Growth
from duologue.science.growth_sums import Array, At, Sums, sums

FEWEST_COURSES = 300  # finished, of one practice; below that its own expectations would be noise
MOST_STEPS = 200
NEAR_ENOUGH = 1e-10  # twice what a further step would add to the log-likelihood
TOO_FAR = 1e-6  # and from which on standing still is no end of the search
UNSETTLED = "the search does not settle on one model; the scores may be too few or too much alike"


class Climb:
    """One search on one set of sums."""

    def __init__(self, held: Sums, *, restricted: bool) -> None:
        self.held, self.restricted, self.steps = held, restricted, 0

    def at(self, d: Array) -> At:
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise ValueError(UNSETTLED)
        return self.held.at(d, restricted=self.restricted)

    def best(self) -> tuple[Array, At]:
        """The D of the highest likelihood."""
        corner = np.zeros((2, 2)), self.at(np.zeros((2, 2)))
        if np.linalg.eigvalsh(_matrix(corner[1].score, halved=True))[1] <= 0:
            return corner
        inside = self.inside(_well_inside(corner[1]), may_leave=True)
        if inside is None:
            inside = self.along_the_edge(_well_inside(corner[1]))
        return max(corner, inside, key=lambda found: found[1].log_likelihood)

    def inside(self, d: Array, *, may_leave: bool) -> tuple[Array, At] | None:
        """Climb with three free numbers. None when the way leads out and `may_leave`; else steps are shortened."""
        here = self.at(d)
        while True:
            step = _solved(here.information, here.score)
            rise = float(here.score @ step)
            if rise < NEAR_ENOUGH:
                return d, here
            if may_leave and not _can_be(d + _matrix(step)):
                return None
            found = self._shortened(partial(_straight_on, d, _matrix(step)), here, rise)
            if found is None:
                return d, here
            d, here = found

    def along_the_edge(self, near: Array) -> tuple[Array, At]:
        """Climb with D = v v', then look inwards once."""
        values, vectors = np.linalg.eigh(near)
        v = vectors[:, 1] * np.sqrt(values[1])
        here = self.at(np.outer(v, v))
        while True:
            turned = np.array([[2 * v[0], 0], [v[1], v[0]], [0, 2 * v[1]]])  # how D moves with v
            score = turned.T @ here.score
            values, vectors = np.linalg.eigh(_matrix(here.score, halved=True))
            bends = 2 * (vectors * np.minimum(values, 0)) @ vectors.T  # what v v' adds by turning
            step = _solved(turned.T @ here.information @ turned - bends, score)
            rise = float(score @ step)
            found = None
            if rise >= NEAR_ENOUGH:
                found = self._shortened(partial(_turning, v, step), here, rise)
            if found is None:
                return self._looked_inwards(v, here)
            d, here = found
            v = np.linalg.eigh(d)[1][:, 1] * np.sqrt(np.trace(d))

    def _looked_inwards(self, v: Array, here: At) -> tuple[Array, At]:
        """The edge is the best there is unless the likelihood rises across it."""
        across = np.array([-v[1], v[0]])
        way = np.array([across[0] ** 2, across[0] * across[1], across[1] ** 2])
        rises, bends = float(here.score @ way), float(way @ here.information @ way)
        if rises <= 0 or rises**2 < NEAR_ENOUGH * bends:
            return np.outer(v, v), here
        found = self.inside(np.outer(v, v) + rises / bends * _matrix(way), may_leave=False)
        assert found is not None
        return found

    def _shortened(self, towards: Callable[[float], Array], here: At, rise: float) -> tuple[Array, At] | None:
        """The longest of a whole step, half of it, a quarter ... that stays inside and climbs."""
        noise = 1e-13 * abs(here.log_likelihood)
        for halvings in range(40):
            t = 0.5**halvings
            d = towards(t)
            if _can_be(d):
                there = self.at(d)
                if there.log_likelihood >= here.log_likelihood + 1e-4 * t * rise - noise:
                    return d, there
        if rise > TOO_FAR:
            raise ValueError(UNSETTLED)
        return None


def fit(
    course: ArrayLike, session: ArrayLike, score: ArrayLike, *, method: str = "reml", fewest: int = FEWEST_COURSES
) -> Growth:
    """Estimate the growth model from the finished courses of one practice.

    Three lists of one length, in any order: whose score (any label), at which session (0 or more, irregular as they
    come), and the full score in points. `method` is "reml" or "ml". Restricted likelihood after Patterson and Thompson
    (1971), Biometrika 58:545-554; Fisher scoring after Longford (1987), Biometrika 74:817-827.

    A fit at the edge (no variance between courses, or intercepts and slopes that go together completely) is told in
    `Growth.told`. Courses with a score at one session only help to find where courses begin, but are not counted. Raises
    ValueError below `fewest` counted courses, for what `growth_sums.sums` refuses, and when the search does not settle.
    """
    if method not in ("ml", "reml"):
        raise ValueError("the method is ml or reml")
    held = sums(course, session, score)
    if held.courses < fewest:
        raise ValueError(f"{fewest} finished courses or more are needed, and there are {held.courses}")
    climb = Climb(held, restricted=method == "reml")
    d, found = climb.best()
    line = np.array(held.least_squares) + found.line
    errors = np.sqrt(np.diag(found.line_covariance))
    between = d * found.residual_variance
    return Growth(
        intercept=float(line[0]),
        slope=float(line[1]),
        intercept_se=float(errors[0]),
        slope_se=float(errors[1]),
        intercept_variance=float(between[0, 0]),
        covariance=float(between[0, 1]),
        slope_variance=float(between[1, 1]),
        residual_variance=found.residual_variance,
        log_likelihood=found.log_likelihood,
        method=method,
        courses=held.courses,
        scores=held.scores,
        steps=climb.steps,
        told=_told(d),
    )


def _told(d: Array) -> str:
    """What a D at the edge means."""
    if not d.any():
        return "Courses do not differ in start or slope beyond the scatter of single scores."
    if np.linalg.det(d) > 1e-9 * d[0, 0] * d[1, 1]:
        return ""
    if d[1, 1] <= 1e-9 * d[0, 0]:
        return "Courses differ in their start but not in their slope."
    if d[0, 0] <= 1e-9 * d[1, 1]:
        return "Courses differ in their slope but not in their start."
    return f"Starts and slopes go together completely (correlation {'-1' if d[0, 1] < 0 else '1'})."


def _well_inside(corner: At) -> Array:
    """Where to begin: one step from no variance at all, moved inside if it is not."""
    values, vectors = np.linalg.eigh(_matrix(_solved(corner.information, corner.score)))
    least = 0.05 * values[1] if values[1] > 0 else 1e-3
    return (vectors * np.maximum(values, least)) @ vectors.T


def _straight_on(d: Array, step: Array, t: float) -> Array:
    return d + t * step


def _turning(v: Array, step: Array, t: float) -> Array:
    return np.outer(v + t * step, v + t * step)


def _can_be(d: Array) -> bool:
    """Whether D is a covariance; the edge counts."""
    return bool(min(d[0, 0], d[1, 1]) >= 0 and d[0, 0] * d[1, 1] - d[0, 1] ** 2 >= -1e-12 * d[0, 0] * d[1, 1])


def _matrix(of: Array, *, halved: bool = False) -> Array:
    """(d00, d01, d11) as a symmetric matrix; a slope in d01 belongs half to each corner."""
    corner = of[1] / 2 if halved else of[1]
    return np.array([[of[0], corner], [corner, of[2]]])


def _solved(information: Array, score: Array) -> Array:
    """Fisher's step; the shortest one where the scores do not tell."""
    return np.asarray(np.linalg.lstsq(information, score, rcond=None)[0], dtype=float)
