"""DBT: a card put together in a session, a day on a phone without signal in few taps, the week looked at together in the next
one, a chain opened from the very cell, and a skill for right now."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import TODAY
from tests.journeys.conftest import PICTURES
from tests.journeys.phones import waits_for
from tests.journeys.test_09_ending_well import pages_of

from duologue.people import heartbeat
from duologue.safety.models import Alert
from duologue.sessions.planning import plan_session
from duologue.techniques import diary
from duologue.techniques.cards import DiaryCard, OwnEntry
from duologue.techniques.chains import ChainLink
from duologue.techniques.readers import ReadBy

TAPS = 12
NEXT_TIME = timedelta(days=6)
ON = ["anger", "sadness", "joy", "suicide", "self_harm", "target_1", "medication", "substances"]
LINES = {"on": [*ON, "skill_stop", "skill_opposite", "skill_self_soothe"], "own": {"target_1": "Messages at night"}}


@pytest.fixture
def card(house, now):
    return diary.derive_card(LINES, seen=0, course=house.cast.ours, by=house.tom, now=now)


def fill_in(house, card, now, days_ago, *, late=0, **said):
    at, day = now - timedelta(days=days_ago - late), TODAY - timedelta(days=days_ago)
    given = {"by": house.amira, "now": now, "written_at": at, "read_by": ReadBy.BOTH}
    return diary.fill_in_day(card, day, said, **given)


def had_no_signal(phone):
    """What the browser notes about a request that could not leave is no fault; anything else still is one."""
    phone.complaints[:] = [one for one in phone.complaints if "ERR_INTERNET_DISCONNECTED" not in one]


class Finger:
    """Taps, and counts them."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, locator):
        locator.tap()
        self.taps += 1

    def number(self, name, value):
        self.tap(self.page.locator(f"label:has(input[name='{name}'][value='{value}'])"))

    def press(self, name):
        self.tap(self.page.get_by_role("button", name=name))

    def choose(self, words):
        self.tap(self.page.locator("label.choice").get_by_text(words, exact=True))


@pytest.fixture
def hours(house, now):
    """A session that is about to begin, and the next one."""
    about = {"course": house.cast.ours, "minutes": 50, "by": house.tom, "now": now}
    return [plan_session(starts_at=now + after, **about) for after in (timedelta(minutes=10), NEXT_TIME)]


