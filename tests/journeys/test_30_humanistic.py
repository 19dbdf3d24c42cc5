"""Humanistic tools: given in the session, done on a phone without a signal, looked at together next time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.cast import NOW

from duologue.homework import actions as homework
from duologue.homework.models import Entry
from duologue.questionnaires import library
from duologue.questionnaires.models import Response

PLAN = {"why": "To stay near to it.", "when_where": "Sunday, by the window", "confidence": 8}
HOLDS = [1, 2, 3, 4, 3, 2, 1]


@pytest.fixture
def given(house):
    """`given("values")` is what both agreed to do on that worksheet."""

    def give(form_id, what):
        sheet = library.newest(form_id)
        return homework.agree(course=house.cast.ours, by=house.tom, now=NOW, what=what, worksheet=sheet, **PLAN)

    return give


def sent(form_id) -> list[Response]:
    found = Response.objects.unscoped().filter(form_id=form_id, sent_at__isnull=False).select_related("course")
    return list(found.order_by("written_at", "pk"))


def kept(page):
    page.get_by_role("button", name="Keep it").tap()
    expect(page.locator("main > .notice.done")).to_contain_text("Kept")


def shared(page):
    page.get_by_role("radio", name="Both of us: Tom and me").check()
    kept(page)


def columns(order: list[int]) -> dict[int, int]:
    """Statement by statement the column it lies in, when they are laid down in this order, the least like me first."""
    places = [column for column, room in enumerate(HOLDS, start=1) for _ in range(room)]
    return dict(zip(order, places, strict=True))


def test_values_show_where_her_week_was_far_from_what_matters(house, enter, given, look):
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    agreed = given("values", "What matters to me")
    amira.goto(reverse("homework:do", args=[agreed.pk]))
    amira.context.set_offline(True)
    for area, matters, lived in (("Friends", "9", "3"), ("Play and rest", "7", "7")):
        amira.get_by_text(area, exact=True).tap()
        box = amira.locator("details[open]").last if area == "Friends" else amira.locator("details", has_text=area).last
        box.get_by_role("group", name="How much does it matter?").get_by_text(matters, exact=True).tap()
        box.get_by_role("group", name="How much did you live it this week?").get_by_text(lived, exact=True).tap()
    amira.get_by_label("Friends: One small step closer").fill("Write to Lea")
    look(amira, "30-what-matters")
    amira.get_by_role("radio", name="Both of us: Tom and me").check()
    amira.get_by_role("button", name="Keep it").tap()
    expect(amira.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    amira.context.set_offline(False)
    amira.wait_for_url(lambda url: not url.endswith("/do/"))
    amira.complaints.clear()
    words = "The widest gap: Friends. It matters 9 of 10, and 3 of 10 was lived."
    for page in (amira, tom):
        page.goto(reverse("progress:course", args=[house.cast.ours.pk]))
        expect(page.get_by_text(words)).to_be_visible()
    amira.get_by_text("Show the numbers").first.tap()
    expect(amira.get_by_role("row", name="Friends 9 3 6")).to_be_visible()
    look(amira, "30-the-gap")
    tom.goto(reverse("homework:assignment", args=[agreed.pk]))
    expect(tom.get_by_text("Write to Lea")).to_be_visible()
    look(tom, "30-the-gap-looked-at-together")


def test_a_sort_by_keyboard_and_by_hand_and_again_later(house, enter, given, look, monkeypatch):
    agreed = given("self-sort", "Sort the sixteen")
    page = enter(house.amira)  # on a desk, where there is a keyboard
    page.goto(reverse("homework:do", args=[agreed.pk]))
    first, second = page.locator("[data-sort]").nth(0), page.locator("[data-sort]").nth(1)
    expect(first.get_by_role("group", name="Still to sort")).to_contain_text("16 left")
    ask = first.get_by_role("button", name="More like it: I can ask for help")
    ask.focus()
    for _ in range(4):
        page.keyboard.press("Enter")
    expect(first.get_by_role("group", name="7: most like me")).to_contain_text("I can ask for help")
    expect(first.get_by_role("status")).to_have_text("I can ask for help: column 7, most like me. 1 of 1.")
    expect(ask).to_be_focused()
    other = first.get_by_role("button", name="More like it: I know what I want")
    other.focus()
    for _ in range(5):
        page.keyboard.press("Enter")
    expect(first.get_by_role("status")).to_have_text("There is no room further that way. Move another one first.")
    expect(first.get_by_role("group", name="6: like me")).to_contain_text("I know what I want")
    look(page, "30-a-board-begun")

    card = first.get_by_role("group", name="I finish what I begin").first  # by hand
    handle, target = card.locator(".handle"), first.get_by_role("group", name="1: least like me")
    page.set_viewport_size({"width": 1280, "height": 3000})
    page.evaluate("scrollTo(0, 0)")
    start = handle.bounding_box()
    end = target.bounding_box()
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 20, steps=4)
    page.mouse.up()
    expect(target).to_contain_text("I finish what I begin")

    now, wished = columns(list(range(1, 17))), columns([*range(9, 17), *range(1, 9)])
    for sort, turn, laid in ((first, 1, now), (second, 2, wished)):
        for statement, column in laid.items():
            sort.locator(f'input[name="s{statement}_{turn}"][value="{column}"]').evaluate(
                "(radio) => { radio.checked = true; radio.dispatchEvent(new Event('change', { bubbles: true })); }"
            )
    page.get_by_role("radio", name="Both of us: Tom and me").check()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("What you wrote", exact=True).last.click()
    expect(page.get_by_text("How alike they are:", exact=False)).to_be_visible()
    [sort] = sent("self-sort")
    assert {n: sort.answers[f"s{n}_1"] for n in range(1, 17)} == now

    monkeypatch.setattr("duologue.web.clock.now", lambda: NOW + timedelta(minutes=20))
    answers = {f"s{n}_{turn}": column for n, column in now.items() for turn in (1, 2)}
    homework.do(
        agreed, by=house.amira, now=NOW + timedelta(minutes=10), answers=answers, read_by=Entry.ReadBy.BOTH
    )  # months later the two are the same
    page.reload()
    expect(page.get_by_text("1.00 the last time.", exact=False)).to_be_visible()
    look(page, "30-how-alike-over-time")
    tom = enter(house.tom)
    tom.goto(reverse("homework:assignment", args=[agreed.pk]))
    expect(tom.get_by_text("The two are very much alike", exact=False).first).to_be_visible()
    look(tom, "30-two-sorts-looked-at-together")


def test_a_sort_works_without_a_script_and_says_which_column_is_full(house, enter, given):
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto(reverse("homework:do", args=[given("self-sort", "Sort the sixteen").pk]))
    for n in (1, 2):
        amira.locator(f'input[name="s{n}_1"][value="7"]').check()
    amira.get_by_role("button", name="Keep it").tap()
    expect(amira.get_by_text("Column 7 has room for 1, and 2 are in it.", exact=False).first).to_be_visible()
    expect(amira.locator('input[name="s1_1"][value="7"]')).to_be_checked()
    amira.complaints.clear()
    amira.locator('input[name="s2_1"][value="6"]').check()
    kept(amira)
    assert sent("self-sort")[0].answers["s2_1"] == 6


def test_six_calm_steps_two_voices_and_a_moment_that_helped(house, enter, given, look):
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    agreed = given("felt-sense", "Sit with the stone")
    amira.goto(reverse("homework:do", args=[agreed.pk]))
    look(amira, "30-make-some-room")
    for n, words in enumerate(
        ["The letter. Mum.", "Heavy in the chest.", "a stone", "More a wet stone", "To be put down.", "It may rest."]
    ):
        amira.get_by_role("textbox").locator("visible=true").fill(words)
        if n == 3:
            look(amira, "30-does-it-fit")
        amira.get_by_role("button", name="Continue").tap()
    shared(amira)
    tom.goto(reverse("homework:assignment", args=[agreed.pk]))
    expect(tom.get_by_text("More a wet stone")).to_be_visible()

    tom.goto(f"{reverse('techniques:begin', args=[house.cast.ours.pk])}?worksheet=two-chairs")
    for n, (name, says) in enumerate((("The driver", "You have to be ready."), ("The small one", "I am tired."))):
        tom.get_by_label("What do you call it?").nth(n).fill(name)
        tom.get_by_label("What does it say?").nth(n).fill(says)
    tom.get_by_label("Did anything shift between them?").fill("The driver got quieter.")
    look(tom, "30-two-chairs")
    tom.get_by_role("button", name="Keep it").click()
    expect(tom.get_by_role("group", name="The small one")).to_contain_text("I am tired.")
    look(tom, "30-two-chairs-read")
    amira.goto(tom.url.replace(house.url, ""))
    expect(amira.get_by_role("group", name="The driver")).to_contain_text("You have to be ready.")
    look(amira, "30-two-chairs-on-her-phone")

    agreed = given("helpful-moment", "A moment that helped")
    amira.goto(reverse("homework:do", args=[agreed.pk]))
    amira.get_by_label("What was the moment?").fill("When you said nothing and stayed.")
    amira.get_by_role("button", name="Continue").tap()
    amira.get_by_label("What made it so?").fill("I did not have to be quick.")
    amira.get_by_role("button", name="Continue").tap()
    amira.get_by_role("radio", name="8½ between 8 and 9").check()
    amira.get_by_role("radio", name="In the middle").check()
    look(amira, "30-how-much-it-helped")
    amira.get_by_role("button", name="Continue").tap()
    shared(amira)
    assert sent("helpful-moment")[0].answers["helped"] == 17
    tom.goto(reverse("homework:assignment", args=[agreed.pk]))
    expect(tom.get_by_text("8½: between 8 and 9")).to_be_visible()
