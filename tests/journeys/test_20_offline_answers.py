"""Amira answers with a bad connection: a phone that dies, no signal, an answer that is lost on the way, two phones."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.journeys.phones import LastingPhone, answer, entries, state_says, waits_for

from duologue.audit.models import LedgerLine
from duologue.questionnaires import actions
from duologue.questionnaires.models import Response
from duologue.safety.models import Alert

WAITS = "On this phone. Not sent yet."


@pytest.fixture
def asked(house, now):
    pk = actions.ask("phq-9", course=house.cast.ours, by=house.tom, now=now).pk
    return reverse("questionnaires:answer", args=[pk])


@pytest.fixture
def phone(playwright, house, tmp_path):
    phone = LastingPhone(playwright, tmp_path / "phone", house.url)
    yield phone
    phone.close()


def begin(page, path):
    page.goto(path)
    page.get_by_role("button", name="Begin").tap()


def answer_all(page, words="Several days", last="Not at all"):
    for _ in range(8):
        answer(page, words)
    answer(page, last)
    expect(page.get_by_role("heading", name="Ready to send?")).to_be_visible()


def sent():
    return [response for response in Response.objects.unscoped() if response.sent_at]


@pytest.mark.parametrize("signal", [True, False], ids=["server-there", "server-away"])
def test_a_phone_that_dies_opens_again_with_every_answer(house, phone, asked, signal):
    page = phone.open(house.amira)
    begin(page, asked)
    page.context.set_offline(not signal)
    for n in range(1, 6):
        answer(page, "Nearly every day")
        state_says(page, f"Question {n + 1} of 9. " + ("Saved." if signal else "Saved on this phone."))
    phone.die()
    page = phone.open(house.amira)
    page.goto(asked)
    expect(page.locator("[data-question=q6] .question")).to_be_focused()
    for n in range(1, 6):
        expect(page.locator(f"[name=q{n}][value='3']")).to_be_checked()
    expect(page.locator("[name=q6]:checked")).to_have_count(0)
    waits_for(page, 0)  # what was only on the phone has reached the server, and left the phone
    assert Response.objects.unscoped().get().answers == {f"q{n}": 3 for n in range(1, 6)}


def test_control_without_the_outbox_a_phone_that_dies_forgets(house, phone, asked):
    page = phone.open(house.amira)
    page.add_init_script("delete Navigator.prototype.locks")  # then outbox.js says that it does not work here
    begin(page, asked)
    page.context.set_offline(True)
    answer(page, "Nearly every day")
    state_says(page, "Question 2 of 9. Not saved yet. We try again.")
    phone.die()
    page = phone.open(house.amira)
    page.goto(asked)
    expect(page.locator("[name=q1]:checked")).to_have_count(0)


def test_no_signal_all_nine_then_sent_exactly_once(house, enter, asked, look):
    page = enter(house.amira, phone=True)
    begin(page, asked)
    page.context.set_offline(True)
    answer_all(page)
    state_says(page, "All saved on this phone. Not sent yet.")
    page.get_by_role("button", name="Send to Tom").tap()
    expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
    expect(page.get_by_text("Nobody else has it yet.")).to_be_visible()
    look(page, "20-waits-on-this-phone")
    page.get_by_role("button", name="Try again now").tap()
    expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
    expect(page.get_by_text("Thank you")).to_have_count(0)
    assert not sent() and len(entries(page)) == 1
    page.context.set_offline(False)
    page.wait_for_url("**/sent/")
    expect(page.get_by_role("heading", name="Thank you. Tom has your answers")).to_be_visible()
    assert len(sent()) == 1 and sent()[0].score.value == 8 and not entries(page)
    page.complaints.clear()  # Chromium writes each failed request on its console


def test_an_answer_of_the_server_that_is_lost_makes_no_second_row(house, enter, asked):
    page = enter(house.amira, phone=True)
    begin(page, asked)
    answer_all(page)
    arrived = []

    def swallow(route):
        arrived.append(route.fetch(max_redirects=0).status)
        route.abort() if len(arrived) == 1 else route.continue_()

    page.route(f"**{asked}", swallow)
    page.get_by_role("button", name="Send to Tom").tap()
    expect(page.get_by_role("heading", name=WAITS)).to_be_visible()  # it has arrived, but nobody told the phone
    assert len(sent()) == 1 and len(entries(page)) == 1
    page.get_by_role("button", name="Try again now").tap()
    page.wait_for_url("**/sent/")
    assert arrived[0] == 200 and len(sent()) == 1 and not entries(page)
    page.complaints.clear()


def test_signed_out_meanwhile_keeps_the_answers_and_sends_them_after_signing_in(house, phone, asked):
    page = phone.open(house.amira)
    begin(page, asked)
    answer_all(page, last="Several days")
    state_says(page, "Saved. Not sent yet.")
    phone.sign_in()
    page.get_by_role("button", name="Send to Tom").tap()
    expect(
        page.get_by_text("You have been away, so we locked the page. Your words are kept on this phone.")
    ).to_be_visible()
    assert not sent()
    phone.die()  # and then the battery, too
    page = phone.open(house.amira)
    page.goto("/today/")
    expect(page.get_by_text("Sent just now: your answers.")).to_be_visible()
    page.get_by_role("link", name="Read on").tap()  # what she answered leads to the page that answers it
    expect(page.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    assert len(sent()) == 1 and not entries(page)


def test_two_phones_make_one_row_and_nothing_is_overwritten_in_silence(house, enter, asked, look):
    first, second = enter(house.amira, phone=True), enter(house.amira, phone=True)
    begin(first, asked)
    begin(second, asked)
    first.context.set_offline(True)
    answer_all(first)
    first.get_by_role("button", name="Send to Tom").tap()
    expect(first.get_by_role("heading", name=WAITS)).to_be_visible()
    answer_all(second, "Not at all")
    second.get_by_role("button", name="Send to Tom").tap()
    second.wait_for_url("**/sent/")
    first.context.set_offline(False)
    first.goto("/today/")
    line = first.get_by_text("This was sent or changed before, with other words.")
    expect(line).to_be_visible()
    look(first, "20-needs-another-look")
    assert len(sent()) == 1 and set(sent()[0].answers.values()) == {0}
    assert [one["state"] for one in entries(first)] == ["stuck"]
    first.get_by_role("button", name="Throw it away").tap()
    expect(line).to_have_count(0)
    assert not entries(first)
    first.complaints.clear()


def test_control_a_page_that_says_sent_too_early_is_noticed(house, enter, asked):
    """The same story with a server that never answers: a page that thanked her anyway would be seen here."""
    page = enter(house.amira, phone=True)
    page.route("**/sending.js", lambda route: route.fulfill(body=TOO_EARLY, content_type="text/javascript"))
    begin(page, asked)
    answer_all(page)
    page.get_by_role("button", name="Send to Tom").tap()
    page.wait_for_url("**/offline/")
    with pytest.raises(AssertionError):
        assert len(sent()) == 1


TOO_EARLY = """
export const who = async () => null, flush = async () => [];
export const post = async () => new Response(null, { status: 204 });
export const send = async () => ({ state: "sent", to: "/offline/" });
"""


def hard(page, asked):
    """Without signal, an answer that cannot wait: the part of the page that comes with it."""
    begin(page, asked)
    page.context.set_offline(True)
    answer_all(page, words="Not at all", last="Several days")
    page.get_by_role("button", name="Send to Tom").tap()
    expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
    return page.get_by_role("region", name="It is good that you said it")


def test_an_answer_that_cannot_wait_has_the_numbers_at_once_also_without_signal(house, enter, asked, look):
    page = enter(house.amira, phone=True)
    told = hard(page, asked)
    expect(told).to_contain_text("Nobody is watching this page right now.")
    expect(told.get_by_role("link", name="Call 999 If you are in danger now")).to_have_attribute("href", "tel:999")
    told.get_by_role("button", name="I am safe and can wait until we meet").tap()
    expect(told.get_by_text("If it changes, choose again")).to_be_visible()
    told.get_by_role("button", name="I need help now").tap()  # it has changed: the later word is the one that goes
    expect(told.get_by_text("Nobody knows this yet. Please call one of the numbers above.")).to_be_visible()
    look(page, "20-chosen-without-signal")
    assert {one["what"] for one in entries(page)} == {"your answers", "what you chose"} and not sent()
    page.context.set_offline(False)
    page.wait_for_url("**/told/")
    expect(page.get_by_role("heading", name="Has it changed?")).to_be_visible()
    expect(page.locator("#chosen")).to_contain_text("I need help now.")
    assert [response.answers["q9"] for response in sent()] == [1] and not entries(page)
    assert [alert.choice for alert in Alert.objects.unscoped()] == ["help_now"]
    assert LedgerLine.objects.filter(verb="alert.choice").count() == 1
    page.complaints.clear()


def test_what_she_chose_lies_sealed_and_goes_behind_its_answer_from_a_phone_that_died(house, phone, asked):
    page = phone.open(house.amira)
    hard(page, asked).get_by_role("button", name="Please contact me").tap()
    expect(page.get_by_text("Tom hears of it when there is a signal.")).to_be_visible()
    phone.die()
    assert not phone.holds('"choice","contact"') and not phone.holds("choice=contact")
    page = phone.open(house.amira)
    lost = []  # what was chosen arrives, and the line is gone before anybody says so
    page.route("**/chosen/", lambda route: (lost.append(route.fetch(max_redirects=0).status), route.abort()))
    page.goto("/today/")
    expect(page.get_by_text("Sent just now: your answers.")).to_be_visible()
    expect(page.get_by_text("not sent: what you chose.")).to_be_visible()
    assert lost == [200] and [one["what"] for one in entries(page)] == ["what you chose"]
    page.unroute("**/chosen/")
    page.get_by_role("button", name="Send it now").tap()  # it had arrived: the same key makes no second line
    expect(page.get_by_text("Sent just now: what you chose.")).to_be_visible()
    assert not entries(page) and LedgerLine.objects.filter(verb="alert.choice").count() == 1
    assert [alert.choice for alert in Alert.objects.unscoped()] == ["contact"]


def test_control_a_choice_that_does_not_wait_for_its_answer_is_noticed(house, enter, asked):
    """With a server that keeps a choice without an answer there would be nothing to hold it to: it says that it is too early."""
    page = enter(house.amira, phone=True)
    hard(page, asked).get_by_role("button", name="I need help now").tap()
    waits_for(page, 2)
    page.route(f"**{asked}", lambda route: route.abort())  # the answer stays away, all else is back
    page.context.set_offline(False)
    said = page.evaluate(ALONE, f"{asked}chosen/")
    assert said == 425 and not Alert.objects.unscoped().exists() and len(entries(page)) == 2
    page.complaints.clear()


def test_an_answer_that_can_wait_has_no_such_page(house, phone, asked):
    page = phone.open(house.amira)
    begin(page, asked)
    page.context.set_offline(True)
    answer_all(page)
    page.get_by_role("button", name="Send to Tom").tap()
    expect(page.get_by_role("heading", name=WAITS)).to_be_visible()
    expect(page.locator("#told-offline")).to_be_hidden()


ALONE = """async (url) => {
    const root = document.documentElement.dataset;
    const { token } = await (await fetch(root.who)).json();
    const body = new URLSearchParams({ choice: "help_now", entry_key: crypto.randomUUID(), csrfmiddlewaretoken: token });
    return (await fetch(url, { method: "POST", body, headers: { "X-Outbox": root.person, "X-Waited": 0 } })).status;
}"""
