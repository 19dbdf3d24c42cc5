"""A few calm minutes: exercises for anybody, in words without a script, and as something agreed between sessions."""

import json
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse
from tests.reading import words

from duologue.questionnaires import exercises, library
from duologue.questionnaires.worksheet import steps_of
from duologue.web.offline import shell

ALL = exercises.exercises()
IDS = ["five-senses", "kind-pause", "muscle-by-muscle", "quiet-minutes", "slow-breathing"]


def test_there_are_five():
    assert [form.id for form in ALL] == IDS


@pytest.mark.parametrize("form", ALL, ids=IDS)
def test_each_says_all_of_it_in_words_to_anybody_without_a_script(client, cast, form):
    answer = client.get(reverse("techniques:calm-one", args=[form.id]))
    assert answer.status_code == 200
    told = exercises.exercise_of(form)
    assert all(step.words in unescape(answer.content.decode()) for step in told.steps)
    assert "Nothing you do here is kept or sent" in words(answer) and "data-outbox" not in answer.content.decode()


@pytest.mark.parametrize("form", ALL, ids=IDS)
def test_a_number_stands_before_and_after_what_is_done(form):
    assert steps_of(form) == [["before"], ["after"], ["noticed"]]
    assert all(form.item(name).kind == "scale" and not form.item(name).needed for name in ("before", "after"))


@pytest.mark.parametrize("form", ALL, ids=IDS)
def test_a_script_reads_the_same_sentences(form):
    told = json.loads(exercises.exercise_of(form).as_json)
    assert [step["words"] for step in told["steps"]] == [step["words"] for step in form.extra["exercise"]["steps"]]


def test_a_breath_out_is_longer_than_a_breath_in():
    told = exercises.exercise_of(library.newest("slow-breathing"))
    assert all(pace.breath_out > pace.breath_in for pace in told.paces) and told.usual_minutes == 3


def wrong(**changes):
    form = library.newest("slow-breathing")
    return replace(form, extra={"exercise": {**form.extra["exercise"], **changes}})


@pytest.mark.parametrize(
    "changes", [{"kind": "dance"}, {"steps": []}, {"paces": []}, {"minutes": []}, {"kind": "steps"}, {"paced": True}]
)
def test_one_told_wrongly_is_refused_with_the_reason(monkeypatch, changes):
    monkeypatch.setattr(library, "form", lambda *_: wrong(**changes))
    exercises._read.cache_clear()
    with pytest.raises(ValueError, match="slow-breathing"):
        exercises._read("slow-breathing", "1")
    exercises._read.cache_clear()


def test_what_is_no_exercise_has_none():
    assert exercises.exercise_of(None) is None and exercises.exercise_of(library.newest("thought-record")) is None


@pytest.mark.parametrize("form_id", ["thought-record", "phq-9", "nothing"])
def test_only_an_exercise_has_such_a_page(client, cast, form_id):
    assert client.get(f"/calm/{form_id}/").status_code == 404


def test_a_phone_keeps_every_one_of_them(client, cast):
    kept = json.loads(shell.worker().split("const SHELL = ")[1].split(";\n")[0])["more"]
    assert [page for page in kept if page.startswith("/calm/")] == ["/calm/", *(f"/calm/{form_id}/" for form_id in IDS)]
    assert all(client.get(address).status_code == 200 for address in kept)


def test_no_page_that_a_phone_keeps_knows_who_asks(client, cast, signed_in):
    """The worker asks without cookies; what it gets names nobody."""
    text = client.get("/calm/slow-breathing/").content.decode()
    assert "Amira" not in text and "csrfmiddlewaretoken" not in text.split("<footer")[0]
