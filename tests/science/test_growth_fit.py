"""The growth model against two other programs, against the likelihood written out in full, and at its edges.

The reference figures were made from `simulated.courses` with lme4 1.1-31 on R 4.2.2 (bobyqa) and statsmodels 0.15.0.
"""

from itertools import pairwise
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duologue.science import growth_fit, growth_sums
from duologue.science.growth_fit import FEWEST_COURSES, fit
from duologue.science.growth_sums import sums
from tests.science.simulated import courses

PLAIN = courses(320, seed=1)
NO_SLOPES = courses(320, seed=2, between=(20, 0, 0))
NOTHING = courses(320, seed=9, between=(0, 0, 0))
# log-likelihood, line, two variances, covariance, residual variance, two standard errors: by lme4.
LME4 = {
    (
        "plain",
        "ml",
    ): "-6183.47035758 15.1359845 -2.58524219 18.2119320 2.1948753 -2.5991853 8.8502433 0.27589095 0.11642239",
    (
        "plain",
        "reml",
    ): "-6185.24436996 15.1362199 -2.5854961 18.287476 2.2084580 -2.6163302 8.8502382 0.27632286 0.1166301",
    (
        "edge",
        "ml",
    ): "-5935.23422127 14.8202498 -2.4351809 19.771121 0.0050708 0.0280271 8.9433442 0.28439557 0.07567204",
    (
        "edge",
        "reml",
    ): "-5937.32446903 14.8203823 -2.4353045 19.85203 0.0109236 0.0196615 8.9431615 0.28484589 0.07583453",
    (
        "corner",
        "ml",
    ): "-5574.85765445 14.910201 -2.4976224 0.0977785 0.0837047 -0.0904683 8.7591511 0.13401671 0.0690962",
    (
        "corner",
        "reml",
    ): "-5578.43098278 14.9103982 -2.4977925 0.1012828 0.0867681 -0.0937449 8.7634278 0.1341019 0.0692136",
}
STATSMODELS = {"ml": -6183.47035758464, "reml": -6185.244370625604}
SETS = {"plain": PLAIN, "edge": NO_SLOPES, "corner": NOTHING}


@pytest.mark.parametrize("which, method", LME4)
def test_it_finds_what_lme4_finds(which, method):
    found = fit(*SETS[which], method=method)
    figures = [float(figure) for figure in LME4[which, method].split()]
    assert found.log_likelihood == pytest.approx(figures[0], abs=1e-7)
    ours = [found.intercept, found.slope, found.intercept_variance, found.slope_variance, found.covariance]
    ours += [found.residual_variance, found.intercept_se, found.slope_se]
    assert ours == pytest.approx(figures[1:], rel=1e-4, abs=2e-5)
    assert (found.courses, found.scores, found.method) == (320, len(SETS[which][0]), method)


@pytest.mark.parametrize("method, other", STATSMODELS.items())
def test_it_is_never_lower_than_statsmodels(method, other):
    assert fit(*PLAIN, method=method).log_likelihood >= other - 1e-8


def written_out(data, d, residual, line, *, restricted):
    """The log-likelihood from whole covariance matrices, course by course, as a textbook has it."""
    whose, when, what = (np.asarray(one, dtype=float) for one in data)
    value, information = 0.0, np.zeros((2, 2))
    for course in np.unique(whose):
        mine = whose == course
        z = np.stack([np.ones(mine.sum()), np.log1p(when[mine])], axis=1)
        v = residual * (z @ d @ z.T + np.eye(len(z)))
        off = what[mine] - z @ line
        value -= (len(z) * log(2 * np.pi) + np.linalg.slogdet(v)[1] + off @ np.linalg.solve(v, off)) / 2
        information += z.T @ np.linalg.solve(v, z)
    return value - (np.linalg.slogdet(information)[1] / 2 - log(2 * np.pi)) * restricted


SMALL = courses(12, seed=4)
SOME_D = [np.array(one) for one in ([[2.0, -0.3], [-0.3, 0.2]], [[0.0, 0], [0, 0]], [[1.0, 0.5], [0.5, 0.25]])]


