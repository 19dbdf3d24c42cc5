"""Each rule about the relationship by table, with what it cannot decide; and what must hold whatever the numbers are."""

from dataclasses import replace
from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.strain_rules import RULES, Level, Rule, level_of
from duologue.science.strains import LEAST_SPREAD, Finding, Said, Spread, Verdict, findings, spread

FIRED, NOT, UNDECIDABLE = Verdict.FIRED, Verdict.NOT, Verdict.UNDECIDABLE
GAP = None


def four(total, number=1, *, fifth=9, **more):
    """A form whose first four ratings add up to a total."""
    base, extra = divmod(total, 4)
    return Said(number, (*(base + (n < extra) for n in range(4)), fifth), **more)


def course(*totals, start=1):
    """Held sessions by the sum of their first four ratings; None is a session without a form."""
    return [
        Said(n, given=False) if total is None else four(total, n, fifth=9)
        for n, total in enumerate(totals, start=start)
    ]


def says(series, **more) -> dict[Rule, Finding]:
    return {one.rule: one for one in findings(series, **more)}


def word(rule, series, **more):
    return says(series, **more)[rule].verdict


@pytest.mark.parametrize(
    "ratings, verdict",
    [
        ((9, 9, 9, 9, 9), NOT),
        ((6, 6, 6, 6, 6), NOT),
        ((9, 9, 5, 9, 9), FIRED),
        ((9, 9, 9, 9, 5), FIRED),  # the session as a whole counts here
        ((0, None, None, None, None), FIRED),
        ((9, None, 9, 9, 9), UNDECIDABLE),
        ((None,) * 5, UNDECIDABLE),
    ],
)
def test_one_low_rating(ratings, verdict):
    assert word(Rule.LOW_ITEM, [Said(8, ratings)]) is verdict


@pytest.mark.parametrize("rule, name", [(Rule.WANTS_TO_TALK, "wants_to_talk"), (Rule.LEFT_WORDS, "left_words")])
def test_a_wish_to_talk_and_words_that_were_left(rule, name):
    assert word(rule, [Said(8, (9,) * 5)]) is NOT
    assert word(rule, [Said(8, (9,) * 5, **{name: True})]) is FIRED


@pytest.mark.parametrize(
    "number, total, verdict",
    [(1, 35, FIRED), (3, 35, FIRED), (4, 35, NOT), (1, 36, NOT), (2, 40, NOT), (3, 0, FIRED)],
)
def test_a_low_start_in_the_first_three_sessions(number, total, verdict):
    assert word(Rule.EARLY_SUM, [four(total, number)]) is verdict


def test_a_low_start_with_a_rating_left_out_is_undecidable_and_says_why():
    found = says([Said(1, (2, None, 2, 2, 9))])[Rule.EARLY_SUM]
    assert (found.verdict, found.figure) == (UNDECIDABLE, "One of the first four ratings was left out.")
    assert word(Rule.EARLY_SUM, [Said(4, (2, None, 2, 2, 9))]) is NOT  # it is not asked of later sessions


@pytest.mark.parametrize(
    "totals, strain, strong",
    [
        ((36, 38, 34, 33), NOT, NOT),  # an SD of 2
        ((36, 38, 34, 32), FIRED, NOT),
        ((36, 38, 34, 34), NOT, NOT),
        ((36, 38, 34, 30), FIRED, FIRED),
        ((30, 36, 36, 33), NOT, NOT),  # a spread of their own of 3.5
        ((30, 36, 36, 32), FIRED, NOT),
        ((30, 36, 36, 29), FIRED, FIRED),
        ((30, 36, 36, 40), NOT, NOT),  # up is never a strain
        ((40, 40, 40, 39), NOT, NOT),  # no spread at all: one tap less is not a strain
        ((40, 40, 40, 38), FIRED, NOT),
        ((40, 40, 40, 36), FIRED, FIRED),
        ((30, 36, 36, GAP, 32), FIRED, NOT),  # a session without a form in between is passed over
        ((36, 30), UNDECIDABLE, UNDECIDABLE),
        ((36, 36, 20), UNDECIDABLE, UNDECIDABLE),  # two earlier ones are not three, whatever the fall
        ((36,), UNDECIDABLE, UNDECIDABLE),
    ],
)
def test_a_fall_by_one_and_by_two_standard_deviations_of_their_own(totals, strain, strong):
    found = says(course(*totals))
    sums = [total for total in totals[:-1] if total is not None]
    if len(sums) >= 3 and stdev(sums) >= LEAST_SPREAD and strain is FIRED:
        assert sums[-1] - totals[-1] >= stdev(sums)  # counted once more, by hand
    assert (found[Rule.STRAIN].verdict, found[Rule.STRONG_STRAIN].verdict) == (strain, strong)


