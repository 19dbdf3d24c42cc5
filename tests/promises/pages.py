"""Every page that answers, as everybody who may read it: the crawl that headers and weights are measured on."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.urls import reverse

from tests.architecture import tree
from tests.promises import who_may
from tests.promises.asking import Browsers
from tests.promises.house import House
from tests.promises.who_may import WAYS

# One person for each standing; "ended" adds the client whose course is over.
VISITORS = ["no one", "amira", "finn", "tom", "sol", "mo", "ines", "max"]
ROUTES = {name: (address, view) for name, address, view in tree.routes()}


@dataclass(frozen=True)
class Page:
    """One answer to one person."""

    line: str
    person: str
    path: str
    answer: HttpResponse

    @property
    def html(self) -> str:
        return self.answer.content.decode() if self.answer.get("Content-Type", "").startswith("text/html") else ""

    @property
    def name(self) -> str:
        return f"{self.line} as {self.person}"


def crawl(house: House, browsers: Browsers) -> Iterator[Page]:
    """Every page of the site map that somebody may read, as each of them."""
    for line, way in WAYS.items():
        address, view = ROUTES[who_may.route_of(line)]
        if "GET" not in (tree.methods(view) or ()):
            continue
        names = re.findall(r"<\w+:(\w+)>", address)
        for person in VISITORS:
            scope = "ended" if person == "finn" else "ours"
            if who_may.standing(person, way.about, scope) in way.reads:
                path = reverse(who_may.route_of(line), kwargs=dict.fromkeys(names, house.things[scope].get(way.about)))
                yield Page(line, person, path, browsers.ask(person, "GET", path))


def fetched(html: str) -> set[str]:
    """What a browser fetches for a first view: style sheets, scripts with what they import, icons."""
    html = re.sub(r'<link[^>]*media="print"[^>]*>', "", html)
    found = set(re.findall(r'<(?:link|script|img|iframe|source)\b[^>]*?\b(?:href|src)="([^"]+)"', html))
    for address in sorted(found):
        found |= _imported(address)
    return {address for address in found if not address.startswith("data:")}


def _imported(address: str) -> set[str]:
    if not address.endswith((".js", ".css")):
        return set()
    text = static(address).read_text()
    named = re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']|@import\s+["']([^"']+)["']""", text)
    near = {f"{address.rsplit('/', 1)[0]}/{(a or b).removeprefix('./')}" for a, b in named}
    return near.union(*(_imported(other) for other in near))


def static(address: str) -> Path:
    """The file behind an address of ours; fails when there is none."""
    found = finders.find(address.split("?")[0].removeprefix("/static/"))
    assert found, f"nothing is served at {address}"
    return Path(found)


def weight(html: str) -> int:
    """Bytes over the wire for a first view, compressed as whitenoise and the reverse proxy do."""
    files = sum(len(gzip.compress(static(address).read_bytes(), 9)) for address in fetched(html))
    return len(gzip.compress(html.encode(), 6)) + files
