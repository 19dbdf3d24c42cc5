"""A page shows what another step offers, in the order of the wiring, and nothing for whoever offers nothing."""

import pytest

from duologue.config import wiring
from duologue.courses import offers


@pytest.fixture
def on_progress():
    """`on_progress(makers)` stands in for the wiring; afterwards it is as it was."""
    yield lambda *makers: offers.offers("progress", makers)
    wiring.connect()


def test_a_page_includes_what_is_offered_in_its_order(cast, signed_in, on_progress):
    asked = []

    def one(viewer, course, *, now):
        asked.append((viewer.user, course, now))
        return offers.Offer("web/parts/errors.html", {"n": 1})

    on_progress(one, lambda viewer, course, *, now: None)
    answer = signed_in(cast.amira).get(f"/course/{cast.ours.pk}/progress/")
    assert answer.status_code == 200 and [offer.page for offer in answer.context["offers"]] == [{"n": 1}]
    assert asked[0][:2] == (cast.amira, cast.ours)


def test_a_place_that_no_page_has_is_refused():
    with pytest.raises(KeyError):
        offers.offers("nowhere", [])
