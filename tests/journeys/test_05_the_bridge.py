"""The session bridge with the demo's people: prepared on one screen (T8), held, shown and closed by two browsers."""

import pytest
from playwright.sync_api import expect

from duologue.demo import practice
from duologue.demo.practice import NOW
from duologue.ending import actions as endings
from duologue.ending.models import Ending
from duologue.people.models import User
from duologue.sessions.models import Session

DESK, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
SCREENS_OF_A_PHONE = 2.2
STORIES = ["amira", "ana", "jonas", "lin", "omar", "priya"]


@pytest.fixture
def people(transactional_db, live_server):
    """The demo's people in a house that answers over HTTP."""
    practice.fill()
    return lambda name: User.objects.get(email=practice.address(name))


@pytest.fixture
def house(people, live_server):
    return type("House", (), {"url": live_server.url})()


def height(page, size):
    """How high the whole page is, in pixels; at least as high as the window."""
    page.set_viewport_size(size)
    return page.evaluate("document.documentElement.scrollHeight")


def ahead(client):
    """The next planned session of a client of the demo, if there is one."""
    planned = Session.objects.unscoped().filter(course__participants__user=client, state="planned")
    return planned.select_related("therapist", "course__practice").order_by("starts_at").first()


def test_each_course_of_the_demo_is_prepared_on_one_screen(people, enter, look):
    seen = {}
    for name in STORIES:
        if session := ahead(people(name)):
            page = enter(session.therapist)
            page.goto(f"/session/{session.pk}/")
            expect(page.get_by_role("heading", name="Open items")).to_be_visible()
            seen[name] = (height(page, DESK), round(height(page, PHONE) / PHONE["height"], 2))
            page.set_viewport_size(DESK)
    assert len(seen) >= 3 and "amira" in seen
    assert max(desk for desk, _ in seen.values()) <= DESK["height"], seen
    assert max(phone for _, phone in seen.values()) <= SCREENS_OF_A_PHONE, seen
    # What another step says of this session stands above, and all of it is still one screen.
    endings.begin(
        Ending.Kind.PLANNED,
        last_session_number=session.number + 2,
        why="Enough.",
        course=session.course,
        by=session.therapist,
        now=NOW,
    )
    page.reload()
    expect(page.get_by_role("heading", name="For this session in the ending")).to_be_visible()
    assert height(page, DESK) <= DESK["height"] and height(page, PHONE) <= SCREENS_OF_A_PHONE * PHONE["height"] + 140
    page.set_viewport_size(DESK)
    # The control: one more part on the page, and both measures notice.
    page.evaluate(
        "document.querySelector('.six').append(...[...document.querySelectorAll('.six > section')].map(s => s.cloneNode(true)))"
    )
    assert height(page, DESK) > DESK["height"] and height(page, PHONE) > SCREENS_OF_A_PHONE * PHONE["height"]


