"""Forms of other shapes with a bad connection: a thought record step by step, a week on a card, how a session was."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.journeys.phones import LastingPhone, entries, waits_for

from duologue.homework import actions as homework
from duologue.homework.models import Entry
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.questionnaires.models import Response

ON_PHONE = "On this phone. Not sent yet."


@pytest.fixture
def phone(playwright, house, tmp_path):
    phone = LastingPhone(playwright, tmp_path / "phone", house.url)
    yield phone
    phone.close()


def agreed(house, now, sheet="thought-record"):
    plan = {"what": "Catch a thought", "why": "To look at it.", "when_where": "Tuesday", "confidence": 8}
    made = homework.agree(course=house.cast.ours, by=house.tom, now=now, worksheet=library.newest(sheet), **plan)
    return reverse("homework:do", args=[made.pk])


def says(page, words):
    expect(page.locator("form[data-outbox] > .state")).to_have_text(words)


def test_a_thought_record_survives_a_phone_that_dies_and_opens_at_its_step(house, phone, now):
    path = agreed(house, now)
    page = phone.open(house.amira)
    page.goto(path)
    page.get_by_role("textbox", name="What happened?").press_sequentially("The bus was full.")
    page.get_by_role("button", name="Continue").tap()
    page.get_by_role("textbox", name="What went through your mind?").press_sequentially("They all look.")
    says(page, ON_PHONE)
    phone.die()
    page = phone.open(house.amira)
    page.goto(path)
    expect(page.get_by_role("textbox", name="What went through your mind?")).to_have_value("They all look.")
    expect(page.get_by_text("The bus was full.", exact=True)).to_be_visible()  # the earlier step is in view again
    page.context.set_offline(True)
    for _ in range(2):
        page.get_by_role("button", name="Continue").tap()
    page.get_by_role("button", name="Keep it").tap()
    expect(page.get_by_role("heading", name=ON_PHONE)).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url(lambda url: not url.endswith("/do/"))
    [answers] = [response.answers for response in sent()]
    assert "The bus was full." in answers.values() and "They all look." in answers.values()
    assert Entry.objects.unscoped().count() == 1 and not entries(page)


def sent():
    return [response for response in Response.objects.unscoped() if response.sent_at]


@pytest.fixture
def card(house, now):
    pk = questionnaires.ask("diary-card", course=house.cast.ours, by=house.tom, now=now).pk
    return reverse("questionnaires:answer", args=[pk])


def test_a_days_line_on_the_card_survives_and_goes_once(house, phone, card, look):
    page = phone.open(house.amira)
    page.goto(card)
    words = page.locator("textarea:visible").last
    words.press_sequentially("I called my sister.")
    says(page, ON_PHONE)
    page.context.set_offline(True)
    page.get_by_role("button", name="Tuesday").tap()  # another day is drawn by the server: the words stay and say so
    says(page, "On this phone. Not sent yet. There is no signal just now, so go on when it is back.")
    look(page, "25-another-day-without-signal")
    phone.die()
    page = phone.open(house.amira)
    page.goto(card)
    expect(page.locator("textarea:visible").last).to_have_value("I called my sister.")
    page.get_by_role("button", name="Tuesday").tap()
    page.wait_for_url("**/answer/**")
    waits_for(page, 0)
    assert "I called my sister." in str(Response.objects.unscoped().get().answers)
    page.context.set_offline(True)
    page.get_by_role("button", name="Send to Tom").tap()
    expect(page.get_by_role("heading", name=ON_PHONE)).to_be_visible()
    page.context.set_offline(False)
    page.wait_for_url("**/sent/")
    assert len(sent()) == 1 and "I called my sister." in str(sent()[0].answers) and not entries(page)


def test_a_week_done_between_sessions_keeps_its_words_when_another_day_is_opened(house, phone, now):
    page = phone.open(house.amira)
    path = agreed(house, now, "diary-card")
    page.goto(path)
    page.locator("textarea:visible").last.press_sequentially("I called my sister.")
    says(page, ON_PHONE)
    page.get_by_role("button", name="Tuesday").tap()
    expect(page.get_by_role("button", name="Tuesday")).to_have_attribute("aria-current", "true")
    says(page, ON_PHONE)
    phone.die()
    page = phone.open(house.amira)
    page.goto(path)
    page.get_by_role("button", name="Keep it").tap()
    page.wait_for_url(lambda url: not url.endswith("/do/"))
    assert "I called my sister." in str(sent()[0].answers) and not entries(page)
