"""What somebody wants after an answer that cannot wait: chosen without signal, or after a one-time link without a sign-in."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.template.loader import get_template
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.people.models import Letter
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import links
from duologue.safety import actions
from duologue.safety.models import Alert, Notice
from duologue.safety.views import by_link as told_by_link
from tests.browsing import PostsWithKey
from tests.test_outbox import from_phone
from tests.test_ways_in import PHQ, opened, path_in

pytestmark = pytest.mark.django_db
Choice = Alert.Choice


@pytest.fixture
def asked(cast, now):
    return questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now)


def the_alert() -> Alert:
    return Alert.objects.unscoped().select_related("course", "owner").get()


def phone_sends(client, cast, asked, *, answer=True, choice="help_now", waited=3600, key=None):
    """What a phone had kept: the answer, then what was chosen about it."""
    if answer:
        place = reverse("questionnaires:answer", args=[asked.pk])
        from_phone(client, cast.amira, "", place=place, waited=waited, **{**PHQ, "q9": "2"})
    place = reverse("safety:choose-for", args=[asked.pk])
    return from_phone(client, cast.amira, "", place=place, waited=waited, key=key, choice=choice)


@pytest.mark.parametrize("choice", Choice.values)
def test_a_choice_that_waited_reaches_the_alert_with_the_time_it_was_made(cast, now, asked, signed_in, choice):
    answer = phone_sends(signed_in(cast.amira), cast, asked, choice=choice)
    alert = the_alert()
    assert answer.json() == {"to": reverse("safety:after", args=[alert.response_id])}
    assert (alert.choice, alert.chosen_at, alert.written_at) == (
        choice,
        now - timedelta(hours=1),
        now - timedelta(hours=1),
    )
    assert (alert.next_at == now) is (choice == "help_now")


def test_sent_ten_times_it_is_chosen_once(cast, asked, signed_in):
    amira, key = signed_in(cast.amira), "6d5b1f6e-6b6e-4a5e-9a8e-2f9b3c1d7e01"
    for _ in range(10):
        assert phone_sends(amira, cast, asked, answer=not Alert.objects.unscoped().exists(), key=key).status_code == 200
    assert LedgerLine.objects.filter(verb="alert.choice").count() == 1
    assert phone_sends(amira, cast, asked, answer=False, choice="wait", key=key).status_code == 409


def test_before_its_answer_it_is_too_early_and_nothing_is_kept(cast, asked, signed_in):
    amira = signed_in(cast.amira)
    assert phone_sends(amira, cast, asked, answer=False).status_code == 425
    assert phone_sends(amira, cast, asked).status_code == 200 and the_alert().choice == "help_now"


def test_an_answer_that_raised_nothing_has_nothing_to_choose(cast, asked, signed_in):
    amira = signed_in(cast.amira)
    amira.post(reverse("questionnaires:answer", args=[asked.pk]), PHQ)
    assert phone_sends(amira, cast, asked, answer=False).status_code == 404


def test_nobody_chooses_for_somebody_else(cast, asked, signed_in):
    phone_sends(signed_in(cast.amira), cast, asked, choice="wait")
    place = reverse("safety:choose-for", args=[asked.pk])
    for name in ("tom", "nia", "ben", "sol", "mo"):
        assert signed_in(getattr(cast, name)).post(place, {"choice": "help_now"}).status_code == 404
    assert the_alert().choice == "wait"


def acted(cast, now):
    return actions.acknowledge(the_alert(), did=Alert.Did.CALLED, note="We spoke.", by=cast.tom, now=now)


@pytest.mark.parametrize("choice", ["contact", "wait"])
def test_once_somebody_has_acted_the_phone_is_led_to_who_did(cast, now, asked, signed_in, choice):
    amira = signed_in(cast.amira)
    phone_sends(amira, cast, asked, choice="contact")
    acted(cast, now - timedelta(minutes=1))
    answer = phone_sends(amira, cast, asked, answer=False, choice=choice, waited=0)
    assert "Tom has read this and acted on it" in amira.get(answer.json()["to"]).content.decode()
    assert the_alert().closed_at


def test_help_now_chosen_after_somebody_acted_opens_it_again_and_tells_them(cast, now, asked, signed_in):
    amira = signed_in(cast.amira)
    phone_sends(amira, cast, asked, choice="wait")
    acted(cast, now - timedelta(minutes=10))
    told = Notice.objects.unscoped().count()
    assert phone_sends(amira, cast, asked, answer=False, waited=60).status_code == 200
    alert = the_alert()
    assert alert.closed_at is None and alert.acknowledged_at is None and alert.next_at == now and alert.round == 2
    assert Notice.objects.unscoped().count() == told + 1


def test_help_now_chosen_before_somebody_acted_is_what_they_acted_on(cast, now, asked, signed_in):
    amira = signed_in(cast.amira)
    phone_sends(amira, cast, asked, choice="wait")
    acted(cast, now - timedelta(minutes=1))
    phone_sends(amira, cast, asked, answer=False, waited=3600)
    assert the_alert().closed_at and the_alert().choice == "wait"


def test_the_words_on_the_phone_are_the_words_of_the_alert():
    page = get_template("safety/parts/told_offline.html").template.source
    assert re.findall(r'name="choice" value="(\w+)">([^<]+)</button>', page) == Choice.choices


# After a one-time link
@pytest.fixture
def told(cast, now, asked):
    """A stranger's browser that has just sent an answer by the link, and the page it was led to."""
    links.send(asked, by=cast.tom, now=now)
    link = path_in(Letter.objects.get())
    browser = opened(link)
    browser.post(link, {**PHQ, "q9": "2"})
    page = browser.get(link)["Location"]
    assert page == f"{link}told/"
    return browser, page


