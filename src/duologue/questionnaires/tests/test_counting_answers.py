"""Totals follow the published key, and a missing answer is never a zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.questionnaires import library
from duologue.science import scoring

INSTRUMENTS = [form for form in library.shelf().values() if form.is_instrument and not form.score_only]
SCALES = [(form, key) for form in INSTRUMENTS for key in form.scales]
PHQ9, GAD7 = library.form("phq-9", "1"), library.form("gad-7", "1")


def answers(form, *, may_skip=True):
    """Any way of answering a form."""
    offered = {item.id: [option.value for option in item.options] for item in form.items}
    skipped = [None] if may_skip else []
    return st.fixed_dictionaries({name: st.sampled_from(values + skipped) for name, values in offered.items()})


def of_the_scale(form, key):
    """The questions of one scale."""
    return [item for item in form.items if not key.items or item.id in key.items]


def scale_name(given):
    """For the names of tests."""
    return getattr(given, "id", "") or given.scale


def adding_up_to(form, value):
    """Complete answers with a given sum."""
    said, left = {}, value
    for item in form.items:
        said[item.id] = min(3, left)
        left -= said[item.id]
    assert left == 0
    return said


# Kroenke, Spitzer and Williams (2001), table 4, and Spitzer and others (2006): the edges of every published range.
PHQ9_RANGES = {
    "minimal": (0, 4),
    "mild": (5, 9),
    "moderate": (10, 14),
    "moderately severe": (15, 19),
    "severe": (20, 27),
}
GAD7_RANGES = {"minimal": (0, 4), "mild": (5, 9), "moderate": (10, 14), "severe": (15, 21)}
EDGES = [
    (form, value, name)
    for form, ranges in ((PHQ9, PHQ9_RANGES), (GAD7, GAD7_RANGES))
    for name, edges in ranges.items()
    for value in edges
]


@pytest.mark.parametrize("form, value, name", EDGES, ids=[f"{f.id} {v}" for f, v, _ in EDGES])
def test_a_total_is_the_sum_and_falls_in_the_published_range(form, value, name):
    total = scoring.total(form, adding_up_to(form, value))
    assert (total.value, total.complete, total.estimated) == (value, True, False)
    assert scoring.band(form, total.value) == name


@pytest.mark.parametrize("form, key", SCALES, ids=scale_name)
def test_the_ranges_cover_every_total_once(form, key):
    covered = [value for low, high, _ in key.bands for value in range(low, high + 1)]
    assert covered in ([], list(range(key.low, key.high + 1)))


@pytest.mark.parametrize("form, key", SCALES, ids=scale_name)
@given(data=st.data())
def test_complete_answers_add_up(form, key, data):
    said = data.draw(answers(form, may_skip=False))
    total = scoring.total(form, said, key.scale)
    asked = [item for item in of_the_scale(form, key) if item.is_asked(said)]
    assert total.value == key.times * sum(said[item.id] for item in asked) and not total.estimated
    assert key.low <= total.value <= key.high and (total.answered, total.complete) == (len(asked), True)


@pytest.mark.parametrize("form, key", SCALES, ids=scale_name)
@given(data=st.data())
def test_what_is_missing_is_never_a_zero(form, key, data):
    said = data.draw(answers(form))
    total = scoring.total(form, said, key.scale)
    asked = {item.id: said[item.id] for item in of_the_scale(form, key) if item.is_asked(said)}
    missing = {name for name, answer in asked.items() if answer is None}
    assert (total.answered, total.asked) == (len(asked) - len(missing), len(asked))
    assert (
        scoring.total(form, {n: a for n, a in said.items() if a is not None}, key.scale) == total
    )  # absent is unanswered
    if not missing:
        return
    if len(missing) > key.may_miss or missing & set(key.never_estimate):
        assert total.value is None and scoring.band(form, total.value, key.scale) == ""
    else:
        counted = [answer for answer in asked.values() if answer is not None]
        assert total.estimated and abs(total.value - sum(counted) * len(asked) / len(counted)) <= 0.5


@pytest.mark.parametrize("form, key", SCALES, ids=scale_name)
@given(data=st.data())
def test_more_of_one_thing_never_lowers_a_total(form, key, data):
    said = data.draw(answers(form, may_skip=False))
    item = data.draw(st.sampled_from(of_the_scale(form, key)))
    highest = max(option.value for option in item.options)
    assert (
        scoring.total(form, {**said, item.id: highest}, key.scale).value >= scoring.total(form, said, key.scale).value
    )


@pytest.mark.parametrize("form, key", [(f, k) for f, k in SCALES if f.id != "audit-c"], ids=scale_name)
@given(data=st.data())
def test_the_order_of_answers_within_a_scale_does_not_matter(form, key, data):
    said = data.draw(answers(form, may_skip=False))
    mine = [item.id for item in of_the_scale(form, key)]
    mixed = dict(zip(mine, data.draw(st.permutations([said[name] for name in mine])), strict=True))
    assert scoring.total(form, {**said, **mixed}, key.scale) == scoring.total(form, said, key.scale)


@given(said=answers(PHQ9), value=st.sampled_from([0, 1, 2, 3, None]))
def test_question_nine_raises_from_one_whatever_the_others_say(said, value):
    raised = scoring.raised(PHQ9, {**said, "q9": value})
    assert raised == ({"q9": value} if value else {})


def test_question_nine_is_never_estimated():
    assert scoring.total(PHQ9, {f"q{n}": 1 for n in range(1, 9)}).value is None
    assert scoring.total(PHQ9, {f"q{n}": 1 for n in range(2, 10)}).value == 9


@given(said=answers(GAD7))
def test_gad_7_raises_nothing(said):
    assert scoring.raised(GAD7, said) == {}


@pytest.mark.parametrize("wrong", [-1, 4, 1.5, "1", True, False, [1], ""])
def test_an_answer_that_is_not_offered_is_refused(wrong):
    with pytest.raises(ValueError, match="q3"):
        scoring.total(PHQ9, {**adding_up_to(PHQ9, 9), "q3": wrong})


def test_a_form_without_a_key_is_not_counted():
    with pytest.raises(ValueError, match="key"):
        scoring.total(library.form("first-history", "1"), {})
