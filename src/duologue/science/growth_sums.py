"""What the growth model needs of each course, however long: six sums; and the likelihood computed from them.

With x = ln(session + 1) and Z = [1, x] of one course, everything depends on A = Z'Z, on e, the course's own line of least
squares, and on the total of squares around these lines. (First the common line of least squares is subtracted from all
scores.) Covariances are kept as D = (covariance of the courses' own lines) / residual variance, so that the residual
variance and the common line can be profiled out: Lindstrom and Bates (1988), J Am Stat Assoc 83:1014-1022. For one course,
W = (I + A D)^-1 A = Z'V^-1 Z and k = W e = Z'V^-1 r, both times the residual variance, and r'V^-1 r = squares + e'k.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
BLOCK = 8192  # courses counted together; as many as stay in a processor's own memory
# The directions in which a symmetric 2 x 2 matrix can move.
BASIS = np.array([[[1.0, 0], [0, 0]], [[0, 1.0], [1.0, 0]], [[0, 0], [0, 1.0]]])
W_ROWS = np.array([[1, 2], [2, 3]])  # where W_ij stands in the table of `Sums.gram`


@dataclass(frozen=True)
class At:
    """The likelihood at one D, its slope in (d00, d01, d11) and Fisher's information, and what was profiled out."""

    log_likelihood: float
    score: Array  # (3,)
    information: Array  # (3, 3)
    line: Array  # (2,) the common line, as a correction to that of least squares
    line_covariance: Array  # (2, 2)
    residual_variance: float


@dataclass(frozen=True)
class Sums:
    """Six numbers of each course, (6, courses): n, sum x, sum x^2, det A, and the start and slope of its own line."""

    rows: Array
    least_squares: tuple[float, float]  # intercept and slope that were subtracted
    squares: float  # around the courses' own lines
    scores: int

    @property
    def courses(self) -> int:
        """Those with scores at two sessions or more: one score tells nothing of a way."""
        return int((self.rows[3] > 0).sum())

    def gram(self, d: Array) -> tuple[Array, float]:
        """All products of the rows 1, W00, W01, W11, k0, k1, e0, e1 summed over courses, (8, 8), and sum ln det(I + A D)."""
        (d00, d01), (_, d11) = d
        det_d = d00 * d11 - d01 * d01
        products, log_det = np.zeros((8, 8)), 0.0
        for first in range(0, self.rows.shape[1], BLOCK):
            n, x, xx, det, e0, e1 = self.rows[:, first : first + BLOCK]
            m = 1 + n * d00 + 2 * x * d01 + xx * d11 + det * det_d
            log_det += float(np.log(m).sum())
            over, det_over = 1 / m, det / m
            f = np.empty((8, n.size))
            f[0] = 1
            f[1], f[2], f[3] = n * over + d11 * det_over, x * over - d01 * det_over, xx * over + d00 * det_over
            f[4], f[5] = f[1] * e0 + f[2] * e1, f[2] * e0 + f[3] * e1
            f[6], f[7] = e0, e1
            products += f @ f.T
        return products, log_det

    def at(self, d: Array, *, restricted: bool) -> At:
        """The (restricted) log-likelihood at D with everything else at its best; d is (2, 2) and symmetric."""
        g, log_det = self.gram(d)
        total_w, total_k = g[0][W_ROWS], g[0, 4:6]
        unscaled = np.linalg.inv(total_w)
        line = unscaled @ total_k
        freedom = self.scores - 2 if restricted else self.scores
        residual = float(self.squares + g[6, 4] + g[7, 5] - line @ total_k) / freedom
        weighed = np.zeros((2, 8))  # g = k - W line, of each course
        weighed[0, [4, 1, 2]], weighed[1, [5, 2, 3]] = (1, -line[0], -line[1]), (1, -line[0], -line[1])
        pairs = g[W_ROWS][:, :, W_ROWS]  # sum of W_ij W_kl
        slope = (weighed @ g @ weighed.T) / residual - total_w
        value = freedom * (np.log(2 * np.pi * residual) + 1) + log_det
        if restricted:
            slope = slope + np.einsum("kl,iklj->ij", unscaled, pairs)
            value = value + np.linalg.slogdet(total_w)[1]
        traces = np.einsum("ij,aij->a", total_w, BASIS)
        information = np.einsum("ijkl,ajk,bli->ab", pairs, BASIS, BASIS) - np.outer(traces, traces) / freedom
        score = np.einsum("ij,aij->a", slope, BASIS) / 2
        return At(-float(value) / 2, score, information / 2, line, unscaled * residual, residual)


def sums(course: ArrayLike, session: ArrayLike, score: ArrayLike) -> Sums:
    """Add up scores in any order: three lists of one length; `course` says whose, `session` when (0 or more), `score` what.

    Raises ValueError for lists of different length, for what is missing or not a number, for sessions below 0, or when all
    scores were given at one session, or all lie on one line.
    """
    when, y = np.asarray(session, dtype=float), np.asarray(score, dtype=float)
    whose = _numbered(np.asarray(course))
    if not whose.ndim == 1 or not whose.shape == when.shape == y.shape or not y.size:
        raise ValueError("a course, a session and a score are needed for each time of asking")
    if not (np.isfinite(when).all() and np.isfinite(y).all() and when.min() >= 0):
        raise ValueError("sessions count from 0, and a score that is missing is left out, not counted")
    x = np.log1p(when)
    middle_x, middle_y = x.mean(), y.mean()
    spread = x - middle_x
    if spread @ spread <= 1e-12 * x.size:
        raise ValueError("all scores were given at one session, so there is no line over time")
    steep = float(spread @ (y - middle_y) / (spread @ spread))
    r = y - middle_y - steep * spread
    rows, squares = _own_lines(whose, x, r)
    if squares <= 1e-20 * (y @ y):
        raise ValueError(
            "no score lies off its course's own line, as two scores never do, so scatter cannot be estimated"
        )
    return Sums(rows, (float(middle_y - steep * middle_x), steep), squares, y.size)


def _own_lines(whose: NDArray[np.intp], x: Array, r: Array) -> tuple[Array, float]:
    """The rows of `Sums`, and the squares around the courses' own lines; a course seen at one session has a flat one."""
    n = np.bincount(whose).astype(float)
    there = np.maximum(n, 1)
    mean_x, mean_r = np.bincount(whose, weights=x) / there, np.bincount(whose, weights=r) / there
    off_x = x - mean_x[whose]
    spread = np.bincount(whose, weights=off_x * off_x)
    spread[spread <= 1e-12 * there] = 0
    slope = np.bincount(whose, weights=off_x * r) / np.where(spread > 0, spread, np.inf)
    left = r - mean_r[whose] - slope[whose] * off_x
    sum_x = n * mean_x
    rows = np.stack([n, sum_x, spread + sum_x * mean_x, n * spread, mean_r - slope * mean_x, slope])
    return rows[:, n > 0], float(left @ left)


def _numbered(course: NDArray[Any]) -> NDArray[np.intp]:
    """Courses as small numbers, whatever they were called."""
    if course.dtype.kind in "iu" and course.size and course.min() >= 0 and course.max() < 4 * course.size:
        return course.astype(np.intp, copy=False)
    return np.unique(course, return_inverse=True)[1]
