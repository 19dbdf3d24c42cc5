"""Step 33: given in the hour, done where there is no signal, too hard on one day, looked at together the next time."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import NOW
from tests.journeys.phones import waits_for

from duologue.homework.models import Assignment, Entry
from duologue.sessions import actions as sessions

WALKS = ("To the corner. Two dogs.", "Rain, so only the gate.", "To the shop, and I said hello.")


@pytest.fixture
def hour(house):
    """The hour that runs now, and the next one, which nobody has begun."""
    by = {"course": house.cast.ours, "minutes": 50, "by": house.tom, "now": NOW}
    first = sessions.plan_session(starts_at=NOW, **by)
    later = sessions.plan_session(starts_at=NOW + timedelta(hours=1), **by)  # an hour begins on its day only
    return sessions.begin(first, by=house.tom, now=NOW), later


def tab_to(page, target):
    """Press Tab until this is what a key would act on."""
    for _ in range(150):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key reaches {target}")


def press(page, target):
    tab_to(page, target)
    page.keyboard.press("Enter")


def write(page, label, words):
    tab_to(page, page.get_by_label(label))
    page.keyboard.type(words)


def choose(page, question, answer):
    """A choice among several, by Tab, Space and the arrows."""
    among = page.get_by_role("group", name=question).get_by_role("radio")
    chosen = page.get_by_role("group", name=question).get_by_role("radio", name=answer, exact=True)
    at = next((n for n in range(among.count()) if among.nth(n).is_checked()), 0)
    tab_to(page, among.nth(at))
    page.keyboard.press(" ")
    for _ in range(among.count()):
        if chosen.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no key chooses {answer}")


def entries_of(assignment):
    return Entry.objects.unscoped().filter(assignment=assignment).order_by("written_at", "pk")


def test_given_in_the_hour_done_without_signal_and_looked_at_together(house, enter, look, hour):
    now, later = hour
    tom, amira = enter(house.tom), enter(house.amira, phone=True)

    # Given by keys alone, in the hour.
    tom.goto(f"/session/{now.pk}/")
    press(tom, tom.get_by_role("link", name="Agree something to try"))
    expect(tom.get_by_role("link", name="Back to the session")).to_be_visible()
    write(tom, "What (if you like)", "A walk")
    write(tom, "Why this", "To be outside once a day.")
    choose(tom, "How often?", "As it comes, until you meet")
    write(tom, "When and where", "After tea, from my door")
    write(tom, "What could get in the way", "Rain")
    write(tom, "The smaller version", "To the gate")
    choose(tom, "How sure are you", "8")
    press(tom, tom.get_by_role("button", name="Agree this together"))
    expect(tom.get_by_text("A walk").first).to_be_visible()
    agreed = Assignment.objects.unscoped().get()

    # Three times in a row on a phone of 360 by 740, out of reach of any signal.
    amira.goto("/between/")
    expect(amira.get_by_text("After tea, from my door")).to_be_visible()
    amira.get_by_role("link", name="Do it now").tap()
    amira.wait_for_load_state("networkidle")
    amira.context.set_offline(True)
    for n, words in enumerate(WALKS, start=1):
        amira.get_by_role("radio", name="I did it", exact=True).check()
        amira.get_by_label("What was it like?").fill(words)
        amira.get_by_role("radio", name="Both of us: Tom and me").check()
        amira.get_by_role("button", name="Keep it").tap()
        expect(amira.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
        waits_for(amira, n)
        if n < len(WALKS):
            amira.get_by_role("button", name="Write something else").tap()
    look(amira, "33-three-wait")
    assert not entries_of(agreed).exists()
    amira.context.set_offline(False)
    for _ in range(2):  # told twice that the signal is back, it sends once
        amira.evaluate("dispatchEvent(new Event('online'))")
    waits_for(amira, 0)
    assert sorted(one.words for one in entries_of(agreed)) == sorted(WALKS)  # one row each
    amira.complaints.clear()  # Chromium writes each failed request on its console

    # On a bad day, by keys alone: the smaller step stands there, and is done.
    amira.goto("/between/")
    press(amira, amira.get_by_role("link", name="Too hard today"))
    expect(amira.get_by_text("To the gate")).to_be_visible()
    look(amira, "33-too-hard")
    press(amira, amira.get_by_role("link", name="Do the smaller one"))
    expect(amira.get_by_text("The smaller version")).to_be_visible()
    choose(amira, "How did it go?", "I did a bit")
    write(amira, "What was it like?", "The gate was enough.")
    choose(amira, "Who may read this?", "Both of us: Tom and me")
    press(amira, amira.get_by_role("button", name="Keep it"))
    expect(amira.locator("main > .notice.done").first).to_be_visible()
    assert sorted(one.how for one in entries_of(agreed)) == ["a_bit", "done", "done", "done"]

    # The next hour begins with it.
    sessions.end(now, by=house.tom, now=NOW)
    sessions.begin(later, by=house.tom, now=NOW)
    tom.goto(f"/session/{later.pk}/")
    press(tom, tom.get_by_role("link", name="Look at it together").first)
    for words in (*WALKS, "The gate was enough."):
        expect(tom.get_by_text(words, exact=True)).to_be_visible()
    look(tom, "33-looked-at-together")
    choose(tom, "What comes of it?", "We have looked at it: that is enough")
    write(tom, "A word of why", "Three walks and a gate.")
    press(tom, tom.get_by_role("button", name="Settle it together"))
    expect(tom.get_by_role("status")).to_contain_text("It has left the agenda.")
    amira.goto(f"/between/{agreed.pk}/")
    expect(amira.get_by_text("Three walks and a gate.")).to_be_visible()


def test_control_a_thing_no_key_reaches_is_noticed(house, enter, hour):
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/between/")
    link = tom.get_by_role("link", name="Agree something to try")
    tab_to(tom, link)
    link.evaluate("one => { one.tabIndex = -1; one.blur(); }")
    with pytest.raises(AssertionError, match="no key reaches"):
        tab_to(tom, link)
