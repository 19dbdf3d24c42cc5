"""Amira writes with a bad connection: what she typed a second ago is there, whatever happens to phone, line or server."""

import pytest
from playwright.sync_api import expect
from tests.journeys.phones import LastingPhone, entries, waits_for

from duologue.homework.models import Entry

WORDS = "It was quiet tonight, and I slept."
ASKED = "What would you like to write down?"
ON_PHONE = "On this phone. Not sent yet."


@pytest.fixture
def phone(playwright, house, tmp_path):
    phone = LastingPhone(playwright, tmp_path / "phone", house.url)
    yield phone
    phone.close()


def note(page):
    return page.get_by_label(ASKED)


def says(page, words):
    expect(page.locator("form[data-outbox] > .state")).to_have_text(words)


def notes():
    return list(Entry.objects.unscoped().order_by("pk"))


def type_a_note(page, words=WORDS):
    page.goto("/between/write/")
    note(page).press_sequentially(words)
    says(page, ON_PHONE)


def test_typed_words_survive_a_phone_that_dies(house, phone):
    page = phone.open(house.amira)
    type_a_note(page)
    phone.die()
    page = phone.open(house.amira)
    page.goto("/between/")
    expect(page.get_by_text("not sent: a note.")).to_be_visible()  # also on other pages: nothing waits unseen
    page.get_by_role("link", name="Open it").tap()
    expect(note(page)).to_have_value(WORDS)
    page.get_by_role("button", name="Keep it").tap()
    page.wait_for_url("**/between/")
    expect(page.get_by_text("Kept, just for you.")).to_be_visible()
    assert [one.words for one in notes()] == [WORDS] and not entries(page)


def test_typed_words_are_sealed_on_the_phone(house, phone):
    page = phone.open(house.amira)
    type_a_note(page)
    others = page.evaluate("Object.keys({...localStorage, ...sessionStorage})")
    assert set(others) <= {"htmx-current-path-for-history"}  # an address, which holds nothing about anybody
    phone.die()
    assert not phone.holds("slept")


def test_control_words_that_are_not_sealed_are_found(house, phone):
    page = phone.open(house.amira)
    page.add_init_script(
        "SubtleCrypto.prototype.encrypt = async (how, key, words) => words"
    )  # a seal that seals nothing
    type_a_note(page)
    phone.die()
    assert phone.holds("slept")


def test_the_key_cannot_be_read_out(house, enter):
    page = enter(house.amira, phone=True)
    type_a_note(page)
    told = page.evaluate(
        """async () => {
            const open = indexedDB.open("duologue");
            const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
            const asked = db.transaction("keys").objectStore("keys").getAll();
            const [key] = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
            return crypto.subtle.exportKey("raw", key).then(() => "read", (no) => no.name);
        }"""
    )
    assert told == "InvalidAccessError"


@pytest.mark.parametrize("trouble", ["no signal", "server down"])
def test_a_note_kept_without_signal_goes_when_it_is_back_and_once(house, enter, look, trouble):
    page = enter(house.amira, phone=True)
    type_a_note(page)
    if trouble == "no signal":
        page.context.set_offline(True)
    else:
        page.route("**/between/write/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("heading", name=ON_PHONE)).to_be_visible()
    page.get_by_role("button", name="Write something else").tap()
    note(page).press_sequentially("And one more.")
    says(page, ON_PHONE)
    page.get_by_role("button", name="Keep it").tap()
    waits_for(page, 2)
    if trouble == "no signal":
        look(page, "21-two-notes-wait")
    assert not notes()
    page.unroute_all()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    waits_for(page, 0)
    assert sorted(one.words for one in notes()) == sorted([WORDS, "And one more."])
    page.complaints.clear()


def test_signed_out_meanwhile_keeps_the_words_and_sends_them_after_signing_in(house, phone):
    page = phone.open(house.amira)
    type_a_note(page)
    phone.sign_in()
    page.get_by_role("button", name="Keep it").tap()
    expect(
        page.get_by_text("You have been away, so we locked the page. Your words are kept on this phone.")
    ).to_be_visible()
    page.get_by_role("link", name="Sign in again").tap()
    expect(page.get_by_text("1 thing waits on this phone")).to_be_visible()
    page.get_by_label("Your mail address").fill("amira@example.org")
    page.get_by_label("Your password").fill("four chairs and a kettle")
    page.get_by_role("button", name="Sign in").tap()
    expect(page.get_by_text("Sent just now: a note.")).to_be_visible()
    assert [one.words for one in notes()] == [WORDS] and not entries(page)


def test_words_of_one_person_never_go_under_anothers_name(house, phone):
    page = phone.open(house.amira)
    type_a_note(page)
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("heading", name=ON_PHONE)).to_be_visible()
    phone.sign_in(house.cast.nia)  # the same phone in other hands, while Amira's page is still open
    page.context.set_offline(False)
    page.get_by_role("button", name="Try again now").tap()
    expect(page.get_by_text("You have been away, so we locked the page.")).to_be_visible()
    page.goto("/today/")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_text("On this phone since")).to_have_count(0)
    assert len(entries(page)) == 1 and not notes()
    phone.sign_in(house.amira)
    page.goto("/today/")
    waits_for(page, 0)
    assert [(one.words, one.author) for one in notes()] == [(WORDS, house.amira)]


def test_two_tabs_never_write_over_each_other(house, phone, look):
    one = phone.open(house.amira)
    type_a_note(one)
    two = phone.context.new_page()
    two.goto("/between/write/")
    expect(two.get_by_text("This page is open in another tab too.")).to_be_visible()
    note(two).press_sequentially("Other words.")
    says(two, ON_PHONE)
    assert len(entries(two)) == 2
    phone.die()
    page = phone.open(house.amira)
    page.goto("/between/write/")
    expect(note(page)).to_have_value("Other words.")
    expect(page.get_by_text(WORDS)).to_be_visible()
    look(page, "21-two-texts")
    page.get_by_role("button", name="Use these words").tap()
    expect(note(page)).to_have_value(WORDS)


def test_what_the_server_wants_mended_comes_back_with_every_word(house, enter):
    page = enter(house.amira, phone=True)
    page.goto("/between/write/")
    page.get_by_role("radio", name="Just for me", exact=True).check()
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("alert")).to_contain_text("Nothing you wrote is lost.")
    note(page).press_sequentially(WORDS)
    says(page, ON_PHONE)
    page.get_by_role("button", name="Keep it").tap()
    page.wait_for_url("**/between/")
    assert [one.words for one in notes()] == [WORDS] and not entries(page)
    page.complaints.clear()  # a form that comes back is a 422, which Chromium writes on its console
