"""Forms that are not one question a screen: a week of days, a ladder, steps, numbers, a page. None of it needs a script."""

import re

import pytest
from django.urls import reverse

from duologue.questionnaires import actions, filling, library
from duologue.questionnaires.models import Response
from duologue.science import form_files

pytestmark = pytest.mark.django_db
ON_ONE_PAGE = ["week-in-numbers", "diary-card", "ladder", "free-writing"]


@pytest.fixture
def asked(cast, now):
    """`asked("ladder")` is the address of a form put to Amira by Tom."""

    def ask(form_id):
        found = actions.ask(form_id, course=cast.ours, by=cast.tom, now=now)
        return reverse("questionnaires:answer", args=[found.pk])

    return ask


def kept() -> Response:
    return Response.objects.unscoped().select_related("course").get()


def text(answer) -> str:
    return answer.content.decode()


@pytest.mark.parametrize("form_id", ON_ONE_PAGE)
def test_each_is_shown_whole_with_who_reads_it_and_one_button_to_send(cast, signed_in, asked, form_id):
    page = text(signed_in(cast.amira).get(asked(form_id)))
    assert "Nobody is watching this page now." in page and "Send to Tom" in page
    form = library.newest(form_id)
    first = [item for item in form.items if item.turn <= 3]
    assert all(f'name="{item.id}"' in page for item in first)
    assert 'type="range"' not in page


def test_numbers_are_radios_with_both_ends_named_and_none_chosen_beforehand(cast, signed_in, asked):
    page = text(signed_in(cast.amira).get(asked("week-in-numbers")))
    assert page.count('type="radio"') == 5 * 11 and " checked" not in page
    assert "0: hardly" in page and "10: deep and well" in page


def test_a_week_is_a_table_that_opens_on_today_and_keeps_each_day(cast, signed_in, asked):
    amira, path = signed_in(cast.amira), asked("diary-card")
    page = text(amira.get(path))
    assert page.count('scope="col"') == 7 and page.count('scope="row"') == 6
    assert 'data-day="4"' in page  # a Thursday
    answer = amira.post(path, {"feeling_4": "3", "acted_4": "0", "sleep_4": "7", "move": "day.5"})
    assert answer.status_code == 302 and answer["Location"].endswith("?which_day=5#day")
    assert kept().answers == {"feeling_4": 3, "acted_4": 0, "sleep_4": 7} and kept().sent_at is None
    page = text(amira.get(answer["Location"].partition("#")[0]))
    assert 'data-day="5"' in page and "Thursday, begun" in page
    amira.post(path, {"feeling_4": "3", "feeling_5": "1", "sleep_4": "7"})
    assert kept().sent_at and kept().answers["acted_4"] == 0  # kept before, and not sent along by a radio that is off
    read = text(amira.get(reverse("questionnaires:read", args=[kept().pk])))
    assert re.search(r"Hours slept</th>.*?<td>7</td>", read, re.S) and "not answered" in read


@pytest.mark.parametrize("said", ["25", "-1", "seven", "7.5", "٣"])
def test_a_number_that_cannot_be_brings_a_sentence_beside_it_and_loses_nothing(cast, signed_in, asked, said):
    amira, path = signed_in(cast.amira), asked("diary-card")
    answer = amira.post(path, {"sleep_2": said, "feeling_1": "4", "remember": "Rain", "move": "day.3"})
    assert answer.status_code == 422
    page = text(answer)
    assert "Tuesday: Hours slept: Write a number from 0 to 24." in page and f'value="{said}"' in page
    assert "Rain" in page and re.search(r'name="feeling_1" value="4" checked', page)


def test_a_ladder_grows_and_shrinks_without_a_script_and_keeps_what_was_typed(cast, signed_in, asked):
    amira, path = signed_in(cast.amira), asked("ladder")
    typed = {"towards": "The shop", "step_1": "The corner", "hard_1": "30", "step_2": "The door", "step_3": "Inside"}
    answer = amira.post(path, {**typed, "shown.rung": "3", "move": "more.rung"})
    page = text(amira.get(answer["Location"].partition("#")[0]))
    shown = page.partition("<template")[0]  # what a script may add without a signal waits in there
    assert answer["Location"].endswith("#rung-4") and 'name="step_4"' in shown and 'name="step_5"' not in shown
    assert 'value="The door"' in page
    answer = amira.post(path, {**typed, "shown.rung": "4", "move": "less.rung.1"})
    assert {name: said for name, said in kept().answers.items() if said is not None} == {
        **{"towards": "The shop", "step_1": "The door", "step_2": "Inside"},
    }
    assert 'name="step_3"' in text(amira.get(answer["Location"].partition("#")[0]))
    amira.post(path, {"towards": "The shop", "step_1": "The door", "step_2": "Inside", "hard_2": "90"})
    assert [said for _, said in kept().said] == ["The shop", "The door", "Inside", "90 of 100", "Not answered"]


