"""How scores usually go over a course, and what that lets one expect of a course that began at a given score.

Model: score = intercept + slope * ln(session + 1), where each course has an intercept and a slope of its own around the
common ones, plus scatter of single scores. After Lutz, Martinovich and Howard (1999), J Consult Clin Psychol 67:571-577;
the mixed model is that of Laird and Ware (1982), Biometrics 38:963-974. `growth_fit` estimates it; this module needs no numpy.

An expected range describes finished courses of one practice. It says nothing about what caused the change.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log1p, sqrt
from statistics import NormalDist


@dataclass(frozen=True)
class Growth:
    """A fitted model. Scores in points; a slope is points for each unit of ln(session + 1); variances are squares of these."""

    intercept: float  # expected score at session 0
    slope: float
    intercept_se: float
    slope_se: float
    intercept_variance: float  # between courses
    covariance: float
    slope_variance: float
    residual_variance: float  # of single scores around their course's own line
    log_likelihood: float  # restricted, if the method is "reml"
    method: str
    courses: int
    scores: int
    steps: int  # evaluations of the likelihood
    told: str = ""  # what is to be known when the fit lies at the edge of what can be, in a sentence

    def __post_init__(self) -> None:
        singular = self.intercept_variance * self.slope_variance - self.covariance**2
        slack = 1e-9 * self.intercept_variance * self.slope_variance
        if min(self.intercept_variance, self.slope_variance) < 0 or singular < -slack or self.residual_variance <= 0:
            raise ValueError("variances are not negative, and a correlation lies from -1 to 1")

    @property
    def correlation(self) -> float | None:
        """Of intercepts and slopes; None when either does not vary."""
        both = self.intercept_variance * self.slope_variance
        return self.covariance / sqrt(both) if both > 0 else None

    def mean(self, session: float) -> float:
        """The average score expected at a session, without knowing anything about the course."""
        return self.intercept + self.slope * log1p(session)

    def shared(self, one: float, other: float) -> float:
        """Covariance of the true scores of one course at two sessions."""
        x, y = log1p(one), log1p(other)
        return self.intercept_variance + self.covariance * (x + y) + self.slope_variance * x * y


@dataclass(frozen=True)
class Expected:
    """What finished courses with this start had at a session: mean and SD of a single score, and how many courses say so."""

    session: float
    mean: float
    sd: float
    courses: int

    def band(self, share: float) -> tuple[float, float]:
        """The range that holds `share` (0 to 1, say .80) of such scores, symmetrical around the mean.

        Raises ValueError for a share that is not between 0 and 1.
        """
        if not 0 < share < 1:
            raise ValueError("a share lies between 0 and 1")
        reach = NormalDist().inv_cdf(0.5 + share / 2) * self.sd
        return self.mean - reach, self.mean + reach


def expected(growth: Growth, *, start: float, session: float, started: float = 0) -> Expected:
    """The expected response at `session` of a course whose score was `start` at session `started`.

    The conditional normal distribution in closed form, with x = ln(session + 1) and D the covariance of courses:
    mean(t) + (z't D z0 / (z'0 D z0 + residual)) * (start - mean(0)); variance z't D z_t + residual - (z't D z0)^2 / (...).
    With a random intercept alone this is b0 + b1 x + s (start - b0), s = tau^2 / (tau^2 + sigma^2). The uncertainty of the
    estimates is not in it; with 300 courses it is small beside the scatter of scores. Raises ValueError for sessions
    below 0, or for the very score the expectation starts from.
    """
    if min(session, started) < 0 or session == started:
        raise ValueError("sessions count from 0, and an expectation is about another session than its start")
    both, at_start = growth.shared(session, started), growth.shared(started, started) + growth.residual_variance
    mean = growth.mean(session) + both / at_start * (start - growth.mean(started))
    variance = growth.shared(session, session) + growth.residual_variance - both**2 / at_start
    return Expected(session, mean, sqrt(variance), growth.courses)
