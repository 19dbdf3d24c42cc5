"""Signing out with words on the phone, and words that have waited for days."""

import pytest
from playwright.sync_api import expect
from tests.journeys.phones import entries, waits_for

from duologue.homework.models import Entry

WORDS = "It was quiet tonight."


@pytest.fixture
def waiting(house, enter):
    """A page on which one note waits, without signal."""
    page = enter(house.amira, phone=True)
    page.goto("/between/write/")
    page.get_by_label("What would you like to write down?").fill(WORDS)
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    page.complaints.clear()
    return page


def leave(page):
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("dialog")).to_contain_text("Some of your words are not sent yet")
    return page.get_by_role("dialog")


def kept():
    return [entry.words for entry in Entry.objects.unscoped()]


def test_signing_out_asks_first_and_one_may_stay(waiting, look):
    box = leave(waiting)
    look(waiting, "22-before-you-sign-out")
    box.get_by_role("button", name="Send them first").tap()
    expect(box.get_by_role("status")).to_have_text("Not all of it could be sent just now. It is still on this phone.")
    box.get_by_role("button", name="Stay signed in").tap()
    expect(box).to_have_count(0)
    assert len(entries(waiting)) == 1
    waiting.complaints.clear()


def test_sent_first(waiting):
    waiting.route("**/between/write/", lambda route: route.abort())
    waiting.context.set_offline(False)
    box = leave(waiting)
    waiting.unroute_all()
    box.get_by_role("button", name="Send them first").tap()
    expect(waiting.get_by_role("button", name="Sign out")).to_have_count(0)
    assert kept() == [WORDS] and not entries(waiting)
    waiting.complaints.clear()


def test_left_on_the_phone_they_wait_for_their_owner(waiting, house):
    waiting.route("**/between/write/", lambda route: route.abort())
    waiting.context.set_offline(False)
    leave(waiting).get_by_role("button", name="Leave them on this phone").tap()
    expect(waiting.get_by_role("button", name="Sign out")).to_have_count(0)
    assert len(entries(waiting)) == 1 and not kept()
    waiting.complaints.clear()


def test_thrown_away(waiting):
    waiting.route("**/between/write/", lambda route: route.abort())
    waiting.context.set_offline(False)
    leave(waiting).get_by_role("button", name="Throw them away").tap()
    expect(waiting.get_by_role("button", name="Sign out")).to_have_count(0)
    assert not entries(waiting) and not kept()
    waiting.complaints.clear()


def test_with_nothing_on_the_phone_nobody_is_asked(house, enter):
    page = enter(house.amira, phone=True)
    page.goto("/today/")
    page.get_by_role("button", name="Sign out").tap()
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)


def test_words_of_four_days_ago_say_so_and_keep_their_day(house, enter, now, look):
    """The clock of this phone is nine days behind, and four days pass on it: the days cancel out, the four stay."""
    page = enter(house.amira, phone=True)
    page.clock.install(time="2026-11-13T10:00:00Z")
    page.goto("/between/write/")
    page.get_by_label("What would you like to write down?").fill(WORDS)
    page.route(
        "**/between/write/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    page.clock.set_system_time("2026-11-17T10:00:00Z")
    page.goto("/today/")
    expect(page.get_by_text("On this phone since Friday, not sent: a note.")).to_be_visible()
    look(page, "22-since-friday")
    page.unroute_all()
    page.get_by_role("button", name="Send it now").tap()
    waits_for(page, 0)
    entry = Entry.objects.unscoped().get()
    assert entry.received_at == now and round((now - entry.written_at).total_seconds() / 86400, 2) == 4
    page.complaints.clear()
