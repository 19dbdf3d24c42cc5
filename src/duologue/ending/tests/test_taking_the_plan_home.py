"""The staying-well plan as a file that needs no server, no account and no script."""

import re
import sys

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.courses.keepsakes import Found
from duologue.courses.models import Stage
from duologue.ending import actions, following, keepsakes, resources, take_home
from duologue.ending.forms import PARTS

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


def paper(browser, cast):
    return browser.post(reverse("ending:pdf", args=[cast.ours.pk]))


def can_be_made() -> bool:
    """Whether this machine has what a PDF needs; where it has not, the page says so, which is held as well."""
    try:
        take_home.pdf("<!doctype html><html lang=en><title>x</title><p>x</p></html>")
    except take_home.NoPaper:
        return False
    return True


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def fullest(cast):
    """The longest plan there can be: every part full, four resources, days, and many numbers to call."""
    line = "When the mornings get heavy I call Jo and walk round the block once. "
    part = "\n".join(line for _ in range(7))[:500]
    actions.write_plan(dict.fromkeys(PARTS, part), course=cast.ours, seen=0, by=cast.amira, now=NOW)
    said = {"name": "A group with a long name", "what": "W" * 60, "phone": "0113 496 0001", "hours": "Mondays at six"}
    many = [resources.keep(said, of=None, practice=cast.practice, by=cast.mo, now=NOW) for _ in range(4)]
    keepsakes.choose_resources([one.pk for one in many], course=cast.ours, by=cast.amira, now=NOW)
    following.plan_follow_ups([1, 3, 6], last_on=NOW.date(), course=cast.ours, by=cast.tom, now=NOW)
    cast.practice.crisis_lines *= 6
    cast.practice.save(update_fields=["crisis_lines"])


def test_the_fullest_plan_is_two_tagged_pages(cast, signed_in):
    fullest(cast)
    answer = paper(signed_in(cast.amira), cast)
    if not can_be_made():
        assert answer.status_code == 503
        return
    assert answer["Content-Disposition"] == 'attachment; filename="my-plan-2026-11-26.pdf"'
    page = signed_in(cast.amira).post(reverse("ending:file", args=[cast.ours.pk])).content.decode()
    made = take_home.pdf(page, uncompressed=True)
    assert pages_of(made) == 2
    for mark in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en-GB)", b'pdfuaid:part="1"', b"/S /H2", b"/S /LI"):
        assert mark in made, mark
    assert b"/FontFile" in made  # whoever opens it needs no font of ours


def test_control_a_plan_without_its_limits_would_be_longer(cast, signed_in):
    actions.write_plan(dict.fromkeys(PARTS, "word " * 900), course=cast.ours, seen=0, by=cast.amira, now=NOW)
    page = signed_in(cast.amira).post(reverse("ending:file", args=[cast.ours.pk])).content.decode()
    assert not can_be_made() or pages_of(take_home.pdf(page, uncompressed=True)) > 2


@pytest.mark.parametrize("missing", [None, "pango"])
def test_where_no_pdf_can_be_made_the_page_says_so_and_offers_paper(planned, signed_in, monkeypatch, missing):
    class NoPango:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    if missing:
        monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    else:
        monkeypatch.setitem(sys.modules, "weasyprint", None)
    answer = paper(signed_in(planned.amira), planned)
    assert answer.status_code == 503
    why = "Pango is missing" if missing else "weasyprint is not installed"
    assert why in words(answer) and reverse("ending:print", args=[planned.ours.pk]) in answer.content.decode()
    assert not LedgerLine.objects.filter(verb="stayingwellplan.taken").exists()


def test_a_pdf_fetches_nothing():
    with pytest.raises(ValueError, match="asks for nothing from elsewhere"):
        take_home._fetch_nothing("https://example.org/x.png")