def test_together_the_card_alone_the_day_together_the_week(house, enter, look, now, hours, monkeypatch):
    ours = house.cast.ours.pk
    desk = enter(house.tom)
    desk.goto(f"/session/{hours[0].pk}/")
    desk.get_by_role("button", name="Start session").click()
    expect(desk.get_by_text("The card:")).to_have_count(0)
    desk.goto(f"/course/{ours}/week/")
    expect(desk.get_by_text("There is no card yet")).to_be_visible()
    desk.get_by_role("link", name="Put the card together").click()
    look(desk, "31-putting-the-card-together")
    for feeling in ("Anger", "Sadness", "Joy"):
        desk.get_by_role("checkbox", name=feeling).check()
    for urge in ("The urge to die", "The urge to hurt myself"):
        desk.get_by_role("checkbox", name=urge).check()
    desk.get_by_label("First own target").fill("Messages at night")
    for other in ("Medicines, as prescribed", "Stop and pause", "Opposite action", "Self-soothe"):
        desk.get_by_role("checkbox", name=other).check()
    desk.get_by_role("button", name="Keep this card").click()
    expect(desk.get_by_text("The card is kept. Both of you have it.")).to_be_visible()
    card = DiaryCard.objects.unscoped().get()
    fill_in(house, card, now, 1, anger=3, sadness=4, joy=1, suicide=1, self_harm=4, self_harm_acted=0, target_1=2)
    desk.goto(f"/session/{hours[0].pk}/")
    desk.get_by_label("What we agreed").fill("The card every evening, one minute")
    desk.get_by_role("button", name="Keep this and end the session").click()
    expect(desk.get_by_text("The card every evening, one minute")).to_be_visible()

    phone = enter(house.amira, phone=True)
    phone.goto("/today/")
    phone.get_by_role("link", name="My diary card").tap()
    for screen in phone.locator(".screen").all()[:3]:
        assert screen.bounding_box()["height"] <= 740, "a part of the card is longer than a screen"
    look(phone, "31-a-day-on-the-phone")
    phone.context.set_offline(True)
    finger = Finger(phone)
    finger.press("Same as yesterday")
    for name, value in (("suicide", 0), ("self_harm", 2), ("self_harm_acted", 0), ("target_1", 0)):
        finger.number(name, value)
    finger.choose("Stop and pause")
    finger.number("usefulness", 5)
    finger.number("medication", 1)
    finger.choose("Both of us: Tom and me")
    finger.press("Keep it")
    expect(phone.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    assert finger.taps <= TAPS
    expect(phone.locator("#told-offline")).to_be_hidden()  # nothing on it that cannot wait
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Try again now").tap()
    waits_for(phone, 0)
    had_no_signal(phone)
    expect(phone.get_by_role("heading", name="The week on a card")).to_be_visible()
    entry = OwnEntry.objects.unscoped().select_related("response", "course__practice").get(on=TODAY)
    said = entry.response.answers
    assert (said["anger"], said["sadness"], said["joy"], said["suicide"], said["self_harm"]) == (3, 4, 1, 0, 2)
    assert not entry.late

    monkeypatch.setattr("duologue.web.clock.now", lambda: now + NEXT_TIME)
    heartbeat.beat(now=now + NEXT_TIME)
    desk.goto(f"/session/{hours[1].pk}/")
    desk.get_by_role("button", name="Start session").click()
    expect(desk.get_by_text("One day of seven is here. The strongest urge was 2 of 5")).to_be_visible()
    look(desk, "31-the-next-hour")
    desk.get_by_role("link", name="Look at the week").press("Enter")
    expect(desk.get_by_role("cell", name="2 of 5. The urge to hurt myself").first).to_be_visible()


def test_an_urge_that_cannot_wait_has_its_numbers_at_once_without_signal(house, enter, card, look):
    phone = enter(house.amira, phone=True)
    phone.goto(f"/course/{house.cast.ours.pk}/day/")
    phone.context.set_offline(True)
    finger = Finger(phone)
    finger.number("suicide", 5)
    finger.press("Keep it")
    told = phone.locator("#told-offline")
    expect(told.get_by_role("heading", name="It is good that you said it")).to_be_visible()
    expect(told.get_by_role("link", name="Call 999")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="Try again now").tap()
    expect(phone.get_by_role("button", name="I need help now")).to_be_visible()
    had_no_signal(phone)
    alert = Alert.objects.unscoped().get()
    assert (alert.rule, alert.answer) == ("suicide", 5)
    assert OwnEntry.objects.unscoped().select_related("response").get().read_by == ReadBy.ME
    desk = enter(house.tom)
    desk.goto("/today/")
    expect(desk.get_by_text("to “The urge to die” of")).to_be_visible()


def way(page, of, below):
    """From the ring of one link to just under that of another: two points in the window."""
    expect(page.get_by_text("Drag a link by its number, or use the arrows.")).to_be_visible()
    page.locator(".ring").nth(of).evaluate("ring => ring.scrollIntoView({block: 'center', behavior: 'instant'})")
    taken, other = page.locator(".ring").nth(of).bounding_box(), page.locator(".ring").nth(below).bounding_box()
    return (taken["x"] + 10, taken["y"] + 10), (other["x"] + 10, other["y"] + other["height"])


def drag(page, *, of, below):
    """Take a link by its ring and let it go under another one."""
    here, there = way(page, of, below)
    page.mouse.move(*here)
    page.mouse.down()
    page.mouse.move(*there, steps=6)
    page.mouse.up()


def drag_by_finger(page, *, of, below):
    """The same with a finger, which would scroll the page if the ring did not hold it."""
    (x, y), (_, below_y) = way(page, of, below)
    screen = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", y), *(("touchMove", y + (below_y - y) * n / 5) for n in range(1, 6))):
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": at}]})
    screen.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_card_for_paper_is_one_page_and_holds_nothing_but_the_card(house, enter, card):
    page = enter(house.amira)
    page.goto(f"/course/{house.cast.ours.pk}/card/")
    expect(page.get_by_role("button", name="Print an empty week for paper")).to_be_visible()
    expect(page.locator(".paper-card")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".paper-card")).to_contain_text("Messages at night")
    expect(page.locator(".paper-card")).to_contain_text(
        "When something cannot wait, call 999, or A crisis line: 116 123."
    )
    expect(page.get_by_role("button", name="Keep this card")).to_be_hidden()
    expect(page.get_by_text("Version 1,")).to_be_hidden()
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/31-on-paper.png", full_page=True)
    page.emulate_media(media="screen")


