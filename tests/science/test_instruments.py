"""Each published instrument against its key: a table written down here by hand from the publications, not from our files."""

import hashlib
import json

import pytest

from duologue.questionnaires import library
from duologue.science import scoring

# Form, scale, what every question is answered with by its place on the page (0 is the first answer), the total.
# CORE-10: questions 2 and 3 are reversed; RSES: 2, 5, 6, 8, 9. A scale of DASS-21 is its sum taken twice.
ALL_ALIKE = [
    *(("phq-2", "total", place, total) for place, total in ((0, 0), (1, 2), (2, 4), (3, 6))),
    *(("phq-4", "total", place, total) for place, total in ((0, 0), (1, 4), (2, 8), (3, 12))),
    *(("phq-4", scale, place, 2 * place) for scale in ("anxiety", "depression") for place in range(4)),
    *(("pcl-5", "total", place, 20 * place) for place in range(5)),
    *(("core-10", "total", place, total) for place, total in ((0, 8), (1, 14), (2, 20), (3, 26), (4, 32))),
    *(("audit-c", "total", place, 3 * place) for place in range(5)),
    *(("k10", "total", place, 10 * (place + 1)) for place in range(5)),
    *(("k6", "total", place, 6 * place) for place in range(5)),
    *(("dass-21", scale, place, 14 * place) for scale in ("depression", "anxiety", "stress") for place in range(4)),
    *(("rses-0-30", "total", place, 15) for place in range(4)),
]
ENDS = {
    ("phq-2", "total"): (0, 6),
    ("phq-4", "total"): (0, 12),
    ("phq-4", "anxiety"): (0, 6),
    ("phq-4", "depression"): (0, 6),
    ("pcl-5", "total"): (0, 80),
    ("core-10", "total"): (0, 40),
    ("audit-c", "total"): (0, 12),
    ("k10", "total"): (10, 50),
    ("k6", "total"): (0, 24),
    ("dass-21", "depression"): (0, 42),
    ("dass-21", "anxiety"): (0, 42),
    ("dass-21", "stress"): (0, 42),
    ("rses-0-30", "total"): (0, 30),
    ("phq-9", "total"): (0, 27),
    ("gad-7", "total"): (0, 21),
}
NAMES = ("normal", "mild", "moderate", "severe", "extremely severe")
RANGES = {
    ("k10", "total"): ((10, 15, "low"), (16, 21, "moderate"), (22, 29, "high"), (30, 50, "very high")),
    ("dass-21", "depression"): zip((0, 10, 14, 21, 28), (9, 13, 20, 27, 42), NAMES, strict=True),
    ("dass-21", "anxiety"): zip((0, 8, 10, 15, 20), (7, 9, 14, 19, 42), NAMES, strict=True),
    ("dass-21", "stress"): zip((0, 15, 19, 26, 34), (14, 18, 25, 33, 42), NAMES, strict=True),
}
EDGES = [
    (*which, value, name) for which, ranges in RANGES.items() for low, high, name in ranges for value in {low, high}
]
# Questions, answers and stem as they were published: SHA-256 of what `wording` makes of them.
WORDING = {
    "asq": "200d25c16dbc0f73db26b161d7287cb06325e12886bad51d06740dc2f6896220",
    "audit-c": "3ba5a1c4d3bcdcd77364964b2309e3b6e2eedad7b5a535e5f435f17b88e413e8",
    "core-10": "c455ed27611a4f2588ba33c0403133fc13942fa7ebc70a933005855208fef4bf",
    "dass-21": "214a610e0d494d4577f095365126f897d8a0b587001b6dc52de3bdc81d982b3f",
    "gad-7": "bb099a73f31fcbad7d530bc539a6dafd521d25bc358883dbb83c2665f6acd86e",
    "k10": "6c439112a8fccf6fb75fb4dbb6c87ca9cbcacefef2edd009378d4ded44867c8d",
    "k6": "80eb64accda7559e0a07a6eaa716d424f4fd3f7e1b5d2ea06926e55c20448656",
    "pcl-5": "d9bae46dcbb91c6ce57d71e36eb9e24d29a1eb0bdbf2ae28912151c5ad31d8c5",
    "phq-2": "6fd599281b5d7babbebdecfa47ae2209dc721c512cb8bed838da9c07796642ba",
    "phq-4": "d9ca97e4c3faf7865ebf6ffa8f1f6ae45555ddc262453b94d4a67d17079ef57a",
    "phq-9": "85a8dc7d8ac579fff41369b07e3b75926662d06629b9b18743c93716f7848e13",
    "rses-0-30": "68fb0fb0a80e1f265ea8680e879a9cc7d947d48249a211cafc091340883624f3",
}


def answered(form, place):
    """Every question answered with the one at this place on the page."""
    return {item.id: item.options[min(place, len(item.options) - 1)].value for item in form.items}


def ends(form):
    """The answers that count least, and those that count most."""
    each = {item.id: [option.value for option in item.options] for item in form.items}
    return {name: min(values) for name, values in each.items()}, {name: max(values) for name, values in each.items()}


