"""Courses made up by a rule, the same on every machine: irregular times, courses of different length."""

from math import log1p, sqrt
from random import Random
from statistics import NormalDist

NORMAL = NormalDist()


def courses(many, *, seed, line=(15.0, -2.5), between=(20.0, -3.0, 2.0), scatter=9.0, longest=12):
    """Whose, at which session, what: three lists. `between` holds the two variances of courses and their covariance.

    Only `random()` is drawn, whose numbers Python promises to keep.
    """
    random = Random(seed).random
    variance, covariance, steep = between
    first = sqrt(variance)
    across = covariance / first if first else 0.0
    second = sqrt(max(steep - across**2, 0.0))
    whose, when, what = [], [], []
    for course in range(many):
        one, other = NORMAL.inv_cdf(random()), NORMAL.inv_cdf(random())
        start, slope = line[0] + first * one, line[1] + across * one + second * other
        session = 0
        for _ in range(2 + int(random() * (longest - 1))):
            whose.append(course)
            when.append(session)
            what.append(start + slope * log1p(session) + sqrt(scatter) * NORMAL.inv_cdf(random()))
            session += 1 + int(random() * 3)
    return whose, when, what
