"""Amira's phone: a week on a card, a ladder, five numbers, a page to write on, a thought in steps. One touch at a time."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.homework import actions as homework
from duologue.questionnaires import actions, library
from duologue.questionnaires.models import Ask, Response


@pytest.fixture
def opened(house, enter, now):
    """`opened("ladder")` is Amira's phone with that form before her."""

    def ask(form_id, **more):
        form = library.newest(form_id)
        asked = actions.write(
            Ask, course=house.cast.ours, by=house.tom, now=now, form_id=form.id, form_version=form.version
        )
        page = enter(house.amira, phone=True, **more)
        page.goto(reverse("questionnaires:answer", args=[asked.pk]))
        return page

    return ask


def sent() -> Response:
    return Response.objects.unscoped().select_related("course").get(sent_at__isnull=False)


def send(page):
    page.get_by_role("button", name="Send to Tom").tap()
    page.wait_for_url("**/sent/")


def test_a_week_is_filled_in_one_day_at_a_time_and_kept_between(opened, look):
    page = opened("diary-card")
    assert page.locator("td:visible fieldset").count() == 4  # one day, not seven
    cell = page.get_by_role("group", name="Thursday: Strongest urge")
    box = cell.locator("label").nth(3).bounding_box()
    assert box["height"] >= 44 and box["width"] >= 40
    cell.get_by_label("3").tap()
    page.get_by_label("Thursday: Hours slept").fill("6")
    look(page, "15-a-week-on-a-card")
    page.get_by_role("button", name="Friday").tap()
    expect(page.get_by_role("group", name="Friday: Strongest urge")).to_be_visible()
    expect(page.get_by_role("group", name="Thursday: Strongest urge")).to_be_hidden()
    page.get_by_role("group", name="Friday: Strongest urge").get_by_label("1").tap()
    page.get_by_role("button", name="Thursday, begun").tap()
    expect(page.get_by_label("Thursday: Hours slept")).to_have_value("6")
    send(page)
    assert sent().answers["urge_4"] == 3 and sent().answers["urge_5"] == 1 and sent().answers["sleep_4"] == 6
    page.get_by_role("link", name="Read what you sent").tap()
    expect(page.get_by_role("heading", name="In words")).to_be_visible()
    look(page, "15-a-week-read-back")


def test_a_ladder_gets_another_rung_without_a_script(opened, look):
    page = opened("ladder", javascript=False)
    page.get_by_label("What would you like to be able to do?").fill("Buy bread alone")
    page.get_by_label("What would you do?").first.fill("Walk to the corner")
    page.get_by_role("button", name="Add another step").tap()
    expect(page.get_by_role("heading", name="Step 4")).to_be_visible()
    expect(page.get_by_label("What would you do?").first).to_have_value("Walk to the corner")
    page.get_by_label("What would you do?").nth(3).fill("Buy a loaf")
    page.get_by_role("button", name="Take this away Step 2").tap()
    expect(page.get_by_label("What would you do?").nth(2)).to_have_value("Buy a loaf")
    send(page)
    assert (sent().answers["step_1"], sent().answers["step_3"]) == ("Walk to the corner", "Buy a loaf")


def test_a_ladder_looks_like_one(opened, look):
    page = opened("ladder")
    page.get_by_label("What would you do?").first.fill("Walk to the corner")
    page.locator("label.choice:visible").get_by_text("40", exact=True).first.tap()
    look(page, "15-a-ladder")
    send(page)
    page.get_by_role("link", name="Read what you sent").tap()
    expect(page.get_by_role("heading", name="In words")).to_be_visible()
    look(page, "15-a-ladder-read-back")


def test_five_numbers_are_five_touches(opened, look):
    page = opened("week-in-numbers")
    for n in range(5):
        page.locator(".scale").nth(n).get_by_text(str(n + 3), exact=True).tap()
    look(page, "15-five-numbers")
    send(page)
    assert sorted(sent().answers.values()) == [3, 4, 5, 6, 7]


def test_a_page_to_write_on_is_kept_in_the_middle(opened, look):
    page = opened("free-writing")
    page.get_by_label("Write whatever comes").fill("What I have not said yet is\nthat I am tired.")
    look(page, "15-a-page-to-write-on")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep it for now").tap()
    expect(page.get_by_label("Write whatever comes")).to_have_value("What I have not said yet is\nthat I am tired.")
    assert Response.objects.unscoped().get().sent_at is None
    send(page)
    assert "tired" in sent().answers["page"]


def test_the_first_thought_is_in_view_on_the_last_step(opened, look):
    page = opened("thought-record", javascript=False)
    page.get_by_label("What happened?").fill("The phone rang")
    page.get_by_role("button", name="Continue").tap()
    page.get_by_label("What went through your mind?").fill("Bad news")
    page.get_by_role("button", name="Continue").tap()
    expect(page.get_by_text("The phone rang")).to_be_visible()
    expect(page.get_by_text("Bad news")).to_be_visible()
    page.get_by_role("button", name="Back").tap()
    expect(page.get_by_label("What went through your mind?")).to_have_value("Bad news")
    page.get_by_role("button", name="Continue").tap()
    send(page)
    assert sent().answers["happened"] == "The phone rang"


def test_a_ladder_agreed_between_sessions_is_filled_in_the_same_way(house, enter, now, look):
    words = dict.fromkeys(("what", "why", "when_where", "obstacle", "smaller"), "x")
    given = homework.agree(
        **words,
        confidence=8,
        worksheet=library.newest("ladder"),
        course=house.cast.ours,
        by=house.tom,
        now=now,
        due_on=None,
    )
    page = enter(house.amira, phone=True)
    page.goto(reverse("homework:do", args=[given.pk]))
    page.get_by_label("What would you like to be able to do?").fill("Buy bread alone")
    page.get_by_label("What would you do?").first.fill("The corner")
    page.get_by_role("button", name="Add another step").tap()
    expect(page.get_by_label("What would you do?")).to_have_count(4)
    expect(page.get_by_label("What would you do?").first).to_have_value("The corner")
    page.get_by_text("Just for me").first.tap()
    look(page, "15-a-ladder-between-sessions")
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_text("Kept, just for you.")).to_be_visible()
    assert sent().answers["step_1"] == "The corner"
