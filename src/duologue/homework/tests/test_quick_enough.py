"""The budget of a quick thought record: at most four screens and three fields to write in, the thought and earlier ones near."""

import re
from dataclasses import replace

import pytest
from django.urls import reverse

from duologue.homework import actions as homework
from duologue.questionnaires import library

MOST_SCREENS, MOST_TEXTS = 4, 3
PLAN = {"what": "Catch one thought", "why": "To look at it.", "when_where": "Tuesday", "confidence": 8}


@pytest.fixture
def page(cast, signed_in, now):
    """The page on which Amira does a sheet, before she taps anything."""

    def shown(sheet=None, place="homework:do"):
        agreed = homework.agree(
            course=cast.ours, by=cast.tom, now=now, worksheet=sheet or library.newest("thought-record"), **PLAN
        )
        return signed_in(cast.amira).get(reverse(place, args=[agreed.pk])).content.decode()

    return shown


def spent(page):
    """Screens, and fields to write in on them; the line for the therapist opens only for whoever chooses it."""
    main = page[page.index("<main") : page.index("</main>")]
    texts = re.findall(r"<textarea|<input type=\"text\"(?![^>]*name=\"one_line\")", main)
    return len(re.findall(r"<section class=\"step\"", main)), len(texts)


def test_a_quick_thought_record_stays_in_its_budget(page):
    screens, texts = spent(page())
    assert screens <= MOST_SCREENS and texts <= MOST_TEXTS and texts


def test_control_all_columns_at_once_would_break_it(page, monkeypatch):
    sheet = library.newest("thought-record")
    flat = replace(sheet, items=tuple(replace(item, layer=1) for item in sheet.items))
    monkeypatch.setattr("duologue.homework.models.Assignment.worksheet", property(lambda assignment: flat))
    screens, texts = spent(page())
    assert screens > MOST_SCREENS and texts > MOST_TEXTS


def test_earlier_records_are_one_tap_away_on_the_page_itself(cast, page, signed_in, now):
    agreed = homework.agree(course=cast.ours, by=cast.tom, now=now, worksheet=library.newest("thought-record"), **PLAN)
    homework.do(agreed, by=cast.amira, now=now, answers={"thought": "They laugh at me."})
    shown = page()
    earlier = shown[shown.index("Your earlier ones") :]
    assert "They laugh at me." in earlier and "<summary>" in shown[shown.index("Your earlier ones") - 60 :]
