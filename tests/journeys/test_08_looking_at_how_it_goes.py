"""Step 8: Amira reads her progress on the phone, Tom its twin; a milestone; a review by two, signed by both."""

import re

from playwright.sync_api import expect
from tests import histories

SIZES = """() => [...document.querySelectorAll('.chart svg text')].filter(t => t.getClientRects().length).map(t => {
  const svg = t.ownerSVGElement;
  return parseFloat(getComputedStyle(t).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
})"""
OUTSIDE = """() => [...document.querySelectorAll('.chart svg text')].filter(t => t.getClientRects().length).filter(t => {
  const [word, drawing] = [t.getBoundingClientRect(), t.ownerSVGElement.getBoundingClientRect()];
  return word.left < drawing.left - 1 || word.right > drawing.right + 1
    || word.top < drawing.top - 1 || word.bottom > drawing.bottom + 1;
}).map(t => t.textContent)"""


def test_amira_reads_her_progress_and_says_what_it_misses(house, enter, look):
    histories.amiras(house.cast)
    page = enter(house.amira, phone=True)
    page.goto("/progress/")
    expect(page.get_by_role("heading", name="My progress")).to_be_visible()
    expect(page.get_by_text("Your low mood score was 19 when you started. It is 9 now.")).to_be_visible()
    expect(page.get_by_role("img", name="Your low mood score")).to_have_count(1)  # one drawing for this width
    expect(page.get_by_text("clinical range")).to_have_count(0)
    look(page, "08-my-progress")
    for size in ({"width": 360, "height": 740}, {"width": 1280, "height": 800}):
        page.set_viewport_size(size)
        sizes = page.evaluate(SIZES)
        assert len(sizes) > 8 and min(sizes) >= 12, f"{size}: {min(sizes):.1f} pixels"
        assert not page.evaluate(OUTSIDE), size
    page.set_viewport_size({"width": 360, "height": 740})
    card = page.locator("section.measure").first
    card.get_by_text("Show the numbers").click()
    expect(card.get_by_role("table")).to_be_visible()
    expect(card.get_by_role("row").last).to_contain_text("9")
    card.get_by_role("link", name="How we count this").click()
    expect(page.get_by_text("A score goes from 19 to 9.")).to_be_visible()
    look(page, "08-how-we-count")
    page.goto("/progress/")
    page.get_by_label("What does this miss?").fill("The nights are still long.")
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.get_by_text("It is on the agenda for next time.")).to_be_visible()


def test_tom_reads_the_twin_and_amira_keeps_a_milestone(house, enter, look):
    histories.amiras(house.cast)
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/progress/")
    expect(tom.get_by_text("Amira's low mood score was 19 at the start. It is 9 now.")).to_be_visible()
    expect(tom.get_by_text("10 and above is the usual clinical range.").first).to_be_visible()
    look(tom, "08-progress-for-the-therapist")
    flags = tom.locator(".broad").first.locator(".flag").count()
    amira = enter(house.amira, phone=True)
    amira.goto("/progress/")
    amira.get_by_role("link", name="Add something worth remembering").click()
    look(amira, "08-milestone")
    amira.get_by_label("What happened?").fill("I asked a stranger for the time.")
    amira.get_by_role("button", name="Keep it").click()
    expect(amira.get_by_role("paragraph").filter(has_text="I asked a stranger for the time.")).to_be_visible()
    tom.reload()
    expect(tom.get_by_text("I asked a stranger for the time.", exact=True).first).to_be_visible()
    assert tom.locator(".broad").first.locator(".flag").count() == flags + 1


def test_two_write_one_review_and_both_sign_it(house, enter, look):
    histories.amiras(house.cast)
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    tom.goto(f"/course/{house.cast.ours.pk}/progress/")
    tom.get_by_role("link", name="Look back together").click()
    amira.goto(tom.url)
    expect(tom.get_by_text("Amira's low mood score was 19 at the start.")).to_be_visible()
    tom.get_by_label("What is working").fill("Going anyway.")
    tom.get_by_role("button", name="Keep this").click()
    expect(tom.get_by_text("You have not signed yet. Amira has not signed yet.")).to_be_visible()
    # Amira opened the page before Tom kept his words: hers are not lost, and his are not overwritten.
    amira.get_by_label("What is not working").fill("Long forms on a Monday.")
    amira.get_by_role("button", name="Keep this").click()
    expect(amira.get_by_role("heading", name="You both wrote here")).to_be_visible()
    look(amira, "08-two-versions")
    amira.complaints.clear()  # the browser reports the 409 itself
    boxes = amira.get_by_label("Yours")
    boxes.nth(0).fill("Going anyway.")
    amira.get_by_role("button", name="Keep this").click()
    expect(amira.get_by_label("What is working")).to_have_value("Going anyway.")
    amira.get_by_role("button", name="Sign these words").click()
    expect(amira.get_by_text("You have signed. Tom has not signed yet.")).to_be_visible()
    look(amira, "08-review")
    # Tom still has the old words on his screen: he cannot sign what he has not read.
    tom.get_by_role("button", name="Sign these words").click()
    expect(tom.get_by_role("alert")).to_contain_text("The words have changed since you read them.")
    tom.complaints.clear()
    expect(tom.get_by_label("What is not working")).to_have_value("Long forms on a Monday.")
    tom.get_by_role("button", name="Sign these words").click()
    expect(tom.get_by_text("signed by both")).to_be_visible()
    look(tom, "08-review-for-the-therapist")
    amira.reload()
    expect(amira.get_by_text("After session 8")).to_be_visible()
    tom.goto(f"/course/{house.cast.ours.pk}/review/")
    expect(tom.get_by_label("What is working")).to_be_hidden()
    tom.get_by_text("Begin another review").click()
    expect(tom.get_by_label("What is working")).to_have_value("")  # the next review begins with nothing


def test_progress_can_be_read_without_javascript(house, enter):
    histories.amiras(house.cast)
    page = enter(house.amira, phone=True, javascript=False)
    page.goto("/progress/")
    expect(page.get_by_text("It is 9 now.").first).to_be_visible()
    expect(page.locator(".narrow svg").first).to_be_visible()
    page.get_by_text("Show the numbers").first.click()
    expect(page.get_by_role("table").first).to_be_visible()
    page.get_by_label("What does this miss?").fill("The nights.")
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.get_by_role("status")).to_be_visible()


def test_one_score_two_scores_and_none(house, enter, look):
    page = enter(house.amira, phone=True)
    page.goto("/progress/")
    expect(page.get_by_text("No scores yet.")).to_be_visible()
    look(page, "08-nothing-yet")
    histories.answered(house.cast.ours, "phq-9", 19, histories.NOW - histories.WEEK)
    page.reload()
    expect(page.get_by_text("There is nothing to compare it with yet.")).to_be_visible()
    histories.answered(house.cast.ours, "phq-9", 14, histories.NOW)
    page.reload()
    expect(page.get_by_text(re.compile("Two scores are too few"))).to_be_visible()
    look(page, "08-two-scores")
