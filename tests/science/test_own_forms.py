"""A practice's own worksheet: what is written is read again the same, and what is none is refused with a reason."""

import tomllib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science import own_forms
from duologue.science.own_forms import NotOurs, Row, Sheet

WORDS = st.text(min_size=1, max_size=80).filter(lambda text: kept(text).strip())
ROWS = st.builds(
    Row,
    text=WORDS,
    kind=st.sampled_from(own_forms.KINDS),
    hint=st.text(max_size=40),
    low=WORDS,
    high=WORDS,
    options=st.lists(WORDS, min_size=2, max_size=6).map(tuple),
    needed=st.booleans(),
)
SHEETS = st.builds(
    Sheet,
    title=WORDS,
    called=WORDS,
    purpose=WORDS,
    school=st.just("cbt"),
    therapist_note=WORDS,
    minutes=st.integers(1, 60),
    shown=st.sampled_from(own_forms.SHOWN),
    rows=st.lists(ROWS, min_size=1, max_size=8),
)
PLAIN = Sheet(
    "Sleep log",
    "My night",
    "It shows what a night was like.",
    "cbt",
    "Good at first.",
    2,
    "steps",
    [Row("How was it?")],
)


def read(text):
    return own_forms.read(text, form_id="made-x", version="1", licence="Belongs to Two Chairs")


def kept(text):
    """What TOML can hold of a text."""
    return tomllib.loads(f"x = {own_forms._text(text)}")["x"]


@given(SHEETS)
def test_what_is_written_is_read_again_the_same(sheet):
    text = own_forms.write(sheet)
    form = read(text)
    assert (form.title, form.called, form.minutes, form.presentation) == (
        kept(sheet.title),
        kept(sheet.called),
        sheet.minutes,
        sheet.shown,
    )
    again = own_forms.rows_of(tomllib.loads(text))
    for item, row, back in zip(form.items, sheet.rows, again, strict=True):
        assert (item.text, item.kind, item.needed, back.text) == (kept(row.text), row.kind, row.needed, kept(row.text))
        assert [o.text for o in item.options] == ([kept(o) for o in row.options] if row.kind == "choice" else [])
    assert own_forms.write(replace(sheet, title=kept(sheet.title))) == text  # writing twice changes nothing


@given(st.text(max_size=200))
def test_any_text_is_a_string_of_toml(text):
    assert set(kept(text)) <= set(text.replace("\r\n", "\n"))


GOOD = own_forms.write(PLAIN)
REFUSED = {
    "no toml": ("title =", "not a TOML file"),
    "a key": (GOOD + "\n[scoring]\nlow = 0\n", "“scoring”"),
    "a clinician": ("by_clinician = true\n" + GOOD, "“by_clinician”"),
    "an answer that has to reach somebody": (GOOD + "raises_at = 1\n", "“raises_at”"),
    "no questions": (GOOD.split("[[items]]")[0], "one question at least"),
    "too many questions": (GOOD + '[[items]]\nid = "x"\nkind = "text"\ntext = "y"\n' * 60, "60 at most"),
    "one of our own words": (GOOD.replace('"q1"', '"read_by"'), "an id of its own"),
    "an id that is none": (GOOD.replace('"q1"', '"Q 1"'), "an id of its own"),
    "an id that is a number": (GOOD.replace('id = "q1"', "id = 1"), "an id of its own"),
    "the same id twice": (GOOD + '[[items]]\nid = "q1"\nkind = "text"\ntext = "y"\n', "the same id"),
    "a kind nobody knows": (GOOD.replace('kind = "text"', 'kind = "drawing"'), "needs a kind"),
    "a question without words": (GOOD.replace("How was it?", " "), "has no words"),
    "a scale without ends": (GOOD.replace('kind = "text"', 'kind = "scale"'), "ends of its scale"),
    "nothing to choose": (GOOD.replace('kind = "text"', 'kind = "choice"'), "nothing to choose from"),
    "no title": (GOOD.replace('title = "Sleep log"', ""), "title"),
    "a title that is a table": (GOOD.replace('title = "Sleep log"', "title = {}"), "title"),
    "a hint that is a number": (GOOD.replace('text = "How', 'hint = 3\ntext = "How'), "its hint"),
    "a needed that is a word": (GOOD + 'needed = "yes"\n', "true or false"),
    "answers with the same value": (
        GOOD.replace('"text"\n', '"choice"\n') + 'options = [{ value = 1, text = "a" }, { value = 1, text = "b" }]\n',
        "a value of its own",
    ),
    "answers that are words": (GOOD.replace('"text"\n', '"choice"\n') + 'options = ["a", "b"]\n', "a value of its own"),
    "minutes in words": (GOOD.replace("minutes = 2", 'minutes = "two"'), "whole number"),
    "a text without end": (GOOD.replace("How was it?", "o" * 601), "longer than 600"),
    "more under extra": (GOOD.replace("school", 'exercise = "x"\nschool'), "only school"),
    "extra that is no table": (
        "extra = 1\n" + GOOD.split("[extra]")[0] + GOOD[GOOD.index("[[items]]") :],
        "not written as a table",
    ),
    "items that are no tables": ('items = ["a"]\n' + GOOD.split("[[items]]")[0], "a table of its own"),
    "a heavy file": ("#" * 70_000, "larger than 64 KB"),
    "a shape nobody knows": (GOOD.replace('"steps"', '"dance"'), "dance"),
    "a group without questions": (GOOD.replace("[extra]", '[[groups]]\nid = "g"\nname = "G"\n[extra]'), "group g"),
    "a deep one": ("x = " + "[" * 3000 + "]" * 3000, "not a TOML file"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_worksheet_is_refused_with_a_reason(name):
    text, reason = REFUSED[name]
    with pytest.raises(NotOurs, match=reason):
        read(text)


def test_the_one_they_are_made_from_is_good():
    assert read(GOOD).items[0].text == "How was it?" and read(GOOD).licence == "Belongs to Two Chairs"


def test_a_licence_of_ones_own_words_is_not_taken_from_the_file():
    assert read('licence = "public"\n' + GOOD).licence == "Belongs to Two Chairs"


def test_questions_that_come_again_can_be_brought_and_are_no_rows():
    text = GOOD.replace("[extra]", '[[groups]]\nid = "g"\nname = "Step"\nat_most = 3\n[extra]').replace(
        'id = "q1"', 'id = "q1"\ngroup = "g"'
    )
    assert len(read(text).items) == 3 and own_forms.rows_of(tomllib.loads(text)) is None


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("aq1 ", max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(sorted(own_forms.OF_A_QUESTION)), inner, max_size=4)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(sorted(own_forms.ALLOWED | own_forms.OF_A_QUESTION | {"scoring"}))


@given(st.lists(st.tuples(st.booleans(), KEYS, ANYTHING), max_size=4))
def test_whatever_stands_in_it_is_read_or_refused_and_never_anything_else(changes):
    data = tomllib.loads(GOOD)
    for inside, key, value in changes:
        at = (
            data["items"][0]
            if inside and isinstance(data.get("items"), list) and data["items"] and isinstance(data["items"][0], dict)
            else data
        )
        at[key] = value
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own_forms.tomllib, "loads", lambda _: data)
        try:
            form = read("")
        except NotOurs:
            return
    assert form.items and form.title.strip()