def test_the_link_offers_the_three_ways_and_takes_one(cast, told):
    browser, page = told
    shown = browser.get(page)
    text = shown.content.decode()
    assert shown["Cache-Control"] == "no-store" and [text.count(words) for words in Choice.labels] == [1, 1, 1]
    assert browser.post(page, {"choice": "contact"})["Location"] == page
    alert = the_alert()
    assert alert.choice == "contact" and LedgerLine.objects.get(verb="alert.choice").actor == cast.amira.pk
    after = browser.get(page).content.decode()
    assert "Tom sees that you want to hear from them" in after and 'name="choice"' not in after
    browser.post(page, {"choice": "wait"})
    assert the_alert().choice == "contact" and LedgerLine.objects.filter(verb="alert.choice").count() == 1


def test_help_now_by_the_link_tells_the_owner_at_the_next_minute(now, told):
    browser, page = told
    browser.post(page, {"choice": "help_now"})
    assert (
        the_alert().next_at == now and "Please call one of the numbers below now" in browser.get(page).content.decode()
    )


def test_nothing_chosen_is_said_beside_the_question(told):
    browser, page = told
    answer = browser.post(page, {"choice": "all of them"})
    assert answer.status_code == 422 and "Choose one of these three." in answer.content.decode()


def test_only_the_browser_that_answered_sees_it_and_no_answer_stands_there(cast, told, signed_in):
    browser, page = told
    link = page.removesuffix("told/")
    for other in (PostsWithKey(), signed_in(cast.nia), signed_in(cast.amira), signed_in(cast.tom)):
        assert other.get(page)["Location"] == link
        assert other.post(page, {"choice": "wait"})["Location"] == link
    assert the_alert().choice == ""
    text = browser.get(page).content.decode()
    for words in (the_alert().question, the_alert().in_words, "Amira", cast.amira.email, str(the_alert().pk)):
        assert words not in text
    assert "/account/login/" in browser.get("/today/")["Location"]


def test_control_a_page_for_any_browser_is_noticed(told, monkeypatch):
    monkeypatch.setattr(told_by_link, "_alert_of", lambda request, link: the_alert())
    assert PostsWithKey().get(told[1]).status_code == 200


def test_overnight_it_asks_nobody_any_more(told, now, monkeypatch):
    browser, page = told
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(hours=12))
    text = browser.get(page).content.decode()
    assert 'name="choice"' not in text and "tel:999" in text
    assert browser.post(page, {"choice": "wait"}).status_code == 410 and the_alert().choice == ""


def test_once_somebody_has_acted_it_asks_no_more_but_help_now_still_counts(cast, told, now):
    browser, page = told
    acted(cast, now - timedelta(minutes=1))
    assert 'name="choice"' not in browser.get(page).content.decode()
    assert browser.post(page, {"choice": "wait"}).status_code == 409 and the_alert().closed_at
    browser.post(page, {"choice": "help_now"})  # the page had been open since before
    assert the_alert().closed_at is None


def test_a_handed_over_device_never_gets_there(told, cast, now, signed_in):
    gad = questionnaires.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
    kiosk = signed_in(cast.tom)
    kiosk.post(reverse("questionnaires:hand-over", args=[gad.pk]), {"pin": "4321"})
    assert kiosk.get(told[1])["Location"] == reverse("questionnaires:kiosk")
