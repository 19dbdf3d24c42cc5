"""Amira takes one yes back on her phone; it counts at once, and Tom sees since when."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.assessment import actions
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Ask


@pytest.mark.parametrize("javascript", [True, False])
def test_one_yes_is_taken_back(house, enter, look, now, javascript):
    course = house.cast.ours
    actions.write_agreement("We meet on Thursdays.", course=course, seen=None, by=house.tom, now=now)
    questionnaires.ask("gad-7", course=course, by=house.tom, now=now)
    see = look if javascript else lambda *_: None
    amira = enter(house.amira, phone=True, javascript=javascript)
    amira.goto(reverse("assessment:agreement", args=[course.pk]))
    amira.get_by_role("button", name="Yes to Short questions and scores").tap()
    expect(amira.get_by_text("yes, since 26 November 2026")).to_be_visible()
    see(amira, "18-yes-or-no")
    amira.get_by_role("button", name="No to Short questions and scores").tap()
    expect(amira.get_by_role("status").filter(has_text="Kept: no.")).to_be_visible()
    assert not Ask.objects.unscoped().filter(stopped_at__isnull=True).exists()
    tom = enter(house.tom, javascript=javascript)
    tom.goto(reverse("assessment:agreement", args=[course.pk]))
    expect(tom.get_by_text("no, since 26 November 2026")).to_be_visible()
    see(tom, "18-what-amira-said-no-to")
