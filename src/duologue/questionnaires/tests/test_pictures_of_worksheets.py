"""What a worksheet shows of itself: the sentence, the picture and the table say the same numbers, and nothing is made up."""

from datetime import timedelta

import pytest

from duologue.questionnaires import actions, library, pictures, week
from duologue.questionnaires.models import Response

pytestmark = pytest.mark.django_db
HOLDS = [1, 2, 3, 4, 3, 2, 1]
PILE = [column for column, room in enumerate(HOLDS, start=1) for _ in range(room)]


@pytest.fixture
def filled_in(cast, now):
    """`filled_in("values", {...})` is that worksheet, kept a day after the one before."""
    days = iter(range(100))

    def fill(form_id, answers) -> Response:
        at = now + timedelta(days=next(days))
        draft = actions.begin(library.newest(form_id), course=cast.ours, by=cast.amira, now=at)
        return actions.send(draft, answers, now=at)

    return fill


def test_the_curve_counts_only_times_with_a_number_and_says_the_first_and_the_last(filled_in):
    told = [(60, 80, 50), (None, None, None), (50, None, 20), (40, 40, 10)]
    times = [filled_in("exposure-log", {"rung": "r", "start": a, "peak": b, "end": c}) for a, b, c in told]
    [curve] = pictures.across(reversed(times))
    assert curve.sentence == "At its highest it was 80 of 100 the first time and 40 the last time, 3 times in all."
    assert [(one.number, one.start, one.peak, one.end) for one, *_ in curve.rows] == [
        (1, 60, 80, 50),
        (2, 50, None, 20),
        (3, 40, 40, 10),
    ]
    assert not pictures.across([filled_in("exposure-log", {"rung": "r"})])


def test_the_widest_gap_is_named_and_a_missing_number_is_no_gap(filled_in):
    form = library.newest("values")
    said = {"matters_1": 9, "lived_1": None, "matters_3": 9, "lived_3": 3, "matters_6": 2, "lived_6": 0}
    picture = pictures.of_one(form, said, "x")
    assert picture.sentence.startswith("The widest gap: Friends. It matters 9 of 10, and 3 of 10 was lived.")
    assert [(one.name, one.size) for one in picture.rows] == [("Family", None), ("Friends", 6), ("Play and rest", 2)]
    assert "at least as much" in pictures.of_one(form, {"matters_1": 4, "lived_1": 7}, "x").sentence
    assert "when both numbers are there" in pictures.of_one(form, {"matters_1": 0}, "x").sentence
    assert pictures.of_one(form, {}, "x") is None


def test_a_belief_before_and_after_stand_side_by_side(filled_in):
    form = library.newest("behavioural-experiment")
    assert pictures.of_one(form, {"before": 80, "after": 0}, "x").sentence == "80 % before, 0 % after."
    assert pictures.of_one(form, {"before": 80}, "x").rows[1] == ("After", "Not said yet", None)
    assert pictures.of_one(form, {"belief": "b"}, "x") is None


def test_two_sorts_are_alike_only_when_both_are_finished(filled_in):
    form = library.newest("self-sort")
    now = {f"s{n}_1": column for n, column in enumerate(PILE, start=1)}
    same = now | {f"s{n}_2": column for n, column in enumerate(PILE, start=1)}
    assert pictures.likeness_of(form, now) is None and pictures.likeness_of(form, same) == 1
    assert pictures.likeness_of(form, same | {"s1_2": 7}) is None  # a column that holds too many
    turned = now | {f"s{n}_2": 8 - column for n, column in enumerate(PILE, start=1)}
    [line] = pictures.across(
        [filled_in("self-sort", turned), filled_in("self-sort", now), filled_in("self-sort", same)]
    )
    assert line.sentence == "−1.00 the first time, 1.00 the last time." and [r for _, r in line.rows] == [
        "−1.00",
        "1.00",
    ]


NAMES = library.newest("activity-plan").extra["picture"]


def of_week(**answers):
    return week.of(library.newest("activity-plan"), answers, NAMES)


def test_a_week_lies_by_day_and_hour_and_says_what_lifted():
    found = of_week(
        what_1="Bread", day_1=4, hour_1=9, done_1=2, before_1=5, after_1=5,
        what_2="Walk", day_2=1, hour_2=18, done_2=1, before_2=3, after_2=7,
        what_3="Call", day_3=1, hour_3=8, done_3=0,
    )  # fmt: skip
    assert [one.what for one in found.activities] == ["Call", "Walk", "Bread"]
    assert found.sentence == "3 in the week, 2 done. The mood was higher after 1 of 2, most of all after: Walk."
    assert [one.mood for one in found.activities] == ["", "up 4", "the same"]
    assert dict(found.days)["Tuesday"] == found.activities[:2]


def test_a_week_without_a_lift_says_so_and_a_missing_mood_is_no_zero():
    assert "not higher after any" in of_week(what_1="Bread", before_1=5, after_1=5).sentence
    assert "When you say how you felt" in of_week(what_1="Bread", after_1=5).sentence
    assert of_week(what_1="Bread").days[-1][0] == "No day chosen"
    assert not of_week().activities
