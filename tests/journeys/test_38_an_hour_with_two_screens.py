"""The hour with two browsers at once: prepared, held and closed by both; a second screen follows and ends with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import NOW

from duologue.courses import actions as courses
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions as sessions
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session

WEEK = timedelta(days=7)


@pytest.fixture
def hour(house, monkeypatch) -> Session:
    """The second session of a course, of today, with something to look at: scores, goals, a topic."""
    ours, tom, amira = house.cast.ours, house.tom, house.amira
    monkeypatch.setattr("duologue.web.clock.now", lambda: NOW)
    for weeks, value in ((3, 2), (2, 2), (1, 1)):
        at = NOW - weeks * WEEK
        draft = questionnaires.begin(library.newest("phq-9"), course=ours, by=amira, now=at)
        questionnaires.send(draft, {f"q{n}": value for n in range(1, 9)} | {"q9": 0}, now=at)
        held = sessions.plan_session(course=ours, starts_at=at, minutes=50, by=tom, now=at)
        sessions.begin(held, by=tom, now=at)
        sessions.end(held, by=tom, now=at + timedelta(minutes=50))
    goal = courses.set_goal("Go to the shop on my own", value=2, course=ours, by=amira, now=NOW - 2 * WEEK)
    courses.rate_goal(goal, value=4, by=amira, now=NOW - WEEK)
    courses.set_goal("See Jo again, and stay for a cup of tea", value=1, course=ours, by=amira, now=NOW - WEEK)
    agenda.add(AgendaItem.Kind.TOPIC, "The noise on the stairs", course=ours, by=amira, now=NOW - WEEK)
    agenda.add(AgendaItem.Kind.TOPIC, "What to do on Sundays", course=ours, by=tom, now=NOW - WEEK)
    return sessions.plan_session(course=ours, starts_at=NOW, minutes=50, by=tom, now=NOW - WEEK)


def asks(page) -> list[str]:
    """The questions of a second screen from now on."""
    found: list[str] = []
    page.on("request", lambda request: "/screen/?seen=" in request.url and found.append(request.url))
    return found


def test_two_people_prepare_hold_and_close_an_hour(house, enter, hour):
    tom, amira = enter(house.tom), enter(house.amira, phone=True)

    # before: she says what matters, and he reads it on the one page that prepares the hour
    amira.goto("/today/")
    amira.get_by_label("Something you want to talk about").fill("The party on Saturday")
    amira.get_by_role("button", name="Put it on the list").tap()
    tom.goto("/today/")
    tom.get_by_role("link", name="Amira").filter(has_text="prepare").click()
    expect(tom.get_by_text("The party on Saturday").first).to_be_visible()
    expect(tom.get_by_role("heading", name="What we agreed last time")).to_be_visible()
    tom.get_by_role("button", name="Start session").click()
    expect(tom.get_by_text("min left")).to_be_visible()

    # during: her phone shows what he chooses; both see the agenda shrink; what came up is kept in one tap
    tom.get_by_role("button", name="Open a screen").click()
    expect(tom.get_by_text("It opens one screen")).to_be_visible()
    amira.goto("/today/")
    amira.get_by_role("button", name="Look here").tap()
    expect(amira.get_by_text("Tom chooses what it shows")).to_be_visible()
    expect(tom.get_by_text("Amira's own screen shows what you choose")).to_be_visible()
    tom.get_by_role("button", name="Show how it goes").click()
    expect(amira.get_by_text("It is 8 now")).to_be_visible()
    tom.get_by_role("button", name="Show the agenda").click()
    expect(amira.get_by_text("The party on Saturday")).to_be_visible()
    tom.get_by_role("button", name="Talked about The party on Saturday").click()
    expect(amira.get_by_text("The party on Saturday")).to_have_count(0)
    tom.get_by_role("textbox", name="What came up").fill("She told her sister about the stairs.")
    tom.get_by_role("button", name="It happened").click()
    expect(tom.locator("#came-up").get_by_role("paragraph").filter(has_text="She told her sister")).to_be_visible()
    amira.get_by_role("button", name="Stop looking together").tap()
    expect(amira.get_by_role("heading", name="This is over")).to_be_visible()
    expect(tom.get_by_role("button", name="Open a screen")).to_be_visible()

    # the close: something to try, the next date, what both keep; then the note, begun from all of it
    tom.get_by_role("link", name="Agree something to try").click()
    tom.get_by_role("textbox", name="What (if you like)").fill("Stay at the party for one song")
    tom.get_by_label("Why this").fill("To see what happens.")
    tom.get_by_label("When and where").fill("Saturday evening at Jo's")
    tom.get_by_label("What could get in the way").fill("Too loud")
    tom.get_by_role("radio", name="8", exact=True).check()
    tom.get_by_role("button", name="Agree this together").click()
    tom.goto(f"/session/{hour.pk}/")
    expect(tom.locator("#close").get_by_text("Stay at the party for one song")).to_be_visible()
    tom.get_by_role("button", name="Same time next week").click()
    expect(tom.locator("#close").get_by_text("You meet again on")).to_be_visible()
    tom.get_by_label("What we agreed").fill("One song at the party, then decide.")
    tom.get_by_label("What today was about").fill("Saturday, and who knows about it.")
    tom.get_by_role("button", name="End and finish the note").click()
    note = tom.locator("#progress-note")
    expect(note).to_be_visible()
    for words in ("The party on Saturday", "One song at the party, then decide.", "Next session: Thursday 3 December"):
        assert words in note.get_by_role("textbox").first.input_value()
    tom.get_by_role("button", name="Keep and sign").click()

    # after: she says how it was on her own phone, and has what she takes home
    amira.goto(f"/session/{hour.pk}/")
    expect(amira.get_by_text("One song at the party, then decide.")).to_be_visible()
    amira.get_by_role("link", name="Say how it was").tap()
    amira.get_by_role("group", name="Today I felt listened to and respected.").get_by_text("9", exact=True).tap()
    amira.get_by_role("button", name="Send to Tom").tap()
    expect(amira.get_by_text("Thank you. Tom will read it.")).to_be_visible()
    amira.goto("/today/")
    expect(amira.get_by_text("Stay at the party for one song")).to_be_visible()
    expect(amira.get_by_text("Thursday 3 December").first).to_be_visible()
    expect(amira.get_by_role("button", name="Look here")).to_have_count(0)


def test_a_second_screen_follows_and_ends_with_the_session(house, enter, look, hour):
    tom, tablet = enter(house.tom), enter(None)
    tom.goto(f"/session/{hour.pk}/")
    tom.get_by_role("button", name="Start session").click()
    expect(tom.get_by_text("min left")).to_be_visible()
    tom.get_by_label("What we agreed").fill("Walk to the corner")  # stays through all that follows
    tom.get_by_role("button", name="Open a screen").click()
    expect(tom.get_by_text("It opens one screen")).to_be_visible()
    code = tom.locator(".screen-code").inner_text()
    alone = enter(house.tom)  # the same on a page of its own
    alone.goto(f"/session/{hour.pk}/looking/")
    expect(alone.locator(".screen-code")).to_have_text(code)
    look(alone, "38-code")

    tablet.goto("/screen/")
    look(tablet, "38-door")
    tablet.get_by_label("The code").fill("ACACAC")
    tablet.get_by_role("button", name="Open it here").click()
    expect(tablet.get_by_text("This code opens nothing").first).to_be_visible()
    tablet.complaints.clear()  # the browser notes the 422 too
    tablet.get_by_label("The code").fill(code.lower())
    tablet.get_by_role("button", name="Open it here").click()
    expect(tablet.get_by_text("Tom chooses what it shows")).to_be_visible()
    expect(tom.get_by_text("Connected")).to_be_visible()
    look(tablet, "38-nothing")

    questions = asks(tablet)
    with tom.expect_response("**/looking/"):
        tom.get_by_role("button", name="Show the agenda").click()
    questions.clear()
    expect(tablet.get_by_text("The noise on the stairs")).to_be_visible()
    assert len(questions) <= 2 and tablet.locator("#screen").get_attribute("data-every") == "1"  # so within two seconds
    look(tablet, "38-agenda")
    tom.get_by_role("button", name="Talked about The noise on the stairs").click()
    expect(tablet.get_by_text("The noise on the stairs")).to_have_count(0)
    expect(tablet.get_by_text("What to do on Sundays")).to_be_visible()

    tom.get_by_role("button", name="Show how it goes").click()
    expect(tablet.get_by_role("heading", name="How it goes")).to_be_visible()
    look(tablet, "38-progress")
    tom.get_by_role("button", name="Show our goals").click()
    expect(tablet.get_by_text("See Jo again, and stay for a cup of tea")).to_be_visible()
    look(tablet, "38-goals")
    tom.get_by_label("Which calm moment").select_option("slow-breathing")
    tom.get_by_role("button", name="Show a calm moment").click()
    tablet.get_by_role("button", name="Begin").click()  # the exercise leads through here too
    expect(tablet.get_by_role("button", name="Pause")).to_be_visible()
    expect(tom.get_by_role("button", name="Show a calm moment")).to_have_attribute("aria-pressed", "true")
    look(tom, "38-steering")
    expect(tom.get_by_label("What we agreed")).to_have_value("Walk to the corner")

    tom.get_by_role("button", name="Keep this", exact=True).click()
    expect(tablet.get_by_role("button", name="Pause")).to_be_visible()  # what runs is left in peace
    tom.get_by_role("button", name="Show what we agreed").click()
    expect(tablet.get_by_text("Walk to the corner")).to_be_visible()
    tablet.context.set_offline(True)
    expect(tablet.get_by_text("Not connected just now. What you see may be older.")).to_be_visible()
    tablet.complaints.clear()  # the browser notes that it hears nothing
    tablet.context.set_offline(False)
    expect(tablet.get_by_text("Not connected just now")).to_have_count(0)
    tablet.complaints.clear()

    tom.get_by_role("button", name="Keep this and end the session").click()
    expect(tablet.get_by_role("heading", name="This is over")).to_be_visible()
    assert "corner" not in tablet.content()
    look(tablet, "38-over")


def test_the_clients_own_phone_without_javascript(house, enter, look, hour):
    tom, amira = enter(house.tom, javascript=False), enter(house.amira, phone=True, javascript=False)
    tom.goto(f"/session/{hour.pk}/")
    tom.get_by_role("button", name="Start session").click()
    tom.get_by_role("button", name="Open a screen").click()
    amira.goto("/today/")
    amira.get_by_role("button", name="Look here").click()
    expect(amira.get_by_text("Tom chooses what it shows")).to_be_visible()
    tom.get_by_role("button", name="Show our goals").click()
    expect(tom.get_by_text("Amira's own screen shows what you choose")).to_be_visible()
    expect(amira.get_by_text("Go to the shop on my own")).to_be_visible()  # the page looks again by itself
    amira.get_by_role("button", name="Stop looking together").click()
    expect(amira.get_by_role("heading", name="This is over")).to_be_visible()
