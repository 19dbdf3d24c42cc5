"""A sheet that another program wrote: read line by line, never trusted, and every line refused with its reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.science import sheets
from duologue.science.sheets import DAY, NAME, SCORE, Measure, Unreadable, read, understand

TODAY = date(2026, 11, 26)
PHQ = Measure("phq", 0, 27, frozenset({"phq9"}))
ISI = Measure("isi", 0, 28, frozenset({"isi"}), decimals=1)
WIDE = {0: DAY, 1: "phq", 2: "isi"}


def looked(text, columns=WIDE, written="iso"):
    lines, bad = understand(read(text.encode()), columns, [PHQ, ISI], written=written, today=TODAY)
    return [(one.number, one.key, one.on.isoformat(), one.value) for one in lines], [(b.number, b.why) for b in bad]


def test_a_column_for_each_measure():
    kept, bad = looked("Day;PHQ-9;ISI\n2026-03-02;19;14,5\n\n2026-03-16;17;\n")
    assert (
        kept
        == [
            (2, "phq", "2026-03-02", 19),
            (2, "isi", "2026-03-02", 14.5),
            (4, "phq", "2026-03-16", 17),
        ]
        and not bad
    )


def test_a_line_for_each_score():
    kept, bad = looked(
        "Date,Measure,Score\n02/03/2026,phq 9,19\n03/03/2026,ISI,7.5\n", {0: DAY, 1: NAME, 2: SCORE}, "day_first"
    )
    assert kept == [(2, "phq", "2026-03-02", 19), (3, "isi", "2026-03-03", 7.5)] and not bad


@pytest.mark.parametrize(
    "line, why",
    [
        ("2026-13-02,5,", "“2026-13-02” is no day written like 2026-11-26."),
        ("02/03/2026,5,", "is no day written like"),
        (",5,", "The day is missing."),
        ("2026-11-27,5,", "2026-11-27 is a day to come."),
        ("1989-01-01,5,", "1989-01-01 is too long ago."),
        ("2026-03-02,28,", "28 lies outside 0 to 27."),
        ("2026-03-02,-1,", "-1 lies outside 0 to 27."),
        ("2026-03-02,5.5,", "5.5 is no whole point."),
        ("2026-03-02,,7.25", "7.25 has too many decimals."),
        ("2026-03-02,nineteen,", "“nineteen” is no number."),
        ('2026-03-02,"=HYPERLINK(""http://x"")",', "is no number."),
        ("2026-03-02,+5,", "“+5” is no number."),
        ("2026-03-02,@SUM(A1),", "is no number."),
        ("2026-03-02,1e1,", "is no number."),
        ("2026-03-02,٥,", "is no number."),
        ("2026-03-02," + "9" * 150 + ",", "…” is no number."),
    ],
)
def test_a_bad_line_is_refused_with_its_number_and_reason(line, why):
    kept, bad = looked(f"Day,PHQ-9,ISI\n2026-03-01,4,\n{line}\n")
    assert [number for number, _ in bad] == [3] and why in bad[0][1]
    assert [number for number, *_ in kept] == [2]


def test_a_second_score_of_one_day_is_recognised_and_another_one_is_refused():
    kept, bad = looked("Day,PHQ-9,ISI\n2026-03-01,4,\n2026-03-01,4,\n2026-03-01,5,\n")
    assert len(kept) == 1 and bad == [(4, "Line 2 has another score for the same day and measure.")]


@pytest.mark.parametrize(
    "columns, why",
    [
        ({0: DAY, 1: DAY}, "Say which one column holds the day."),
        ({1: "phq"}, "Say which one column holds the day."),
        ({0: DAY, 1: NAME}, "needs one column with scores"),
        ({0: DAY, 1: SCORE}, "needs one column with scores"),
        ({0: DAY}, "Say which column holds scores."),
        ({0: DAY, 1: "moon"}, "Say which column holds scores."),
    ],
)
def test_columns_that_do_not_say_enough(columns, why):
    with pytest.raises(Unreadable, match=why):
        looked("Day,PHQ-9,ISI\n2026-03-01,4,\n", columns)


@pytest.mark.parametrize(
    "content, why",
    [
        (b"", "A line of headings is needed"),
        (b"Day,PHQ-9", "A line of headings is needed"),
        (b"PK\x03\x04\x00\x00", "not a sheet of text"),
        ("Day;PHQ\n2026-03-01;Zürich".encode("latin-1"), "UTF-8"),
        (b'Day,PHQ\n"2026-03-01,4\n', "Line 2 cannot be read"),
        (b"a" * (sheets.LARGEST + 1), "larger than 256 KB"),
        (b"Day,PHQ\n" + b"2026-03-01,4\n" * 1001, "more than 1000 lines"),
        (b"a" + b"," * 30 + b"\n1,2\n", "more than 30 columns"),
        (b"Day,PHQ\n2026-03-01," + b"9" * 201, "longer than 200 letters"),
    ],
)
def test_what_is_no_sheet_is_refused_with_a_sentence(content, why):
    with pytest.raises(Unreadable, match=why):
        read(content)


def test_a_mark_at_the_beginning_of_the_file_is_no_letter():
    assert read("\ufeffDay,PHQ\n2026-03-01,4".encode()).headings == ("Day", "PHQ")


@pytest.mark.parametrize(
    "cells, found",
    [
        (["2026-03-02"], "iso"),
        (["2026-03-02T10:00:00Z"], "iso"),
        (["02.03.2026", "16.03.2026"], "day_first"),
        (["03/16/2026", "03/02/2026"], "month_first"),
        (["02/03/2026"], "day_first"),
        (["next week"], "iso"),
        ([], "iso"),
    ],
)
def test_how_days_are_written_is_guessed_from_all_of_them(cells, found):
    assert sheets.guess_format(cells) == found


@given(st.dates(date(1990, 1, 1), date(2099, 1, 1)), st.sampled_from(list(sheets.FORMATS)))
def test_every_day_is_read_as_it_was_written(day, written):
    said = {"iso": "%Y-%m-%d", "day_first": "%d/%m/%Y", "month_first": "%m/%d/%Y"}[written]
    assert sheets.day(day.strftime(said), written) == day


@given(st.binary(max_size=400))
def test_whatever_the_bytes_are_it_is_a_sheet_or_a_sentence(content):
    try:
        sheet = read(content)
    except Unreadable as why:
        assert str(why).endswith(".")
    else:
        assert len(sheet.rows) >= 1


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_cell_brings_a_number_outside_the_scale(when, what):
    row = (when.replace("\n", " "), what)
    sheet = sheets.Sheet(("Day", "PHQ"), ((2, row),))
    lines, bad = understand(sheet, {0: DAY, 1: "phq"}, [PHQ], written="iso", today=TODAY)
    assert all(0 <= line.value <= 27 and line.value == int(line.value) for line in lines)
    assert len(lines) + len(bad) <= 1
