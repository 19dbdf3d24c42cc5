"""A questionnaire from elsewhere is carried whole, or refused with a reason. Nothing else may happen."""

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duologue.science import foreign_forms, foreign_json, scoring
from duologue.science.foreign_forms import Refused, Terms
from tests.science.hostile import (
    GOOD,
    HOSTILE,
    SDC,
    addition,
    answers,
    good,
    last,
    option,
    question,
    raw,
    root,
    spoiled,
)

HARM = "Thoughts that you would be better off dead, or of hurting yourself"


def brought(file):
    return foreign_forms.read(foreign_json.read(file))


def made(file, **terms):
    said = {"called": "How tired?", "counted": "lower", **terms}
    return foreign_forms.as_form(brought(file), Terms(**said), form_id="own-1", version="1")


def test_there_are_more_than_forty_of_them():
    assert len(HOSTILE) > 40 and len({name for name, *_ in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("file, reason", [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE])
def test_a_hostile_file_is_refused_with_its_reason(file, reason):
    began = time.perf_counter()
    with pytest.raises(Refused) as refused:
        brought(file)
    assert reason in str(refused.value)
    assert (
        (str(refused.value)[0].isupper() or str(refused.value)[0] == "“")
        and str(refused.value).endswith(".")
        and len(str(refused.value)) < 220
    )
    assert time.perf_counter() - began < 1


def test_control_the_good_one_gets_in():
    form = made(GOOD)
    assert (form.title, form.stem, form.called) == ("Tiredness Scale", "In the last week", "How tired?")
    assert [(item.id, item.text, item.hint) for item in form.items] == [
        ("q1", "How tired were you?", "At home"),
        ("q2", "How slow?", "At home"),
        ("q3", "How heavy were your legs?", ""),
    ]
    assert form.extra["links"] == {"q1": "a", "q2": "b", "q3": "c"}
    assert (form.key().low, form.key().high, form.source) == (0, 6, "© Somebody Else")
    assert "never shown" not in repr(form)


def test_it_is_counted_as_the_sum_of_what_its_answers_say_and_missing_is_no_zero():
    form = made(answers(option("No", 0), option("Yes", 7)))
    assert scoring.total(form, {"q1": 2, "q2": 1, "q3": 7}).value == 10
    assert scoring.total(form, {"q1": 2, "q3": 7}).value is None
    assert scoring.total(form, {}).value is None


def test_an_answer_that_counts_may_say_so_beside_or_inside_its_coding():
    inside = option("Yes")
    inside["valueCoding"]["extension"] = option("Yes", 4)["extension"]
    assert made(answers(option("No", 0), inside)).items[-1].options[1].value == 4
    with pytest.raises(Refused, match="two different things"):
        brought(answers(option("No", 0), {**inside, "extension": option("Yes", 3)["extension"]}))


def test_what_is_not_said_to_count_is_not_counted():
    file = answers(option("No"), option("Yes"))
    assert made(file, counted="").scoring is None
    with pytest.raises(Refused, match="does not say what it counts"):
        made(file)


def test_what_is_asked_only_at_times_is_carried_but_not_counted():
    rule = [{"question": "a", "operator": "=", "answerCoding": {"code": words}} for words in ("a little", "a lot")]
    file = last(enableWhen=rule, enableBehavior="any")
    form = made(file, counted="")
    assert not form.item("q3").is_asked({"q1": 0}) and form.item("q3").is_asked({"q1": 1})
    with pytest.raises(Refused, match="only asked at times"):
        made(file)


def test_a_total_that_a_machine_would_fill_in_is_left_out_and_never_run():
    run = addition(f"{SDC}calculatedExpression", valueExpression={"expression": "%resource.descendants()"})
    total = {"linkId": "total", "text": "Total", "type": "decimal", "readOnly": True, "extension": run}
    form = made(spoiled(lambda found: found["item"].append(total)))
    assert [item.id for item in form.items] == ["q1", "q2", "q3"]


def test_a_line_at_the_end_stands_with_its_copyright():
    form = made(spoiled(lambda f: f["item"].append({"linkId": "z", "type": "display", "text": "Do not copy"})))
    assert form.source == "© Somebody Else\nDo not copy"


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", "=HYPERLINK(1)", "{{ settings.SECRET_KEY }}", "%s ${x} `rm`", "مرحبا", "𓀀"]
)
def test_words_stay_words(words):
    form = made(last(text=words, prefix=""))
    assert form.items[-1].text == words


def test_a_question_about_harm_has_to_reach_a_person():
    file = last(text=HARM)
    with pytest.raises(Refused, match="Question 3 speaks of dying"):
        made(file)
    form = made(file, raises={"q3": [1, 2]})
    assert [scoring.raised(form, {"q3": value}) for value in (0, 1, 2)] == [{}, {"q3": 1}, {"q3": 2}]
    assert scoring.raised(form, {}) == {} and form.item("q3").raises_at == 1


def test_only_chosen_answers_raise_whatever_they_count():
    form = made(last(text=HARM, answerOption=[option("Yes", 0), option("No", 1)]), raises={"q3": [0]})
    assert scoring.raised(form, {"q3": 0}) == {"q3": 0} and scoring.raised(form, {"q3": 1}) == {}


@pytest.mark.parametrize("raises", [{"q9": [1]}, {"q1": [5]}, {"total": [1]}])
def test_what_raises_is_chosen_from_its_answers(raises):
    with pytest.raises(Refused, match="Choose from the answers"):
        made(GOOD, raises=raises)


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["choice", "a", "group"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def places(value, path=()):
    """Every place in a document."""
    yield path
    for name, held in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(held, (*path, name))


@st.composite
def spoilt(draw):
    """The good one with a few places taken away, filled with junk, doubled or wrapped."""
    found = good()
    for _ in range(draw(st.integers(1, 4))):
        path = draw(st.sampled_from([path for path in places(found) if path]))
        held = found
        for name in path[:-1]:
            held = held[name]
        change = draw(st.sampled_from(["take", "junk", "wrap", "double", "add"]))
        if change == "take":
            del held[path[-1]]
        elif change == "junk":
            held[path[-1]] = draw(JUNK)
        elif change == "wrap":
            held[path[-1]] = [held[path[-1]]]
        elif change == "double" and isinstance(held, list):
            held.append(held[path[-1]])
        elif isinstance(held, dict):
            held[draw(st.sampled_from(["item", "extension", "enableWhen", "initial", "prefix", "x", "required"]))] = (
                draw(JUNK)
            )
    return found


@given(found=spoilt())
@settings(max_examples=600)
def test_whatever_was_done_to_a_file_it_is_carried_or_refused(found):
    try:
        file = json.dumps(found).encode()
        read = brought(file)
    except Refused as refused:
        assert str(refused).endswith(".")
        return
    form = foreign_forms.as_form(
        read, Terms(called="x", counted="" if read.why_not_counted else "lower"), form_id="own-1", version="1"
    )
    said = {item.id: item.options[-1].value if item.options else "words" for item in form.items}
    assert all(item.accepts(said[item.id]) and item.in_words(said[item.id]) for item in form.items)
    if form.scoring:
        assert form.key().low <= scoring.total(form, said).value <= form.key().high


@given(file=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
@settings(max_examples=300)
def test_any_bytes_at_all_are_refused(file):
    with pytest.raises(Refused):
        brought(file)


def test_control_the_fuzz_reaches_both_ends():
    """Some spoilt ones still get in, so that the test above holds more than refusals."""
    assert brought(root(purpose="x")) and brought(raw({**good(), "item": [question("a")]}))
