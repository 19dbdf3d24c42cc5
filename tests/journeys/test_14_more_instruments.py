"""More to ask: three questions of which two may be spared, and a list a therapist finds their way in."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.questionnaires import actions
from duologue.questionnaires.models import Response


@pytest.fixture
def asked(house, now):
    """`asked("audit-c")` is the path of a question put to Amira by Tom."""

    def ask(form_id):
        asked = actions.ask(form_id, course=house.cast.ours, by=house.tom, now=now)
        return reverse("questionnaires:answer", args=[asked.pk])

    return ask


def choose(page, name):
    page.locator("label.choice:visible").get_by_text(name, exact=True).tap()


def test_never_leads_straight_to_the_end(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("audit-c"))
    page.get_by_role("button", name="Begin").tap()
    choose(page, "Never")
    expect(page.get_by_text("Every question is answered.")).to_be_visible()
    assert page.locator("[data-said] li").count() == 1
    page.get_by_role("button", name="Send to Tom").tap()
    page.wait_for_url("**/sent/")
    assert Response.objects.unscoped().get().score.value == 0


def test_anything_else_and_an_open_answer_lead_on(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("audit-c"))
    page.get_by_role("button", name="Begin").tap()
    page.get_by_role("button", name="Skip this question").and_(page.locator(":visible")).tap()
    expect(page.get_by_text("How many drinks containing alcohol")).to_be_visible()
    page.get_by_role("button", name="Back").and_(page.locator(":visible")).tap()
    choose(page, "Monthly or less")
    expect(page.get_by_text("How many drinks containing alcohol")).to_be_visible()


def test_without_a_script_all_three_stand_on_one_page_and_never_counts_all_the_same(house, enter, asked):
    page = enter(house.amira, phone=True, javascript=False)
    page.goto(asked("audit-c"))
    assert page.get_by_text("You can leave this out when it does not apply.").count() == 2
    page.locator("label.choice").get_by_text("Never", exact=True).first.tap()
    page.get_by_role("button", name="Send to Tom").tap()
    page.wait_for_url("**/sent/")
    assert Response.objects.unscoped().get().score.value == 0


def test_long_questions_fit_a_small_phone(house, enter, look, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("core-10"))
    expect(page.get_by_text("This form has 10 statements")).to_be_visible()
    look(page, "14-before-core-10")
    page.get_by_role("button", name="Begin").tap()
    choose(page, "Sometimes")
    expect(page.get_by_text("I have felt I have someone to turn to")).to_be_visible()
    look(page, "14-core-10")


def test_tom_finds_what_he_can_ask_and_what_only_he_asks(house, enter, look, now, asked):
    amira = house.amira
    for form_id, said in (
        ("dass-21", {f"q{n}": n % 4 for n in range(1, 22)}),
        ("pcl-5", {f"q{n}": 2 for n in range(1, 21)}),
    ):
        question = actions.ask(form_id, course=house.cast.ours, by=house.tom, now=now)
        draft = actions.begin(question.form, course=house.cast.ours, by=amira, now=now, question=question)
        held = actions.send(draft, said, now=now)
    tom = enter(house.tom)
    tom.goto(reverse("questionnaires:ask", args=[house.cast.ours.pk]))
    expect(tom.get_by_role("heading", name="Ask Suicide-Screening Questions (ASQ)")).to_be_visible()
    look(tom, "14-what-tom-can-ask")
    tom.goto(reverse("questionnaires:read", args=[held.pk]))
    expect(tom.get_by_text("5 of 5, 1 asked for")).to_be_visible()
    look(tom, "14-pcl-5-read")
    tom.goto(reverse("progress:course", args=[house.cast.ours.pk]))
    look(tom, "14-progress-of-three-scales")
