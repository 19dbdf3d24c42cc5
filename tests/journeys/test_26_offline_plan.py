"""The safety plan on a phone: it opens without signal for whoever chose so, and nobody's words are written over."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.journeys.phones import entries
from tests.journeys.test_23_no_signal import until_it_stands_in

from duologue.safety import plans
from duologue.safety.models import SafetyPlan

WORDS = {"signs": "It goes quiet", "ask": "Jo, 07700 900123", "reason": "The garden"}


@pytest.fixture
def plan(house, now):
    words = dict.fromkeys(plans.PARTS, "") | WORDS
    held = plans.write_plan(words, course=house.cast.ours, seen=0, by=house.amira, now=now)
    return held, reverse("safety:plan", args=[held.course_id])


def test_the_plan_opens_without_signal_and_signing_in_only_where_its_owner_chose_so(enter, house, plan, look):
    _, path = plan
    page = enter(house.amira, phone=True, worker=True)
    page.goto(path)
    until_it_stands_in(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_role("heading", name="There is no signal just now")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="My safety plan")).to_be_visible()  # it came back by itself
    page.get_by_role("button", name="Keep it on this phone").tap()
    expect(page.get_by_role("button", name="Take it off this phone")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
    page.context.set_offline(True)
    page.goto("/help-now/")
    page.goto("/today/")
    page.get_by_role("link", name="My safety plan").tap()
    expect(page.get_by_text("Jo, 07700 900123")).to_be_visible()
    expect(page.get_by_role("link", name="Two Chairs")).to_be_visible()
    expect(page.get_by_text("You are signed in as")).to_have_count(0)
    look(page, "26-the-plan-without-signal")
    page.context.set_offline(False)
    page.complaints.clear()


def test_taken_off_the_phone_it_does_not_open_any_more(enter, house, plan, now):
    held, path = plan
    plans.keep_on_phone(held, kept=True, by=house.amira, now=now)
    page = enter(house.amira, phone=True, worker=True)
    page.goto(path)
    until_it_stands_in(page)
    page.get_by_role("button", name="Take it off this phone").tap()
    expect(page.get_by_role("button", name="Keep it on this phone")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.goto(path)
    expect(page.get_by_role("heading", name="There is no signal just now")).to_be_visible()
    expect(page.get_by_role("link", name="My safety plan")).to_have_count(0)
    page.context.set_offline(False)
    page.complaints.clear()


def test_words_written_without_signal_never_cover_what_the_other_wrote_meanwhile(enter, house, plan, now):
    held, path = plan
    page = enter(house.amira, phone=True)
    page.goto(path + "write/")
    signs = page.locator("[name=signs]")
    signs.fill("Very quiet")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep the plan").tap()
    expect(page.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    theirs = dict.fromkeys(plans.PARTS, "") | WORDS | {"signs": "Tom heard: quiet"}
    plans.write_plan(theirs, course=house.cast.ours, seen=1, by=house.tom, now=now)
    page.context.set_offline(False)
    page.goto("/today/")
    expect(page.get_by_text("This was sent or changed before, with other words.")).to_be_visible()
    assert SafetyPlan.objects.unscoped().get().signs == "Tom heard: quiet"
    page.get_by_role("link", name="Open it").tap()
    expect(signs).to_have_value("Very quiet")
    page.get_by_role("button", name="Keep the plan").tap()
    for words in ("Tom heard: quiet", "Very quiet"):
        expect(page.get_by_text(words).locator("visible=true").first).to_be_visible()
    assert SafetyPlan.objects.unscoped().get().signs == "Tom heard: quiet" and len(entries(page)) == 1
    page.locator("#id_signs").fill("Quiet, says Tom, and very")
    page.get_by_role("button", name="Keep this").tap()
    expect(page.get_by_text("Quiet, says Tom, and very").locator("visible=true").first).to_be_visible()
    assert entries(page) == []  # what waited on the phone is settled, and never fills a newer text with older words
    page.goto(path + "write/")
    expect(signs).to_have_value("Quiet, says Tom, and very")
    expect(page.get_by_text("On this phone")).to_have_count(0)
    page.complaints.clear()


def test_who_leaves_it_as_the_newer_version_is_not_asked_again(enter, house, plan, now):
    """The control of the one above: without the mend the phone would fill the page with the older words each time."""
    held, path = plan
    page = enter(house.amira, phone=True)
    page.goto(path + "write/")
    signs = page.locator("[name=signs]")
    signs.fill("Very quiet")
    theirs = dict.fromkeys(plans.PARTS, "") | WORDS | {"signs": "Tom heard: quiet"}
    plans.write_plan(theirs, course=house.cast.ours, seen=1, by=house.tom, now=now)
    page.get_by_role("button", name="Keep the plan").tap()
    expect(page.get_by_role("heading", name="You both wrote here")).to_be_visible()
    assert len(entries(page)) == 1
    page.get_by_role("link", name="Leave it as the newer version").tap()
    expect(signs).to_have_value("Tom heard: quiet")
    assert entries(page) == []
    page.complaints.clear()
