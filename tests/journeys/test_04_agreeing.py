"""Amira and Tom find two goals in her words and agree on how they work, each in their own browser."""

from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.assessment.models import Agreement
from duologue.courses import actions as courses
from duologue.courses.models import Goal, OwnWords
from duologue.questionnaires import actions as questionnaires


@pytest.fixture(autouse=True)
def _a_clock_that_moves(monkeypatch, now):
    """What is rated twice needs two moments."""
    moments = count(1)
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(seconds=next(moments)))


@pytest.fixture
def told(house, now):
    """What Amira told before they met: her own words, three problems, nine and seven answers."""
    course, amira = house.cast.ours, house.amira
    with_her = {"course": course, "by": amira, "now": now}
    courses.say(OwnWords.About.BRINGS, "I do not go out any more.\nNot even to the shop.", **with_her)
    courses.say(OwnWords.About.HOPES, "To walk to the shop and not think about it.", **with_her)
    for words, value in (("Going out", 8), ("Sleep", 7), ("My sister", 3)):
        courses.name_problem(words, value=value, **with_her)
    for form_id, answers in (("phq-9", [2, 2, 3, 3, 1, 2, 2, 0, 0]), ("gad-7", [2, 2, 2, 2, 1, 1, 2])):
        asked = questionnaires.ask(form_id, course=course, by=house.tom, now=now)
        draft = questionnaires.begin(asked.form, question=asked, **with_her)
        questionnaires.send(draft, {f"q{n}": a for n, a in enumerate(answers, start=1)}, now=now)
    return reverse("assessment:overview", args=[course.pk])


def test_words_come_first_and_scores_second_for_both(house, enter, look, told):
    tom = enter(house.tom)
    tom.goto(told)
    expect(tom.get_by_text("To walk to the shop and not think about it.")).to_be_visible()
    expect(tom.get_by_text("15 of 27")).to_be_visible()
    expect(tom.get_by_text("moderately severe")).to_be_visible()
    words, score = (
        tom.get_by_text(t, exact=False).bounding_box()["y"] for t in ("I do not go out any more.", "15 of 27")
    )
    assert words < score
    look(tom, "04-what-amira-told-us")
    amira = enter(house.amira, phone=True)
    amira.goto(told)
    expect(amira.get_by_text("15 of 27")).to_be_visible()
    expect(amira.get_by_text("moderately severe")).to_have_count(0)
    look(amira, "04-what-you-told-us")
    amira.get_by_role("link", name="Rate it today Sleep").tap()
    amira.locator("label.choice").get_by_text("5", exact=True).tap()
    look(amira, "04-how-is-it-today")
    amira.get_by_role("button", name="Keep this number").tap()
    expect(amira.get_by_text("7 at first, 5 now")).to_be_visible()


def test_two_goals_are_written_by_both(house, enter, look):
    path = reverse("assessment:goals", args=[house.cast.ours.pk])
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    tom.goto(path)
    expect(tom.get_by_text("No goals yet.")).to_be_visible()
    tom.get_by_role("button", name="Keep this goal").click()
    expect(tom.get_by_role("alert")).to_contain_text("Write what you would like to be different.")
    tom.complaints.clear()  # a form that comes back is a 422, which Chromium writes on its console
    tom.get_by_label("What would you like to be different?").fill("Go to the shop on my own")
    tom.locator("label.choice").get_by_text("1", exact=True).click()
    tom.get_by_role("button", name="Keep this goal").click()
    expect(tom.get_by_text("1 of 10 on 26 November.")).to_be_visible()
    amira.goto(path)
    amira.get_by_label("What would you like to be different?").fill("Sleep through")
    amira.get_by_role("button", name="Keep this goal").tap()
    expect(amira.get_by_role("link", name="How close is it today? Sleep through")).to_be_visible()
    amira.get_by_role("link", name="How close is it today? Go to the shop on my own").tap()
    amira.locator("label.choice").get_by_text("3", exact=True).tap()
    amira.get_by_role("button", name="Keep this number").tap()
    expect(amira.get_by_text("1 of 10 at first, 3 of 10 on 26 November.")).to_be_visible()
    look(amira, "04-my-goals")
    tom.goto(path)
    look(tom, "04-goals")
    assert Goal.objects.unscoped().count() == 2


