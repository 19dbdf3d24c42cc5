"""Tom writes a worksheet for his practice, looks at it as a client will, puts it on the shelf, and fills it in with Amira."""

import re

import pytest
from playwright.sync_api import expect

from duologue.questionnaires.models import Response


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without"])
def test_from_an_empty_page_to_the_shelf(enter, house, look, javascript):
    page = enter(house.tom, javascript=javascript)
    page.goto("/library/")
    page.get_by_role("link", name="Write one, or change what you wrote").click()
    if javascript:
        look(page, "37-none-yet")
    page.get_by_role("button", name="Begin with an empty page").click()
    page.get_by_label("Question", exact=True).fill("How long did you lie awake?")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("alert")).to_contain_text("Give it a title.")
    page.complaints.clear()  # Chromium writes a 422 on its console
    expect(page.get_by_label("Question", exact=True)).to_have_value("How long did you lie awake?")
    if javascript:
        look(page, "37-something-missing")
    page.get_by_label("Title").fill("Night log")
    page.get_by_label("What your client reads above it").fill("My night")
    page.get_by_label("What it is good for").fill("It shows what a night was like.")
    page.get_by_label("Cognitive behavioural").check()
    page.get_by_label("A note for you: when, how, when not").fill("Good at first.")
    page.get_by_label("Answered by").select_option("choice")
    page.get_by_label("The answers, one on each line").fill("Not long\nAn hour")
    page.get_by_role("button", name="One more question").click()
    expect(page.get_by_role("group", name="Question 2")).to_be_visible()
    second = page.get_by_role("group", name="Question 2")
    second.get_by_label("Question", exact=True).fill("How rested are you?")
    second.get_by_label("Answered by").select_option("scale")
    second.get_by_label("What 0 means").fill("worn out")
    second.get_by_label("What 10 means").fill("fresh")
    page.get_by_role("button", name=re.compile("Up.*question 2")).click()
    first = page.get_by_role("group", name="Question 1")
    expect(first.get_by_label("Question", exact=True)).to_have_value("How rested are you?")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="As your client sees it")).to_be_visible()
    if javascript:
        look(page, "37-looked-at")
    page.get_by_role("button", name="Put it on the shelf").click()
    expect(page.get_by_text("It stands in the library now, and can be given.")).to_be_visible()
    if javascript:
        look(page, "37-on-the-shelf")
    page.goto(f"/course/{house.cast.ours.pk}/tools/together/")
    page.get_by_role("link", name="Night log").click()
    page.locator("label").filter(has_text="7").first.click()
    if javascript:
        page.get_by_role("button", name="Continue").locator("visible=true").click()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept. Both of you can read it")).to_be_visible()
    assert Response.objects.unscoped().get().answers["q1"] == 7
