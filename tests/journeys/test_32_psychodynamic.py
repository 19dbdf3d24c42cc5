"""Psychodynamic work: a moment written on a phone without signal and given, themes both put on it, a triangle, a focus with its
day, a dream kept to oneself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import TODAY
from tests.journeys.phones import waits_for

from duologue.assessment import mapping
from duologue.questionnaires import library
from duologue.techniques import diary, finding
from duologue.techniques.cards import OwnEntry
from duologue.techniques.patterns import EPISODE, Focus, Theme
from duologue.techniques.readers import ReadBy


@pytest.fixture
def earlier(house, now):
    """Two moments from before, with a theme on each, and a triangle."""
    course, who = house.cast.ours, {"by": house.amira, "now": now}
    for n, name in enumerate(("Klara", "The boss"), start=1):
        said = {"who": name, "wish": "To be asked to stay", "other": "Looked away", "self": "I left", "known": 8}
        at = now - timedelta(days=7 * n)
        given = {"on": at.date(), "course": course, "at": at, "read_by": ReadBy.BOTH}
        held = diary.keep_entry(library.newest(EPISODE), said, **given, **who)
        finding.name_themes(held.response, "wish", ["to be seen"], seen=[], **who)
    mapping.begin("persons", "Leaving first", course=course, **who)


def test_a_moment_alone_and_what_comes_again_together(house, enter, look, earlier):
    ours = house.cast.ours.pk
    phone = enter(house.amira, phone=True)
    phone.goto(f"/course/{ours}/patterns/")
    phone.get_by_role("link", name="Write down a moment").tap()
    phone.get_by_label("Who was it with?").fill("Greta")
    look(phone, "32-writing-a-moment")
    phone.get_by_role("button", name="Continue").tap()
    phone.get_by_label("What did you want from them?").fill("To be asked to stay the night.")
    phone.get_by_role("button", name="Continue").tap()
    phone.get_by_label("What did they do?").fill("She asked.")
    for _ in range(4):
        if phone.get_by_role("button", name="Keep it").is_visible():
            break
        phone.get_by_role("button", name="Continue").tap()
    phone.context.set_offline(True)
    phone.locator("label.choice").get_by_text("Both of us: Tom and me").tap()
    phone.get_by_role("button", name="Keep it").tap()
    expect(phone.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    phone.complaints.clear()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Try again now").tap()
    waits_for(phone, 0)
    expect(phone.get_by_role("link", name="Change who may read it")).to_be_visible()

    desk = enter(house.tom)
    desk.goto(f"/course/{ours}/patterns/")
    expect(desk.get_by_text("“to be seen” in 2 of 2 moments")).to_be_visible()
    desk.get_by_role("link", name="Greta").press("Enter")
    wishes = desk.get_by_role("group", name="What was wished")
    wishes.get_by_role("checkbox", name="to be seen").press("Space")
    wishes.get_by_label("In your own words").fill("to be asked to stay")
    desk.get_by_role("button", name="Keep these themes").press("Enter")
    expect(desk.get_by_text("Kept. Both of you see these themes.")).to_be_visible()
    desk.get_by_role("button", name="It is an example of this").press("Enter")
    expect(desk.get_by_role("link", name="Leaving first")).to_be_visible()
    look(desk, "32-a-moment")
    assert sorted({theme.words for theme in Theme.objects.unscoped()}) == ["to be asked to stay", "to be seen"]
    desk.goto(f"/course/{ours}/focus/")
    desk.get_by_label("The pattern with people").fill("I leave before people can.")
    desk.get_by_label("When do you look at it again?").fill(str(TODAY + timedelta(days=28)))
    desk.get_by_role("button", name="Keep this").press("Enter")
    expect(desk.get_by_text("“to be seen” in 3 of 3 moments")).to_be_visible()
    look(desk, "32-what-comes-again")
    assert Focus.objects.unscoped().get().review_on == TODAY + timedelta(days=28)
    phone.goto(f"/course/{ours}/patterns/")
    expect(phone.get_by_text("I leave before people can.")).to_be_visible()


def test_a_dream_is_hers_and_without_a_script_too(house, enter):
    page = enter(house.amira, javascript=False)
    page.goto(f"/course/{house.cast.ours.pk}/dream/")
    page.get_by_label("What happened in the dream?").fill("A station, and no train.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept, just for you.")).to_be_visible()
    assert OwnEntry.objects.unscoped().select_related("response").get().read_by == ReadBy.ME
    desk = enter(house.tom)
    desk.goto(f"/course/{house.cast.ours.pk}/patterns/")
    expect(desk.get_by_text("Dreams Amira chooses to give you will be here.")).to_be_visible()
    page.get_by_role("link", name="Change who may read it").click()
    page.get_by_role("radio", name="Both of us: Tom and me").check()
    page.get_by_role("button", name="Keep this").click()
    desk.reload()
    desk.get_by_role("link", name="A station, and no train.").click()
    expect(desk.get_by_text("A station, and no train.")).to_be_visible()
