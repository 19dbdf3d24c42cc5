"""The demo's practice in a real browser: the pages a newcomer sees first, with a whole practice behind them."""

import base64

import pytest
from tests.journeys import conftest as house_rules

from duologue.demo import practice
from duologue.people.models import User


@pytest.fixture
def people(transactional_db, live_server, browser):
    """The demo's people in a house that answers over HTTP."""
    practice.fill()
    return lambda name: User.objects.get(email=practice.address(name))


@pytest.fixture
def house(people, live_server):
    return type("House", (), {"url": live_server.url})()


def test_what_each_person_sees_first_is_full_and_calm(people, enter, look):
    tom = enter(people("tom"))
    for address, name in (
        ("/today/", "11-tom-today"),
        ("/caseload/", "11-tom-caseload"),
        ("/calendar/", "11-calendar"),
    ):
        tom.goto(address)
        look(tom, name)
    for who, name in (("sol", "11-sol-today"), ("mo", "11-mo-today"), ("ines", "11-ines-today")):
        page = enter(people(who))
        page.goto("/today/")
        look(page, name)


def test_a_client_and_a_therapist_side_by_side(people, enter, look, browser):
    amira, tom = enter(people("amira"), phone=True), enter(people("tom"))
    amira.goto("/progress/")
    look(amira, "11-amira-progress")
    amira.goto("/plan/")
    look(amira, "11-amira-plan")
    amira.goto("/today/")
    look(amira, "11-amira-today")
    tom.goto("/today/")
    tom.get_by_role("link", name="14:00 Amira").click()
    look(tom, "11-before-the-session")
    tom.goto("/caseload/")
    tom.get_by_role("link", name="Omar Haddad").first.click()
    look(tom, "11-overview-of-a-course")
    if house_rules.PICTURES:
        _side_by_side(browser, amira, tom)


def _side_by_side(browser, amira, tom):
    """The README's picture: what the two of them see at the same moment."""
    amira.goto("/today/")
    tom.goto("/today/")
    tom.get_by_role("link", name="14:00 Amira").click()
    shots = [
        base64.b64encode(page.screenshot(clip={"x": 0, "y": 0, "width": width, "height": 700})).decode()
        for page, width in ((amira, 360), (tom, 1280))
    ]
    paper = browser.new_page(viewport={"width": 1500, "height": 640})
    style = "margin:0;padding:24px;display:flex;gap:24px;background:#F1EFE8"
    images = "".join(
        f'<img style="height:592px;border:1px solid #D9D5CA;border-radius:12px" src="data:image/png;base64,{shot}">'
        for shot in shots
    )
    paper.set_content(f'<body style="{style}">{images}</body>')
    paper.screenshot(path=f"{house_rules.PICTURES}/readme.png")
    paper.close()
