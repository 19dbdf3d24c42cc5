"""Other ways to a form than the client's own sign-in: a link by mail, a device handed over, paper. All end in the same place."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.people.models import Letter
from duologue.questionnaires import actions, events, kiosks, library, links
from duologue.questionnaires.handover_models import Handover
from duologue.questionnaires.models import LinkCode, Response, TaskLink
from duologue.safety.models import Alert
from tests.browsing import PostsWithKey

pytestmark = pytest.mark.django_db
PHQ = {f"q{n}": "0" for n in range(1, 10)}


@pytest.fixture
def asked(cast, now):
    return actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now)


@pytest.fixture
def link(cast, now, asked):
    """The address in Amira's letter."""
    links.send(asked, by=cast.tom, now=now)
    return path_in(Letter.objects.get())


def path_in(letter) -> str:
    return re.search(r"(/one/[^/\s]+/)", letter.body).group(1)


def code() -> str:
    return LinkCode.objects.unscoped().select_related("course").get().code


def opened(link) -> PostsWithKey:
    """A stranger's browser in which the numbers were right."""
    browser = PostsWithKey()
    assert browser.post(link, {"code": code()})["Location"] == link
    return browser


def sent() -> Response:
    return Response.objects.unscoped().select_related("course").get(sent_at__isnull=False)


# The link
def test_the_letter_is_neutral_and_mail_alone_opens_nothing(link, asked):
    letter = Letter.objects.get()
    assert not re.search("PHQ|therap|question|Tom|score", letter.subject + letter.body.replace(link, ""), re.I)
    assert code() not in letter.body
    page = PostsWithKey().get(link).content.decode()
    assert "six numbers" in page and asked.form.called not in page and "Amira" not in page and "Tom" not in page


def test_the_right_numbers_open_one_form_and_nothing_else(link, cast):
    browser = opened(link)
    page = browser.get(link).content.decode()
    assert 'name="q9"' in page and "Send to Tom" in page
    assert browser.get(link)["Cache-Control"] == "no-store"
    for path in ("/today/", "/plan/", reverse("assessment:overview", args=[cast.ours.pk])):
        assert "/account/login/" in browser.get(path)["Location"]


def test_sending_ends_it_and_the_page_says_thanks(link, asked):
    browser = opened(link)
    answer = browser.post(link, PHQ)
    assert answer["Location"] == link and "Tom has your answers" in browser.get(link).content.decode()
    assert sent().author == sent().course.client and sent().score.value == 0 and sent().ask == asked
    assert PostsWithKey().get(link).status_code == 410
    assert browser.post(link, {**PHQ, "q1": "3"}).status_code == 200 and sent().answers["q1"] == 0


@pytest.mark.parametrize("wrong", ["000000", "", "12", "½½½½½½", "0" * 21])
def test_wrong_numbers_get_a_sentence(link, wrong, monkeypatch):
    monkeypatch.setattr(LinkCode, "code", "123456", raising=False)
    answer = PostsWithKey().post(link, {"code": wrong})
    assert answer.status_code == 422 and "what-to-mend" in answer.content.decode()


