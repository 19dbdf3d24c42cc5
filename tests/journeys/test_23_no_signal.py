"""No signal at all: the calm page, the numbers to call, the pages somebody chose to keep, and nothing of anybody else."""

import re
import threading

import pytest
from django.http import HttpResponse
from django.urls import reverse
from playwright.sync_api import expect

from duologue.questionnaires import actions

KEPT = """<meta name="duologue-offline" content="{wish}">"""


def until_it_stands_in(page):
    """Until the worker has its files and answers for this page."""
    page.evaluate(
        """() => new Promise((done) => {
            const worker = navigator.serviceWorker;
            worker.controller ? done(true) : worker.addEventListener("controllerchange", () => done(true));
        })"""
    )


def kept_by_the_browser(page):
    return page.evaluate(
        """async () => {
            const found = {};
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys()) {
                    const answer = await (await caches.open(name)).match(request);
                    found[new URL(request.url).pathname] = await answer.text();
                }
            return found;
        }"""
    )


@pytest.fixture
def offline(enter, house):
    """Amira's phone without signal, after she has looked at her pages."""
    page = enter(house.amira, phone=True, worker=True)
    page.goto("/today/")
    until_it_stands_in(page)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    yield page
    page.context.set_offline(False)
    page.complaints.clear()  # Chromium writes each failed request on its console


def test_without_signal_a_calm_page_and_the_numbers_to_call(offline, look):
    offline.goto("/between/")
    expect(offline.get_by_role("heading", name="There is no signal just now")).to_be_visible()
    expect(offline.get_by_text("Amira")).to_have_count(0)
    expect(
        offline.get_by_role("link", name="Two Chairs")
    ).to_be_visible()  # her practice, though "Elsewhere" comes first
    look(offline, "23-no-signal")
    offline.get_by_role("link", name="See the numbers to call").tap()
    expect(offline.get_by_role("link", name=re.compile("999"))).to_have_attribute("href", "tel:999")
    expect(offline.get_by_role("link", name=re.compile("116 123"))).to_be_visible()
    look(offline, "23-help-now-without-signal")
    offline.go_back()
    offline.context.set_offline(False)
    expect(offline.get_by_role("heading", name="Between sessions")).to_be_visible()  # it came back by itself


def test_what_waits_is_said_on_the_calm_page(enter, house, look):
    page = enter(house.amira, phone=True, worker=True)
    page.goto("/between/write/")
    until_it_stands_in(page)
    page.get_by_label("What would you like to write down?").fill("It was quiet tonight.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    page.goto("/today/")
    expect(page.get_by_text(re.compile(r"1 thing waits on this phone since \d\d:\d\d, not sent yet."))).to_be_visible()
    look(page, "23-no-signal-and-words-wait")
    page.context.set_offline(False)
    expect(page.get_by_text("Sent just now: a note.")).to_be_visible()
    page.complaints.clear()


def test_the_browser_keeps_no_page_of_anybody(enter, house, now):
    asked = actions.ask("phq-9", course=house.cast.ours, by=house.tom, now=now)
    page = enter(house.amira, phone=True, worker=True)
    for path in (
        "/today/",
        reverse("questionnaires:answer", args=[asked.pk]),
        "/between/",
        "/progress/",
        "/plan/",
        "/me/",
    ):
        page.goto(path)
        until_it_stands_in(page)
    page.wait_for_load_state("networkidle")
    held = kept_by_the_browser(page)
    of_nobody = {"/help-now/", "/offline/", "/skills/now/"}
    assert {path for path in held if not path.startswith(("/static/", "/calm/"))} == of_nobody
    assert not [path for path, text in held.items() if "Amira" in text or house.amira.email in text]


def test_control_a_worker_that_keeps_everything_is_noticed(enter, house):
    page = enter(house.amira, phone=True, worker=True)
    page.goto("/today/")
    until_it_stands_in(page)
    page.evaluate("async () => (await caches.open('all')).add('/today/')")
    held = kept_by_the_browser(page)
    with pytest.raises(AssertionError):
        assert {path for path in held if not path.startswith("/static/")} == {"/help-now/", "/offline/"}


@pytest.fixture
def wish(monkeypatch):
    """`wish("keep")` puts that wish into the head of My plan, as a page does whose owner chose so."""
    from duologue.web.privacy import PrivacyMiddleware

    said = {"wish": ""}
    answers = PrivacyMiddleware.__call__

    def with_wish(self, request):
        response = answers(self, request)
        if request.path == "/plan/" and said["wish"] and isinstance(response, HttpResponse):
            meta = KEPT.format(wish=said["wish"]).encode()
            response.content = response.content.replace(b"</head>", meta + b"</head>")
        return response

    monkeypatch.setattr(PrivacyMiddleware, "__call__", with_wish)
    return lambda word: said.update(wish=word)


def test_a_page_its_owner_chose_opens_without_signal_and_signing_in_and_can_be_forgotten(enter, house, wish, look):
    page = enter(house.amira, phone=True, worker=True)
    wish("keep")
    page.goto("/plan/")
    until_it_stands_in(page)
    page.wait_for_load_state("networkidle")
    title = page.get_by_role("heading", level=1).inner_text()
    page.context.clear_cookies()  # signed out
    page.context.set_offline(True)
    page.goto("/plan/")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    expect(page.get_by_text("You are signed in as")).to_have_count(0)
    expect(page.locator("form, script")).to_have_count(0)
    look(page, "23-a-kept-page")
    page.goto("/today/")
    page.get_by_role("link", name=title).tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.context.set_offline(False)
    from tests.journeys.conftest import session_cookie

    page.context.add_cookies([session_cookie(house.amira, house.url)])
    wish("forget")
    page.goto("/plan/")
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.goto("/plan/")
    expect(page.get_by_role("heading", name="There is no signal just now")).to_be_visible()
    page.context.set_offline(False)
    page.complaints.clear()


def test_numbers_that_take_too_long_come_from_the_phone(enter, house, monkeypatch):
    page = enter(house.amira, phone=True, worker=True)
    page.goto("/today/")
    until_it_stands_in(page)
    page.wait_for_load_state("networkidle")
    from duologue.web.privacy import PrivacyMiddleware

    answers = PrivacyMiddleware.__call__

    seen = threading.Event()

    def stands_still(self, request):  # a line on which nothing moves
        if request.path == "/help-now/":
            seen.wait(30)
        return answers(self, request)

    monkeypatch.setattr(PrivacyMiddleware, "__call__", stands_still)
    page.goto("/help-now/")
    expect(page.get_by_role("link", name=re.compile("999"))).to_be_visible()
    seen.set()