def wording(form):
    """What a person reads of an instrument, as one text."""
    questions = [[item.text, [option.text for option in item.options]] for item in form.items]
    text = json.dumps([form.instructions, form.stem, questions], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.parametrize("form_id, scale, place, total", ALL_ALIKE)
def test_the_same_answer_to_every_question_counts_as_published(form_id, scale, place, total):
    form = library.form(form_id, "1")
    assert scoring.total(form, answered(form, place), scale).value == total


@pytest.mark.parametrize("form_id, scale", ENDS)
def test_the_ends_of_a_scale_are_the_published_ones(form_id, scale):
    form = library.form(form_id, "1")
    least, most = ends(form)
    found = scoring.total(form, least, scale).value, scoring.total(form, most, scale).value
    assert found == ENDS[form_id, scale] == (form.key(scale).low, form.key(scale).high)


def test_every_scale_on_the_shelf_is_in_the_table():
    shelf = {(form.id, key.scale) for form in library.shelf().values() if not form.score_only for key in form.scales}
    assert shelf == set(ENDS)


@pytest.mark.parametrize("form_id, scale, value, name", EDGES)
def test_each_range_begins_and_ends_where_it_was_published(form_id, scale, value, name):
    assert scoring.band(library.form(form_id, "1"), value, scale) == name


@pytest.mark.parametrize("form_id", ["phq-2", "phq-4", "pcl-5", "core-10", "audit-c", "k6", "rses-0-30"])
def test_no_range_is_named_where_none_is_confirmed(form_id):
    form = library.form(form_id, "1")
    every = {scoring.band(form, value, key.scale) for key in form.scales for value in range(key.low, key.high + 1)}
    assert every == {""}


@pytest.mark.parametrize("form_id, turned", [("core-10", (2, 3)), ("rses-0-30", (2, 5, 6, 8, 9))])
def test_only_the_published_questions_are_reversed(form_id, turned):
    form = library.form(form_id, "1")
    first = form.items[0].options
    for n, item in enumerate(form.items, start=1):
        values = [option.value for option in item.options]
        assert [option.text for option in item.options] == [option.text for option in first]
        assert values == [option.value for option in (reversed(first) if n in turned else first)]


def test_core_10_is_ten_times_the_mean_and_never_estimates_question_six():
    form = library.form("core-10", "1")
    said = answered(form, 1)
    assert scoring.total(form, said).value == 10 * sum(said.values()) / 10
    one_missing = scoring.total(form, {**said, "q1": None})
    assert (one_missing.estimated, one_missing.value) == (True, 14)  # 10 * 13 / 9 = 14.4
    assert scoring.total(form, {**said, "q6": None}).value is None
    assert scoring.total(form, {**said, "q1": None, "q2": None}).value is None


@pytest.mark.parametrize("value", range(5))
def test_question_six_of_core_10_reaches_a_person_from_one(value):
    assert scoring.raised(library.form("core-10", "1"), {"q6": value}) == ({"q6": value} if value else {})


@pytest.mark.parametrize(
    "said, total",
    [
        ({"q1": 0}, (0, 1, 1)),  # "Never": the other two are not asked and count 0
        ({"q1": 0, "q2": 4, "q3": 4}, (0, 1, 1)),  # said by a page without a script; the rule stands
        ({"q1": 1}, (None, 1, 3)),
        ({"q1": 1, "q2": 0, "q3": 0}, (1, 3, 3)),
        ({"q2": 0, "q3": 0}, (None, 2, 3)),
        ({}, (None, 0, 3)),
    ],
)
def test_audit_c_spares_two_questions_after_never(said, total):
    found = scoring.total(library.form("audit-c", "1"), said)
    assert (found.value, found.answered, found.asked) == total


@pytest.mark.parametrize(
    "said, asked",
    [
        ({"q1": 0, "q2": 0, "q3": 0, "q4": 0}, False),
        ({"q1": 0, "q2": 0, "q3": 1, "q4": 0}, True),
        ({"q1": 0, "q2": None, "q3": 0, "q4": 0}, True),  # refused
        ({}, True),
    ],
)
def test_asq_asks_its_last_question_after_any_yes_or_refusal(said, asked):
    assert library.form("asq", "1").item("q5").is_asked(said) is asked


@pytest.mark.parametrize("name", ["q1", "q2", "q3", "q4", "q5"])
def test_any_yes_of_asq_reaches_a_person(name):
    assert scoring.raised(library.form("asq", "1"), {name: 1, "q9": 0}) == {name: 1}
    assert scoring.raised(library.form("asq", "1"), {name: 0}) == {}


def test_pcl_5_counts_its_groups_and_passes_no_verdict():
    form = library.form("pcl-5", "1")
    said = answered(form, 0) | {"q1": 2, "q2": 1, "q6": 4, "q8": 2, "q14": 3, "q20": 1}
    found = [(one.name[0], one.present, one.of, one.needed) for one in scoring.clusters(form, said)]
    assert found == [("B", 1, 5, 1), ("C", 1, 2, 1), ("D", 2, 7, 2), ("E", 0, 6, 2)]
    assert scoring.clusters(form, {**said, "q20": None}) == []
    assert scoring.clusters(library.form("phq-9", "1"), {}) == []


def test_what_counts_differently_is_another_form():
    k10, k6 = library.form("k10", "1"), library.form("k6", "1")
    assert {option.value for option in k10.items[0].options} == {1, 2, 3, 4, 5}
    assert {option.value for option in k6.items[0].options} == {0, 1, 2, 3, 4}
    assert (
        "rses-0-30" in {form.id for form in library.shelf().values()} and library.newest("rses-0-30").key().high == 30
    )
    with pytest.raises(KeyError):
        library.newest("rses")


@pytest.mark.parametrize("form_id", sorted(WORDING))
def test_the_words_are_the_published_ones(form_id):
    assert wording(library.form(form_id, "1")) == WORDING[form_id]


def test_the_words_of_every_instrument_are_held():
    assert set(WORDING) == {
        form.id
        for form in library.shelf().values()
        if (form.is_instrument or form.by_clinician) and not form.score_only
    }