def test_five_guesses_and_the_link_is_dead_for_everybody(link):
    wrong = "000000" if code() != "000000" else "111111"
    answers = [PostsWithKey().post(link, {"code": wrong}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 422, 410]
    assert "You can try 1 more time." in answers[3].content.decode()
    assert PostsWithKey().post(link, {"code": code()}).status_code == 410


def test_control_guesses_that_do_not_count_are_noticed(link, monkeypatch):
    monkeypatch.setattr(links, "MOST_WRONG", 1000)
    wrong = "000000" if code() != "000000" else "111111"
    assert {PostsWithKey().post(link, {"code": wrong}).status_code for _ in range(6)} == {422}


def test_an_old_link_sends_a_new_one_once_in_ten_minutes(link, now, monkeypatch):
    later = now + timedelta(days=8)
    monkeypatch.setattr("duologue.web.clock.now", lambda: later)
    page = PostsWithKey().get(link)
    assert page.status_code == 410 and "Send me a new link" in page.content.decode()
    new = reverse("questionnaires:new-link", args=[link.split("/")[2]])
    for _ in range(3):
        assert PostsWithKey().post(new).status_code == 302
    assert Letter.objects.count() == 2
    fresh = path_in(Letter.objects.order_by("-written_at").first())
    assert fresh != link and PostsWithKey().get(fresh).status_code == 200
    assert PostsWithKey().post(reverse("questionnaires:new-link", args=["unknown"])).status_code == 302
    assert Letter.objects.count() == 2


def test_a_link_whose_question_was_taken_back_or_answered_sends_nothing_new(link, asked, cast, now):
    actions.stop_asking(asked, by=cast.tom, now=now)
    assert PostsWithKey().get(link).status_code == 410
    links.send_new(link.split("/")[2], now=now + timedelta(hours=1))
    assert Letter.objects.count() == 1


def test_the_newer_link_is_the_one_that_works(link, asked, cast, now):
    links.send(asked, by=cast.tom, now=now)
    assert PostsWithKey().get(link).status_code == 410 and TaskLink.objects.unscoped().count() == 2


def test_somebody_signed_in_is_led_to_their_own_page_or_nowhere(link, asked, cast, signed_in):
    assert signed_in(cast.amira).get(link)["Location"] == reverse("questionnaires:answer", args=[asked.pk])
    page = signed_in(cast.nia).get(link).content.decode()
    assert "signed in as Nia" in page and asked.form.called not in page


def test_tom_sends_a_link_and_reads_and_changes_the_numbers(asked, cast, signed_in):
    tom = signed_in(cast.tom)
    tom.post(reverse("questionnaires:send-link", args=[asked.pk]))
    before = code()
    page = reverse("questionnaires:ask", args=[cast.ours.pk])
    assert before in tom.get(page).content.decode()
    tom.post(reverse("questionnaires:change-code", args=[cast.ours.pk]))
    assert code() in tom.get(page).content.decode()


def test_what_is_kept_half_way_is_there_when_the_link_is_opened_again(cast, now):
    ladder = actions.ask("ladder", course=cast.ours, by=cast.tom, now=now)
    links.send(ladder, by=cast.tom, now=now)
    link = path_in(Letter.objects.get())
    browser = opened(link)
    assert browser.post(link, {"towards": "The shop", "move": "more.rung", "shown.rung": "3"}).status_code == 302
    assert "The shop" in opened(link).get(link).content.decode()


# The device that is handed over
@pytest.fixture
def open_ask(cast, now):
    return actions.ask("gad-7", course=cast.ours, by=cast.tom, now=now)


@pytest.fixture
def kiosk(cast, open_ask, signed_in):
    """Tom's browser, handed over with the PIN 4321."""
    browser = signed_in(cast.tom)
    answer = browser.post(reverse("questionnaires:hand-over", args=[open_ask.pk]), {"pin": "4321"})
    assert answer["Location"] == reverse("questionnaires:kiosk")
    return browser


HERE, BACK = "/here/form/", "/here/back/"
GAD = {f"q{n}": "1" for n in range(1, 8)}


def test_the_device_is_one_form_and_every_other_address_leads_to_it(kiosk, cast):
    page = kiosk.get(HERE)
    assert 'name="q7"' in page.content.decode() and page["Cache-Control"] == "no-store"
    elsewhere = ["/today/", "/caseload/", "/", "/account/login/", reverse("home:course", args=[cast.ours.pk]), "/me/"]
    for path in elsewhere:
        assert kiosk.get(path)["Location"] == HERE, path
    assert kiosk.get(reverse("safety:help-now")).status_code == 200
    assert "signed in as" not in page.content.decode()


def test_control_without_its_guard_the_device_would_show_other_pages(kiosk, monkeypatch):
    monkeypatch.setattr("duologue.questionnaires.at_the_practice.HELD", "something else")
    assert kiosk.get("/").get("Location") != HERE


def test_sending_thanks_and_only_the_pin_leads_back(kiosk, cast):
    assert kiosk.post(HERE, GAD)["Location"] == HERE
    assert sent().author == cast.amira and sent().score.value == 7
    page = kiosk.get(HERE).content.decode()
    assert "give the device back" in page and "Read what you sent" not in page
    assert "This is not the PIN." in kiosk.post(BACK, {"pin": "1234"}).content.decode()
    assert kiosk.get("/today/")["Location"] == HERE
    assert kiosk.post(BACK, {"pin": "4321"})["Location"] == reverse("questionnaires:ask", args=[cast.ours.pk])
    assert kiosk.get("/today/").status_code == 200
    assert kiosk.get(HERE).status_code == 410


def test_five_wrong_pins_lead_to_the_sign_in_and_the_right_one_is_too_late(kiosk):
    answers = [kiosk.post(BACK, {"pin": "0000"}) for _ in range(5)]
    assert answers[-1]["Location"] == reverse("account_login")
    assert kiosk.post(BACK, {"pin": "4321"}).status_code == 410
    assert "/account/login/" in kiosk.get("/today/")["Location"]
    assert Handover.objects.unscoped().get().ended_at


@pytest.mark.parametrize("form_id", ["phq-9", "core-10", "pcl-5", "audit-c", "first-history"])
def test_risk_trauma_and_history_are_never_on_a_borrowed_screen(cast, now, signed_in, form_id):
    asked = actions.ask(form_id, course=cast.ours, by=cast.tom, now=now)
    tom, path = signed_in(cast.tom), reverse("questionnaires:hand-over", args=[asked.pk])
    assert kiosks.why_not_here(asked.form) in tom.get(path).content.decode().replace("&#x27;", "'")
    assert tom.post(path, {"pin": "4321"}).status_code == 409 and not Handover.objects.unscoped().exists()
    assert tom.get("/today/").status_code == 200
    with pytest.raises(ValueError, match="."):
        kiosks.hand_over(asked, "4321", by=cast.tom, now=now)


def test_every_form_with_a_question_about_risk_is_kept_off():
    risky = [form for form in library.shelf().values() if any(item.raises_at is not None for item in form.items)]
    assert len(risky) >= 3 and all(kiosks.why_not_here(form) for form in risky)
    assert kiosks.why_not_here(library.newest("gad-7")) is None


@pytest.mark.parametrize("pin", ["", "123", "123456789", "abcd", "１２３４"])
def test_a_pin_is_four_to_eight_numbers(cast, open_ask, signed_in, pin):
    answer = signed_in(cast.tom).post(reverse("questionnaires:hand-over", args=[open_ask.pk]), {"pin": pin})
    assert answer.status_code == 422 and not Handover.objects.unscoped().exists()


def test_a_pin_is_kept_as_a_hash_and_in_no_ledger_line(kiosk):
    assert "4321" not in Handover.objects.unscoped().get().pin
    assert not [line for line in LedgerLine.objects.all() if "4321" in line.route + line.verb]


def test_an_hour_later_the_device_still_asks_for_the_pin(kiosk, now, monkeypatch):
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(hours=3))
    assert kiosk.get(HERE)["Location"] == BACK and kiosk.get("/today/")["Location"] == HERE


