"""A therapist's private note is on no page but its author's: every route that answers with a page, as everybody."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from duologue.sessions import actions, own_notes
from duologue.sessions.models import PrivateNote, Session
from duologue.sessions.views import hour
from duologue.sessions.views import own_notes as views
from tests.architecture import tree
from tests.cast import NOW
from tests.promises import who_may
from tests.promises.who_may import WAYS

pytestmark = pytest.mark.django_db
MINE = "kanarie-of-the-private-note"
ROUTES = sorted(name for name, way in WAYS.items() if way.reads)
ARGUMENTS = {name: re.findall(r"<\w+:(\w+)>", address) for name, address, _ in tree.routes()}
ITS_OWN_PAGES = {"sessions:note", "sessions:session", "sessions:own-notes", "sessions:own-note"}
MAY_SPEAK_OF_IT = {
    f"sessions/{name}.py" for name in ("models", "actions", "own_notes", "views/hour", "views/own_notes")
}


@pytest.fixture
def written(furnished, monkeypatch):
    """Tom's note on the session that runs, and on the one that was held."""
    house, browsers = furnished
    for name in ("running", "held"):
        session = Session.objects.unscoped().select_related("course").get(pk=house.things["ours"][name])
        held = PrivateNote.objects.unscoped().filter(session=session).first()
        seen = held.version if held else 0
        actions.keep_note(session, words=MINE, seen=seen, by=house.cast.tom, now=NOW)
    kind, course = PrivateNote.Kind.TRANSFERENCE, house.cast.ours
    own = own_notes.add(MINE, kind=kind, about=session, course=course, by=house.cast.tom, now=NOW)
    monkeypatch.setitem(house.things["ours"], "own_note", own.pk)
    monkeypatch.setattr(views, "are_open", lambda request: True)  # as if everybody had just given their password
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


@pytest.mark.parametrize("name", ["sessions:note", "sessions:own-notes", "sessions:own-note"])
def test_its_author_does_find_it(written, name):
    assert found_on(written, name) == {"tom"}


def test_only_its_author_takes_it_along(written):
    house, browsers = written
    address = reverse("sessions:take-own-notes", args=[house.cast.ours.pk])
    asked = {person: browsers.ask(person, "POST", address) for person in ("no one", *house.everybody)}
    assert {person for person, answer in asked.items() if MINE.encode() in answer.content} == {"tom"}


def test_no_other_file_of_the_house_speaks_of_its_table():
    """No export, no search, no page of another slice, no backup's list: whoever names the model here is on the list."""
    named = {tree.short(path) for path in tree.sources() if re.search(r"\bPrivateNote\b", path.read_text())}
    assert named == MAY_SPEAK_OF_IT


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
    monkeypatch.setattr(
        hour, "_own_note", lambda request, found: PrivateNote.objects.unscoped().filter(session=found).first()
    )
    assert found_on(written, "sessions:note") == {"tom", "ben"}
