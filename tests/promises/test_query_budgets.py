"""A page that lists many people asks the database as often for four hundred as for forty, and seldom."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duologue.home import caseload
from duologue.people import keyring
from duologue.people.models import Practice, User
from duologue.questionnaires import actions as questionnaires
from tests.clinic import take_on_clients, wait_for_an_answer

AT_MOST = 12
# The session, its user, the memberships, and the ledger's own line belong to every page of a signed-in person.
LISTS = ["home:today", "home:caseload"]


def questions(browser, name: str, **where) -> list[str]:
    keyring.forget()  # as after a restart: opened keys in memory must not flatter the count
    with CaptureQueriesContext(
        connection,
    ) as asked:
        answer = browser.get(reverse(name, kwargs=where))
    assert answer.status_code == 200, f"{name}: {answer.status_code}"
    return [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def fill(cast, now, how_many: int, *, therapist=None) -> None:
    """So many more clients, all of whom need something today."""
    therapist = therapist or cast.tom
    courses = take_on_clients(how_many, practice=cast.practice, therapist=therapist, now=now)
    wait_for_an_answer(courses, therapist=therapist, now=now)


@pytest.mark.parametrize("name", LISTS)
def test_forty_clients_and_four_hundred_cost_the_same_number_of_queries(cast, now, signed_in, name):
    browser = signed_in(cast.tom)
    fill(cast, now, 39)
    forty = questions(browser, name)
    fill(cast, now, 360)
    hundreds = questions(browser, name)
    assert len(forty) <= AT_MOST, "\n".join(forty)
    assert len(hundreds) == len(forty), "\n".join(hundreds)


def test_the_four_words_cost_no_query_where_a_practice_turned_them_on(cast, now, signed_in):
    Practice.objects.update(four_words=True)
    browser = signed_in(cast.tom)
    fill(cast, now, 399)
    asked = questions(browser, "home:caseload")
    assert len(asked) <= AT_MOST, "\n".join(asked)


def test_the_lists_really_show_everybody(cast, now, signed_in):
    browser = signed_in(cast.tom)
    fill(cast, now, 39)
    assert browser.get(reverse("home:caseload")).content.decode().count("A remark waits") == 39
    assert browser.get(reverse("home:caseload")).content.decode().count("They wrote to you.") == 39
    assert browser.get(reverse("home:today")).content.decode().count("lower than their own usual") == 39
    assert browser.get(reverse("home:today")).content.decode().count("/alert/") >= 39


def test_another_therapists_clients_cost_nothing(cast, now, signed_in):
    browser = signed_in(cast.tom)
    before = len(questions(browser, "home:caseload"))
    fill(cast, now, 60, therapist=cast.ben)
    assert len(questions(browser, "home:caseload")) == before


def test_control_a_page_that_asks_once_a_client_is_noticed(cast, now, signed_in, monkeypatch):
    """Each client's lead therapist, asked for row by row, is the mistake this budget is here for."""
    browser = signed_in(cast.tom)

    def row_by_row(viewer, **more):
        found = lines(viewer, **more)
        assert all(viewer.courses.get(pk=line.course_id).lead for line in found)
        return found

    lines = caseload.lines
    monkeypatch.setattr(caseload, "lines", row_by_row)
    fill(cast, now, 5)
    few = questions(browser, "home:caseload")
    fill(cast, now, 5)
    assert len(questions(browser, "home:caseload")) > len(few) > AT_MOST


def test_a_form_is_sent_without_composing_a_statement(cast, now, signed_in, monkeypatch):
    """What makes a submit cheap (`make bench`): the second one says nothing that was not said before."""
    browser, composed = signed_in(cast.amira), []
    addresses = [
        reverse("questionnaires:answer", args=[questionnaires.ask(form, course=cast.ours, by=cast.tom, now=now).pk])
        for form in ("gad-7", "phq-9")
    ]
    execute = SQLCompiler.execute_sql

    def noticed(compiler, *args, **more):
        composed.append(compiler.query.model.__name__)
        return execute(compiler, *args, **more)

    monkeypatch.setattr(SQLCompiler, "execute_sql", noticed)
    for address in addresses:
        composed.clear()
        with CaptureQueriesContext(connection) as asked:
            sent = browser.post(address, {f"q{n}": "0" for n in range(1, 10)})
        assert sent.status_code == 302
    said = [query["sql"] for query in asked.captured_queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) <= 15 and not composed
    assert list(User.objects.all()) and composed == ["User"]  # the control: an ordinary queryset is noticed
