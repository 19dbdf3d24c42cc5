"""Amira answers on her phone: a history in her own words, nine questions, seven questions, and an answer that needs a person."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.courses.models import OwnWords, Problem
from duologue.questionnaires import actions
from duologue.questionnaires.models import Response
from duologue.safety.models import Alert


@pytest.fixture
def asked(house, now):
    """`asked("phq-9")` is the path of a question put to Amira by Tom."""

    def ask(form_id):
        asked = actions.ask(form_id, course=house.cast.ours, by=house.tom, now=now)
        return reverse("questionnaires:answer", args=[asked.pk])

    return ask


class Phone:
    """A page with taps that are counted."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, name, role="button"):
        self.page.get_by_role(role, name=name, exact=True).and_(self.page.locator(":visible")).tap()
        self.taps += 1

    def choose(self, name):
        self.page.locator("label.choice:visible").get_by_text(name, exact=True).tap()
        self.taps += 1


def status(page, words):
    expect(page.locator("[data-state]")).to_have_text(words)


def test_nine_questions_take_at_most_eleven_taps(house, enter, look, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("phq-9"))
    phone = Phone(page)
    expect(page.get_by_text("Nobody is watching this page now.")).to_be_visible()
    expect(page.get_by_text("Choosing an answer moves you on.")).to_be_visible()
    look(page, "03-before-the-questions")
    loads = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    phone.tap("Begin")
    for n in range(1, 10):
        status(page, f"Question {n} of 9." + (" Saved." if n > 1 else ""))
        options = page.locator("label.choice:visible")
        assert options.count() == 4
        boxes = [options.nth(k).bounding_box() for k in range(4)]
        assert boxes[-1]["y"] + boxes[-1]["height"] <= 740, f"question {n} does not fit the screen"
        assert all(box["height"] >= 56 for box in boxes)
        if n == 8:
            look(page, "03-a-question")
            page.set_viewport_size({"width": 360, "height": 740})
        phone.choose("Several days" if n < 9 else "Not at all")
    status(page, "Saved. Not sent yet.")
    look(page, "03-ready-to-send")
    assert not loads, "the questions took more than one page load"
    phone.tap("Send to Tom")
    page.wait_for_url("**/sent/")
    assert phone.taps <= 11
    expect(page.get_by_role("heading", name="Thank you. Tom has your answers")).to_be_visible()
    look(page, "03-sent")
    sent = Response.objects.unscoped().get()
    assert sent.score.value == 8 and not Alert.objects.unscoped().exists()


def test_a_closed_tab_opens_at_the_same_question(house, enter, asked):
    path = asked("phq-9")
    first = enter(house.amira, phone=True)
    first.goto(path)
    phone = Phone(first)
    phone.tap("Begin")
    for n in range(1, 6):
        phone.choose("Nearly every day")
        status(first, f"Question {n + 1} of 9. Saved.")
    first.close()
    again = enter(house.amira, phone=True)
    again.goto(path)
    status(again, "Question 6 of 9.")
    expect(again.locator("[data-question=q6] .question")).to_be_focused()
    again.get_by_role("button", name="Back").and_(again.locator(":visible")).tap()
    expect(again.get_by_label("Nearly every day").and_(again.locator(":visible"))).to_be_checked()
    kept = Response.objects.unscoped().get()
    assert kept.answers == {f"q{n}": 3 for n in range(1, 6)} and kept.sent_at is None


def test_arrow_keys_choose_and_only_enter_moves_on(house, enter, asked):
    page = enter(house.amira)
    page.goto(asked("phq-9"))
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.locator("[data-question=q1] .question")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    status(page, "Question 1 of 9. Saved.")
    expect(page.get_by_label("More than half the days").and_(page.locator(":visible"))).to_be_checked()
    page.keyboard.press("Enter")
    status(page, "Question 2 of 9. Saved.")
    page.keyboard.press("Tab")
    page.keyboard.press(" ")
    status(page, "Question 2 of 9. Saved.")
    page.keyboard.press("Enter")
    for n in range(3, 10):
        status(page, f"Question {n} of 9. Saved.")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ready to send?")).to_be_focused()
    status(page, "Saved. Not sent yet.")
    assert Response.objects.unscoped().get().answers == {"q1": 2, **{f"q{n}": 0 for n in range(2, 10)}}


