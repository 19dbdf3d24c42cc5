"""Nine questions on a phone of 360 by 740: what a tap does is said before, and somebody may choose another way (T1-T4)."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.journeys.phones import answer, state_says

from duologue.questionnaires import actions
from duologue.questionnaires.models import Response


@pytest.fixture
def asked(house, now):
    pk = actions.ask("phq-9", course=house.cast.ours, by=house.tom, now=now).pk
    return reverse("questionnaires:answer", args=[pk])


def targets(page):
    """Every visible thing to tap, with the size of what answers to a tap."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main label.choice")]
            .filter((one) => one.checkVisibility() && !one.closest("p, dd, summary"))
            .map((one) => [one.textContent.trim(), one.getBoundingClientRect()])
            .map(([words, box]) => ({ words, high: box.height, wide: box.width }))"""
    )


def too_small(found):
    return [one for one in found if one["high"] < 44 or one["wide"] < 44]


def test_each_question_fits_the_screen_and_each_target_is_large(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked)
    assert not too_small(targets(page))
    page.get_by_role("button", name="Begin").tap()
    for n in range(1, 10):
        state_says(page, f"Question {n} of 9." + (" Saved." if n > 1 else ""))
        options = [one.bounding_box() for one in page.locator("label.choice:visible").all()]
        assert len(options) == 4 and all(box["height"] >= 56 for box in options)
        assert options[-1]["y"] + options[-1]["height"] <= 740, f"question {n} does not fit"
        assert not too_small(targets(page))
        answer(page, "Not at all")


def test_control_a_small_target_is_noticed(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked)
    page.get_by_role("button", name="Begin").tap()
    page.evaluate("document.querySelector('.step[data-now] .choice').style.minBlockSize = '0'")
    page.evaluate("document.querySelector('.step[data-now] .choice').style.blockSize = '30px'")
    assert too_small(targets(page))


def test_a_continue_button_instead_is_remembered_on_this_phone(house, enter, asked, look):
    page = enter(house.amira, phone=True)
    page.goto(asked)
    expect(page.get_by_text("Choosing an answer moves you on.")).to_be_visible()
    page.get_by_role("button", name="Use a Continue button instead").tap()
    expect(page.get_by_text("A Continue button moves you on.")).to_be_visible()
    page.reload()
    expect(page.get_by_text("A Continue button moves you on.")).to_be_visible()
    page.get_by_role("button", name="Begin").tap()
    answer(page, "Several days")
    state_says(page, "Question 1 of 9. Saved.")
    answer(page, "Nearly every day")  # a finger may slip, and nothing has moved
    state_says(page, "Question 1 of 9. Saved.")
    look(page, "24-with-a-continue-button")
    for n in range(2, 11):
        page.get_by_role("button", name="Continue").and_(page.locator(":visible")).tap()
        if n < 10:
            state_says(page, f"Question {n} of 9. Saved.")
            answer(page, "Not at all")
    expect(page.get_by_role("heading", name="Ready to send?")).to_be_visible()
    page.get_by_role("button", name="Send to Tom").tap()
    page.wait_for_url("**/sent/")
    assert Response.objects.unscoped().get().answers == {"q1": 3, **{f"q{n}": 0 for n in range(2, 10)}}


def test_choosing_moves_on_again_when_one_likes(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked)
    page.get_by_role("button", name="Use a Continue button instead").tap()
    page.get_by_role("button", name="Let choosing move me on").tap()
    page.get_by_role("button", name="Begin").tap()
    answer(page, "Several days")
    state_says(page, "Question 2 of 9. Saved.")
