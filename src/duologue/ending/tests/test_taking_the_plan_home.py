"""The staying-well plan as a file that needs no server, no account and no script."""

import re

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.courses.keepsakes import Found
from duologue.courses.models import Stage
from duologue.ending import actions, following, keepsakes, take_home

FULL = {
    "learned": "Going anyway makes it smaller.",
    "steady_signs": "I go to the shop without a list of exits.",
    "early_signs": "Sending somebody else.\nSleeping badly.",
    "strong_signs": "Not going out for three days.",
    "first_i_do": "Go before nine.",
    "i_call": "Jo, 0113 496 0000",
}
ELSEWHERE = re.compile(
    r"""(?:src|href|action|srcset)\s*=\s*(?!["']tel:)|<(?:script|img|link|iframe|form|object)\b|url\(|@import|\bon\w+="""
)


@pytest.fixture
def planned(cast):
    histories.amiras(cast)
    actions.write_plan(FULL, course=cast.ours, seen=0, by=cast.amira, now=NOW)
    following.plan_follow_ups([1, 3], last_on=NOW.date(), course=cast.ours, by=cast.tom, now=NOW)
    kept = Found("own", None, "Walking with Jo", NOW.date())
    keepsakes.keep_for_plan(kept, course=cast.ours, by=cast.amira, now=NOW)
    return cast


def taken(browser, cast):
    return browser.post(reverse("ending:file", args=[cast.ours.pk]))


def test_the_file_holds_the_plan_the_days_and_help_and_its_name_says_nothing(planned, signed_in):
    answer = taken(signed_in(planned.amira), planned)
    assert answer["Content-Disposition"] == 'attachment; filename="my-plan-2026-11-26.html"'
    assert answer["Cache-Control"] == "no-store"
    text = words(answer)
    for wanted in [line for part in FULL.values() for line in part.splitlines()] + [
        "Walking with Jo",
        "In danger: 999",
    ]:
        assert wanted in text
    assert "26 December 2026" in text and "26 February 2027" in text
    assert "What helped me" not in text  # nothing was written there


def test_the_file_asks_nobody_for_anything(planned, signed_in):
    page = taken(signed_in(planned.amira), planned).content.decode()
    assert not ELSEWHERE.findall(page) and "default-src 'none'" in page


@pytest.mark.parametrize(
    "fault", ['<script src="/x.js">', '<img src="https://x/y">', "a { background: url(x) }", '<p onclick="x">']
)
def test_a_file_that_asked_somebody_would_be_seen(fault):
    assert ELSEWHERE.search(fault)


def test_no_style_of_the_file_asks_for_a_font_or_a_picture():
    assert not ELSEWHERE.search(take_home.STYLE.read_text())


def test_words_cannot_become_markup(cast, signed_in):
    actions.write_plan({"learned": "</style><script>x</script>"}, course=cast.ours, seen=0, by=cast.amira, now=NOW)
    page = taken(signed_in(cast.amira), cast).content.decode()
    assert "<script" not in page and page.count("</style>") == 1 and "&lt;script&gt;" in page


def test_either_takes_it_also_after_the_end_and_the_client_sees_who_did(planned, signed_in):
    courses.move_to(Stage.Kind.CLOSED, course=planned.ours, by=planned.tom, now=NOW)
    assert "Go before nine." in words(taken(signed_in(planned.tom), planned))
    assert "Go before nine." in words(taken(signed_in(planned.amira), planned))
    assert LedgerLine.objects.filter(verb="stayingwellplan.taken").count() == 2
    assert "took your staying-well plan along" in words(signed_in(planned.amira).get(reverse("people:me")))


def test_nobody_else_takes_it(planned, signed_in):
    for stranger in (planned.sol, planned.mo):
        assert taken(signed_in(stranger), planned).status_code == 404


def test_a_plan_in_which_nothing_stands_says_so(cast, signed_in):
    assert "Nothing is written in the plan yet." in words(taken(signed_in(cast.amira), cast))
