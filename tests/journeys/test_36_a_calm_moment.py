"""A calm moment on a phone: an exercise leads through, pauses, moves nothing for whoever wants less motion, opens offline."""

import re

from playwright.sync_api import expect
from tests.journeys.test_23_no_signal import until_it_stands_in

from duologue.homework import actions as homework
from duologue.questionnaires import library
from duologue.questionnaires.models import Response

LOOKS = ["as my device", "light", "dark"]  # the foot of each page


def test_a_breath_leads_through_by_the_pages_own_clock(enter, look):
    page = enter(phone=True)
    page.clock.install()
    page.goto("/calm/")
    look(page, "36-calm")
    page.get_by_role("link", name=re.compile("A slow breath")).tap()
    said = page.locator("[data-now-words]")
    page.get_by_label("How long").select_option("1")
    page.get_by_label("How slow").select_option("0")
    page.get_by_role("button", name="Begin").tap()
    expect(said).to_contain_text("Sit or lie")
    expect(page.get_by_role("button")).to_have_text(["Pause", "Stop here", *LOOKS])
    page.clock.run_for(6_400)
    expect(said).to_have_text("Breathe in")
    page.clock.run_for(3_200)
    expect(said).to_have_text("Breathe out")
    page.get_by_role("button", name="Pause").tap()
    page.clock.run_for(60_000)
    expect(said).to_have_text("Breathe out")  # the phone lay there for a minute; nothing went on
    look(page, "36-breathing")
    page.get_by_role("button", name="Go on").tap()
    page.clock.run_for(90_000)
    expect(said).to_have_text("That was it. Take a moment before you go on.")
    expect(page.get_by_role("button", name="Once more")).to_be_focused()


def test_where_less_motion_is_wished_for_nothing_moves_and_the_number_says_the_same(enter):
    page = enter(phone=True)
    page.clock.install()
    page.goto("/calm/slow-breathing/")
    page.get_by_role("button", name="Begin").tap()
    page.clock.run_for(6_400)
    circle = page.locator(".breath i")
    moving = "e => [getComputedStyle(e).transitionDuration, getComputedStyle(e).transform]"
    assert circle.evaluate(moving) == ["0s", "matrix(0.62, 0, 0, 0.62, 0, 0)"]
    expect(page.locator("[data-number]")).to_have_text(re.compile("[34]"))
    page.emulate_media(reduced_motion="no-preference")
    page.clock.run_for(400)
    expect(circle).not_to_have_css("transition-duration", "0s")


COUNTED = """window.made = 0; const Sound = window.AudioContext;
window.AudioContext = class extends Sound { constructor() { super(); window.made += 1; } };"""


def test_it_sounds_only_when_asked_the_tone_is_made_here_and_all_of_it_can_be_read(enter):
    page = enter(phone=True)
    page.add_init_script(COUNTED)
    page.clock.install()
    page.goto("/calm/slow-breathing/")
    sound = page.get_by_role("checkbox", name="A soft tone as it goes on")
    expect(sound).not_to_be_checked()
    page.get_by_role("button", name="Begin").tap()
    page.clock.run_for(6_400)
    expect(page.locator("[data-now-words]")).to_have_text("Breathe in")
    assert page.evaluate("made") == 0
    page.get_by_role("button", name="Stop here").tap()
    sound.check()
    page.get_by_role("button", name="Once more").tap()
    assert page.evaluate("made") == 1  # one, and nothing was fetched: `enter` notes every request
    page.get_by_text("The same in words").tap()
    expect(page.get_by_role("listitem").filter(has_text="Sit or lie")).to_be_visible()


def test_senses_go_on_by_ones_own_pace_with_the_keyboard_and_stop_at_any_time(enter, look):
    page = enter()
    page.goto("/calm/five-senses/")
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_role("button", name="Next")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-now-words]")).to_contain_text("five things you can see")
    expect(page.locator("[data-left]")).to_have_text("Step 2 of 7")
    look(page, "36-senses")
    page.get_by_role("button", name="Stop here").press("Enter")
    expect(page.locator("[data-now-words]")).to_have_text("You stopped here. That is fine.")


def test_without_a_script_it_stands_there_in_words(enter):
    page = enter(phone=True, javascript=False)
    page.goto("/calm/muscle-by-muscle/")
    expect(page.get_by_text("Make two fists. Not too hard. Hold.")).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_be_hidden()


def test_without_a_signal_it_opens_and_runs(enter, house):
    page = enter(house.amira, phone=True, worker=True)
    page.goto("/today/")
    until_it_stands_in(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.goto("/calm/kind-pause/")
    page.get_by_role("button", name="Begin").tap()
    expect(page.locator("[data-now-words]")).to_contain_text("Stop for a moment")
    page.context.set_offline(False)
    page.complaints.clear()


def test_agreed_in_the_session_and_done_at_home(enter, house, look, now):
    agreed = homework.agree(
        course=house.cast.ours,
        by=house.tom,
        now=now,
        what="Tense and let go, before bed",
        why="Nights are loud.",
        when_where="In bed, light off",
        confidence=8,
        worksheet=library.newest("muscle-by-muscle"),
    )
    page = enter(house.amira, phone=True)
    page.goto(f"/between/{agreed.pk}/do/")
    page.locator("label").filter(has_text=re.compile(r"^7$")).first.tap()
    look(page, "36-agreed")
    page.get_by_role("button", name="Continue").locator("visible=true").tap()
    page.locator("[data-now] label").filter(has_text=re.compile(r"^3$")).tap()
    page.get_by_role("button", name="Continue").locator("visible=true").tap()
    page.get_by_label("Where did you feel a difference?").fill("My jaw.")
    page.get_by_role("button", name="Continue").locator("visible=true").tap()
    page.get_by_text("Just for me").first.tap()
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_text("Kept, just for you.")).to_be_visible()
    kept = Response.objects.unscoped().get()
    assert (kept.answers["before"], kept.answers["after"], kept.answers["noticed"]) == (7, 3, "My jaw.")