def test_a_skipped_question_is_said_to_be_open_and_may_be_sent_so(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("gad-7"))
    phone = Phone(page)
    phone.tap("Begin")
    phone.choose("Nearly every day")
    phone.tap("Back")
    phone.tap("Skip this question")  # taken back again
    for _ in range(6):
        phone.choose("Several days")
    expect(page.get_by_text("1 question is not answered. You may send it so.")).to_be_visible()
    expect(page.get_by_role("list", name="Your answers").get_by_text("Not answered")).to_be_visible()
    page.get_by_role("button", name="Change: Trouble relaxing").tap()
    phone.choose("Not at all")
    expect(page.get_by_role("heading", name="Ready to send?")).to_be_visible()  # back where she came from
    phone.tap("Send to Tom")
    page.wait_for_url("**/sent/")
    sent = Response.objects.unscoped().get()
    assert sent.answers == {"q1": None, "q4": 0, **{f"q{n}": 1 for n in (2, 3, 5, 6, 7)}}
    assert (sent.score.value, sent.score.answered, sent.score.estimated) == (6, 6, True)


def test_without_a_script_it_is_one_long_form(house, enter, look, asked):
    page = enter(house.amira, phone=True, javascript=False)
    page.goto(asked("gad-7"))
    expect(page.get_by_role("button", name="Begin")).to_be_hidden()
    expect(page.get_by_text("Choosing an answer moves you on.")).to_be_hidden()
    for n in range(1, 8):
        page.locator(f"[data-question=q{n}]").get_by_text("More than half the days", exact=True).tap()
    page.get_by_role("button", name="Send to Tom").tap()
    page.wait_for_url("**/sent/")
    assert Response.objects.unscoped().get().score.value == 14


def test_the_history_is_kept_in_her_own_words(house, enter, look, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("first-history"))
    phone = Phone(page)
    phone.tap("Begin")
    page.get_by_label("What brings you here now?").fill("I do not go out any more.\nNot even to the shop.")
    status(page, "Question 1 of 12. Saved.")  # typed words are kept before anybody presses anything
    look(page, "03-own-words")
    phone.tap("Continue")
    for words, value in (("Going out", "8"), ("Sleep", "7"), ("My sister", "3")):
        page.locator("input[type=text]:visible").fill(words)
        page.keyboard.press("Enter")
        expect(page.locator("[data-recall]:visible")).to_have_text(words)
        if words == "Going out":
            look(page, "03-nought-to-ten")
        phone.choose(value)
    while page.get_by_role("heading", name="Ready to send?").is_hidden():
        phone.tap("Skip this question")
    phone.tap("Send to Tom")
    page.wait_for_url("**/sent/")
    said = OwnWords.objects.unscoped().get()
    assert (said.about, said.words) == ("brings", "I do not go out any more.\nNot even to the shop.")
    problems = Problem.objects.unscoped().order_by("written_at", "pk")
    assert {p.words: p.ratings.unscoped().get().value for p in problems} == {
        "Going out": 8,
        "Sleep": 7,
        "My sister": 3,
    }


def test_what_follows_a_skipped_question_is_not_asked(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("first-history"))
    phone = Phone(page)
    phone.tap("Begin")
    phone.tap("Skip this question")
    page.locator("input[type=text]:visible").fill("Going out")
    phone.tap("Continue")
    status(page, "Question 3 of 12. Saved.")
    page.reload()  # somebody who comes back is shown what they said just before
    expect(page.locator("[data-recall]:visible")).to_have_text("Going out")
    phone.choose("8")
    phone.tap("Skip this question")  # there is no second thing, so nobody asks how hard it is, nor for a third
    expect(page.locator("[data-question=since] .question")).to_be_focused()
    phone.tap("Back")
    expect(page.locator("[data-question=problem_2] .question")).to_be_focused()


