"""Every page as everybody (T22): nothing stays in a cache, nothing comes from elsewhere, help is one tap away."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.architecture.test_templates import HEALTH, INLINE
from tests.promises.pages import Page, crawl, weight

pytestmark = pytest.mark.django_db
CLIENT_KB, THERAPIST_KB, HELP_KB = 45, 70, 10
STAFF = {"tom", "sol", "mo", "ines"}
PUBLIC = {"understanding"}


@pytest.fixture(scope="module")
def crawled(furnished) -> list[Page]:
    return list(crawl(*furnished))


def faults_of(page: Page) -> list[str]:
    """What a page lets out, in words."""
    answer, found = page.answer, []
    cache = answer.get("Cache-Control", "")
    if page.person != "no one" and "no-store" not in cache:
        found.append(f"may be kept by a cache: {cache!r}")
    policy = answer.get("Content-Security-Policy", "")
    if "unsafe" in policy or any(part not in policy for part in POLICY):
        found.append(f"policy {policy!r}")
    if answer.get("X-Content-Type-Options") != "nosniff" or answer.get("X-Frame-Options") != "DENY":
        found.append("may be sniffed or framed")
    for cookie in answer.cookies.values():
        if not cookie["httponly"] or cookie["samesite"] not in ("Lax", "Strict"):
            found.append(f"cookie {cookie.key} without HttpOnly or SameSite")
    return found + faults_in(page.html)


POLICY = ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]
ELSEWHERE = re.compile(
    r"""\b(?:src|href|action|formaction|data|poster|srcset)\s*=\s*["']?\s*((?:[a-z]+:)?//[^"'\s>]+)""", re.I
)
SCHEMES = re.compile(r"""\b(?:src|href|action)\s*=\s*["']([a-z][a-z0-9+.-]*):""", re.I)


def faults_in(html: str) -> list[str]:
    """What stands in a page that may not: addresses elsewhere, anything inline."""
    found = [f"asks somebody else: {address}" for address in ELSEWHERE.findall(html)]
    found += [f"scheme {scheme}" for scheme in SCHEMES.findall(html) if scheme.lower() not in ("tel", "mailto", "sms")]
    return found + [what for what, pattern in INLINE.items() if what != "text marked safe" and pattern.search(html)]


def test_every_page_keeps_to_itself(crawled):
    faults = {page.name: found for page in crawled if (found := faults_of(page))}
    assert not faults
    assert len([page for page in crawled if page.answer.status_code == 200]) > 90
    assert not [page.name for page in crawled if page.answer.status_code >= 500]


@pytest.mark.parametrize(
    "planted",
    [
        '<script src="https://cdn.example.org/x.js"></script>',
        '<link href="//fonts.example.org/a.css" rel="stylesheet">',
        "<p style='color: red'>x</p>",
        '<a href="javascript:go()">x</a>',
        "<script>go()</script>",
        '<img src="http://example.org/pixel.gif">',
    ],
)
def test_control_what_comes_from_elsewhere_is_noticed(planted):
    assert faults_in(planted)
    assert not faults_in(
        '<a href="tel:116123">116 123</a><a href="/today/">Today</a><script src="/static/a.js"></script>'
    )


def test_control_a_missing_header_is_noticed(crawled):
    page = next(page for page in crawled if page.person == "tom")
    for header in ("Cache-Control", "Content-Security-Policy", "X-Frame-Options"):
        kept = page.answer[header]
        del page.answer[header]
        assert faults_of(page), header
        page.answer[header] = kept
    page.answer.set_cookie("seen", "1")
    assert any("cookie seen" in fault for fault in faults_of(page))
    del page.answer.cookies["seen"]


def test_titles_say_nothing_about_health(crawled):
    """The tab, the history and a shared screen show the title."""
    telling = {}
    for page in crawled:
        title = re.search(r"<title>(.*?)</title>", page.html, re.S)
        if page.html and page.line.split(":")[0] not in PUBLIC and (not title or HEALTH.search(title.group(1))):
            telling[page.name] = title and title.group(1)
    assert not telling


def test_help_is_one_tap_away_on_every_page(crawled):
    link = f'href="{reverse("safety:help-now")}"'
    without = [p.name for p in crawled if p.html and p.line != "safety:help-now" and link not in p.html]
    assert not without


def test_addresses_in_pages_lead_somewhere(crawled, furnished):
    """Every link of ours on every page is a page of the site map that this person may open."""
    _, browsers = furnished
    leads = {(page.person, link) for page in crawled for link in re.findall(r'<a\b[^>]*?href="(/[^"#]*)', page.html)}
    ours = sorted((person, link.replace("&amp;", "&")) for person, link in leads if not link.startswith("/static/"))
    dead = [(person, link) for person, link in ours if browsers.ask(person, "GET", link).status_code == 404]
    assert not dead


def heavy(page: Page) -> str:
    most = THERAPIST_KB if page.person in STAFF else CLIENT_KB
    kb = weight(page.html) / 1000
    return f"{kb:.1f} KB, at most {most}" if kb > most else ""


def test_pages_are_light(crawled):
    faults = {page.name: found for page in crawled if page.html and (found := heavy(page))}
    assert not faults
    lightest = min(weight(page.html) for page in crawled if page.html)
    assert lightest > 1000  # style sheets and scripts are counted, not only the text


def test_help_now_is_lighter_still(crawled):
    """It opens on a bad line too (T31)."""
    for page in crawled:
        if page.line == "safety:help-now":
            assert weight(page.html) <= HELP_KB * 1000, f"{page.name}: {weight(page.html) / 1000:.1f} KB"


def test_control_a_heavy_page_is_noticed(crawled):
    import secrets

    page = next(page for page in crawled if page.person == "amira" and page.html)
    ballast = secrets.token_hex(CLIENT_KB * 1000)
    assert weight(page.html.replace("</main>", f"<p>{ballast}</p></main>")) > CLIENT_KB * 1000