# Paper
def paper(cast, form_id="phq-9"):
    return f"{reverse('questionnaires:from-paper', args=[cast.ours.pk])}?form={form_id}"


def test_paper_counts_the_same_on_its_own_day_and_says_who_entered_it(cast, now, signed_in, asked):
    tom = signed_in(cast.tom)
    answer = tom.post(paper(cast), {**PHQ, "q2": "2", "paper_on": "2026-11-20"})
    assert answer["Location"] == reverse("questionnaires:read", args=[sent().pk])
    entered = sent()
    assert (entered.author, entered.entered_by, entered.paper_on) == (cast.amira, cast.tom, date(2026, 11, 20))
    assert entered.score.value == 2 and entered.score.at.date() == date(2026, 11, 20) and entered.ask == asked
    for person in (cast.tom, cast.amira):
        page = signed_in(person).get(answer["Location"]).content.decode()
        assert (
            "Tom entered these answers on Thursday 26 November 2026" in page and "on paper, on 20 November 2026" in page
        )
    assert "from paper" in tom.get(reverse("questionnaires:ask", args=[cast.ours.pk])).content.decode()
    lines = LedgerLine.objects.filter(subject=entered.pk).values_list("verb", "actor")
    assert set(lines) == {("response.from_paper", cast.tom.pk), ("response.sent", cast.tom.pk)}


