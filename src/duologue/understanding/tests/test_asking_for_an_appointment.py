"""Somebody without an account asks for an appointment."""

import uuid

import pytest
from django.db import connection

from duologue.understanding.models import Enquiry

WORDS = "I have stopped going out on my own since the spring."


@pytest.fixture
def asks(client, cast):
    def send(entry_key=None, **changes):
        said = {"name": "Rosa Blum", "email": "rosa@example.org", "words": WORDS, "phone": "", "best_times": "Mornings"}
        key = entry_key or str(uuid.uuid4())
        return client.post("/ask/", {**said, **changes, "entry_key": key})

    return send


def kept():
    return list(Enquiry.objects.unscoped())


def test_the_words_arrive_and_the_page_says_when_an_answer_comes(asks, client):
    answer = asks()
    assert answer.status_code == 302 and answer.url == "/ask/thanks/"
    assert "within two working days" in client.get(answer.url).content.decode()
    (enquiry,) = kept()
    assert (enquiry.name, enquiry.words, enquiry.state) == ("Rosa Blum", WORDS, "new")


def test_sent_twice_by_a_nervous_finger_it_is_kept_once(asks):
    key = str(uuid.uuid4())
    assert [asks(key).status_code, asks(key).status_code] == [302, 302]
    assert len(kept()) == 1


def test_other_words_under_the_same_key_are_not_dropped_silently(asks):
    key = str(uuid.uuid4())
    asks(key)
    again = asks(key, phone="0151 23 42")
    assert again.status_code == 409 and "0151 23 42" in again.content.decode()
    assert [e.phone for e in kept()] == [""]


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"name": ""}, "Write a name we may call you by."),
        ({"name": "  "}, "Write a name we may call you by."),
        ({"name": "x" * 101}, "Use 100 characters or fewer here."),
        ({"email": "rosa at home"}, "Write a mail address like name@example.org."),
        ({"email": "x" * 200 + "@example.org"}, "This address is too long."),
        ({"words": "x" * 5001}, "This is longer than 5,000 characters."),
        ({"phone": "1" * 41}, "Use 40 characters or fewer here."),
    ],
)
def test_a_mistake_gets_a_sentence_and_loses_nothing(asks, wrong, sentence):
    page = asks(**wrong)
    text = page.content.decode()
    assert page.status_code == 422 and sentence in text and "<title>Error: " in text
    assert "Mornings" in text and ("words" in wrong or WORDS in text)
    assert not kept()


def test_a_form_without_its_key_is_shown_again_with_everything_typed(client, cast):
    page = client.post("/ask/", {"name": "Rosa", "email": "rosa@example.org", "words": WORDS})
    assert page.status_code == 422 and WORDS in page.content.decode()
    assert 'name="entry_key" value="' in page.content.decode() and not kept()


def test_the_database_holds_none_of_the_words_in_clear(asks):
    asks(phone="0151 23 42")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM duologue_enquiry")
        row = b"".join(bytes(value) for value in cursor.fetchone() if isinstance(value, bytes | memoryview))
    assert row and not any(word.encode() in row for word in ("Rosa", "rosa@", "spring", "0151", "Mornings"))


def test_each_enquiry_has_a_key_of_its_own(asks, cast):
    asks()
    asks(email="other@example.org")
    keys = {e.key_id for e in kept()}
    assert len(keys) == 2 and cast.practice.key_id not in keys


def test_nothing_is_mailed_to_an_address_that_nobody_has_confirmed(asks, mailoutbox):
    asks()
    assert not mailoutbox


def test_somebody_who_is_signed_in_may_ask_too(signed_in, cast):
    browser = signed_in(cast.max)
    said = {"name": "Max", "email": "max@example.org", "words": "", "phone": "", "best_times": ""}
    assert browser.post("/ask/", said).url == "/ask/thanks/"
    assert len(kept()) == 1
