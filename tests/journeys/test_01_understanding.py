"""Walk, step 1: somebody reads what happens in therapy and asks for an appointment, without an account."""

import re

from playwright.sync_api import expect

from duologue.understanding.models import Enquiry

WORDS = "Since the spring I do not go out on my own any more."


def test_a_visitor_reads_before_deciding(house, enter, look):
    page = enter(None, phone=True)
    page.goto("/welcome/")
    look(page, "01-welcome")
    page.get_by_role("link", name="What happens in therapy Nine short steps").click()
    expect(page.get_by_role("heading", level=2)).to_have_count(10)  # nine steps, and how long it takes
    look(page, "01-what-happens")
    page.get_by_role("link", name="Between sessions").click()
    expect(page.get_by_role("heading", name="Between sessions")).to_be_in_viewport()
    page.get_by_role("link", name="Four ways of working, in plain words").click()
    look(page, "01-approaches")
    page.goto("/first-meeting/")
    page.get_by_text("Who will know?").click()
    expect(page.get_by_text("Letters from us never say what they are about.")).to_be_visible()
    look(page, "01-first-meeting")
    page.get_by_role("link", name="Get help now").click()
    expect(page.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    look(page, "01-help-now")


def fill(page, address):
    page.get_by_label("Your name").fill("Rosa Blum")
    page.get_by_label("Your mail address").fill(address)
    page.get_by_label("What would you like help with?").fill(WORDS)


def asks_with_a_mistake_first(page, see=None):
    """Two screens from the front page to a sent enquiry, and nothing typed twice but what was wrong."""
    page.goto("/welcome/")
    page.get_by_role("link", name="Ask for an appointment").click()
    if see:
        see("01-ask")
    fill(page, "rosa at home")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing you wrote is lost.")
    expect(page.get_by_label("What would you like help with?")).to_have_value(WORDS)
    if see:
        see("01-ask-again")
    page.get_by_label("Your mail address").fill("rosa@example.org")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("heading", name="Your lines have arrived")).to_be_visible()
    expect(page.get_by_text("within two working days")).to_be_visible()
    page.complaints[:] = [
        words for words in page.complaints if "422" not in words
    ]  # the mistake, as the console saw it


def test_a_visitor_asks_with_a_mistake_first(house, enter, look):
    page = enter(None, phone=True)
    asks_with_a_mistake_first(page, see=lambda name: look(page, name))
    look(page, "01-asked")
    assert Enquiry.objects.unscoped().get().words == WORDS


def test_a_visitor_asks_without_javascript(house, enter):
    asks_with_a_mistake_first(enter(None, phone=True, javascript=False))
    assert Enquiry.objects.unscoped().get().email == "rosa@example.org"


def test_a_correction_after_going_back_is_not_lost(house, enter):
    page = enter(None)
    page.goto("/ask/")
    fill(page, "rosa@example.org")
    page.get_by_role("button", name="Send to").click()
    expect(page.get_by_role("heading", name="Your lines have arrived")).to_be_visible()
    page.go_back()
    page.get_by_label("A phone number").fill("0151 23 42")
    page.get_by_role("button", name="Send to").click()
    main = page.get_by_role("main")
    expect(main).to_contain_text(re.compile("Your lines have arrived|This was sent before"))
    kept = [enquiry.phone for enquiry in Enquiry.objects.unscoped()]
    assert "0151 23 42" in kept or "0151 23 42" in main.inner_text()
    page.complaints[:] = [words for words in page.complaints if "409" not in words]