def test_tom_prepares_with_one_click_from_today(people, enter, look):
    tom = enter(people("tom"))
    tom.goto("/today/")
    tom.get_by_role("link", name="14:00 Amira").click()
    for heading in (
        "Since last time",
        "Between sessions",
        "Progress",
        "Goals",
        "What we agreed last time",
        "Open items",
    ):
        expect(tom.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    look(tom, "05-bridge-before")


def lines(page):
    """The agenda as it stands on a page."""
    return page.locator("#agenda ol.agenda > li .what p:first-child")


def test_two_browsers_hold_an_hour_and_close_it(people, enter, look):
    session = ahead(people("amira"))
    tom, amira = enter(people("tom")), enter(people("amira"), phone=True)
    tom.goto(f"/session/{session.pk}/")
    tom.get_by_role("button", name="Start session").click()
    amira.goto(f"/session/{session.pk}/")
    amira.get_by_label("Something to talk about").fill("The anniversary in April")
    amira.get_by_role("button", name="Add it to the list").click()
    expect(lines(amira).filter(has_text="The anniversary in April")).to_be_visible()
    tom.reload()
    moved_by_hand_and_by_keyboard(tom)
    amira.reload()
    expect(amira.get_by_role("heading", name="Today's topics")).to_be_visible()
    tom.get_by_role("textbox", name="What came up").fill("Reading the list out loud, and laughing")
    tom.locator("#came-up").get_by_role("button", name="A skill practised").click()
    expect(tom.locator("#came-up .came-up li")).to_contain_text("Reading the list out loud, and laughing")
    look(tom, "05-bridge-together")
    look(amira, "05-bridge-with-you")
    something_to_try(tom)
    handed_over(tom, look)
    tom.get_by_role("textbox", name="What we agreed").fill(
        "The list is read out loud on Sunday.\nJo comes along on Tuesday."
    )
    tom.get_by_role("button", name="End and finish the note").click()
    expect(tom.get_by_role("heading", level=1)).to_contain_text("note on session")
    amira.goto("/today/")
    expect(amira.get_by_text("The list is read out loud on Sunday.")).to_be_visible()
    look(amira, "05-bridge-today")
    amira.get_by_role("link", name="All of what we agreed").click()
    amira.get_by_label("Find a word").fill("jo")
    amira.get_by_role("button", name="Find").click()
    expect(amira.get_by_text("Jo comes along on Tuesday.")).to_be_visible()
    look(amira, "05-bridge-agreed")


def moved_by_hand_and_by_keyboard(tom):
    """The last topic is dragged in front of the first, then moved down again without a mouse."""
    topics = tom.locator("ol.agenda", has_text="The anniversary in April")
    own = topics.locator(":scope > li")
    first, last = own.first, own.filter(has_text="The anniversary in April")
    last.scroll_into_view_if_needed()
    grip, goal = last.locator(".handle").bounding_box(), first.bounding_box()
    tom.mouse.move(grip["x"] + 20, grip["y"] + grip["height"] / 2)
    tom.mouse.down()
    tom.mouse.move(goal["x"] + 20, goal["y"] + 20, steps=4)
    tom.mouse.move(goal["x"] + 20, goal["y"] + 4, steps=4)
    tom.mouse.up()
    expect(own.first).to_contain_text("The anniversary in April")
    own.first.get_by_role("button", name="Down").focus()  # what can be changed stays open on the line that was moved
    tom.keyboard.press("Enter")
    expect(own.nth(1)).to_contain_text("The anniversary in April")
    expect(own.nth(1).get_by_role("button", name="Down")).to_be_focused()


def something_to_try(tom):
    tom.get_by_role("link", name="Agree something to try").click()
    tom.get_by_role("textbox", name="What (if you like)").fill("Read the list out loud")
    tom.get_by_label("Why this").fill("To hear what it says.")
    tom.get_by_label("When and where").fill("Sunday, at the kitchen table")
    tom.get_by_label("What could get in the way").fill("Samira visits")
    tom.get_by_role("radio", name="8", exact=True).check()
    tom.get_by_role("button", name="Agree this together").click()
    expect(tom.locator("#close")).to_contain_text("Read the list out loud")


def handed_over(tom, look):
    """The device goes to Amira for one page, and comes back by the PIN."""
    tom.get_by_role("link", name="hand this device over").click()
    look(tom, "05-bridge-hand-over")
    tom.get_by_label("Your PIN").fill("4321")
    tom.get_by_role("button", name="Hand it over").click()
    expect(tom.get_by_role("heading", level=1)).to_have_text("How was this session for you?")
    look(tom, "05-bridge-handed-over")
    tom.get_by_label("The moment that helped most").fill("Laughing about the list")
    tom.get_by_role("button", name="Send to Tom").click()
    expect(tom.get_by_role("heading", level=1)).to_have_text("Thank you, it is sent")
    look(tom, "05-bridge-said")
    tom.get_by_role("link", name="Tom takes it back").click()
    tom.get_by_label("Your PIN").fill("4321")
    tom.get_by_role("button", name="Take it back").click()
    expect(tom.locator("#close")).to_contain_text("Amira has said how it was")