def test_both_change_the_words_of_a_goal_at_once_and_nothing_is_lost(house, enter, look, now):
    goal = courses.set_goal("Go out", value=None, course=house.cast.ours, by=house.amira, now=now)
    path = reverse("assessment:goal", args=[goal.pk])
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    tom.goto(path)
    amira.goto(path)
    look(amira, "04-a-goal")
    amira.get_by_label("The goal").fill("Go to the shop")
    amira.get_by_role("button", name="Keep these words").tap()
    tom.get_by_label("The goal").fill("Go out twice a week")
    tom.get_by_role("button", name="Keep these words").click()
    expect(tom.get_by_role("heading", name="You both wrote here")).to_be_visible()
    expect(tom.get_by_text("Go to the shop")).to_be_visible()
    expect(tom.get_by_label("Yours")).to_have_value("Go out twice a week")
    tom.complaints.clear()  # the page with both texts is a 409
    tom.get_by_label("Yours").fill("Go to the shop twice a week")
    tom.get_by_role("button", name="Keep this").click()
    expect(tom.get_by_text("Go to the shop twice a week").first).to_be_visible()
    assert Goal.objects.unscoped().get().words == "Go to the shop twice a week"


@pytest.mark.parametrize("javascript", [True, False])
def test_both_sign_the_same_words_and_a_change_asks_both_again(house, enter, look, javascript):
    path = reverse("assessment:agreement", args=[house.cast.ours.pk])
    tom = enter(house.tom, javascript=javascript)
    amira = enter(house.amira, phone=True, javascript=javascript)
    see = look if javascript else lambda *_: None
    tom.goto(path)
    expect(tom.get_by_text("Here is a text to begin with.")).to_be_visible()
    see(tom, "04-agreement-begins")
    words = tom.get_by_label("What we agree")
    words.fill(words.input_value().replace("[write the amount here, or: nothing]", "nothing"))
    tom.get_by_role("button", name="Keep these words").click()
    tom.get_by_role("button", name="I have read this, and I sign it").click()
    expect(tom.get_by_text("It waits for Amira.")).to_be_visible()

    amira.goto(path)
    expect(amira.get_by_text("Tom has signed. It holds when you have signed too.")).to_be_visible()
    see(amira, "04-agreement-to-sign")
    tom.get_by_role("link", name="Change the words").click()
    expect(tom.get_by_text("A change takes the signatures off")).to_be_visible()
    words = tom.get_by_label("What we agree")
    words.fill(words.input_value().replace("at least 24 hours", "at least 48 hours"))
    tom.get_by_role("button", name="Keep these words").click()
    expect(tom.get_by_text("both of you sign again")).to_be_visible()

    amira.get_by_role("button", name="I have read this, and I sign it").click()  # the words she read are not these
    expect(amira.get_by_role("alert")).to_contain_text("The words have changed since you opened this")
    expect(amira.get_by_text("at least 48 hours")).to_be_visible()
    amira.complaints.clear()
    amira.get_by_role("button", name="I have read this, and I sign it").click()
    expect(amira.get_by_text("It waits for Tom.")).to_be_visible()
    tom.reload()
    tom.get_by_role("button", name="I have read this, and I sign it").click()
    expect(tom.get_by_text("You both signed these words.")).to_be_visible()
    see(tom, "04-agreement-signed")
    held = Agreement.objects.unscoped().get()
    assert held.client_signed_by == house.amira and held.therapist_signed_by == house.tom
    assert held.earlier.unscoped().count() == 1
