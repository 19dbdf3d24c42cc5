"""Step 6: how a session was, a remark, its answer, and the client who sees it."""

import pytest
from playwright.sync_api import expect
from tests.cast import NOW

from duologue.sessions import actions as sessions


@pytest.fixture
def held(house):
    """A session that has just ended."""
    session = sessions.plan_session(course=house.cast.ours, starts_at=NOW, minutes=50, by=house.tom, now=NOW)
    sessions.begin(session, by=house.tom, now=NOW)
    return sessions.end(session, by=house.tom, now=NOW)


def rate(page, question, value):
    page.get_by_role("group", name=question).get_by_text(str(value), exact=True).click()


def test_amira_says_what_did_not_help_and_gets_an_answer(house, enter, look, held):
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto(f"/session/{held.pk}/")
    amira.get_by_role("link", name="Say how it was").click()
    look(amira, "06-feedback")
    amira.get_by_role("button", name="Send to Tom").click()
    expect(amira.get_by_role("alert")).to_contain_text("There is nothing here yet.")
    amira.complaints.clear()  # the browser notes the refusal too
    look(amira, "06-feedback-empty")
    rate(amira, "Today I felt listened to and respected.", 8)
    rate(amira, "The way we worked suits me.", 5)
    amira.get_by_label("Anything that did not help").fill("Too many questions today.")
    amira.get_by_label("Yes, let us talk about it").check()
    amira.get_by_role("button", name="Send to Tom").click()
    expect(amira.get_by_text("Thank you. Tom will read it.")).to_be_visible()
    expect(amira.get_by_text("Not answered yet.")).to_be_visible()
    look(amira, "06-overview-hers")
    amira.goto(f"/session/{held.pk}/feedback/")
    expect(amira.get_by_role("heading", name="you have said how it was")).to_be_visible()
    look(amira, "06-said-already")

    tom.goto(f"/course/{house.cast.ours.pk}/agenda/")
    tom.get_by_role("link", name="Answer it What Amira said about session 1").click()
    tom.get_by_role("button", name="Send to Amira").click()
    expect(tom.get_by_role("alert")).to_contain_text("Write what you would like to say back.")
    tom.complaints.clear()
    look(tom, "06-remark")
    tom.get_by_label("Your answer").fill("Thank you. I cut the form to three questions.")
    tom.get_by_role("button", name="Send to Amira").click()
    expect(tom.get_by_text("Sent to Amira.")).to_be_visible()
    look(tom, "06-overview-his")
    tom.goto(f"/course/{house.cast.ours.pk}/agenda/")
    expect(tom.get_by_text("Nothing here yet.")).to_be_visible()

    amira.goto(f"/course/{house.cast.ours.pk}/relationship/")
    expect(amira.get_by_text("I cut the form to three questions.")).to_be_visible()
    expect(amira.get_by_text("Tom answered")).to_be_visible()


def test_how_it_was_without_javascript(house, enter, held):
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto(f"/session/{held.pk}/feedback/")
    rate(amira, "Overall, today was worth it for me.", 7)
    amira.get_by_role("button", name="Send to Tom").click()
    expect(amira.get_by_text("Thank you. Tom will read it.")).to_be_visible()
