"""The demo as a newcomer meets it: one command, every role, every page."""

import html.parser
import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import UTC

import pytest

from duologue.demo.answers import items_for, path

pytestmark = pytest.mark.process
KEYS = ("csrfmiddlewaretoken", "entry_key")
CAST = ["amira", "tom", "sol", "mo", "ines", ""]


@pytest.fixture(scope="module")
def demo():
    """The demo's address, and how long it took from the command to the first page."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("DUOLOGUE", "DATABASE", "DJANGO"))}
    command = [sys.executable, "-m", "duologue.cli", "demo", "--port", str(port)]
    process = subprocess.Popen(command, env=keep, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        line = ""
        while "http://" not in line:
            assert process.poll() is None, "the demo stopped by itself"
            line = process.stdout.readline()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


class Browser:
    """A browser with cookies and without scripts; `be` presses the demo's bar."""

    def __init__(self, base):
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def open(self, path, **fields):
        data = urllib.parse.urlencode(fields).encode() if fields else None
        request = urllib.request.Request(self.base + path, data=data, headers={"Referer": self.base + path})
        try:
            with self.opener.open(request, timeout=20) as answer:
                return answer.status, answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, path, error.read().decode()

    def be(self, who):
        page = self.open("/welcome/")[2]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        return self.open("/demo/be/", csrfmiddlewaretoken=token, who=who)


class Links(html.parser.HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.found = set()
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "a" and (address := given.get("href", "")).startswith("/"):
            self.found.add(address.partition("#")[0])


@pytest.mark.parametrize("who", CAST)
def test_every_page_a_person_can_reach_opens(demo, who):
    browser = Browser(demo)
    if who:
        browser.be(who)
    seen, waiting, broken = set(), {"/"}, []
    while waiting and len(seen) < 400:
        address = waiting.pop()
        seen.add(address)
        status, _, page = browser.open(address)
        if status != 200:
            broken.append((address, status))
        for found in Links(page).found:
            shape = re.sub(r"[0-9a-f-]{36}|\d{4}-W\d+|(?:day|month)=[\d-]+|page=\d+|until=\d+", "*", found)
            alike = sum(
                1
                for other in seen | waiting
                if re.sub(r"[0-9a-f-]{36}|\d{4}-W\d+|(?:day|month)=[\d-]+", "*", other) == shape
            )
            if found not in seen and alike < 6 and not found.startswith("/static/"):
                waiting.add(found)
    assert not broken
    assert len(seen) > 5


@pytest.mark.parametrize(
    "who, words",
    [
        ("amira", "How have the last 2 weeks been?"),
        ("tom", "Please look at this first"),
        ("sol", "asks about"),
        ("mo", "numbers"),
        ("ines", "Beatriz Lopes"),
    ],
)
def test_each_person_has_something_to_do_today(demo, who, words):
    status, _, page = Browser(demo).be(who)
    assert status == 200 and words in page


def test_a_week_goes_by_when_somebody_presses_next_week(demo):
    browser = Browser(demo)
    page = browser.be("tom")[2]
    assert "26 November" in page
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    later = browser.open("/demo/next-week/", csrfmiddlewaretoken=token)[2]
    assert "3 December" in later
    for who in CAST[:-1]:
        assert browser.be(who)[0] == 200


def test_an_invitation_travels_over_real_mail_into_the_letterbox(demo):
    browser = Browser(demo)
    browser.be("ines")
    browser.open("/account/logout/")
    page = browser.open("/account/password/reset/")[2]
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    browser.open("/account/password/reset/", csrfmiddlewaretoken=token, email="tom@demo.invalid")
    end = time.monotonic() + 20
    while "password/reset/key" not in (letters := browser.open("/demo/letters/")[2]):
        assert time.monotonic() < end, letters
    assert "tom@demo.invalid" in letters


def test_a_second_screen_is_opened_by_a_code_and_shows_the_agenda(demo):
    tom, tablet = Browser(demo), Browser(demo)
    tom.be("tom")
    hour = re.search(r'href="(/session/[0-9a-f-]+/)"(?:(?!</li>).)*prepare', tom.open("/today/")[2], re.S)[1]

    def press(browser, page, address, **fields):
        keys = {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in KEYS}
        status, _, answer = browser.open(address, **keys, **fields)
        assert status == 200, answer
        return answer

    page = press(tom, tom.open(hour)[2], f"{hour}begin/", x="")
    page = press(tom, page, f"{hour}looking/", do="start")
    code = re.search(r'screen-code">([^<]+)<', page)[1]
    door = tablet.open("/screen/")[2]
    assert "In this demo" in door
    assert "Tom chooses what it shows" in press(tablet, door, "/screen/", code=code)
    press(tom, page, f"{hour}looking/", do="agenda")
    assert "What we talk about" in tablet.open("/screen/")[2]


def test_stories_take_turns_in_the_order_in_which_things_happened():
    from datetime import datetime, timedelta

    from duologue.demo.timeline import Timeline

    began, told = datetime(2026, 1, 1, tzinfo=UTC), []

    def story(name, *days):
        for day in days:
            yield began + timedelta(days=day)
            told.append((day, name))

    timeline = Timeline()
    timeline.begin(story("a", 1, 4, 9))
    timeline.begin(story("b", 2, 3, 11))
    timeline.begin(story("nothing"))
    timeline.run()
    assert told == [(1, "a"), (2, "b"), (3, "b"), (4, "a"), (9, "a"), (11, "b")]


def test_invented_answers_add_up():
    import random

    for total in range(28):
        rng = random.Random(total)
        items = [f"q{n}" for n in range(1, 10)]
        fixed = {"q9": 0} if total <= 24 else {}
        answers = items_for(total, items=items, highest=3, rng=rng, fixed=fixed)
        assert sum(answers.values()) == total and set(answers) == set(items)
        assert all(0 <= value <= 3 for value in answers.values())
    with pytest.raises(ValueError, match="cannot add up"):
        items_for(25, items=[f"q{n}" for n in range(1, 10)], highest=3, rng=random.Random(1), fixed={"q9": 0})


def test_invented_scores_hang_together_from_week_to_week():
    import random
    from itertools import pairwise
    from statistics import correlation

    deviations = []
    for seed in range(60):
        known = path(start=14, drift=0.0, weeks=30, rng=random.Random(seed), missing=0.0)
        deviations += [(a - 14, b - 14) for a, b in pairwise(known)]
    assert 0.4 < correlation([a for a, _ in deviations], [b for _, b in deviations]) < 0.75
