"""Published forms never change: word for word, code for code, and every version stays readable."""

import hashlib
import re

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from duologue.questionnaires import drawing, library
from duologue.science import form_files as forms

FROZEN = library.LIBRARY / "FROZEN.txt"
FORMS = sorted(library.shelf().values(), key=lambda form: (form.id, form.version))
# Read in LOINC's own panels for PHQ-9 (44249-1) and GAD-7 (69737-5): the panels, totals, questions, answers.
LOINC = {
    *("44249-1", "44261-6", "44250-9", "44255-8", "44259-0", "44254-1"),
    *("44251-7", "44258-2", "44252-5", "44253-3", "44260-8"),
    *("69737-5", "70274-6", "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"),
}
LOINC_ANSWERS = {"LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}


def published():
    """What FROZEN.txt says: file and SHA-256."""
    lines = [line.split() for line in FROZEN.read_text().splitlines() if line and not line.startswith("#")]
    return {name: digest for digest, name in lines}


def on_the_shelf():
    """What lies in the library."""
    return {
        path.relative_to(library.LIBRARY).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in library.FOLDERS
        for path in (library.LIBRARY / folder).glob("*.toml")
    }


def faults(was, now):
    """A sentence for each published file that is not as it was, and for each that is not published yet."""
    for name in sorted(was.keys() | now.keys()):
        if name not in now:
            yield f"{name} was published and is gone."
        elif name not in was:
            yield f"{name} is new. Publish it with this line: {now[name]}  {name}"
        elif was[name] != now[name]:
            yield f"{name} was published and has changed. Put it back, and make a new version beside it."


def test_a_published_form_is_as_it_was():
    assert not list(faults(published(), on_the_shelf()))


def test_the_check_notices_a_changed_a_lost_and_a_new_form():
    now = on_the_shelf()
    name = "instruments/phq-9.v1.toml"
    changed = hashlib.sha256((library.LIBRARY / name).read_bytes() + b" ").hexdigest()
    assert list(faults(now, {**now, name: changed})) and list(faults(now, {**now, "worksheets/x.v1.toml": "0"}))
    assert list(faults(now, {n: digest for n, digest in now.items() if n != name}))


def check_digit(code):
    """The digit after the hyphen of a LOINC code: modulo 10 by Luhn over the digits before it."""
    digits = [int(d) for d in reversed(code.partition("-")[0])]
    doubled = [d if n % 2 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)]
    return str(-sum(doubled) % 10)


def codes(form):
    """Every LOINC code of a form."""
    key = [form.scoring.loinc] if form.scoring else []
    return {code for code in [form.loinc, *key, *(item.loinc for item in form.items)] if code}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.id}.v{form.version}")
def test_every_code_is_one_we_read_and_has_its_check_digit(form):
    for code in codes(form):
        assert re.fullmatch(r"\d{3,6}-\d", code) and code[-1] == check_digit(code) and code in LOINC
    assert {option.code for item in form.items for option in item.options if option.code} <= LOINC_ANSWERS


def test_the_check_digit_notices_a_code_that_is_often_written_wrong():
    assert check_digit("69689-6") == "8"  # found in public code for the sixth question of GAD-7


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.id}.v{form.version}")
def test_every_version_is_drawn_word_for_word(form):
    drawn = "".join(
        render_to_string("questionnaires/parts/question.html", {"question": question})
        for question in drawing.questions(form, {})
    )
    shown = drawn.replace("&#x27;", "'").replace("&quot;", '"')
    for item in form.items:
        assert item.text in shown and item.hint in shown
        for option in item.options:
            number, _, words = option.text.partition(": ") if item.drawn == "rail" else ("", "", "")
            rail = f'<span title="{words}">{number}<span class="away"> {words}</span></span>'
            assert (rail if item.drawn == "rail" else f"<span>{option.text}</span>") in shown


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1).filter(str.strip)
QUESTION = st.fixed_dictionaries({"id": st.from_regex(r"[a-z]{1,6}", fullmatch=True), "text": TEXT}).flatmap(
    lambda item: st.sampled_from(
        [
            {**item, "kind": "text"},
            {**item, "kind": "scale", "low": "low", "high": "high"},
            {**item, "options": [{"value": 0, "text": "no"}, {"value": 1, "text": "yes"}]},
        ]
    )
)
FILE = st.fixed_dictionaries(
    dict.fromkeys(("title", "called", "purpose", "licence", "source"), TEXT)
    | {"items": st.lists(QUESTION, min_size=1, max_size=5, unique_by=lambda item: item["id"])}
)


@given(data=FILE)
def test_a_well_made_form_is_read_as_it_was_written(data):
    form = forms.parse(data, form_id="made", version="1")
    assert [(item.id, item.text) for item in form.items] == [(item["id"], item["text"]) for item in data["items"]]
    assert all(item.accepts(None) and item.in_words(None) == "Not answered" for item in form.items)


@given(data=FILE, without=st.sampled_from(["title", "called", "purpose", "licence", "source"]))
def test_a_form_that_hides_where_it_comes_from_is_refused(data, without):
    with pytest.raises(forms.NotAForm, match=without):
        forms.parse({**data, without: "  "}, form_id="made", version="1")


@given(data=FILE)
def test_two_questions_of_one_name_are_refused(data):
    with pytest.raises(forms.NotAForm, match="same id"):
        forms.parse({**data, "items": [*data["items"], data["items"][0]]}, form_id="made", version="1")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.id}.v{form.version}")
@given(said=st.one_of(st.text(max_size=6000), st.integers(), st.booleans(), st.floats(), st.none()))
def test_what_a_question_accepts_it_can_say_in_words(form, said):
    for item in form.items:
        if item.accepts(said):
            assert isinstance(item.in_words(said), str) and item.in_words(said)
