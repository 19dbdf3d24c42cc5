"""Signing in, as everybody does."""

from playwright.sync_api import expect
from tests.cast import PASSWORD


def test_somebody_signs_in_and_wrong_words_lose_nothing(house, enter, look):
    page = enter(None)
    page.goto("/account/login/")
    look(page, "00-sign-in")
    page.get_by_label("Your mail address").fill("tom@example.org")
    page.get_by_label("Your password").fill("not his words")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Your mail address")).to_have_value("tom@example.org")
    look(page, "00-sign-in-again")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    page.complaints.clear()  # the page of Today has its own stories
