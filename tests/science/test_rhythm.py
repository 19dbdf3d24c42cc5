"""Weeks of days as squares."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.rhythm import Mark, calendar, square, squares

TODAY = date(2026, 11, 26)  # a Thursday
DAYS = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=10))
TOLD = st.lists(st.tuples(DAYS, st.sampled_from([Mark.NOT, Mark.A_BIT, Mark.DONE])), max_size=60)


def test_it_ends_with_the_week_of_today_and_begins_on_a_monday():
    shown = calendar([], [], today=TODAY)
    assert [week.begins for week in shown.weeks] == [date(2026, 11, day) for day in (2, 9, 16, 23)]
    assert shown.is_empty and shown.in_words == "In these 4 weeks: done on 0 days, a bit on 0 days, not on 0 days."


@pytest.mark.parametrize(
    "marks, best", [([Mark.NOT, Mark.DONE], Mark.DONE), ([Mark.A_BIT, Mark.NOT], Mark.A_BIT), ([Mark.NOT], Mark.NOT)]
)
def test_of_several_on_one_day_the_fullest_stands(marks, best):
    shown = calendar([(TODAY, mark) for mark in marks], [TODAY], today=TODAY)
    assert shown.weeks[-1].marks[3] == best and shown.planned == 1


def test_one_day_is_one_day():
    shown = calendar([(TODAY, Mark.DONE)], [], today=TODAY)
    assert shown.in_words == "In these 4 weeks: done on 1 day, a bit on 0 days, not on 0 days."


def test_days_ahead_are_shown_and_not_counted():
    tomorrow = TODAY + timedelta(days=1)
    shown = calendar([], [tomorrow], today=TODAY)
    assert shown.weeks[-1].marks[4] == Mark.IN_MIND and shown.planned == 0 and not shown.is_empty


@given(told=TOLD, planned=st.sets(DAYS), weeks=st.integers(1, 6))
def test_the_sums_are_those_of_the_days(told, planned, weeks):
    shown = calendar(told, planned, today=TODAY, weeks=weeks)
    marks = [mark for week in shown.weeks for mark in week.marks]
    assert len(marks) == 7 * weeks
    assert (shown.done, shown.a_bit, shown.not_done) == tuple(map(marks.count, (Mark.DONE, Mark.A_BIT, Mark.NOT)))
    first = shown.weeks[0].begins
    assert shown.planned == len({day for day in planned if first <= day <= TODAY})
    kept = {day for day, _ in told if first <= day < first + timedelta(weeks=weeks)}
    assert shown.done + shown.a_bit + shown.not_done == len(kept)


def test_each_square_has_a_shape_of_its_own_and_no_colour():
    drawn = {mark: square(mark, 0, 0) for mark in Mark}
    shapes = {
        mark: tuple(part in text for part in ("<circle", "dasharray", "h12", 'z"/>', 'fill="none"'))
        for mark, text in drawn.items()
    }
    assert len(set(shapes.values())) == len(Mark)
    picture = squares(calendar([(TODAY, Mark.DONE)], [], today=TODAY), title="Days", described_by="rhythm")
    assert "#" not in picture and "rgb" not in picture and 'aria-describedby="rhythm"' in picture
    assert 'font-size="13"' in picture and 'width="293"' in picture and picture.count("<text") == 11