def test_no_signal_keeps_the_answers_on_this_phone_until_they_are_saved(house, enter, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("phq-9"))
    phone = Phone(page)
    phone.tap("Begin")
    page.context.set_offline(True)
    phone.choose("Several days")
    status(page, "Question 2 of 9. Saved on this phone.")
    phone.choose("Nearly every day")
    page.context.set_offline(False)
    status(page, "Question 3 of 9. Saved.")
    assert Response.objects.unscoped().get().answers == {"q1": 1, "q2": 3}
    page.complaints.clear()  # Chromium writes each failed request on its console


def test_a_locked_page_keeps_the_answers_and_saves_them_after_signing_in(house, enter, asked):
    from tests.cast import PASSWORD

    page = enter(house.amira, phone=True)
    page.goto(asked("phq-9"))
    phone = Phone(page)
    phone.tap("Begin")
    page.context.clear_cookies(name="duologue")
    phone.choose("Several days")
    expect(page.get_by_text("You have been away, so we locked the page.")).to_be_visible()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in again in a new tab").tap()
    tab = opened.value
    tab.get_by_label("Your mail address").fill("amira@example.org")
    tab.get_by_label("Your password").fill(PASSWORD)
    tab.get_by_role("button", name="Sign in").click()
    tab.wait_for_url("**/today/")
    tab.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    status(page, "Question 2 of 9. Saved.")
    expect(page.get_by_text("You have been away")).to_be_hidden()
    assert Response.objects.unscoped().get().answers == {"q1": 1}
    page.complaints.clear()


def test_an_answer_that_needs_a_person_reaches_tom_and_shows_her_where_help_is(house, enter, look, asked):
    page = enter(house.amira, phone=True)
    page.goto(asked("phq-9"))
    phone = Phone(page)
    phone.tap("Begin")
    for _ in range(8):
        phone.choose("Not at all")
    phone.choose("Several days")
    phone.tap("Send to Tom")
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    expect(page.get_by_text("You answered “Several days” to this:")).to_be_visible()
    expect(page.get_by_text("Nobody is watching this page right now.")).to_be_visible()
    expect(page.get_by_role("link", name="Call 999")).to_have_attribute("href", "tel:999")
    look(page, "03-thank-you-for-telling-us")
    page.get_by_role("button", name="Please contact me before we meet").tap()
    expect(page.get_by_text("Tom sees that you want to hear from him")).to_have_count(0)
    expect(page.get_by_text("Tom sees that you want to hear from them before you meet.")).to_be_visible()
    page.get_by_role("button", name="I need help now").tap()
    expect(page.get_by_text("Please call one of the numbers below now.")).to_be_visible()
    look(page, "03-help-now-chosen")

    tom = enter(house.tom)
    tom.goto("/today/")
    waiting = tom.get_by_role("link", name="Open, and write down what you did")
    waiting.click()
    expect(tom.get_by_text("Several days", exact=True)).to_be_visible()
    expect(tom.get_by_text("I need help now")).to_be_visible()
    look(tom, "03-an-answer-that-needs-tom")
    tom.goto("/today/")
    waiting.click()  # seeing it closed nothing
    tom.get_by_role("button", name="Write down what I did").click()
    expect(tom.get_by_role("alert")).to_be_visible()
    tom.complaints.clear()  # a form that comes back is a 422, which Chromium writes on its console
    tom.get_by_label("I called").check()
    tom.get_by_label("In a few words").fill("She is with her sister tonight. We speak again tomorrow at 9.")
    tom.get_by_role("button", name="Write down what I did").click()
    expect(tom.get_by_role("heading", name="What was done")).to_be_visible()
    look(tom, "03-what-was-done")
    tom.goto("/today/")
    expect(waiting).to_have_count(0)

    page.reload()
    expect(page.get_by_text("Tom has read this and acted on it")).to_be_visible()
    expect(page.get_by_role("link", name="Call 999")).to_be_visible()
