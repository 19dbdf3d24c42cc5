"""Pictures of practice: every number that was given is drawn once, none that was not, and text is never scaled small."""

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from duologue.science.charts import BROAD, NARROW
from duologue.science.practice_charts import MOST, Gap, Repetition, gap_chart, likeness_chart, repetition_chart

suds = st.none() | st.integers(0, 10).map(lambda n: n * 10)
times = st.lists(st.tuples(suds, suds, suds), min_size=1, max_size=12).map(
    lambda found: [Repetition(n, *numbers) for n, numbers in enumerate(found, start=1)]
)
tens = st.none() | st.integers(0, 10)
gaps = st.lists(st.tuples(tens, tens), min_size=1, max_size=10).map(
    lambda found: [Gap(f"Part {n} <b>", *numbers) for n, numbers in enumerate(found)]
)
ABOUT = {"title": "How <hard> it was", "described_by": "words"}


def titles(svg: str) -> list[int]:
    return [int(value) for value in re.findall(r"<title>(\d+)</title>", svg)]


@given(times, st.sampled_from([NARROW, BROAD]))
def test_each_number_of_the_last_times_is_drawn_once_and_a_missing_one_never(found, width):
    svg = repetition_chart(found, width=width, **ABOUT)
    given_ = [value for one in found[-MOST:] for _, value in one.known]
    assert titles(svg) == given_
    assert f'width="{width}"' in svg and f'viewBox="0 0 {width} ' in svg  # drawn at its size, so that 14 px stay 14 px
    assert "<hard>" not in svg


@given(times)
def test_higher_fear_is_drawn_higher(found):
    svg = repetition_chart(found, width=BROAD, **ABOUT)
    heights = [float(y) for y in re.findall(r'<circle class="mark \w+" cx="[\d.]+" cy="([\d.]+)"', svg)]
    values = [value for one in found[-MOST:] for name, value in one.known if name != "peak"]
    assert len(heights) == len(values)
    for value, height in zip(values, heights, strict=True):
        assert all(
            (value > other) == (height < at) for other, at in zip(values, heights, strict=True) if other != value
        )


def test_numbers_of_eight_times_find_room_at_296_pixels():
    svg = repetition_chart([Repetition(n, 100, 100, 100) for n in range(1, 13)], width=NARROW, **ABOUT)
    places = [float(x) for x in re.findall(r'class="label" x="([\d.]+)"', svg)]
    assert len(places) == MOST and min(b - a for a, b in zip(places, places[1:], strict=False)) > 26


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=12), st.sampled_from([NARROW, BROAD]))
def test_the_more_alike_the_higher_and_each_of_the_last_times_once(found, width):
    svg = likeness_chart(found, width=width, **ABOUT)
    heights = [float(y) for y in re.findall(r'<circle [^>]*cy="([\d.]+)"', svg)]
    shown = found[-MOST:]
    assert len(heights) == len(shown) == svg.count('class="label"') and "nan" not in svg
    assert all(a < b for (r, a), (s, b) in product(zip(shown, heights, strict=True), repeat=2) if r > s + 0.01)
    assert ('class="line"' in svg) == (len(shown) > 1)
    assert all(0 < y < 210 for y in map(float, re.findall(r' y="([\d.]+)"', svg)))


@given(gaps, st.sampled_from([NARROW, BROAD]))
def test_a_gap_is_drawn_only_where_both_numbers_are_there(found, width):
    svg = gap_chart(found, width=width, **ABOUT)
    assert svg.count('class="span"') == sum(one.size is not None for one in found)
    assert titles(svg) == [value for one in found for value in (one.matters, one.lived) if value is not None]
    assert "<b>" not in svg


def test_control_a_zero_is_a_number_and_a_missing_one_is_none():
    assert Gap("a", 0, 0).size == 0 and Gap("a", None, 0).size is None
    assert Repetition(1, 0, None, 0).known == [("begins", 0), ("end", 0)]
