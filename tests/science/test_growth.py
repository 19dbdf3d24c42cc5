"""What a model lets one expect: the closed form, and that pages need no numpy for it."""

import subprocess
import sys
from dataclasses import replace
from math import log1p
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.growth import Expected, Growth, expected
from duologue.science.growth_fit import fit
from tests.science.simulated import courses

MODEL = Growth(
    intercept=15,
    slope=-2.5,
    intercept_se=0.3,
    slope_se=0.1,
    intercept_variance=20,
    covariance=-3,
    slope_variance=2,
    residual_variance=9,
    log_likelihood=-6000,
    method="reml",
    courses=320,
    scores=2200,
    steps=7,
)
INTERCEPT_ALONE = replace(MODEL, covariance=0, slope_variance=0)
starts, sessions = st.floats(0, 27), st.integers(1, 40)


@given(starts, sessions)
def test_a_random_intercept_alone_gives_the_known_closed_form(start, session):
    """E = b0 + b1 ln(t + 1) + s (y0 - b0), s = tau^2 / (tau^2 + sigma^2); variance tau^2 (1 - s) + sigma^2."""
    shrunk = 20 / (20 + 9)
    found = expected(INTERCEPT_ALONE, start=start, session=session)
    assert found.mean == pytest.approx(15 - 2.5 * log1p(session) + shrunk * (start - 15))
    assert found.sd**2 == pytest.approx(20 * (1 - shrunk) + 9)


def holds_what_it_says(expecting, share=0.8):
    """In courses made by the model, the band of 80 % holds 80 % of the scores of those with the same start."""
    whose, when, what = courses(6000, seed=12)
    started = {course: score for course, session, score in zip(whose, when, what, strict=True) if session == 0}
    inside = []
    for course, session, score in zip(whose, when, what, strict=True):
        if session == 6:
            low, high = expecting(MODEL, start=started[course], session=session).band(share)
            inside.append(low <= score <= high)
    assert len(inside) > 1000
    assert sum(inside) / len(inside) == pytest.approx(share, abs=0.03)


def test_the_band_holds_as_many_as_it_says():
    holds_what_it_says(expected)


def test_control_a_band_that_forgets_the_scatter_is_noticed():
    def forgetful(growth, **of):
        found = expected(growth, **of)
        return replace(found, sd=(found.sd**2 - growth.residual_variance) ** 0.5)

    with pytest.raises(AssertionError):
        holds_what_it_says(forgetful)


def test_control_a_band_that_forgets_the_start_is_noticed():
    with pytest.raises(AssertionError):
        holds_what_it_says(lambda growth, start, session: expected(growth, start=growth.intercept, session=session))


@given(starts, starts, sessions)
def test_a_higher_start_is_expected_to_stay_higher_but_by_less(one, other, session):
    low, high = sorted((one, other))
    first, second = (expected(INTERCEPT_ALONE, start=start, session=session).mean for start in (low, high))
    assert -1e-9 <= second - first <= high - low + 1e-9


@given(starts, sessions, st.floats(0.01, 0.98), st.floats(0.001, 0.01))
def test_a_larger_share_is_a_wider_band_around_the_same_mean(start, session, share, more):
    found = expected(MODEL, start=start, session=session)
    low, high = found.band(share)
    wider = found.band(share + more)
    assert wider[0] < low < high < wider[1] and (low + high) / 2 == pytest.approx(found.mean)


@given(starts, sessions, st.floats(0.1, 10), st.floats(-50, 50))
def test_the_unit_does_not_matter(start, session, times, shift):
    moved = replace(
        MODEL,
        intercept=MODEL.intercept * times + shift,
        slope=MODEL.slope * times,
        intercept_variance=20 * times**2,
        covariance=-3 * times**2,
        slope_variance=2 * times**2,
        residual_variance=9 * times**2,
    )
    here, there = (
        expected(MODEL, start=start, session=session),
        expected(moved, start=start * times + shift, session=session),
    )
    assert there.mean == pytest.approx(here.mean * times + shift, abs=1e-6)
    assert there.sd == pytest.approx(here.sd * times)


def test_a_start_at_another_session_is_the_same_question():
    found = expected(MODEL, start=12, session=9, started=2)
    z0, z9 = log1p(2), log1p(9)
    both = 20 - 3 * (z0 + z9) + 2 * z0 * z9
    at_start = 20 - 6 * z0 + 2 * z0 * z0 + 9
    assert found.mean == pytest.approx(15 - 2.5 * z9 + both / at_start * (12 - 15 + 2.5 * z0))


def test_it_says_from_how_many_courses():
    found = expected(fit(*courses(310, seed=1)), start=15, session=4)
    assert found.courses == 310 and found.session == 4
    assert found.band(0.5)[1] - found.mean == pytest.approx(NormalDist().inv_cdf(0.75) * found.sd)


@pytest.mark.parametrize("session, started", [(-1, 0), (3, -1), (0, 0), (4, 4)])
def test_what_cannot_be_expected_is_refused(session, started):
    with pytest.raises(ValueError, match="count from 0"):
        expected(MODEL, start=15, session=session, started=started)


@pytest.mark.parametrize("share", [0, 1, -0.1, 80])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        Expected(3, 15, 4, 320).band(share)


@pytest.mark.parametrize(
    "wrong", [{"intercept_variance": -1}, {"slope_variance": -1}, {"covariance": 7}, {"residual_variance": 0}]
)
def test_a_model_that_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match="correlation"):
        replace(MODEL, **wrong)


def test_correlation():
    assert MODEL.correlation == pytest.approx(-3 / 40**0.5)
    assert INTERCEPT_ALONE.correlation is None


def imports(module):
    """Whether a page that uses a module loads numpy with it."""
    asking = f"import sys, {module}; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", asking], capture_output=True, text=True, check=True, env=ENV)
    return done.stdout.strip() == "True"


ENV = {"PYTHONPATH": "src:.", "DUOLOGUE_MODE": "test", "DJANGO_SETTINGS_MODULE": "tests.settings"}


@pytest.mark.process
def test_pages_do_without_numpy_and_the_fit_does_not():
    assert not imports("duologue.science.growth")
    assert not imports("django; django.setup(); import duologue.config.urls")
    assert imports("duologue.science.growth_fit")  # the control
