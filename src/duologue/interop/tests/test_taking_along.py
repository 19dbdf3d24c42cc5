"""A client takes their words with them, and both read until when the pages are kept."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests import histories
from tests.architecture import tree

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.courses import keeping
from duologue.courses.models import Stage
from duologue.courses.visibility import Viewer
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.interop import archive
from duologue.interop.archive import STYLE
from duologue.interop.numbers import harmless

pytestmark = pytest.mark.django_db


def taken(browser, course):
    """The three files, by name."""
    answer = browser.post(reverse("interop:take-away", args=[course.pk]))
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert packed.testzip() is None
        return answer, {name: packed.read(name).decode("utf-8-sig") for name in packed.namelist()}


def test_one_file_with_a_page_a_sheet_and_a_file_for_others(cast, signed_in):
    histories.amiras(cast)
    answer, files = taken(signed_in(cast.amira), cast.ours)
    assert answer["Content-Disposition"] == 'attachment; filename="pages-2026-11-26.zip"'
    assert answer["Cache-Control"] == "no-store"
    assert set(files) == {"index.html", "scores.csv", "fhir.json"}
    assert "I stopped going out on my own." in files["index.html"]
    assert "Little interest or pleasure in doing things" in files["index.html"]
    assert json.loads(files["fhir.json"])["resourceType"] == "Bundle"


def test_the_page_needs_nobody(cast, signed_in):
    histories.amiras(cast)
    _, files = taken(signed_in(cast.amira), cast.ours)
    page = files["index.html"]
    assert not re.findall(r"""(?:src|href|action)\s*=\s*["'](?!#)""", page)
    assert not re.search(r"<(?:script|img|link|iframe|form|object)\b|url\(|@import", page)
    assert "default-src 'none'" in page and "999" in page and "116 123" in page
    anchors = set(re.findall(r'href="#(\w+)"', page))
    assert len(anchors) > 5 and anchors <= set(re.findall(r'id="(\w+)"', page))


def test_words_cannot_become_markup(cast, signed_in, now):
    courses.say("brings", "<script>alert(1)</script>", course=cast.ours, by=cast.amira, now=now)
    courses.name_problem("<b>x", value=4, course=cast.ours, by=cast.amira, now=now)
    _, files = taken(signed_in(cast.amira), cast.ours)
    assert "<script" not in files["index.html"] and "<b>" not in files["index.html"]
    assert "&lt;script&gt;" in files["index.html"]


def test_numbers_stand_in_a_sheet_and_no_words_become_a_formula(cast, signed_in, now):
    histories.amiras(cast)
    courses.name_problem("=HYPERLINK(1)", value=3, course=cast.ours, by=cast.amira, now=now)
    _, files = taken(signed_in(cast.amira), cast.ours)
    rows = list(csv.DictReader(io.StringIO(files["scores.csv"])))
    totals = [row["number"] for row in rows if "PHQ-9" in row["what"]]
    assert totals == ["19", "18", "20", "16", "15", "", "12", "9"]  # the sixth was not full enough: empty, not 0
    assert {"'=HYPERLINK(1)", "Shop on my own"} <= {row["what"] for row in rows}
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t"))]


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_every_beginning_of_a_formula_is_marked(begins):
    assert harmless(f"{begins}1") == f"'{begins}1"
    assert harmless(f"a{begins}") == f"a{begins}"


def test_an_empty_course_says_so(cast, signed_in):
    _, files = taken(signed_in(cast.amira), cast.ours)
    assert "Nothing is written here yet." in files["index.html"]


def test_it_can_be_taken_twice_and_each_time_is_written_down(cast, signed_in):
    browser = signed_in(cast.amira)
    same_key = {"entry_key": "8f14e45f-ceea-467f-a0e6-7d1f2b6d7c11"}
    for _ in range(2):
        answer = browser.post(reverse("interop:take-away", args=[cast.ours.pk]), same_key)
        assert answer["Content-Type"] == "application/zip"
    assert LedgerLine.objects.filter(verb="course.taken_along", course=cast.ours.pk).count() == 2