def test_the_word_undecidable_says_how_many_ratings_there_are():
    figures = [says(course(*[36] * n))[Rule.STRAIN].figure for n in (1, 2, 3)]
    assert [figure.partition("there ")[2] for figure in figures] == ["are none.", "is one.", "are 2."]
    latest = says([*course(36, 36, 36), Said(4, (9, 9, None, 9, 9))])
    assert latest[Rule.STRAIN].verdict is latest[Rule.STRONG_STRAIN].verdict is UNDECIDABLE
    assert latest[Rule.STRAIN].figure == "One of the first four ratings was left out."


@pytest.mark.parametrize(
    "earlier, service, sd, whose",
    [
        ([36, 36], None, None, ""),
        ([36, 36], Spread(5.0, 40), None, ""),  # the practice's spread does not stand in for three ratings of one's own
        ([30, 36, 36], None, 12**0.5, "their own"),
        ([30, 36, 36], Spread(5.0, 10), 5.0, "between 10 clients"),
        ([30, 36, 36], Spread(5.0, 9), 12**0.5, "their own"),  # nine clients are too few
        ([30, 36, 36], Spread(3.0, 10), 12**0.5, "their own"),  # the larger one counts
        ([36, 36, 36], Spread(1.0, 10), LEAST_SPREAD, "the least we count"),
        ([36, 36, 37], None, LEAST_SPREAD, "the least we count"),
    ],
)
def test_whose_spread_a_fall_is_measured_by(earlier, service, sd, whose):
    found = spread(earlier, service)
    if sd is None:
        assert found is None
    else:
        assert found[0] == pytest.approx(sd) and whose in found[1]


def test_the_figure_says_both_numbers_the_spread_and_whose_it_is():
    assert says(course(30, 36, 36, 29))[Rule.STRAIN].figure == (
        "29 of 40 after 36. One standard deviation is 3.5 points, from 3 earlier ratings of their own."
    )


@pytest.mark.parametrize(
    "totals, verdict",
    [
        ((38, 36, 34), FIRED),
        ((30, 38, 36, 34), FIRED),
        ((38, 36, 36), NOT),
        ((34, 36, 34), NOT),
        ((38, 36), UNDECIDABLE),
        ((38, GAP, 36, 34), UNDECIDABLE),  # running means running
    ],
)
def test_falling_two_sessions_running(totals, verdict):
    assert word(Rule.FALLING, course(*totals)) is verdict


TENS, NINES = (10,) * 5, (10, 10, 10, 10, 9)


@pytest.mark.parametrize(
    "forms, verdict",
    [
        ((TENS,) * 4, FIRED),
        ((NINES, *(TENS,) * 4), FIRED),
        ((TENS,) * 3, UNDECIDABLE),
        ((NINES, *(TENS,) * 3), NOT),
        ((*(TENS,) * 3, NINES), NOT),
        ((*(TENS,) * 3, (10, 10, None, 10, 10)), UNDECIDABLE),  # left out is not ten
        ((NINES,), NOT),
    ],
)
def test_nothing_but_tens_invites_a_small_complaint(forms, verdict):
    assert word(Rule.ALL_TENS, [Said(n, form) for n, form in enumerate(forms, start=1)]) is verdict


@pytest.mark.parametrize(
    "totals, verdict",
    [
        ((36,), NOT),
        ((36, GAP), NOT),
        ((36, GAP, GAP), FIRED),
        ((GAP, GAP), FIRED),
        ((GAP,), NOT),
        ((36, GAP, GAP, GAP), NOT),  # said at the second one, not each time
        ((36, GAP, GAP, GAP, GAP), FIRED),
        ((36, GAP, 36, GAP), NOT),
    ],
)
def test_left_out_twice(totals, verdict):
    assert word(Rule.SKIPPED, course(*totals)) is verdict