def agrees_with_what_is_written_out(held):
    for d in SOME_D:
        for restricted in (False, True):
            at = held.at(d, restricted=restricted)
            line = np.array(held.least_squares) + at.line
            other = written_out(SMALL, d, at.residual_variance, line, restricted=restricted)
            assert at.log_likelihood == pytest.approx(other, abs=1e-9)


def test_the_likelihood_is_the_one_written_out():
    agrees_with_what_is_written_out(sums(*SMALL))


def test_control_another_time_scale_is_noticed(monkeypatch):
    """ln(session + 1) and not ln(session + 2)."""
    monkeypatch.setattr(growth_sums.np, "log1p", lambda session: np.log(session + 2))
    held = sums(*SMALL)
    monkeypatch.undo()
    with pytest.raises(AssertionError):
        agrees_with_what_is_written_out(held)


@pytest.mark.parametrize("restricted", [False, True])
def test_the_slope_of_the_likelihood_is_its_slope(restricted):
    held = sums(*SMALL)
    d = np.array([[2.0, -0.3], [-0.3, 0.4]])
    for n, way in enumerate(growth_sums.BASIS):
        up, down = (held.at(d + side * 1e-5 * way, restricted=restricted).log_likelihood for side in (1, -1))
        assert held.at(d, restricted=restricted).score[n] == pytest.approx((up - down) / 2e-5, rel=1e-5)


KINDS = [(20, -3, 2), (9, 3, 1), (0.3, 0, 0.05), (0, 0, 0), (0, 0, 2)]
AWKWARD = [(131, 20, (0, 0, 0)), (153, 20, (9, 3, 1))]  # a step too long; an edge from which the way leads back inside


@pytest.mark.parametrize("method", ["ml", "reml"])
@pytest.mark.parametrize("seed, many, between", [(seed, 60, KINDS[seed % 5]) for seed in range(20)] + AWKWARD)
def test_no_other_covariance_is_likelier(seed, many, between, method):
    """Also at the edge and in the corner: tried in many directions, near and far."""
    data = courses(many, seed=seed, between=between, longest=6)
    found, held = fit(*data, method=method, fewest=many), sums(*data)
    best = np.array([[found.intercept_variance, found.covariance], [found.covariance, found.slope_variance]])
    best = best / found.residual_variance
    draw = np.random.default_rng(seed)
    for _ in range(200):
        root = np.linalg.cholesky(best + 1e-15 * np.eye(2)) + draw.normal(size=(2, 2)) * 10 ** draw.uniform(-5, 1)
        other = held.at(root @ root.T, restricted=method == "reml").log_likelihood
        assert other <= found.log_likelihood + 1e-8


def test_it_finds_what_the_courses_were_made_of():
    found = fit(*courses(4000, seed=3))
    assert (found.intercept, found.slope) == pytest.approx((15, -2.5), abs=0.3)
    assert (found.intercept_variance, found.covariance, found.slope_variance) == pytest.approx((20, -3, 2), abs=1.5)
    assert found.residual_variance == pytest.approx(9, abs=0.5) and not found.told
    assert found.correlation == pytest.approx(-3 / 40**0.5, abs=0.1)


@pytest.mark.parametrize(
    "between, words",
    [((20, 12, 7.2), "correlation 1"), ((20, -12, 7.2), "correlation -1"), ((0, 0, 0), "do not differ")],
)
def test_a_fit_at_the_edge_is_told(between, words):
    told = {fit(*courses(60, seed=seed, between=between), fewest=60).told for seed in range(12)}
    assert any(words in one for one in told)