def test_only_the_client_takes_away_and_only_the_therapist_exports(cast, signed_in):
    away, export = (reverse(f"interop:{name}", args=[cast.ours.pk]) for name in ("take-away", "export"))
    for name, person in cast.everybody.items():
        browser = signed_in(person)
        assert browser.post(away).status_code == (200 if name == "amira" else 404), name
        assert browser.post(export).status_code == (200 if name == "tom" else 404), name


def test_a_therapist_exports_and_the_client_can_read_that(cast, signed_in):
    histories.amiras(cast)
    answer = signed_in(cast.tom).post(reverse("interop:export", args=[cast.ours.pk]))
    assert answer["Content-Type"] == "application/fhir+json"
    assert answer["Content-Disposition"] == 'attachment; filename="pages-2026-11-26.json"'
    assert json.loads(answer.content)["type"] == "collection"
    assert (
        "Tom exported what you both see, as a file" in signed_in(cast.amira).get(reverse("people:me")).content.decode()
    )


def test_both_read_until_when_the_pages_are_kept(cast, signed_in, now):
    ways = [(cast.amira, "take-away"), (cast.tom, "export")]

    def pages():
        return [
            signed_in(who).get(reverse(f"interop:{name}", args=[cast.ours.pk])).content.decode() for who, name in ways
        ]

    assert all("7 years after that day" in page for page in pages())
    courses.move_to(Stage.Kind.FOLLOW_UP, course=cast.ours, by=cast.tom, now=now)
    assert all("These pages are kept until 26 November 2033" in page for page in pages())


def test_the_date_stays_when_the_follow_up_is_over_and_goes_with_a_way_back(cast, now):
    def move(kind, days):
        courses.move_to(kind, course=cast.ours, by=cast.tom, now=now + timedelta(days=days))
        cast.ours.__dict__.pop("way", None)
        return keeping.kept_until(cast.ours)

    assert keeping.kept_until(cast.ours) is None
    assert move(Stage.Kind.FOLLOW_UP, 0) == date(2033, 11, 26)
    assert move(Stage.Kind.CLOSED, 90) == date(2033, 11, 26)
    assert move(Stage.Kind.TREATMENT, 100) is None
    assert move(Stage.Kind.CLOSED, 200) == date(2034, 6, 14)


def test_a_leap_day_is_never_a_day_too_short():
    assert keeping.years_after(date(2028, 2, 29), 7) == date(2035, 3, 1)
    assert keeping.years_after(date(2026, 8, 19), 7) == date(2033, 8, 19)


def test_the_style_inside_has_the_colours_of_the_house():
    def tokens(path):
        return set(re.findall(r"--[\w-]+:\s*(?:light-dark\([^)]*\)|#\w{6})", path.read_text()))

    house = tree.PACKAGE / "web" / "static" / "duologue" / "duologue.css"
    assert len(tokens(STYLE)) == 12 and tokens(STYLE) <= tokens(house)


def test_answers_of_a_follow_up_come_along_in_words(cast, signed_in, now):
    day = courses.write(FollowUp, course=cast.ours, by=cast.tom, now=now, on=now.date())
    answers = {"signs": 1, "ordinary": 0, "given_up": 2}
    courses.write(EarlySignsCheck, course=cast.ours, by=cast.amira, now=now, follow_up=day, answers=answers)
    _, files = taken(signed_in(cast.amira), cast.ours)
    said = re.findall(r"<h4>(.*?)</h4><p>(.*?)</p>", files["index.html"])
    assert [words for _, words in said] == ["A little", "Not at all", "A lot"]


def test_an_archive_asks_as_often_for_a_long_course_as_for_a_short_one(cast, now):
    def asked():
        viewer = Viewer(cast.amira)
        course = viewer.course(cast.ours.pk)
        with CaptureQueriesContext(connection) as held:
            packed = archive.as_zip(viewer, course, now=now)
        return len(held), len(packed)

    histories.answered(cast.ours, "phq-9", 9, now)
    histories.held(cast.ours, 1)
    few, short = asked()
    histories.answered(cast.ours, "gad-7", 9, now)
    for n in range(8):
        courses.set_goal(f"goal {n}", value=n, course=cast.ours, by=cast.amira, now=now)
        courses.name_problem(f"problem {n}", value=n, course=cast.ours, by=cast.amira, now=now)
        histories.answered(cast.ours, "phq-9", n, now)
    many, long = asked()
    assert many == few <= 80 and long > short  # one query for each kind of record