def test_a_ladder_ends_at_its_last_rung(cast, signed_in, asked):
    amira, path = signed_in(cast.amira), asked("ladder")
    page = text(amira.get(f"{path}?shown.rung=99"))
    assert 'name="step_12"' in page and "Add another step" not in page
    for odd in ("more.nothing", "less.rung.99", "less.rung.x", "day.x", "step.-1", "", "more"):
        assert amira.post(path, {"towards": "The shop", "move": odd}).status_code == 302
    assert kept().answers["towards"] == "The shop"


def test_steps_keep_the_earlier_answers_in_view(cast, signed_in, now):
    form = library.newest("thought-record")
    asked = actions.write(
        actions.Ask, course=cast.ours, by=cast.tom, now=now, form_id=form.id, form_version=form.version
    )
    amira, path = signed_in(cast.amira), reverse("questionnaires:answer", args=[asked.pk])
    page = text(amira.get(path))
    assert 'name="happened"' in page and 'name="thought"' not in page and "Step 1 of 3" in page
    answer = amira.post(path, {"happened": "The phone rang", "step": "1", "move": "step.2"})
    page = text(amira.get(answer["Location"].partition("#")[0]))
    assert 'name="thought"' in page and "The phone rang" in page and 'name="happened"' not in page
    amira.post(path, {"thought": "Bad news", "step": "2", "move": "step.3"})
    page = text(amira.get(path))  # a tab that was closed opens where they were
    assert "Step 3 of 3" in page and "The phone rang" in page and "Bad news" in page and "Send to Tom" in page
    amira.post(path, {"feeling": "scared", "strength": "8", "step": "3"})
    assert kept().sent_at and kept().answers == {
        **{"happened": "The phone rang", "thought": "Bad news", "feeling": "scared", "strength": 8},
    }


def test_control_steps_without_what_came_earlier_are_noticed():
    form = library.newest("thought-record")
    assert filling.step(form, {"happened": "x"}, "2").earlier and not filling.step(form, {}, "2").earlier


def test_a_question_that_does_not_apply_goes_away_at_the_next_round_and_comes_back(cast, signed_in, now, monkeypatch):
    data = dict.fromkeys(("title", "called", "purpose", "licence", "source"), "x") | {"presentation": "scales"}
    yes = [{"value": 0, "text": "no"}, {"value": 1, "text": "yes"}]
    data["items"] = [
        {"id": "went", "text": "Did you go?", "options": yes},
        {"id": "how", "text": "How was it?", "kind": "line", "asked_when": {"any_of": ["went"], "at_least": 1}},
    ]
    form = form_files.parse(data, form_id="made", version="1")
    monkeypatch.setitem(library.shelf(), ("made", "1"), form)
    asked = actions.ask("made", course=cast.ours, by=cast.tom, now=now)
    amira, path = signed_in(cast.amira), reverse("questionnaires:answer", args=[asked.pk])
    assert 'name="how"' in text(amira.get(path))
    amira.post(path, {"went": "0", "move": "keep"})
    assert 'name="how"' not in text(amira.get(path))
    amira.post(path, {"went": "1", "move": "keep"})
    assert 'name="how"' in text(amira.get(path))


@pytest.mark.parametrize(
    "groups, says",
    [
        ([{"id": "g", "name": "G"}], "how often"),
        ([{"id": "g", "name": "G", "at_most": 21}], "how often"),
        ([{"id": "other", "name": "G", "at_most": 2}], "no questions"),
        ([], "unknown group"),
    ],
)
def test_a_group_without_an_end_or_without_questions_is_refused(groups, says):
    data = dict.fromkeys(("title", "called", "purpose", "licence", "source"), "x")
    data |= {"groups": groups, "items": [{"id": "a", "text": "A", "kind": "line", "group": "g"}]}
    with pytest.raises(ValueError, match=says):
        form_files.parse(data, form_id="made", version="1")