def test_a_variance_of_nothing_is_told():
    assert "not in their slope" in growth_fit._told(np.array([[2.0, 0], [0, 0]]))
    assert "not in their start" in growth_fit._told(np.array([[0.0, 0], [0, 2]]))
    assert growth_fit._told(np.array([[2.0, 0], [0, 1]])) == ""
    flat = fit(*courses(60, seed=5, between=(0, 0, 0)), fewest=60)
    assert flat.correlation is None or abs(flat.correlation) <= 1 + 1e-9


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from(["ml", "reml"]), st.floats(0.01, 100), st.floats(-1e4, 1e4))
def test_order_names_and_units_do_not_matter(seed, method, times, shift):
    whose, when, what = courses(60, seed=seed)
    one = fit(whose, when, what, method=method, fewest=60)
    order = np.random.default_rng(seed).permutation(len(whose))
    names = [f"course {-whose[n]}" for n in order]
    moved = np.array(what)[order] * times + shift
    other = fit(names, np.array(when)[order], moved, method=method, fewest=60)
    freedom = len(what) - (2 if method == "reml" else 0)
    assert other.log_likelihood + freedom * log(times) == pytest.approx(one.log_likelihood, abs=1e-6)
    assert other.slope == pytest.approx(one.slope * times, rel=1e-3, abs=1e-6)
    assert other.residual_variance == pytest.approx(one.residual_variance * times**2, rel=1e-3)
    assert other.intercept == pytest.approx(one.intercept * times + shift, rel=1e-3, abs=1e-3 * times)


def test_labels_of_any_kind_are_labels():
    whose, when, what = PLAIN
    assert fit([course * 10**9 for course in whose], when, what) == fit(whose, when, what)


def test_a_course_with_one_score_helps_but_is_not_counted():
    whose, when, what = PLAIN
    found = fit([*whose, 999, 1000], [*when, 0, 3], [*what, 15, 12])
    assert (found.courses, found.scores) == (320, len(whose) + 2)
    assert found.log_likelihood != fit(*PLAIN).log_likelihood


def test_more_scatter_in_the_starts_is_a_higher_variance_of_starts():
    found = [fit(*courses(400, seed=8, between=(one, 0, 1))).intercept_variance for one in (2, 10, 30)]
    assert all(low < high for low, high in pairwise(found))


def refuses_too_few(fitting):
    whose, when, what = courses(FEWEST_COURSES, seed=1)
    assert fitting(whose, when, what).courses == FEWEST_COURSES
    kept = [n for n, course in enumerate(whose) if course]
    with pytest.raises(ValueError, match="300 finished courses"):
        fitting(*([one[n] for n in kept] for one in (whose, when, what)))


def test_299_courses_are_too_few():
    refuses_too_few(fit)


def test_control_a_fit_to_a_few_is_noticed():
    with pytest.raises(pytest.fail.Exception):
        refuses_too_few(lambda *data: fit(*data, fewest=2))


@pytest.mark.parametrize(
    "data, words",
    [
        (([], [], []), "needed for each"),
        (([1, 1], [0, 1], [5]), "needed for each"),
        (([1, 1], [0, -1], [5, 4]), "count from 0"),
        (([1, 1], [0, 1], [5, None]), "missing is left out"),
        (([1, 1], [0, float("nan")], [5, 4]), "count from 0"),
        (([1, 2, 3], [4, 4, 4], [5, 4, 3]), "all scores were given at one session"),
        (([1, 1, 2, 2], [0, 5, 0, 5], [5, 4, 9, 2]), "off its course's own line"),
        (([1, 1, 1, 2, 2], [0, 5, 9, 0, 5], [7, 7, 7, 7, 7]), "off its course's own line"),
    ],
)
def test_what_cannot_be_fitted_is_refused(data, words):
    with pytest.raises(ValueError, match=words):
        fit(*data, fewest=1)


def test_an_unknown_method_is_refused():
    with pytest.raises(ValueError, match="ml or reml"):
        fit(*PLAIN, method="bayes")


@pytest.mark.parametrize("which", SETS)
def test_a_search_that_does_not_settle_says_so(which, monkeypatch):
    monkeypatch.setattr(growth_fit, "MOST_STEPS", 2)
    with pytest.raises(ValueError, match="does not settle"):
        fit(*SETS[which])


@pytest.mark.parametrize("which", SETS)
def test_a_search_that_cannot_go_on_says_so_unless_it_is_there(which, monkeypatch):
    monkeypatch.setattr(growth_fit.Climb, "at", lambda climb, d: climb.held.at(d, restricted=climb.restricted))
    begun = fit(*SETS[which])
    monkeypatch.setattr(growth_fit, "_can_be", lambda d: False)
    with pytest.raises(ValueError, match="does not settle"):
        fit(*SETS[which])
    monkeypatch.setattr(growth_fit, "TOO_FAR", float("inf"))
    assert fit(*SETS[which]).log_likelihood < begun.log_likelihood