def test_without_a_form_no_other_rule_is_asked():
    assert list(says(course(36, 20, GAP))) == [Rule.SKIPPED]
    assert Said(1, (9,) * 5, given=False).sum is None


@pytest.mark.parametrize(
    "series",
    [[], [Said(2), Said(1)], [Said(1), Said(1)], [Said(1, (11, 9, 9, 9, 9))], [Said(1, (-1, 9, 9, 9, 9))]],
)
def test_what_makes_no_sense_is_refused(series):
    with pytest.raises(ValueError):
        findings(series)


def test_every_rule_is_published_with_words_a_level_and_a_source():
    assert set(RULES) == set(Rule)
    for rule, told in RULES.items():
        assert told.rule is rule and told.name and told.words.endswith(".") and told.source.endswith(".")
    assert {rule for rule in RULES if RULES[rule].level >= Level.STRAIN} == {Rule.STRAIN, Rule.STRONG_STRAIN}
    assert level_of([Rule.LOW_ITEM, Rule.STRAIN]) is Level.STRAIN
    with pytest.raises(ValueError):
        level_of([])


totals = st.lists(st.one_of(st.none(), st.integers(0, 40)), min_size=1, max_size=9)
services = st.one_of(st.none(), st.builds(Spread, st.floats(0, 10), st.integers(1, 60)))


@given(totals, services)
def test_a_strong_strain_is_a_strain_and_both_are_decided_together(sums, service):
    found = says(course(*sums), service=service)
    if Rule.STRAIN in found:
        strain, strong = found[Rule.STRAIN].verdict, found[Rule.STRONG_STRAIN].verdict
        assert not (strong is FIRED and strain is not FIRED)
        assert (strain is UNDECIDABLE) == (strong is UNDECIDABLE)


@given(totals, st.integers(0, 40), st.integers(0, 40), services)
def test_a_lower_latest_rating_never_takes_a_rule_about_falling_back(sums, one, other, service):
    low, high = sorted((one, other))
    for rule in (Rule.STRAIN, Rule.STRONG_STRAIN, Rule.FALLING, Rule.EARLY_SUM):
        higher, lower = (word(rule, course(*sums, latest), service=service) for latest in (high, low))
        assert not (higher is FIRED and lower is NOT)


@given(totals, st.floats(0, 20), st.integers(1, 60))
def test_a_wider_spread_of_the_practice_never_adds_a_strain(sums, sd, clients):
    for rule in (Rule.STRAIN, Rule.STRONG_STRAIN):
        alone = says(course(*sums)).get(rule)
        beside = says(course(*sums), service=Spread(sd, clients)).get(rule)
        if alone is not None and beside.fired:
            assert alone.fired


@given(st.lists(st.integers(4, 36), min_size=4, max_size=9), st.integers(-4, 4))
def test_everybody_rating_higher_or_lower_alike_changes_no_fall(sums, shift):
    moved = [total + shift for total in sums]
    for rule in (Rule.STRAIN, Rule.STRONG_STRAIN, Rule.FALLING):
        assert word(rule, course(*sums)) is word(rule, course(*moved))


@given(totals, st.integers(0, 40))
def test_a_session_without_a_form_is_never_a_nought(sums, latest):
    """With noughts in their place a fall would be invented, or swallowed."""
    series = course(*sums, latest)
    without = [said for said in series if said.given]
    for rule in (Rule.STRAIN, Rule.STRONG_STRAIN):
        assert word(rule, series) is word(rule, without)


def test_control_a_missing_form_counted_as_nothing_is_noticed():
    as_it_is = course(36, 36, 36, GAP, 36)
    as_noughts = [replace(said, given=True, ratings=(0,) * 5) if not said.given else said for said in as_it_is]
    assert word(Rule.STRAIN, as_it_is) is NOT and word(Rule.STRAIN, as_noughts[:4]) is FIRED
