"""Psychodynamic work: a moment agreed in a session, written on a phone without signal, looked at together in the next one, with
the themes both put on it, a triangle, a focus with its day; and a dream kept to oneself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import TODAY
from tests.journeys.phones import waits_for

from duologue.assessment import mapping
from duologue.homework.models import Assignment
from duologue.people import heartbeat
from duologue.questionnaires import library
from duologue.sessions.planning import plan_session
from duologue.techniques import diary, finding
from duologue.techniques.cards import OwnEntry
from duologue.techniques.patterns import EPISODE, Focus, Theme
from duologue.techniques.readers import ReadBy

NEXT_TIME = timedelta(days=7)


@pytest.fixture
def earlier(house, now):
    """Two moments from before, with a theme on each, and a triangle."""
    course, who = house.cast.ours, {"by": house.amira, "now": now}
    for n, name in enumerate(("Klara", "The boss"), start=1):
        said = {"who": name, "wish": "To be asked to stay", "other": "Looked away", "self": "I left", "known": 8}
        at = now - timedelta(days=7 * n)
        given = {"on": at.date(), "course": course, "at": at, "read_by": ReadBy.BOTH}
        held = diary.keep_entry(library.newest(EPISODE), said, **given, **who)
        finding.name_themes(held.response, "wish", ["to be seen"], seen=[], **who)
    mapping.begin("persons", "Leaving first", course=course, **who)


@pytest.fixture
def hours(house, now):
    """A session that is about to begin, and the next one."""
    about = {"course": house.cast.ours, "minutes": 50, "by": house.tom, "now": now}
    return [plan_session(starts_at=now + after, **about) for after in (timedelta(minutes=10), NEXT_TIME)]


def test_agreed_in_the_hour_written_alone_and_looked_at_in_the_next(
    house, enter, look, now, earlier, hours, monkeypatch
):
    ours = house.cast.ours.pk
    desk = enter(house.tom)
    desk.goto(f"/session/{hours[0].pk}/")
    desk.get_by_role("button", name="Start session").press("Enter")
    desk.get_by_role("link", name="Agree something to try").press("Enter")
    desk.get_by_role("radio", name="A worksheet").check()
    desk.get_by_role("radio", name="Relationship episode").check()
    desk.get_by_label("Why this").fill("The same thing happens with different people.")
    desk.get_by_label("When and where").fill("The evening after")
    desk.get_by_label("What could get in the way").fill("Not wanting to think about it")
    desk.get_by_role("radio", name="8", exact=True).check()
    desk.get_by_role("button", name="Agree this together").press("Enter")
    expect(desk.get_by_text("Amira has it already").first).to_be_visible()

    phone = enter(house.amira, phone=True)
    phone.goto("/between/")
    phone.get_by_role("link", name="Do it now").tap()
    phone.get_by_label("Who was it with?").fill("Greta")
    look(phone, "32-writing-a-moment")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="Continue").tap()
    phone.get_by_label("What did you want from them?").fill("To be asked to stay the night.")
    phone.get_by_role("button", name="Continue").tap()
    phone.get_by_label("What did they do?").fill("She asked.")
    for _ in range(6):
        if phone.get_by_role("button", name="Keep it").is_visible():
            break
        phone.get_by_role("button", name="Continue").tap()
    phone.locator("label.choice").get_by_text("Both of us").tap()
    phone.get_by_role("button", name="Keep it").tap()
    expect(phone.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(hours=6))
    desk.goto(f"/session/{hours[0].pk}/")
    desk.get_by_role("button", name="Keep this and end the session").press("Enter")
    expect(desk.get_by_label("Private note")).to_be_visible()
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + NEXT_TIME)
    heartbeat.beat(now=now + NEXT_TIME)
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Try again now").tap()
    waits_for(phone, 0)
    phone.complaints[:] = [one for one in phone.complaints if "ERR_INTERNET_DISCONNECTED" not in one]

    desk.goto(f"/session/{hours[1].pk}/")
    desk.get_by_role("button", name="Start session").press("Enter")
    expect(desk.get_by_text("Given since you last met: one moment. What came again.")).to_be_visible()
    look(desk, "32-the-next-hour")
    desk.get_by_role("link", name="Look at what comes again").press("Enter")
    expect(desk.get_by_text("“to be seen” in 2 of 2 moments")).to_be_visible()
    desk.get_by_role("link", name="Greta").press("Enter")
    wishes = desk.get_by_role("group", name="What was wished")
    wishes.get_by_role("checkbox", name="to be seen").press("Space")
    wishes.get_by_label("In your own words").fill("to be asked to stay")
    desk.get_by_role("button", name="Keep these themes").press("Enter")
    expect(desk.get_by_text("Kept. Both of you see these themes.")).to_be_visible()
    desk.get_by_role("button", name="It is an example of this").press("Enter")
    expect(desk.get_by_role("link", name="Leaving first")).to_be_visible()
    look(desk, "32-a-moment")
    assert sorted({theme.words for theme in Theme.objects.unscoped()}) == ["to be asked to stay", "to be seen"]
    desk.goto(f"/course/{ours}/focus/")
    desk.get_by_label("The pattern with people").fill("I leave before people can.")
    desk.get_by_label("When do you look at it again?").fill(str(TODAY + timedelta(days=28)))
    desk.get_by_role("button", name="Keep this").press("Enter")
    expect(desk.get_by_text("“to be seen” in 3 of 3 moments")).to_be_visible()
    look(desk, "32-what-comes-again")
    assert Focus.objects.unscoped().get().review_on == TODAY + timedelta(days=28)
    agreed = Assignment.objects.unscoped().get()
    desk.goto(f"/between/{agreed.pk}/")
    expect(desk.get_by_text("To be asked to stay the night.")).to_be_visible()
    desk.get_by_role("radio", name="We have looked at it").check()
    desk.get_by_label("A word of why").fill("Asked, and it was different this time.")
    desk.get_by_role("button", name="Settle it together").press("Enter")
    expect(desk.get_by_text("Settled together. It has left the agenda.")).to_be_visible()
    phone.goto("/today/")
    phone.get_by_role("link", name="What comes again").tap()
    expect(phone.get_by_text("I leave before people can.")).to_be_visible()


def test_a_dream_is_hers_and_without_a_script_too(house, enter):
    page = enter(house.amira, javascript=False)
    page.goto(f"/course/{house.cast.ours.pk}/dream/")
    page.get_by_label("What happened in the dream?").fill("A station, and no train.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept, just for you.")).to_be_visible()
    assert OwnEntry.objects.unscoped().select_related("response").get().read_by == ReadBy.ME
    desk = enter(house.tom)
    desk.goto(f"/course/{house.cast.ours.pk}/patterns/")
    expect(desk.get_by_text("Dreams Amira chooses to give you will be here.")).to_be_visible()
    page.get_by_role("link", name="Change who may read it").click()
    page.get_by_role("radio", name="Both of us: Tom and me").check()
    page.get_by_role("button", name="Keep this").click()
    desk.reload()
    desk.get_by_role("link", name="A station, and no train.").click()
    expect(desk.get_by_text("A station, and no train.")).to_be_visible()
