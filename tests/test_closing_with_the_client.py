"""The close of an hour with the client's word in it: on their own phone, or on the therapist's device behind a PIN."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.questionnaires.handover_models import Handover
from duologue.relationship import at_the_close
from duologue.relationship.models import Feedback, Remark
from duologue.sessions import actions
from tests.browsing import PostsWithKey

pytestmark = pytest.mark.django_db
HERE, BACK, PIN = "/here/form/", "/here/back/", "4321"
SAID = {"listened": "9", "worth_it": "8", "helped_most": "The map", "remark": "It was loud outside", "opens": "now"}


@pytest.fixture
def running(cast, now):
    """Tom and Amira, just now."""
    planned = actions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    return actions.begin(planned, by=cast.tom, now=now)


@pytest.fixture
def kiosk(running, cast, signed_in):
    """Tom's browser, handed over."""
    browser = signed_in(cast.tom)
    answer = browser.post(reverse("relationship:hand-device", args=[running.pk]), {"pin": PIN})
    assert answer["Location"] == HERE
    return browser


def the_hour(browser, session):
    return browser.get(reverse("sessions:session", args=[session.pk])).content.decode()


def test_the_close_offers_both_ways_and_says_when_it_is_done(cast, signed_in, running):
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    hand, own = (reverse(f"relationship:{name}", args=[running.pk]) for name in ("hand-device", "feedback"))
    assert hand in the_hour(tom, running) and own in the_hour(amira, running)
    assert hand not in the_hour(amira, running)
    amira.post(own, SAID)
    words = the_hour(tom, running)
    assert "Amira has said how it was" in words and hand not in words and "The map" not in words
    assert "You have said how it was" in the_hour(amira, running) and own not in the_hour(amira, running)


def test_the_device_asks_how_it_was_and_shows_nothing_else(kiosk, running, cast):
    page = kiosk.get(HERE)
    words = page.content.decode()
    assert 'name="listened"' in words and "signed in as" not in words and page["Cache-Control"] == "no-store"
    assert "data-outbox" not in words  # nothing of hers stays on his device
    for path in ("/today/", "/caseload/", "/", reverse("sessions:session", args=[running.pk])):
        assert kiosk.get(path)["Location"] == HERE, path


def test_control_without_its_guard_the_device_would_show_other_pages(kiosk, monkeypatch):
    monkeypatch.setattr("duologue.questionnaires.at_the_practice.HELD", "something else")
    assert kiosk.get("/").get("Location") != HERE


def test_her_word_is_hers_and_is_not_shown_again(kiosk, running, cast):
    assert kiosk.post(HERE, SAID)["Location"] == HERE
    kept = Feedback.objects.unscoped().get()
    assert (kept.author, kept.session, kept.listened, kept.mattered) == (cast.amira, running, 9, None)
    assert Remark.objects.unscoped().select_related("course").get().words == "It was loud outside"
    words = kiosk.get(HERE).content.decode()
    assert "Thank you, it is sent" in words and "The map" not in words and "loud" not in words
    assert "Thank you" in kiosk.post(HERE, SAID).content.decode() and Feedback.objects.unscoped().count() == 1


def test_the_pin_leads_back_to_the_close_and_no_other_way_does(kiosk, running):
    kiosk.post(HERE, SAID)
    assert "This is not the PIN." in kiosk.post(BACK, {"pin": "1234"}).content.decode()
    assert kiosk.get("/today/")["Location"] == HERE
    assert kiosk.post(BACK, {"pin": PIN})["Location"] == reverse("sessions:session", args=[running.pk]) + "#close"
    assert "Amira has said how it was" in the_hour(kiosk, running)
    assert kiosk.get(HERE).status_code == 410


def test_nothing_said_is_nothing_kept_and_what_was_typed_is_not_lost(kiosk):
    answer = kiosk.post(HERE, {"opens": "now"})
    assert answer.status_code == 422 and "One number or one word is enough" in answer.content.decode()
    answer = kiosk.post(HERE, {"listened": "11", "helped_most": "The map"})
    assert answer.status_code == 422 and "The map" in answer.content.decode()
    assert not Feedback.objects.unscoped().exists()


def test_too_late_the_device_only_goes_back(kiosk, now, monkeypatch):
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(hours=3))
    assert kiosk.get(HERE)["Location"] == BACK and kiosk.get("/today/")["Location"] == HERE


