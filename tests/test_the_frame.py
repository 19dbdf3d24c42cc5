"""What stands around every page: alive or not, light or dark, and what happens when something goes wrong."""

import pytest
from django.test import Client

from tests.browsing import PostsWithKey


def test_the_house_says_that_it_is_alive(client, db):
    assert client.get("/healthz").json() == {"status": "ok"}


def test_the_design_page_is_for_those_who_build(client, db, settings):
    assert client.get("/design/").status_code == 404
    settings.DEBUG = True
    page = client.get("/design/?errors").content.decode()
    assert "Paper and pine" in page and "Write a few words here." in page and "Typed words stay" in page


@pytest.mark.parametrize("chosen, shown", [("dark", 'data-look="dark"'), ("light", 'data-look="light"'), ("", "")])
def test_a_person_chooses_light_or_dark(client, cast, chosen, shown):
    client.post("/look/", {"look": chosen})
    page = client.get("/welcome/").content.decode()
    assert shown in page if shown else "data-look" not in page


def test_choosing_the_look_leads_back_and_never_elsewhere(client, cast):
    back = client.post("/look/", {"look": "dark"}, headers={"Referer": "http://testserver/ask/?x=1"})
    assert back.headers["Location"] == "/ask/"
    away = client.post("/look/", {"look": "dark"}, headers={"Referer": "http://elsewhere.example/ask/"})
    assert away.headers["Location"] == "/"


def test_a_page_left_open_too_long_gives_the_words_back(cast):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/ask/", {"name": "Beatriz", "words": "I have put this off for a year."})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "I have put this off for a year." in page and "Please send it once more" in page


def test_a_password_is_not_given_back(cast):
    browser = Client(enforce_csrf_checks=True)
    page = browser.post("/account/login/", {"login": "tom@example.org", "password": "my secret words"})
    assert "my secret words" not in page.content.decode()


def test_a_page_that_is_not_there_says_so_calmly(signed_in, cast):
    answer = signed_in(cast.amira).get("/nowhere/")
    assert answer.status_code == 404 and "This page is not here" in answer.content.decode()


def test_a_fault_of_ours_says_so_and_shows_nothing_of_it(cast, monkeypatch):
    def breaks(*args, **kwargs):
        raise RuntimeError("the kettle in the cellar")

    monkeypatch.setattr("duologue.home.days.of_client", breaks)
    browser = PostsWithKey(raise_request_exception=False)
    browser.force_login(cast.amira, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.get("/today/")
    page = answer.content.decode()
    assert answer.status_code == 500 and "It is our fault, not yours" in page and "kettle" not in page
