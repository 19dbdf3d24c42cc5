"""Step 39: a strain and what comes of it, messages, speaking up past the therapist, and a course that changes hands."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import NOW

from duologue.relationship import actions
from duologue.relationship.models import FOUR
from duologue.sessions import actions as sessions


@pytest.fixture
def course(house):
    """Four sessions; Amira has said how three of them were, and Tom has, too."""
    cast, held = house.cast, []
    for week, total in enumerate((9, 9, 9, None), start=1):
        at = NOW - timedelta(weeks=5 - week)
        session = sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=at)
        sessions.end(sessions.begin(session, by=cast.tom, now=at), by=cast.tom, now=at)
        if total:
            ratings = dict.fromkeys(FOUR, total) | {"worth_it": total, "could_say": total - week % 2}
            actions.give_feedback(session, ratings=ratings, by=cast.amira, now=at)
            actions.give_own_view(session, ratings=dict.fromkeys(FOUR, 8), by=cast.tom, now=at)
        held.append(session)
    return cast.ours, held


def rate(page, question, value):
    page.get_by_role("group", name=question).get_by_text(str(value), exact=True).click()


def test_a_strain_is_noticed_talked_about_and_written_down(house, enter, look, course):
    ours, held = course
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto(f"/session/{held[3].pk}/feedback/")
    for question, value in (("listened to", 5), ("what matters to me", 6), ("suits me", 4), ("on my mind", 7)):
        rate(amira, question, value)
    amira.get_by_label("Anything that did not help").fill("You were somewhere else today.")
    amira.get_by_label("Only when we meet again").check()
    amira.get_by_role("button", name="Send to Tom").click()
    expect(amira.get_by_text("Your numbers for session 4 are still yours alone.")).to_be_visible()
    expect(amira.get_by_text("It opens when you meet again.")).to_be_visible()

    tom.goto("/today/")
    tom.get_by_role("link", name="Amira said how a session was").click()
    look(tom, "39-own-view")
    for question, value in (("I listened", 7), ("what matters to them", 7), ("suits them", 7), ("on their mind", 5)):
        rate(tom, question, value)
    tom.get_by_role("button", name="Keep my view").click()
    expect(tom.get_by_text("Lower than the time before")).to_be_visible()
    expect(tom.get_by_text("You were somewhere else today.")).to_have_count(0)
    look(tom, "39-felt-his")
    tom.get_by_role("link", name="Open the action card").click()
    look(tom, "39-card")
    tom.get_by_role("button", name="Keep and close").click()
    expect(tom.get_by_role("alert")).to_contain_text("Choose at least one thing you did.")
    tom.complaints.clear()
    tom.get_by_label("We talked about it openly").check()
    tom.get_by_label("What you found, and what you decided").fill(
        "I had bad news that day. Amira wants a slower start."
    )
    tom.get_by_label("When do you look at it again?").fill("2026-12-10")
    tom.get_by_role("button", name="Keep and close").click()
    expect(tom.get_by_text("Kept. Amira reads it, too.")).to_be_visible()
    tom.get_by_text("Each rule, asked of session 4").click()
    expect(tom.get_by_text("36, 35, 22")).to_have_count(2)  # in what fired, and among all rules
    look(tom, "39-each-rule")
    tom.get_by_role("link", name="How it is now").click()
    look(tom, "39-again")
    tom.get_by_label("Easier between us").check()
    tom.get_by_label("In a few words").fill("She began the hour.")
    tom.get_by_role("button", name="Keep it").click()
    expect(tom.get_by_text("Kept. Amira reads it, too.")).to_be_visible()
    tom.get_by_role("link", name="What the numbers are looked at for").click()
    expect(tom.get_by_role("heading", name="What the numbers are looked at for")).to_be_visible()
    look(tom, "39-rules")

    amira.goto(f"/course/{ours.pk}/relationship/")
    expect(amira.get_by_text("Amira wants a slower start.")).to_be_visible()
    expect(amira.get_by_text("She began the hour.")).to_be_visible()
    look(amira, "39-felt-hers")
    amira.goto("/progress/")
    expect(amira.get_by_role("heading", name="Sessions: how they felt")).to_be_visible()


def test_messages_and_speaking_up(house, enter, look, course):
    ours, _ = course
    amira, tom, mo = enter(house.amira, phone=True), enter(house.tom), enter(house.cast.mo)
    amira.goto("/today/")
    amira.get_by_role("navigation", name="Your pages").get_by_role("link", name="Messages").click()
    expect(amira.get_by_text("Nobody is watching now.")).to_be_visible()
    look(amira, "39-messages-empty")
    amira.get_by_label("Your message").fill("The bus was late.")
    amira.get_by_role("button", name="Send to Tom").click()
    expect(amira.get_by_text("sent, not opened yet")).to_be_visible()
    tom.goto("/today/")
    tom.get_by_role("link", name="Amira wrote to you").click()
    tom.get_by_label("Your message").fill("Thank you for saying so.")
    tom.get_by_role("button", name="Send to Amira").click()
    expect(tom.get_by_text("sent, not opened yet")).to_be_visible()
    look(tom, "39-messages-his")
    amira.reload()
    expect(amira.get_by_text("Thank you for saying so.")).to_be_visible()
    expect(amira.get_by_text("opened Thu 26 Nov")).to_be_visible()
    look(amira, "39-messages-hers")
    amira.get_by_label("Find words").fill("BUS")
    amira.get_by_role("button", name="Find").click()
    expect(amira.get_by_role("status").filter(has_text="1 with “BUS”")).to_be_visible()

    amira.get_by_role("link", name="Something is not right").click()
    expect(amira.get_by_role("button", name="Send to Mo")).to_be_visible()
    amira.goto("/plan/")
    amira.get_by_role("link", name="I would like another therapist").click()
    look(amira, "39-speak-up")
    amira.get_by_label("If you like, say more").fill("I feel judged.")
    amira.get_by_role("button", name="Send to Mo").click()
    expect(amira.get_by_text("Mo reads it and answers you here.")).to_be_visible()
    mo.goto("/today/")
    mo.get_by_role("link", name="Amira wrote to you").click()
    look(mo, "39-concern")
    mo.get_by_label("Your answer").fill("Thank you. Ben has room, if you want to meet him.")
    mo.get_by_role("button", name="Send to Amira").click()
    expect(mo.get_by_text("Sent to Amira.")).to_be_visible()
    look(mo, "39-concerns")
    mo.goto("/who-hears-it/")
    look(mo, "39-named")
    amira.goto("/today/")
    amira.get_by_role("link", name="Mo answered you").click()
    expect(amira.get_by_text("Ben has room")).to_be_visible()
    amira.goto(f"/course/{ours.pk}/not-good/")
    look(amira, "39-effects")
    tom.goto("/today/")
    expect(tom.get_by_text("judged")).to_have_count(0)


def test_a_course_changes_hands(house, enter, look, course):
    ours, _ = course
    amira, tom, ben = enter(house.amira, phone=True), enter(house.tom), enter(house.cast.ben)
    tom.goto(f"/course/{ours.pk}/")
    tom.get_by_role("link", name="Hand over to another therapist").click()
    look(tom, "39-hand-over")
    tom.get_by_label("Ben").check()
    tom.get_by_role("button", name="Ask Amira").click()
    expect(tom.get_by_text("Amira has not decided yet.")).to_be_visible()
    amira.goto("/today/")
    amira.get_by_role("link", name="Ben could be your next therapist").click()
    amira.get_by_label("What I want them to know about me").fill("Call me Ami.")
    look(amira, "39-for-the-next")
    amira.get_by_role("button", name="Yes, Ben may have this").click()
    expect(amira.get_by_text("You said yes. Ben gets these words.")).to_be_visible()
    tom.reload()
    tom.get_by_role("button", name="Hand over to Ben now").click()
    expect(tom.get_by_text("You do not see it any more.")).to_be_visible()
    tom.goto("/caseload/")
    expect(tom.get_by_text("Nobody yet.")).to_be_visible()
    ben.goto("/today/")
    ben.get_by_role("link", name="Amira is yours from now on").click()
    expect(ben.get_by_text("Call me Ami.")).to_be_visible()
    look(ben, "39-what-the-next-reads")


def test_without_a_script(house, enter, course):
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto("/messages/")
    amira.get_by_label("Your message").fill("The bus was late.")
    amira.get_by_role("button", name="Send to Tom").click()
    expect(amira.get_by_text("sent, not opened yet")).to_be_visible()