def test_it_is_handed_over_only_for_an_hour_that_has_begun_and_once(cast, now, signed_in, running):
    later = actions.plan_session(course=cast.ours, starts_at=now + timedelta(days=7), minutes=50, by=cast.tom, now=now)
    tom, hand = signed_in(cast.tom), reverse("relationship:hand-device", args=[later.pk])
    assert "has not started yet" in tom.get(hand).content.decode()
    assert tom.post(hand, {"pin": PIN}).status_code == 409
    signed_in(cast.amira).post(reverse("relationship:feedback", args=[running.pk]), SAID)
    hand = reverse("relationship:hand-device", args=[running.pk])
    assert "has said how this session was already" in tom.get(hand).content.decode()
    assert tom.post(hand, {"pin": PIN}).status_code == 409 and not Handover.objects.unscoped().exists()
    with pytest.raises(ValueError, match="already"):
        at_the_close.hand_over(running, PIN, by=cast.tom, now=now)


@pytest.mark.parametrize("pin", ["", "123", "abcd"])
def test_a_pin_is_four_to_eight_numbers_here_too(cast, signed_in, running, pin):
    answer = signed_in(cast.tom).post(reverse("relationship:hand-device", args=[running.pk]), {"pin": pin})
    assert answer.status_code == 422 and not Handover.objects.unscoped().exists()


def test_the_pin_is_a_hash_and_in_no_ledger_line(kiosk):
    assert PIN not in Handover.objects.unscoped().get().pin
    assert not [line for line in LedgerLine.objects.all() if PIN in line.route + line.verb]


def test_a_handover_is_for_one_form_or_one_other_thing(kiosk):
    from django.db import IntegrityError, transaction

    for wrong in ({"what": ""}, {"about": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Handover.objects.unscoped().update(**wrong)


def end(session, cast, now, agreed):
    actions.write_together(session, agreed=agreed, summary="", seen=session.version, by=cast.tom, now=now)
    actions.end(session, by=cast.tom, now=now)


def test_while_it_runs_her_today_leads_into_the_hour(cast, now, signed_in, running):
    amira, leads = signed_in(cast.amira), "Your session is on now"
    words = amira.get("/today/").content.decode()
    assert leads in words and reverse("sessions:session", args=[running.pk]) in words
    end(running, cast, now, "Rest.")
    assert leads not in amira.get("/today/").content.decode()


def test_what_was_agreed_is_on_her_today_until_something_newer_is(cast, now, signed_in, running):
    amira = signed_in(cast.amira)
    assert "What we agreed" not in amira.get("/today/").content.decode()
    end(running, cast, now, "Walk to the corner.\nRing Jo.")
    words = amira.get("/today/").content.decode()
    assert "What we agreed" in words and "Walk to the corner." in words and "Ring Jo." in words
    assert reverse("sessions:agreed", args=[cast.ours.pk]) in words
    later = now + timedelta(days=7)
    following = actions.plan_session(course=cast.ours, starts_at=later, minutes=50, by=cast.tom, now=now)
    end(actions.begin(following, by=cast.tom, now=later), cast, later, "Rest.")
    words = amira.get("/today/").content.decode()
    assert "Rest." in words and "Walk to the corner." not in words
    kept = amira.get(reverse("sessions:agreed", args=[cast.ours.pk])).content.decode()
    assert kept.index("Rest.") < kept.index("Walk to the corner.")


def test_all_that_was_agreed_is_found_by_a_word(cast, now, signed_in, running):
    end(running, cast, now, "Walk to the corner.")
    amira, kept = signed_in(cast.amira), reverse("sessions:agreed", args=[cast.ours.pk])
    assert "Walk to the corner." in amira.get(kept, {"find": "CORNER"}).content.decode()
    words = amira.get(kept, {"find": "mountain"}).content.decode()
    assert "Nothing you agreed has “mountain” in it" in words and "corner" not in words
    assert "Walk to the corner." in signed_in(cast.tom).get(kept).content.decode()
    assert signed_in(cast.ben).get(kept).status_code == 404 and PostsWithKey().get(kept).status_code == 302


def test_before_anything_was_agreed_the_page_says_what_will_be_there(cast, signed_in, running):
    kept = reverse("sessions:agreed", args=[cast.ours.pk])
    assert "Nothing is written down yet" in signed_in(cast.amira).get(kept).content.decode()