@pytest.mark.parametrize(
    "on, says", [("2026-11-27", "up to today"), ("", "day on the paper"), ("1950-01-01", "up to today")]
)
def test_a_day_that_cannot_be_keeps_every_answer_on_the_page(cast, signed_in, on, says):
    answer = signed_in(cast.tom).post(paper(cast), {**PHQ, "q3": "2", "paper_on": on})
    page = answer.content.decode()
    assert answer.status_code == 422 and says in page and re.search(r'name="q3" value="2" checked', page)
    assert not Response.objects.unscoped().exists()


def test_paper_is_entered_for_every_kind_of_form(cast, signed_in):
    tom = signed_in(cast.tom)
    for form in library.askable():
        page = tom.get(paper(cast, form.id))
        assert page.status_code == 200 and form.items[0].text in page.content.decode().replace("&#x27;", "'")
    assert tom.get(paper(cast, "asq")).status_code == 404


# An answer that must reach a person does so whichever way it came
def by_sign_in(cast, now, signed_in, answers):
    asked = actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    return signed_in(cast.amira).post(reverse("questionnaires:answer", args=[asked.pk]), answers)


def by_link(cast, now, signed_in, answers):
    asked = actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    links.send(asked, by=cast.tom, now=now)
    path = path_in(Letter.objects.get())
    browser = opened(path)
    browser.post(path, answers)
    page = browser.get(path, follow=True).content.decode()
    assert "Thank you for telling us" in page and "Call 116 123" in page and "Nobody is watching this page" in page
    return page


def by_paper(cast, now, signed_in, answers):
    answer = signed_in(cast.tom).post(paper(cast), {**answers, "paper_on": "2026-11-26"})
    assert answer["Location"] == reverse("safety:raised", args=[sent().pk])
    return answer


def by_handover(cast, now, signed_in, answers):
    """No form with such a question gets this far; were it to, the answer would be raised all the same."""
    asked = actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kiosks, "why_not_here", lambda form: None)
        browser = signed_in(cast.tom)
        browser.post(reverse("questionnaires:hand-over", args=[asked.pk]), {"pin": "4321"})
    browser.post(HERE, answers)
    assert "Call 116 123" in browser.get(HERE).content.decode()


WAYS = [by_sign_in, by_link, by_paper, by_handover]


@pytest.mark.parametrize("way", WAYS)
def test_a_risk_answer_is_raised_from_every_way_in(cast, now, signed_in, way):
    way(cast, now, signed_in, {**PHQ, "q9": "1"})
    alert = Alert.objects.unscoped().select_related("response__course").get()
    assert alert.response == sent() and alert.owner == cast.tom and alert.author == cast.amira and alert.answer == 1


@pytest.mark.parametrize("way", [by_sign_in, by_paper])
def test_nobody_to_reach_keeps_nothing_from_any_way_in(cast, now, signed_in, monkeypatch, way):
    def nobody(course, *, staff):
        raise events.Unreachable

    monkeypatch.setattr("duologue.safety.escalation.who_answers", nobody)
    asked = actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    path = reverse("questionnaires:answer", args=[asked.pk]) if way is by_sign_in else paper(cast)
    browser = signed_in(cast.amira if way is by_sign_in else cast.tom)
    answer = browser.post(path, {**PHQ, "q9": "1", "paper_on": "2026-11-26"})
    assert answer.status_code == 503
    assert not Response.objects.unscoped().filter(sent_at__isnull=False).exists()


def test_control_a_way_in_that_does_not_tell_the_house_is_noticed(cast, now, signed_in, monkeypatch):
    monkeypatch.setattr(events.submitted, "send", lambda **news: [])
    signed_in(cast.tom).post(paper(cast), {**PHQ, "q9": "1", "paper_on": "2026-11-26"})
    assert not Alert.objects.unscoped().exists()
