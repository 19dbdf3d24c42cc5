"""Endings worth the name: a plan that outlives the account, one that breaks off, one that comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests import histories
from tests.cast import NOW

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.ending import actions as ending

PLAN = {
    "learned": "Fear comes and goes. Going anyway makes it smaller.",
    "steady_signs": "I go to the shop without looking for the doors.",
    "early_signs": "Sending somebody else.\nLying awake before a shopping day.",
    "strong_signs": "Three days without going out.",
    "first_i_do": "Go before nine, with a short list.",
    "then_i_do": "Ask Jo to walk with me twice a week.",
    "i_call": "Jo. Dr Farrow's surgery.",
}


@pytest.fixture
def without_us(browser):
    """A browser with the network off and no sign-in, as it opens a file on somebody's own device."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, offline=True)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


def downloaded(page, button, folder):
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    held = coming.value
    held.save_as(folder / held.suggested_filename)
    return folder / held.suggested_filename


def test_her_plan_opens_with_no_server_and_no_account(house, enter, look, without_us, tmp_path):
    histories.amiras(house.cast)
    ending.write_plan(PLAN, course=house.cast.ours, seen=0, by=house.amira, now=NOW)
    courses.move_to(Stage.Kind.CLOSED, course=house.cast.ours, by=house.tom, now=NOW)
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto(f"/course/{house.cast.ours.pk}/staying-well/")
    held = downloaded(amira, "Keep a copy as a file", tmp_path)

    hers = without_us
    hers.goto(held.as_uri())
    expect(hers.get_by_role("heading", name="Amber: my early signs")).to_be_visible()
    expect(hers.get_by_text("Go before nine, with a short list.")).to_be_visible()
    expect(hers.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    assert hers.asked == [held.as_uri()]  # the page itself, and nothing else: no picture, no script, no style, no font

    planted = tmp_path / "planted.html"
    page = held.read_text()
    planted.write_text(page.replace("</main>", "<script>document.title = 'taken over'</script></main>"))
    hers.goto(planted.as_uri())
    assert hers.title() == "My plan"

    start = page.index("<meta http-equiv")  # axe is a script, and is rightly kept out by the page's own policy
    (tmp_path / "to-look-at.html").write_text(page[:start] + page[page.index("\n", start) :])
    hers.goto((tmp_path / "to-look-at.html").as_uri())
    look(hers, "35-plan-by-itself")