def test_the_week_by_ear_and_a_chain_by_keys(house, enter, card, look, now):
    said = {"anger": 2, "sadness": 3, "joy": 1, "suicide": 1, "self_harm": 1, "target_1": 2, "medication": 1}
    for days_ago in (6, 5, 4, 1):
        fill_in(house, card, now, days_ago, **said, skill_stop=1, usefulness=4, note="An ordinary day.")
    worst = {**said, "anger": 4, "target_1": 5, "target_1_acted": 1, "substances": "Three glasses of wine"}
    fill_in(house, card, now, 3, late=1, **worst, note="Dev did not pick up.")
    desk = enter(house.tom)
    desk.goto(f"/course/{house.cast.ours.pk}/week/")
    expect(desk.get_by_role("rowheader", name="Messages at night")).to_be_visible()
    expect(desk.get_by_role("columnheader", name="Mon 23 Nov")).to_contain_text("late")
    named = "5 of 5, acted on it. Messages at night, Monday: look at it link by link"
    expect(desk.get_by_role("cell", name=named)).to_be_visible()
    look(desk, "31-the-week")
    desk.get_by_role("link", name=named).press("Enter")
    desk.get_by_label("What happened, exactly?").fill("Eleven messages at night")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="Eleven messages at night")).to_be_visible()
    links = [("A thought", "I am too much"), ("In the body", "Hands shaking"), ("A feeling", "Panic")]
    for kind, words in links:
        if not desk.get_by_label("What was it?").is_visible():
            desk.get_by_text("Add a link at the end").focus()
            desk.keyboard.press("Enter")
        desk.get_by_role("radio", name=kind).focus()
        desk.keyboard.press("Space")
        desk.get_by_label("What was it?").fill(words)
        desk.get_by_role("button", name="Add this link").press("Enter")
        expect(desk.get_by_role("list", name="The links, in their order")).to_contain_text(words)
    desk.get_by_role("button", name="Move link 3 earlier: Panic").press("Enter")
    expect(desk.get_by_role("button", name="Move link 2 later: Panic")).to_be_visible()
    order = [link.words for link in ChainLink.objects.unscoped().order_by("place", "pk")]
    assert order == ["I am too much", "Panic", "Hands shaking"]
    drag(desk, of=0, below=2)
    expect(desk.get_by_role("button", name="Move link 3 earlier: I am too much")).to_be_visible()
    order = [link.words for link in ChainLink.objects.unscoped().order_by("place", "pk")]
    assert order == ["Panic", "Hands shaking", "I am too much"]
    desk.get_by_role("link", name="Change, or mark a skill at link 2, Hands shaking").press("Enter")
    desk.get_by_label("Could a skill break the chain here?").select_option(label="Change your body chemistry")
    desk.get_by_label("How?").fill("Cold water first, phone second")
    desk.get_by_role("button", name="Keep this").press("Enter")
    expect(desk.get_by_text("Here the chain could break: Change your body chemistry")).to_be_visible()
    look(desk, "31-a-chain")
    phone = enter(house.amira, phone=True)
    phone.goto(desk.url.partition("#")[0])
    drag_by_finger(phone, of=0, below=1)
    expect(phone.get_by_role("button", name="Move link 2 earlier: Panic")).to_be_visible()


def test_a_skill_for_right_now_also_without_signal(house, enter, look):
    phone = enter(house.amira, phone=True, worker=True)
    phone.goto("/skills/now/")
    phone.get_by_text("An urge is strong").tap()
    expect(phone.get_by_role("heading", name="Stop and pause")).to_be_visible()
    look(phone, "31-what-can-i-do-now")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.context.set_offline(True)
    phone.goto("/skills/now/")
    phone.get_by_text("I am angry").tap()
    expect(phone.get_by_role("heading", name="Opposite action")).to_be_visible()
    expect(phone.get_by_role("link", name="Get help now")).to_be_visible()
    phone.context.set_offline(False)
    had_no_signal(phone)


def test_without_a_script_all_of_it_works(house, enter, card, now):
    fill_in(house, card, now, 1, anger=4, joy=2)
    page = enter(house.amira, javascript=False)
    page.goto(f"/course/{house.cast.ours.pk}/day/")
    page.get_by_role("button", name="Same as yesterday").click()
    assert page.locator("input[name='anger'][value='4']").is_checked()
    page.locator("input[name='target_1'][value='3']").check()
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_text("Kept, just for you.")).to_be_visible()
    page.get_by_role("link", name="3 of 5. Messages at night").click()
    page.get_by_label("What happened, exactly?").fill("A message")
    page.get_by_role("button", name="Go on, link by link").click()
    expect(page.get_by_role("heading", name="A message")).to_be_visible()
