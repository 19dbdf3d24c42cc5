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
