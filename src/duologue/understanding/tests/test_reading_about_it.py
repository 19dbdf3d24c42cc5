"""Somebody who knows nothing yet reads what happens in therapy."""

import html
import re

import pytest
from django.urls import reverse

from duologue.questionnaires import library
from duologue.understanding.views import SCHOOLS, STEPS

PAGES = ["welcome", "journey", "approaches", "first-meeting", "ask", "asked"]
LONGEST = 20  # words in a sentence
NEVER = re.compile(
    r"\bshould\b|\bpatients?\b|\bfailed\b|overdue|complian|suffer|mentally ill|diagnos|predict|\bdetect|prevent"
    r"|\btreats?\b|risk level|\bmust\b",
    re.I,
)


@pytest.fixture
def read(client, cast):
    def text_of(name):
        page = client.get(reverse(f"understanding:{name}"))
        assert page.status_code == 200
        main = page.content.decode().split("<main", 1)[1].split("</main>")[0]
        return main.split(">", 1)[1]

    return text_of


def sentences(main):
    blocks = re.split(r"</?(?:p|li|h\d|dd|dt|div|summary|a|button|label|legend|section|details|br)\b[^>]*>", main)
    plain = [html.unescape(re.sub(r"<[^>]+>", " ", block)).strip() for block in blocks]
    return [s.strip() for block in plain for s in re.split(r"(?<=[.!?:;])\s+", block) if s.strip()]


@pytest.mark.parametrize("name", PAGES)
def test_a_stranger_reads_every_public_page(read, name):
    assert "<h1" in read(name)


@pytest.mark.parametrize("name", ["welcome", "journey", "approaches", "first-meeting"])
def test_the_pages_open_before_there_is_any_practice(client, db, name):
    assert client.get(reverse(f"understanding:{name}")).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_the_words_are_plain_and_blame_nobody(read, name):
    instruments = {option.text for option in library.newest("phq-9").items[1].options} | {library.newest("phq-9").stem}
    said = [s for s in sentences(read(name)) if s not in instruments]
    assert not [s for s in said if NEVER.search(s)]
    assert not [s for s in said if len(s.split()) > LONGEST]


def test_a_long_or_blaming_sentence_would_be_noticed():
    assert len(sentences(f"<p>{'word ' * 21}.</p>")[0].split()) > LONGEST
    assert NEVER.search("You should have")


def test_each_of_the_nine_steps_says_the_same_four_things(read):
    page = read("journey")
    assert len(STEPS) == 9
    assert page.count("You may be asked") == page.count("You may feel") == page.count("You can say no to") == 9
    assert all(f'href="#{name}"' in page and f'id="{name}"' in page for name, _, _ in STEPS)


def test_the_samples_are_the_questions_that_are_really_asked(read):
    page = html.unescape(read("journey"))
    history = {item.id: item.text for item in library.newest("first-history").items}
    assert history["brings"] in page and history["hopes"] in page
    assert library.newest("phq-9").items[1].text in page
    assert all(option.text in page for option in library.newest("phq-9").items[1].options)


def test_the_four_ways_have_equal_room(read):
    page = read("approaches")
    parts = [page.split(f'id="{name}"')[1].split("</section>")[0] for name, _, _ in SCHOOLS]
    lengths = [len(re.sub(r"<[^>]+>", " ", part).split()) for part in parts]
    assert max(lengths) <= 1.15 * min(lengths)
    assert all(part.count("<h3>") == 4 for part in parts)


def test_help_now_is_one_tap_away_on_each(client, cast):
    for name in PAGES:
        assert reverse("safety:help-now") in client.get(reverse(f"understanding:{name}")).content.decode()
