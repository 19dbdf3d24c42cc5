"""A drawing holds the numbers it was given, at the right heights, with gaps where a number is missing."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science.charts import BROAD, NARROW, Line, Marks, Point, Range, line_chart, sparkline


def drawn(values, *, width=BROAD, **more):
    points = [Point(n, value) for n, value in enumerate(values)]
    chart = Line(**{"points": points, "low": 0, "high": 27, "title": "Line", "described_by": "words", **more})
    return ElementTree.fromstring(line_chart(chart, width=width))


def of_class(svg, name):
    return [one for one in svg.iter() if one.get("class") == name]


def numbers(svg):
    return [float(mark.findtext("title")) for mark in of_class(svg, "mark")]


def heights(svg, low=0.0, high=27.0):
    """The values the dots stand at, read back from their pixels by the two ends of the axis."""
    top, floor = (float(n) for n in re.match(r"M\d+ (\d+)V(\d+)", of_class(svg, "axis")[0].get("d")).groups())
    return [low + (high - low) * (floor - float(mark.get("cy"))) / (floor - top) for mark in of_class(svg, "mark")]


@given(
    st.lists(st.none() | st.integers(0, 27), min_size=1, max_size=30),
    st.sampled_from([NARROW, BROAD]),
)
def test_each_number_stands_at_its_height_and_inside_the_picture(values, width):
    svg = drawn(values, width=width)
    known = [float(value) for value in values if value is not None]
    assert numbers(svg) == known
    assert heights(svg) == pytest.approx(known, abs=0.1)
    assert all(0 <= float(mark.get("cx")) <= width for mark in of_class(svg, "mark"))
    assert svg.get("width") == str(width)


@pytest.mark.parametrize(
    "values, stretches",
    [
        ([19, 12, 9], [3]),
        ([19, None, 9], []),
        ([19, 12, None, 9, 8, 7], [2, 3]),
        ([None, 19, 12, None], [2]),
        ([None, None], []),
        ([], []),
    ],
)
def test_a_missing_number_is_a_gap_and_never_a_zero(values, stretches):
    svg = drawn(values)
    assert [line.get("d").count("L") + 1 for line in of_class(svg, "line")] == stretches
    assert len(numbers(svg)) == sum(value is not None for value in values)


def test_the_first_and_the_last_number_are_written_out():
    assert [label.text for label in of_class(drawn([19, 12, None, 9]), "label")] == ["19", "9"]
    assert [label.text for label in of_class(drawn([19]), "label")] == ["19"]
    assert not of_class(drawn([None]), "label")


def test_a_label_stands_on_the_side_away_from_the_line():
    falling, rising = drawn([19, 9]), drawn([9, 19])
    for svg, below in ((falling, [False, True]), (rising, [True, False])):
        marks = [float(mark.get("cy")) for mark in of_class(svg, "mark")]
        labels = [float(label.get("y")) for label in of_class(svg, "label")]
        assert [label > mark for label, mark in zip(labels, marks, strict=True)] == below


def test_the_band_is_cut_at_the_ends_of_the_scale():
    band = of_class(drawn([25, 20], band=(19, 31), start=25), "band")[0].get("d")
    axis = of_class(drawn([25]), "axis")[0].get("d")
    assert re.match(r"M[\d.]+ ([\d.]+)H", band).group(1) == f"{float(re.match(r'M.* (.*)V', axis).group(1)):.1f}"
    assert len(of_class(drawn([25], start=25), "start")) == 1


def test_nothing_is_drawn_that_was_not_asked_for():
    marks = Marks(phoned=(2,), missed=(1.5,), flags=(1,), events=(1,))
    ribbon = [Range(1, 9, 20), Range(2, 8, 19)]
    full = drawn([19, 9], threshold=10, ticks=(1, 2), marks=marks, band=(13, 25), start=19, expected=ribbon)
    bare = drawn([19, 9])
    for name in ("band", "start", "threshold", "tick", "flag", "event", "call", "missed", "ribbon"):
        assert not of_class(bare, name) and len(of_class(full, name)) == 1, name


def test_a_session_by_phone_is_a_square_in_the_place_of_its_tick():
    svg = drawn([19, 9, 7], ticks=(1, 2), marks=Marks(phoned=(2,)))
    ticks, calls = of_class(svg, "tick"), of_class(svg, "call")
    assert len(ticks) == 1 and len(calls) == 1
    square = float(re.match(r"M([\d.]+)", calls[0].get("d"))[1]) + 3.5
    assert square == pytest.approx(float(of_class(svg, "mark")[2].get("cx")), abs=0.1)


def test_the_expected_range_is_cut_at_the_ends_of_the_scale_and_lies_under_the_line():
    svg = drawn([19, 9], expected=[Range(1, -4, 20), Range(4, -9, 40)])
    top, floor = (float(n) for n in re.match(r"M\d+ (\d+)V(\d+)", of_class(svg, "axis")[0].get("d")).groups())
    corners = [float(n) for n in re.findall(r" ([\d.-]+)", of_class(svg, "ribbon")[0].get("d"))]
    assert min(corners) == top and max(corners) == floor
    order = [one.get("class") for one in svg]
    assert order.index("ribbon") < order.index("line")


def test_what_was_brought_along_is_a_square_left_of_the_first_session():
    points = [Point(-2, 20, brought=True), Point(-1, 18, brought=True), Point(0, 15), Point(1, 9)]
    svg = drawn([], points=points)
    squares = of_class(svg, "mark brought")
    assert [float(square.findtext("title")) for square in squares] == [20, 18]
    border = float(re.match(r"M([\d.]+)", of_class(svg, "before")[0].get("d"))[1])
    assert all(float(square.get("x")) < border for square in squares)
    assert float(of_class(svg, "mark")[0].get("cx")) == pytest.approx(border, abs=0.1)
    assert not of_class(drawn([19, 9]), "before")


def test_a_screen_reader_hears_a_name_and_finds_the_words():
    svg = drawn([19, 9], title="Tom & Amira's <line>")
    assert svg.get("role") == "img" and svg.get("aria-label") == "Tom & Amira's <line>"
    assert svg.get("aria-describedby") == "words"


@given(st.integers(0, 400))
def test_the_numbers_along_the_bottom_never_crowd(last):
    svg = drawn([19], ticks=range(1, last + 1))
    below = [text for text in svg.iter("text") if text.get("text-anchor") == "middle" and text.get("class") is None]
    assert 1 < len(below) <= 9
    assert [float(text.text) for text in below] == sorted(float(text.text) for text in below)


def test_a_scale_without_height_is_refused():
    with pytest.raises(ValueError, match="two different ends"):
        drawn([1], low=5, high=5)


@pytest.mark.parametrize(
    "values, commands",
    [([9, 8, 6], "MLL"), ([9, None, 6, 4], "ML"), ([9, 7, None, 6, 4], "MLML"), ([9, None, 6], "")],
)
def test_a_small_line_has_gaps_too(values, commands):
    path = ElementTree.fromstring(sparkline(values, low=0, high=10))[0].get("d")
    assert re.sub(r"[^ML]", "", path) == commands


@pytest.mark.parametrize("values", [[], [5], [None, 5, None]])
def test_one_number_is_no_line(values):
    assert sparkline(values, low=0, high=10) == ""
