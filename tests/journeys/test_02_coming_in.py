"""Walk, step 2: Tom answers an enquiry, the letter's link opens on a phone, sign-in is set up, and "you are here"."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from playwright.sync_api import expect
from tests.cast import NOW

from duologue.people.models import Invitation, Letter
from duologue.sessions.models import Session
from duologue.understanding import actions
from duologue.understanding.models import Enquiry

SAID = {
    "name": "Rosa Blum",
    "email": "rosa@example.org",
    "words": "Since the spring I do not go out on my own any more.\n\nI would like to be able to.",
    "best_times": "Mornings",
}
GOOD = "seven kettles under a blue bridge"


@pytest.fixture
def asked(house):
    return actions.ask(practice=house.cast.practice, entry_key=uuid.uuid4(), said=SAID, now=NOW)


@pytest.fixture
def link(house, asked):
    """What the letter to Rosa holds, with the test's own address before it."""
    times = [NOW + timedelta(days=7, minutes=10), NOW + timedelta(days=8)]
    actions.accept(asked, therapist=house.tom, times=times, by=house.tom, now=NOW)
    return link_in_the_letter()


def link_in_the_letter():
    bodies = [message.body for message in reversed(mail.outbox)]
    return next(hit.group(1) for body in bodies if (hit := re.search(r"http://[^/]+(/invitation/\S+)", body)))


def expected(page, *codes):
    """Answers that the console counts as errors and that belong to this story."""
    page.complaints[:] = [words for words in page.complaints if not any(str(code) in words for code in codes)]


def test_tom_accepts_with_a_mistake_first(house, enter, look, asked):
    page = enter(house.tom)
    page.goto("/enquiries/")
    look(page, "02-enquiries")
    page.get_by_role("link", name="Read what Rosa Blum wrote").click()
    look(page, "02-enquiry")
    page.get_by_label("A first time", exact=True).fill("2026-11-20T14:00")
    page.get_by_label("A second time to choose from").fill("2026-12-04T10:00")
    page.get_by_role("button", name="Accept and send the letter").click()
    expect(page.get_by_text("This time is over already.").first).to_be_visible()
    expect(page.get_by_label("A second time to choose from")).to_have_value("2026-12-04T10:00")
    expected(page, 422)
    page.get_by_label("A first time", exact=True).fill("2026-12-03T14:00")
    page.get_by_role("button", name="Accept and send the letter").click()
    expect(page.get_by_role("status")).to_contain_text("Rosa Blum gets a letter now")
    expect(page.get_by_text("Nobody is waiting.")).to_be_visible()
    look(page, "02-enquiries-answered")
    assert Enquiry.objects.unscoped().get().state == "accepted" and link_in_the_letter()


def test_tom_says_no_with_a_letter_he_has_read(house, enter, look, asked):
    page = enter(house.tom)
    page.goto(f"/enquiries/{asked.pk}/")
    page.get_by_role("link", name="Say no with a letter").click()
    expect(page.get_by_text("We cannot offer you a time at the moment")).to_be_visible()
    look(page, "02-decline")
    page.get_by_role("button", name="Send this letter").click()
    expect(page.get_by_role("status")).to_contain_text("The letter to Rosa Blum is on its way.")


def comes_in(page, link, see=None):
    page.goto(link)
    if see:
        see("02-invitation")
    page.get_by_label("Thursday 3 December, 14:00").check()
    page.get_by_label("Choose a password").fill("short")
    page.get_by_role("button", name="Open my page").click()
    expect(page.get_by_role("alert")).to_contain_text("Use ten characters or more.")
    expect(page.get_by_label("Thursday 3 December, 14:00")).to_be_checked()
    expected(page, 422)
    if see:
        see("02-invitation-again")
    page.get_by_label("Choose a password").fill(GOOD)
    page.get_by_role("button", name="Open my page").click()
    page.wait_for_url("**/today/")


def test_the_letters_link_opens_on_a_phone_and_leads_to_you_are_here(house, enter, look, link):
    page = enter(None, phone=True)
    comes_in(page, link, see=lambda name: look(page, name))
    page.complaints.clear()  # Today has its own stories
    assert Session.objects.unscoped().get(course__participants__user__email="rosa@example.org").minutes == 50
    page.goto("/here/")
    expect(page.get_by_role("listitem").filter(has_text="Getting to know each other")).to_have_attribute(
        "aria-current", "step"
    )
    expect(page.get_by_text("Thursday 3 December, 14:00")).to_be_visible()
    look(page, "02-you-are-here")
    page.get_by_role("link", name="Who has opened your pages").click()
    look(page, "02-you-and-your-privacy")


def test_it_works_without_javascript(house, enter, link):
    page = enter(None, phone=True, javascript=False)
    comes_in(page, link)
    page.goto("/here/")
    expect(page.get_by_role("heading", name="You are here")).to_be_visible()
    page.complaints.clear()


def test_a_link_that_has_run_out_offers_a_new_one(house, enter, look, link):
    Invitation.objects.update(expires_at=NOW)
    Letter.objects.update(written_at=NOW - timedelta(days=8))
    page = enter(None, phone=True)
    page.goto(link)
    look(page, "02-link-no-longer")
    page.get_by_role("button", name="Send me a new link").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    look(page, "02-look-in-your-mail")
    fresh = link_in_the_letter()
    assert fresh != link
    page.goto(fresh)
    expect(page.get_by_role("heading", name="Hello Rosa")).to_be_visible()
    expected(page, 410)


def test_a_used_link_leads_to_signing_in(house, enter, link):
    first = enter(None, phone=True)
    comes_in(first, link)
    first.complaints.clear()
    page = enter(None, phone=True)
    page.goto(link)
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    page.get_by_label("Your mail address").fill("rosa@example.org")
    page.get_by_label("Your password").fill(GOOD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today/")
    page.complaints.clear()


def test_amira_reads_who_opened_her_pages(house, enter, look):
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/goals/")
    tom.complaints.clear()
    page = enter(house.amira, phone=True)
    page.goto("/me/")
    expect(page.get_by_text("Tom opened your goals")).to_be_visible()
    look(page, "02-who-has-looked")


def test_passwords_have_pages_that_look_like_the_rest(house, enter, look):
    page = enter(None, phone=True)
    page.goto("/account/password/reset/")
    look(page, "02-forgotten-password")
    page.get_by_label("Your mail address").fill("nobody@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look in your mail")).to_be_visible()
    signed_in = enter(house.amira, phone=True)
    signed_in.goto("/account/password/change/")
    signed_in.get_by_role("button", name="Keep it").click()
    look(signed_in, "02-change-password")


def test_the_five_tabs_stand_in_one_line_on_a_wide_screen(enter, house):
    page = enter(house.amira)
    for name in ("Today", "Between sessions", "My progress", "Messages", "My plan"):
        page.goto("/today/")
        page.locator(".tabs-below").get_by_role("link", name=name).click()
        expect(page.locator(".tabs-below a[aria-current]")).to_have_text(name)
        tops = page.locator(".tabs-below li").evaluate_all("them => them.map(one => one.getBoundingClientRect().top)")
        assert len(tops) == 5
        assert len(set(tops)) == 1, name
