"""Amira adds more to a record when she is ready: the same entry, the next questions, the same readers."""

import re
from html import unescape

import pytest
from django.urls import reverse

from duologue.homework import actions
from duologue.homework.models import Entry
from duologue.questionnaires import library
from duologue.questionnaires.models import Response

QUICK = {"happened": "The bus was full.", "thought": "They all look at me.", "feeling": "scared", "strength": 7}


def words_of(answer) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def entry(cast, now, agree):
    return actions.do(agree("thought-record"), by=cast.amira, now=now, answers=QUICK, read_by=Entry.ReadBy.BOTH)


def typed(**more):
    return {**{name: str(said) for name, said in QUICK.items()}, **more}


def asked_in(text) -> set[str]:
    return set(re.findall(r'name="(\w+)"', text)) - {
        "csrfmiddlewaretoken",
        "entry_key",
        "version",
        "layer",
        "viewport",
        "look",
    }


def test_three_steps_first_then_five_columns_then_seven_on_the_same_entry(cast, signed_in, agree, entry):
    amira, place = signed_in(cast.amira), reverse("homework:more", args=[entry.pk])
    quick = asked_in(words_of(amira.get(reverse("homework:do", args=[entry.assignment_id]))))
    assert set(QUICK) <= quick and "answer" not in quick
    five = asked_in(words_of(amira.get(place)))
    assert {"answer", "answer_believed", "strength_now"} <= five and "facts_for" not in five
    amira.post(place, typed(version="1", layer="2", answer="I did not hear it.", strength_now="4"))
    seven = words_of(amira.get(place))
    assert {"facts_for", "facts_against", "balanced", "next_step", "pattern"} <= asked_in(seven)
    assert "I did not hear it." in seven and 'value="2"' in seven
    amira.post(
        place, typed(version="2", layer="3", answer="I did not hear it.", strength_now="4", facts_for="A laugh.")
    )
    held = Response.objects.unscoped().select_related("course").get()
    assert (held.answers["facts_for"], held.answers["strength_now"], held.answers["thought"]) == (
        "A laugh.",
        4,
        QUICK["thought"],
    )
    assert Entry.objects.unscoped().count() == 1 and held.version == 3


def test_the_thought_stays_in_view_on_every_step(cast, signed_in, entry):
    text = words_of(signed_in(cast.amira).get(reverse("homework:more", args=[entry.pk])))
    assert re.search(r'<textarea name="thought"[^>]*data-in-view="yes"', text)
    assert text.count("data-earlier") == text.count("data-step") == 7  # each step shows what came before


def test_earlier_records_are_on_the_page_itself(cast, signed_in, entry):
    text = words_of(signed_in(cast.amira).get(reverse("homework:do", args=[entry.assignment_id])))
    assert "Your earlier ones (1)" in text and QUICK["thought"] in text


def test_what_the_therapist_opened_is_new_again(cast, signed_in, entry):
    signed_in(cast.tom).get(reverse("homework:assignment", args=[entry.assignment_id]))
    assert Response.objects.unscoped().get().opened_by_therapist_at
    signed_in(cast.amira).post(reverse("homework:more", args=[entry.pk]), typed(version="1", layer="2", answer="New."))
    assert Response.objects.unscoped().get().opened_by_therapist_at is None


def test_on_two_devices_at_once_both_texts_stay(cast, signed_in, entry):
    amira, place = signed_in(cast.amira), reverse("homework:more", args=[entry.pk])
    amira.post(place, typed(version="1", layer="2", answer="On the phone."))
    answer = amira.post(place, typed(version="1", layer="2", answer="On the tablet."))
    assert answer.status_code == 409
    assert "On the phone." in words_of(answer) and "On the tablet." in words_of(answer)
    assert Response.objects.unscoped().select_related("course").get().answers["answer"] == "On the phone."


def test_a_slip_keeps_what_was_typed(cast, signed_in, entry):
    bad = typed(version="1", layer="2", answer="A new one.", strength_now="77")
    answer = signed_in(cast.amira).post(reverse("homework:more", args=[entry.pk]), bad)
    assert answer.status_code == 422 and "A new one." in words_of(answer)


def test_nobody_else_adds_to_it(cast, signed_in, entry):
    for person in (cast.tom, cast.nia, cast.ben):
        assert signed_in(person).get(reverse("homework:more", args=[entry.pk])).status_code == 404


def test_an_entry_without_a_sheet_has_nothing_to_add(cast, now, signed_in, agree):
    plain = actions.do(agree(), by=cast.amira, now=now, words="I walked.")
    assert signed_in(cast.amira).get(reverse("homework:more", args=[plain.pk])).status_code == 404


@pytest.mark.parametrize("form", library.worksheets(), ids=lambda form: form.id)
def test_every_worksheet_is_done_at_home_and_gone_on_with(cast, now, signed_in, agree, form):
    """The whole shelf, as homework: drawn, kept, read back, opened again."""
    amira, made = signed_in(cast.amira), agree(form.id)
    assert amira.get(reverse("homework:do", args=[made.pk])).status_code == 200
    first = next(item for item in form.items if item.kind in ("line", "text", "choice", "scale"))
    said = first.options[0].value if first.options else 3 if first.kind == "scale" else "kanarie"
    entry = actions.do(made, by=cast.amira, now=now, answers={first.id: said}, read_by=Entry.ReadBy.BOTH)
    assert amira.get(reverse("homework:more", args=[entry.pk])).status_code == 200
    shown = words_of(signed_in(cast.tom).get(reverse("homework:assignment", args=[made.pk])))
    assert first.in_words(said) in shown
