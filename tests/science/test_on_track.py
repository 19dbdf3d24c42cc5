"""The four words, each by the rule it names; and that no missing score and no short course is called anything."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from duologue.science.on_track import STATES, Reading, Rule, State, standing

scores = st.integers(0, 27)
ORDER = [State.WHITE, State.GREEN, State.AMBER, State.RED]


def of(*values, every=1, at_least=6, cut_off=10, lower=True):
    readings = [Reading(n * every, value) for n, value in enumerate(values)]
    return standing(readings, at_least=at_least, cut_off=cut_off, lower_is_better=lower)


@pytest.mark.parametrize(
    "values, rule, state",
    [
        ((15, 21), Rule.WORSE, State.RED),
        ((15, 18), Rule.HALF_WAY_WORSE, State.AMBER),
        ((15, 17), Rule.NONE, State.GREEN),
        ((3, 9), Rule.WORSE, State.RED),  # out of the clinical range all the time, and yet worse
        ((15, 9, 8), Rule.OUT_OF_RANGE, State.WHITE),
        ((15, 10, 8), Rule.NONE, State.GREEN),  # once is not twice
        ((15, 8, 10), Rule.NONE, State.GREEN),
        ((19, 18, 18, 17), Rule.NONE, State.GREEN),  # three sessions
        ((19, 18, 18, 18, 17), Rule.NO_CHANGE, State.AMBER),
        ((19, 18, 18, 18, 16), Rule.NONE, State.GREEN),
        ((19, 18, 18, 18, 16, 16, 16, 16, 14), Rule.NO_IMPROVEMENT, State.RED),
        ((19, 18, 18, 18, 16, 16, 16, 16, 13), Rule.NONE, State.GREEN),
        ((12, 12, 12, 12, 12, 12, 12, 12, 9), Rule.NONE, State.GREEN),  # no longer in the clinical range
        ((9, 9, 9, 9, 9), Rule.OUT_OF_RANGE, State.WHITE),
    ],
)
def test_each_rule(values, rule, state):
    found = of(*values)
    assert (found.rule, found.state, found.sessions) == (rule, state, len(values) - 1)
    turned = of(*(-value for value in values), lower=False, cut_off=-10)
    assert turned == found


@pytest.mark.parametrize(
    "values, more, rule",
    [
        ((), {}, Rule.TOO_LITTLE),
        ((15,), {}, Rule.TOO_LITTLE),
        ((15, None, None), {}, Rule.TOO_LITTLE),
        ((15, 25), {"at_least": None}, Rule.NO_CRITERION),
    ],
)
def test_too_little_is_undecidable_and_says_why(values, more, rule):
    found = of(*values, **more)
    assert (found.rule, found.state, found.sessions) == (rule, State.UNDECIDABLE, None)


def test_without_a_cut_off_two_rules_cannot_be_asked_and_it_says_so():
    found = of(*[19] * 9, cut_off=None)
    assert (found.rule, found.without_cut_off) == (Rule.NO_CHANGE, True)
    assert of(15, 9, 8, cut_off=None).state is State.GREEN and not of(15, 9).without_cut_off


def passes_over_what_is_missing(standing_of):
    """A missing score leaves the word as it was, after the sessions it was given for."""
    assert standing_of(19, 18, 18, 18, None) == standing_of(19, 18, 18, 18)
    assert standing_of(None, 15, 21).rule is Rule.WORSE


def test_a_missing_score_is_passed_over():
    passes_over_what_is_missing(of)


def test_control_a_missing_score_counted_as_nothing_is_noticed():
    with pytest.raises(AssertionError):
        passes_over_what_is_missing(lambda *values: of(*(value or 0 for value in values)))


def test_sessions_count_from_the_first_score():
    readings = [Reading(5, 19), Reading(8, 19)]
    assert standing(readings, at_least=6, cut_off=10, lower_is_better=True).state is State.GREEN


def test_every_rule_has_a_word_and_says_so_in_a_sentence():
    assert set(STATES) == set(Rule) and set(STATES.values()) == set(State)
    assert all(rule.value[0].isupper() and rule.value.endswith(".") for rule in Rule)


@pytest.mark.parametrize("readings, at_least", [([Reading(2, 9), Reading(1, 9)], 6), ([], 0), ([], -1)])
def test_what_cannot_be_is_refused(readings, at_least):
    with pytest.raises(ValueError):
        standing(readings, at_least=at_least, cut_off=10, lower_is_better=True)


@given(st.lists(scores, min_size=1, max_size=12), scores, st.integers(0, 9))
@example([15] * 8, 16, 2)
def test_a_worse_score_today_is_never_a_better_word(before, latest, further):
    """Except between white and green, which both say there is nothing to talk about for this rule's sake."""
    one, more = of(*before, latest), of(*before, latest + further)
    assert ORDER.index(more.state) >= ORDER.index(one.state) or {one.state, more.state} <= {State.WHITE, State.GREEN}


@given(st.lists(scores, max_size=12), st.integers(-40, 40))
def test_only_the_place_on_the_scale_matters(values, shift):
    assert of(*(value + shift for value in values), cut_off=10 + shift) == of(*values)


@given(st.lists(scores, max_size=12), st.sampled_from([2, 4, 0.5]))
def test_the_unit_does_not_matter(values, times):
    there = of(*(value * times for value in values), at_least=6 * times, cut_off=10 * times)
    assert there == of(*values)


@given(st.lists(scores, min_size=2, max_size=12))
def test_no_word_but_undecidable_without_two_scores(values):
    assert of(*values).state is not State.UNDECIDABLE
