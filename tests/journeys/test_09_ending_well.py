"""Step 9: an ending begun together, first words beside today's, a plan by two on two pages, a day to look in again."""

import re
from datetime import date

from playwright.sync_api import expect
from tests import histories
from tests.cast import NOW

from duologue.ending import actions as ending
from duologue.sessions import actions as sessions

PARTS = [
    "What I learned",
    "What helped me",
    "Green: when I am well",
    "Amber: my early signs",
    "Red: it is getting serious",
    "First I do this",
    "Then I do this",
    "People I call",
    "What I want to remember",
]


def pages_of(pdf: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def on_the_way(house):
    histories.amiras(house.cast)
    for n in (1, 2, 3):
        sessions.plan_session(
            course=house.cast.ours, starts_at=NOW + histories.WEEK * n, minutes=50, by=house.tom, now=NOW
        )


def test_an_ending_is_begun_looked_back_on_and_planned_by_both(house, enter, look):
    on_the_way(house)
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    tom.goto(f"/course/{house.cast.ours.pk}/ending/")
    tom.get_by_role("link", name="Begin the ending together").click()
    look(tom, "09-begin")
    tom.get_by_role("radio", name="We planned it").check()
    tom.get_by_label("Which session is the last one?").fill("10")
    tom.get_by_label("Why now, in your words").fill("The shop is easy now.")
    tom.get_by_role("button", name="Begin the ending").click()
    expect(tom.get_by_text("2 sessions are left.")).to_be_visible()
    tom.get_by_role("link", name="Choose a day together").click()
    look(tom, "09-days-to-look-in")
    tom.get_by_text("A day of its own").click()
    tom.get_by_label("On which day?").fill("2027-03-04")
    tom.get_by_role("button", name="Set this day").click()
    look(tom, "09-ending-for-the-therapist")

    amira.goto(f"/course/{house.cast.ours.pk}/ending/")
    expect(amira.get_by_text("2 sessions are left.")).to_be_visible()
    expect(amira.get_by_text("Thursday 4 March 2027")).to_be_visible()
    expect(amira.get_by_text("I stopped going out on my own.")).to_be_visible()
    amira.get_by_label("How would you say it today?").fill("I go out when I want to.")
    amira.get_by_role("button", name="Put it beside the first words").click()
    expect(amira.locator("blockquote").filter(has_text="I go out when I want to.")).to_be_visible()
    look(amira, "09-ending")

    amira.get_by_role("link", name="Start the plan").click()
    amira.get_by_label("What helped me").fill("Going anyway. Walking with Jo.")
    amira.get_by_role("button", name="Keep the plan").click()
    expect(amira.get_by_text("Kept. Both of you can read it here.")).to_be_visible()
    tom.goto(f"/course/{house.cast.ours.pk}/staying-well/")
    tom.get_by_label("Amber: my early signs").fill("Sending somebody else to the shop.")
    tom.get_by_role("button", name="Keep the plan").click()
    expect(tom.get_by_text("Kept. Both of you can read it here.")).to_be_visible()
    look(tom, "09-plan-for-the-therapist")
    # Amira's page is from before Tom wrote.
    amira.get_by_label("First I do this").fill("Go before nine.")
    amira.get_by_role("button", name="Keep the plan").click()
    expect(amira.get_by_role("heading", name="You both wrote here")).to_be_visible()
    amira.complaints.clear()  # the browser reports the 409 itself
    amira.locator("#id_early_signs").fill("Sending somebody else to the shop.")
    amira.get_by_role("button", name="Keep this").click()
    expect(amira.get_by_label("Amber: my early signs")).to_have_value("Sending somebody else to the shop.")
    look(amira, "09-plan")


def test_the_fullest_plan_prints_on_two_pages(house, enter, look):
    on_the_way(house)
    house.cast.practice.crisis_lines *= 6
    house.cast.practice.save(update_fields=["crisis_lines"])
    ending.set_follow_up(date(2027, 3, 4), course=house.cast.ours, by=house.tom, now=NOW)
    page = enter(house.amira)
    page.goto(f"/course/{house.cast.ours.pk}/staying-well/")
    long_part = "\n".join("When the mornings get heavy I call Jo and walk round the block once. " for _ in range(7))
    for label in PARTS:
        page.get_by_label(label, exact=False).first.fill(long_part[:500].strip())
    page.get_by_role("button", name="Keep the plan").click()
    page.get_by_role("link", name="Open it for paper").click()
    expect(page.get_by_role("heading", name="People I call")).to_be_visible()
    look(page, "09-plan-for-paper")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pages_of(pdf) == 2
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("link", name="Get help now")).to_be_hidden()


def test_a_short_plan_is_not_longer(house, enter):
    page = enter(house.amira, javascript=False)
    page.goto(f"/course/{house.cast.ours.pk}/staying-well/")
    page.get_by_label("What helped me").fill("Going anyway.")
    page.get_by_role("button", name="Keep the plan").click()
    page.goto(f"/course/{house.cast.ours.pk}/staying-well/print/")
    expect(page.get_by_text("In danger: 999")).to_be_visible()
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1


def test_the_course_ends_and_the_door_stays_open(house, enter, look):
    on_the_way(house)
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/ending/begin/")
    tom.get_by_role("radio", name="It broke off").check()
    tom.get_by_label("Which session is the last one?").fill("8")
    tom.get_by_label("Why now, in your words").fill("A new job far away.")
    tom.get_by_role("button", name="Begin the ending").click()
    expect(tom.get_by_text("No session is left.")).to_be_visible()
    tom.get_by_role("link", name="End the course").click()
    look(tom, "09-end-the-course")
    tom.get_by_role("button", name="End the course").click()
    expect(tom.get_by_text("can ask to come back")).to_be_visible()

    amira = enter(house.amira, phone=True)
    amira.goto(f"/course/{house.cast.ours.pk}/ending/")
    expect(amira.get_by_text("You can come back.")).to_be_visible()
    expect(amira.get_by_role("link", name="Ask to come back")).to_be_visible()
    expect(amira.get_by_text("I stopped going out on my own.")).to_be_visible()
    look(amira, "09-after-the-ending")
    amira.goto("/progress/")
    expect(amira.get_by_text("It is 9 now.").first).to_be_visible()
