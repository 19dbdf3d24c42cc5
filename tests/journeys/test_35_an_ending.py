"""Endings worth the name: a plan that outlives the account, one that breaks off, one that comes back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests import histories
from tests.cast import NOW, PASSWORD

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.ending import actions as ending
from duologue.ending import following, resources
from duologue.ending.follow_up_models import FollowUp
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem

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


def test_a_course_breaks_off_and_the_door_stays_open(house, enter, look):
    """She stays away: what waits about safety comes first, each try is written down, and the last word is that she can come."""
    histories.amiras(house.cast)
    about = {"course": house.cast.ours, "by": house.amira, "now": NOW}
    waits = agenda.add(AgendaItem.Kind.SAFETY, "An answer about safety", **about)
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/ending/begin/")
    tom.get_by_role("radio", name="It broke off").check()
    tom.get_by_label("Which session is the last one?").fill("8")
    tom.get_by_label("Why now, in your words").fill("She has not come for four weeks.")
    tom.get_by_role("button", name="Begin the ending").click()
    tom.get_by_role("link", name="Write down a try").click()
    tom.get_by_label("When?").fill("2026-11-20")
    tom.get_by_role("radio", name="By phone").check()
    tom.get_by_role("radio", name="Left word").check()
    tom.get_by_role("button", name="Write it down").click()
    expect(tom.get_by_role("region", name="So far").get_by_text("Left word")).to_be_visible()
    look(tom, "35-reaching-out")
    tom.get_by_role("link", name="Write that the door is open").click()
    tom.get_by_role("button", name="Give it to Amira").click()
    tom.goto(f"/course/{house.cast.ours.pk}/ending/close/")
    expect(tom.get_by_text("An answer about safety still waits for somebody to act on it.")).to_be_visible()
    expect(tom.get_by_role("button", name="End the course")).to_have_count(0)
    look(tom, "35-something-waits")
    agenda.settle(waits, AgendaItem.Outcome.TALKED, session=None, by=house.tom, now=NOW)
    tom.reload()
    tom.get_by_role("button", name="End the course").click()
    expect(tom.get_by_text("can ask to come back")).to_be_visible()

    amira = enter(house.amira, phone=True)
    amira.goto(f"/course/{house.cast.ours.pk}/ending/")
    expect(amira.get_by_role("heading", name="When we tried to reach you")).to_be_visible()
    expect(amira.get_by_role("article").get_by_text("The door is open", exact=False).first).to_be_visible()
    expect(amira.get_by_role("link", name="Ask to come back")).to_be_visible()
    expect(amira.get_by_text("The pages are kept until 26 November 2033.")).to_be_visible()
    look(amira, "35-broken-off-and-open")
    amira.get_by_role("link", name="Keeping and erasing").click()
    amira.get_by_role("button", name="I want it erased").click()
    expect(amira.get_by_role("heading", name="Are you sure?")).to_be_visible()
    look(amira, "35-erase-asked-twice")
    amira.get_by_label("Your password").fill(PASSWORD)
    amira.get_by_role("button", name="Yes, erase it on that day").click()
    expect(amira.get_by_text("They are erased on 26 November 2033, by themselves.").first).to_be_visible()
    mo = enter(house.cast.mo)
    mo.goto("/kept/")
    look(mo, "35-kept")
    mo.get_by_role("link", name=re.compile("^Hold.*Amira")).click()
    mo.get_by_label("Why do its pages have to stay?").fill("A court has asked for them.")
    mo.get_by_role("button", name="Hold these pages").click()
    expect(mo.get_by_role("link", name=re.compile("Open the hold.*Amira"))).to_be_visible()
    mo.get_by_role("link", name=re.compile("Open the hold.*Amira")).click()
    look(mo, "35-held")


def test_she_ends_with_a_summary_and_comes_back_after_three_months(house, enter, look, monkeypatch):
    """A summary goes with her yes; in month three amber opens the way back, into the same course with its history."""
    histories.amiras(house.cast)
    ours, tom_, amira_ = house.cast.ours, house.tom, house.amira
    put = {"of": None, "practice": house.cast.practice, "by": house.cast.mo, "now": NOW}
    for name, what in (
        ("Mill Lane walkers", "Walks in company, at any pace"),
        ("Night owls", "Talking when it is late"),
    ):
        resources.keep({"name": name, "what": what, "phone": "0113 496 0001", "hours": "Mondays at six"}, **put)
    ending.begin("planned", last_session_number=8, why="The shop is easy now.", course=ours, by=tom_, now=NOW)
    ending.write_plan(PLAN, course=ours, seen=0, by=amira_, now=NOW)
    following.plan_follow_ups([1, 3], last_on=NOW.date(), course=ours, by=tom_, now=NOW)
    amira = enter(house.amira, phone=True)
    amira.goto(f"/course/{ours.pk}/staying-well/")
    amira.get_by_text("Choose for the plan").click()
    amira.get_by_label("Mill Lane walkers").check()
    amira.get_by_role("button", name="Put them on the plan").click()
    expect(amira.get_by_text("checked November 2026")).to_be_visible()
    look(amira, "35-plan")
    mo = enter(house.cast.mo)
    mo.goto("/near-by/")
    look(mo, "35-help-near-by")
    mo.get_by_role("link", name="Change Mill Lane walkers").click()
    look(mo, "35-one-of-the-list")

    tom = enter(house.tom)
    tom.goto(f"/course/{ours.pk}/summary/")
    expect(tom.get_by_label("What brought me, in my words")).to_have_value(re.compile("I stopped going out on my own."))
    tom.get_by_label("To whom does it go?").fill("Dr Farrow, Mill Lane")
    tom.get_by_label("How safe things are at the end").fill("No danger, and a plan for hard days.")
    look(tom, "35-write-a-summary")
    tom.get_by_role("button", name="Keep it").click()
    expect(tom.get_by_text("Amira does not see it yet.").first).to_be_visible()
    look(tom, "35-summary-not-shown")
    tom.get_by_role("button", name="Show it to Amira").click()
    expect(tom.get_by_text("Amira has not said yes to this version yet.")).to_be_visible()
    amira.goto("/today/")
    amira.get_by_role("link", name="Read it").click()
    expect(amira.get_by_role("heading", name="May it go to Dr Farrow, Mill Lane?")).to_be_visible()
    look(amira, "35-summary-to-read")
    amira.get_by_role("button", name="Yes, pass it on").click()
    expect(amira.get_by_text("Your word is kept.")).to_be_visible()
    tom.reload()
    tom.get_by_role("button", name="Pass it on to Dr Farrow, Mill Lane").click()
    expect(tom.get_by_text("No danger, and a plan for hard days.")).to_be_visible()
    look(tom, "35-summary-passed-on")
    tom.goto(f"/course/{ours.pk}/ending/close/")
    tom.get_by_role("button", name="End the course").click()

    month_three = NOW + timedelta(days=93)
    FollowUp.objects.unscoped().filter(course=ours, months=1).update(held_at=NOW + timedelta(days=31))
    monkeypatch.setattr("duologue.web.clock.now", lambda: month_three)
    amira = enter(house.amira, phone=True)
    amira.goto("/today/")
    amira.get_by_role("link", name="How is it going?").click()
    for question, answer in (("early signs", "A little"), ("ordinary days", "Not at all"), ("let go", "A little")):
        amira.get_by_role("group", name=question).get_by_label(answer).check()
    amira.get_by_role("button", name="See what it says").click()
    expect(amira.get_by_text("Amber: some early signs are back.")).to_be_visible()
    expect(amira.get_by_text("Go before nine, with a short list.")).to_be_visible()
    amira.get_by_role("button", name="I would like to talk to Tom").click()
    tom = enter(house.tom)
    tom.goto("/today/")
    tom.get_by_role("link", name="Amira would like to talk").click()
    tom.get_by_role("button", name="Work together again").click()
    expect(tom.get_by_text("The way back is open. You work with Amira again.")).to_be_visible()
    assert [stage.kind for stage in Stage.objects.unscoped().filter(course=ours).order_by("began_at", "pk")][-3:] == [
        "ending",
        "follow_up",
        "treatment",
    ]
    amira.goto("/progress/")
    expect(amira.get_by_text("It is 9 now.").first).to_be_visible()  # what was counted before is there, and goes on
    amira.goto(f"/course/{ours.pk}/staying-well/")
    expect(amira.get_by_label("Amber: my early signs")).to_have_value(PLAN["early_signs"])
