"""Real Chromium over HTTP, one story for each step of therapy; each page looked at in four ways with axe."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect
from tests import cast as standing

expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
PICTURES = os.environ.get("DUOLOGUE_PICTURES")
WIDTHS = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 800}}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# The same page in the dark differs in its colours only.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "journeys" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Debian's Chromium, which talks to nobody but us."""
    args = [*QUIET, "--disable-sync", "--no-first-run", "--disable-quic"]
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": args}


@pytest.fixture
def house(transactional_db, live_server):
    """The standing cast in a house that answers over HTTP; `house.url`, `house.cast`."""
    people = standing.gather()
    return type("House", (), {"url": live_server.url, "cast": people, "tom": people.tom, "amira": people.amira})()


@pytest.fixture
def enter(browser, house):
    """`enter(person, phone=True)` is a page in which that person is signed in; `enter(None)` is a stranger's."""
    opened = []

    def come_in(person=None, *, phone=False, javascript=True, scheme="light", worker=False):
        context = browser.new_context(
            viewport=WIDTHS["phone" if phone else "desk"],
            has_touch=phone,
            java_script_enabled=javascript,
            color_scheme=scheme,
            base_url=house.url,
            reduced_motion="reduce",
            service_workers="allow" if worker else "block",  # its own requests would outlive most stories
        )
        if person is not None:
            context.add_cookies([session_cookie(person, house.url)])
        page = context.new_page()
        page.foreign = []
        page.complaints = []
        page.on("request", lambda r: r.url.startswith((house.url, "data:")) or page.foreign.append(r.url))
        page.on("console", lambda m: m.type == "error" and page.complaints.append(m.text))
        page.on("pageerror", lambda e: page.complaints.append(str(e)))
        opened.append((context, page))
        return page

    yield come_in
    for context, page in opened:
        foreign, complaints = page.foreign, page.complaints
        context.close()
        assert not foreign, f"a page asked somebody else: {foreign}"
        assert not complaints, f"the browser complained: {complaints}"


def session_cookie(person, url):
    """A sign-in without the form, which has a story of its own."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": url}


@pytest.fixture
def look():
    """`look(page, "03-answering")`: no fault by axe in four ways, no sideways scrolling, a picture when asked for."""

    def look_at(page, name):
        page.wait_for_load_state()  # half a page has other sizes
        was = page.viewport_size
        for width_name, size in WIDTHS.items():
            for scheme in ("light", "dark"):
                page.set_viewport_size(size)
                page.emulate_media(color_scheme=scheme)
                if PICTURES:
                    folder = Path(PICTURES)
                    folder.mkdir(parents=True, exist_ok=True)
                    page.screenshot(path=folder / f"{name}-{width_name}-{scheme}.png", full_page=True)
                # at its end, where the tabs below rest in their own place: halfway down they cover what can be scrolled free
                page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
                wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                assert wide <= 0, f"{name}, {width_name}: the page scrolls sideways by {wide} pixels"
                found = Axe().run(page, options=RULES if scheme == "light" else COLOURS)
                assert not found.response["violations"], f"{name}, {width_name}, {scheme}:\n{found.generate_report()}"
        page.set_viewport_size(was)
        page.emulate_media(color_scheme="light")

    return look_at
