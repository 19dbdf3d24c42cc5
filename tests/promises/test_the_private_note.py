"""A therapist's private note is on no page but its author's: every route that answers with a page, as everybody."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from duologue.sessions import actions
from duologue.sessions.models import PrivateNote, Session
from duologue.sessions.views import hour
from tests.architecture import tree
from tests.cast import NOW
from tests.promises import who_may
from tests.promises.who_may import WAYS

pytestmark = pytest.mark.django_db
MINE = "kanarie-of-the-private-note"
ROUTES = sorted(name for name, way in WAYS.items() if way.reads)
ARGUMENTS = {name: re.findall(r"<\w+:(\w+)>", address) for name, address, _ in tree.routes()}
ITS_OWN_PAGES = {"sessions:note", "sessions:session"}


@pytest.fixture
def written(furnished):
    """Tom's note on the session that runs, and on the one that was held."""
    house, browsers = furnished
    for name in ("running", "held"):
        session = Session.objects.unscoped().select_related("course").get(pk=house.things["ours"][name])
        held = PrivateNote.objects.unscoped().filter(session=session).first()
        seen = held.version if held else 0
        actions.keep_note(session, words=MINE, seen=seen, by=house.cast.tom, now=NOW)
    return house, browsers


def found_on(written, name: str) -> set[str]:
    """Who finds the note on one route."""
    house, browsers = written
    way, route = WAYS[name], who_may.route_of(name)
    address = reverse(route, kwargs=dict.fromkeys(ARGUMENTS[route], house.things["ours"].get(way.about)))
    asked = {person: browsers.ask(person, "GET", address) for person in ("no one", *house.everybody)}
    return {person for person, answer in asked.items() if MINE.encode() in answer.content}


@pytest.mark.parametrize("name", ROUTES)
def test_nobody_but_its_author_finds_it_and_only_on_its_own_page(written, name):
    assert found_on(written, name) <= ({"tom"} if who_may.route_of(name) in ITS_OWN_PAGES else set())


def test_its_author_does_find_it(written):
    assert found_on(written, "sessions:note") == {"tom"}


def test_a_search_of_the_whole_practices_names_finds_nothing(written):
    house, browsers = written
    for person in house.everybody:
        for path in ("/caseload/", "/library/", "/calendar/"):
            assert MINE.encode() not in browsers.ask(person, "GET", f"{path}?q={MINE[:7]}").content


def test_control_a_page_that_reads_past_the_author_is_noticed(written, monkeypatch):
    """Without the author in the question, whoever cares for the course later would find it."""
    house, _ = written
    house.cast.ours.care_team.create(user=house.cast.ben, lead=False, from_on=NOW.date())
    assert found_on(written, "sessions:note") == {"tom"}
    PrivateNote.objects.unscoped().update(audience="care_team")
    monkeypatch.setattr(
        hour, "_own_note", lambda request, found: request.viewer.records(PrivateNote).filter(session=found).first()
    )
    assert found_on(written, "sessions:note") == {"tom", "ben"}
