"""Amira and Tom draw a map, by touch and by keyboard, and give a goal its ladder."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.assessment.models import FormulationArrow, FormulationBox
from duologue.courses import actions as courses


@pytest.fixture(autouse=True)
def _a_clock_that_moves(monkeypatch, now):
    moments = count(1)
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(seconds=next(moments)))


def test_amira_draws_a_map_by_touch_and_tom_goes_on_with_the_keyboard(house, enter, look):
    amira = enter(house.amira, phone=True)
    amira.goto(reverse("assessment:maps", args=[house.cast.ours.pk]))
    look(amira, "16-no-map-yet")
    amira.locator("label.choice").get_by_text("Five areas").tap()
    amira.get_by_label("What is it about?").fill("At the door")
    amira.get_by_role("button", name="Begin").tap()
    expect(amira.get_by_role("heading", name="At the door")).to_be_visible()
    look(amira, "16-an-empty-map")
    for place, words in (("What happens", "At the door, alone"), ("Thoughts", "If I faint nobody will know")):
        amira.get_by_role("link", name=f"Add to {place}").tap()
        amira.locator("textarea").fill(words)
        amira.get_by_role("button", name="Keep these words").tap()
    amira.get_by_role("link", name="Draw an arrow").tap()
    amira.get_by_role("group", name="From").get_by_text("At the door, alone").tap()
    amira.get_by_role("group", name="To").get_by_text("If I faint nobody will know").tap()
    look(amira, "16-an-arrow")
    amira.get_by_role("button", name="Draw it").tap()
    expect(amira.get_by_text("When “At the door, alone”, you think “If I faint nobody will know”.")).to_be_visible()

    tom = enter(house.tom)
    tom.goto(amira.url)
    add = tom.get_by_role("link", name="Add to Feelings")
    add.focus()
    tom.keyboard.press("Enter")
    expect(tom.get_by_role("heading", name="Write on the map")).to_be_visible()
    tom.locator("textarea").focus()
    tom.keyboard.type("Scared")
    tom.keyboard.press("Tab")
    tom.keyboard.press("Enter")
    expect(tom.get_by_role("link", name="Scared")).to_be_visible()
    tom.get_by_role("link", name="If I faint nobody will know").focus()
    tom.keyboard.press("Enter")
    expect(tom.get_by_role("heading", name="Change what is here")).to_be_visible()
    look(tom, "16-a-box")
    tom.get_by_role("link", name="Draw an arrow from here").focus()
    tom.keyboard.press("Enter")
    expect(tom.get_by_role("group", name="From").get_by_label("If I faint nobody will know")).to_be_checked()
    tom.get_by_role("group", name="To").get_by_label("Feelings: Scared").focus()
    tom.keyboard.press("Space")
    tom.get_by_label("A word on the arrow").focus()
    tom.keyboard.type("sets off")
    tom.keyboard.press("Enter")
    expect(tom.get_by_text("which sets off the feeling “Scared”")).to_be_visible()
    drawn = tom.locator(".map .arrows .way")
    expect(drawn).to_have_count(2)
    assert all(way.bounding_box()["height"] > 20 for way in drawn.all())
    look(tom, "16-a-map")

    amira.reload()
    amira.get_by_role("link", name="Scared").tap()
    amira.locator("label.choice").get_by_text("8", exact=True).tap()
    amira.get_by_role("button", name="Keep this number").tap()
    expect(amira.get_by_text("8 of 10 on 26 November")).to_be_visible()
    amira.get_by_role("button", name="Take away the arrow from At the door, alone").tap()
    expect(amira.get_by_role("button", name="Take away the arrow from At the door, alone")).to_have_count(0)
    amira.get_by_role("link", name="Earlier versions").tap()
    expect(amira.get_by_text("Version 6, by Amira")).to_be_visible()
    look(amira, "16-earlier-versions")
    assert FormulationBox.objects.unscoped().count() == 3
    assert FormulationArrow.objects.unscoped().filter(taken_away_at__isnull=True).count() == 1


def test_boxes_stand_where_the_arrows_think_they_stand(house, enter, now):
    """On a wide page the server drew the arrows without seeing the page: both must mean the same places."""
    from duologue.assessment import drawing, mapping, panels
    from duologue.courses.visibility import Viewer

    held = mapping.begin("five_areas", "", course=house.cast.ours, by=house.tom, now=now)
    for n, place in enumerate(["situation", "thoughts", "feelings", "body", "doing", "doing"]):
        words = "some words that go on for a while " * (n % 3 + 1)
        mapping.write_box(held, place, words, by=house.tom, now=now + timedelta(seconds=n))
    viewer = Viewer(house.tom)
    shown = panels.drawn(viewer, held, course=viewer.course(house.cast.ours.pk))
    rects, _ = drawing.places_of(shown.cells)
    tom = enter(house.tom)
    tom.goto(reverse("assessment:map", args=[held.pk]))
    corner = tom.locator(".map").bounding_box()
    for box in shown.found:
        seen = tom.locator(f".box:has(a[href*='{box.id}'])").bounding_box()
        meant = rects[box.id]
        rem = 16
        assert seen["x"] - corner["x"] == pytest.approx(meant.x * rem, abs=2)
        assert seen["y"] - corner["y"] == pytest.approx(meant.y * rem, abs=2)
        assert seen["height"] == pytest.approx(meant.height * rem, abs=2)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_goal_gets_its_ladder_and_a_step_up(house, enter, look, now, javascript):
    courses.set_goal("Go to the shop on my own", value=None, course=house.cast.ours, by=house.amira, now=now)
    see = look if javascript else lambda *_: None
    amira = enter(house.amira, phone=True, javascript=javascript)
    amira.goto(reverse("assessment:goals", args=[house.cast.ours.pk]))
    amira.get_by_role("link", name="Make a ladder for Go to the shop on my own").tap()
    expect(amira.get_by_role("heading", name="A ladder for this goal")).to_be_visible()
    see(amira, "16-a-ladder")
    amira.get_by_role("button", name="Keep this ladder").tap()
    expect(amira.get_by_role("alert")).to_contain_text("Write what the middle rung looks like.")
    amira.complaints.clear()
    amira.get_by_label("What you hope for (0)").fill("The corner shop, twice a week")
    amira.get_by_label("Much less (-2)").fill("I order everything")
    amira.get_by_text("-2", exact=True).last.tap()
    amira.get_by_role("button", name="Keep this ladder").tap()
    expect(amira.get_by_text("Two rungs below what was hoped for.")).to_be_visible()
    amira.get_by_role("link", name="Which rung is it today? Go to the shop on my own").tap()
    expect(amira.get_by_role("heading", name="Where is it today?")).to_be_visible()
    see(amira, "16-a-step")
    amira.get_by_text("A little less than that (-1)").tap()
    amira.get_by_role("button", name="Keep this").tap()
    expect(amira.get_by_text("One step up from the start.")).to_be_visible()
    see(amira, "16-goals-with-a-ladder")
    tom = enter(house.tom, javascript=javascript)
    tom.goto(reverse("assessment:goals", args=[house.cast.ours.pk]))
    tom.get_by_role("link", name="How we count this").click()
    expect(tom.get_by_text("Taken together, it is less than was hoped for.")).to_be_visible()
    see(tom, "16-ladders-together")
