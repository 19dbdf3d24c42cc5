"""Each purpose of the agreement is given or not given by the client alone, and a no does what it says in the same moment."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from duologue.assessment import purposes
from duologue.audit.models import LedgerLine
from duologue.courses import permissions
from duologue.courses.permissions import NotGiven, Permission, Purpose
from duologue.people.models import Letter
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import asking
from duologue.questionnaires.models import Ask, AskRule
from duologue.sessions import actions as sessions
from duologue.sessions import reminders
from duologue.sessions.arrangements import ReminderChoice
from duologue.supervision import actions as supervision


@pytest.fixture
def say(cast, signed_in):
    """Amira says yes or no on her page."""
    amira, path = signed_in(cast.amira), reverse("assessment:permission", args=[cast.ours.pk])
    return lambda purpose, word: amira.post(path, {"purpose": purpose, "word": word}, follow=True).content.decode()


@pytest.fixture
def agreement(cast, signed_in):
    path = reverse("assessment:agreement", args=[cast.ours.pk])
    signed_in(cast.tom).post(path, {"words": "We meet on Thursdays."})
    return path


@pytest.fixture
def bring(cast, now):
    about = {"pseudonym": "K", "with_scores": True, "with_relationship": True, "course": cast.ours}
    return lambda: supervision.bring("How do I go on?", supervisor=cast.sol, **about, by=cast.tom, now=now)


@pytest.fixture
def open_asks(cast, now):
    for form_id in ("phq-9", "gad-7", "first-history"):
        questionnaires.ask(form_id, course=cast.ours, by=cast.tom, now=now)
    return lambda: sorted(Ask.objects.unscoped().filter(stopped_at__isnull=True).values_list("form_id", flat=True))


def standing():
    return {one.purpose: one.given for one in Permission.objects.unscoped().filter(until_at__isnull=True)}


def test_each_purpose_says_what_it_is_what_a_no_does_and_since_when(cast, signed_in, agreement, say):
    page = signed_in(cast.amira).get(agreement).content.decode()
    for purpose, about in purposes.PURPOSES.items():
        assert purpose.label in page and about.what in page and about.no in page
    assert page.count("not said yet") == len(Purpose) and "never recorded here" in page
    assert "Kept: yes." in say("supervision", "yes")
    page = say("questions", "no")
    assert "Kept: no. No more of them are asked" in page
    assert "yes, since 26 November 2026" in page and "no, since 26 November 2026" in page
    tom = signed_in(cast.tom).get(agreement).content.decode()
    assert "no, since 26 November 2026" in tom and 'name="word"' not in tom


def test_the_first_no_and_a_changed_mind_both_stay_with_their_day(cast, signed_in, agreement, say, now, monkeypatch):
    say("sharing", "no")
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(days=3))
    for _ in range(2):  # the same word again is the same word
        page = say("sharing", "yes")
    assert "No on 26 November 2026, 13:50, until 29 November 2026, 13:50" in page
    assert standing() == {"sharing": True} and Permission.objects.unscoped().count() == 2
    assert LedgerLine.objects.filter(verb="permission.written", actor=cast.amira.pk).count() == 2


@pytest.mark.parametrize("purpose, word", [("", "no"), ("sharing", ""), ("sharing", "maybe"), ("audio", "yes")])
def test_what_is_neither_yes_nor_no_changes_nothing(cast, agreement, say, purpose, word):
    say(purpose, word)
    assert standing() == {}


@pytest.mark.parametrize("name", ["tom", "nia", "ben", "sol", "mo", "ines"])
def test_nobody_says_it_for_her(cast, signed_in, name):
    path = reverse("assessment:permission", args=[cast.ours.pk])
    assert signed_in(cast.everybody[name]).post(path, {"purpose": "sharing", "word": "no"}).status_code == 404
    assert standing() == {}


def test_no_to_questions_takes_open_ones_away_and_asks_no_more(cast, signed_in, open_asks, say, now):
    assert open_asks() == ["first-history", "gad-7", "phq-9"]
    say("questions", "no")
    assert open_asks() == ["first-history"]  # her own story is not a measure
    path = reverse("questionnaires:ask", args=[cast.ours.pk])
    back = signed_in(cast.tom).post(path, {"form_id": "phq-9"})
    assert back.status_code == 422 and "Amira has said no to this" in back.content.decode()
    assert open_asks() == ["first-history"]
    say("questions", "yes")
    assert signed_in(cast.tom).post(path, {"form_id": "phq-9"}).status_code == 302


def test_no_to_questions_stops_what_is_asked_again_and_again_but_not_a_diary(cast, signed_in, say, now):
    for form_id in ("gad-7", "diary-card"):
        asking.set_rule(form_id, course=cast.ours, by=cast.tom, now=now, when="days", every_days=7, why="To see.")
    say("questions", "no")
    assert [rule.form_id for rule in AskRule.objects.unscoped().filter(stopped_at__isnull=True)] == ["diary-card"]
    with pytest.raises(NotGiven):
        asking.set_rule("phq-9", course=cast.ours, by=cast.tom, now=now, when="days", every_days=7, why="To see.")


def test_no_to_supervision_closes_what_was_brought_and_nothing_new_goes(cast, signed_in, bring, say):
    packet = bring()
    path, sol = reverse("supervision:packet", args=[packet.pk]), signed_in(cast.sol)
    assert sol.get(path).status_code == 200
    say("supervision", "no")
    assert sol.get(path).status_code == 404
    with pytest.raises(NotGiven):
        bring()
    asked = {"supervisor": str(cast.sol.pk), "pseudonym": "K", "question": "What now?"}
    back = signed_in(cast.tom).post(reverse("supervision:bring", args=[cast.ours.pk]), asked)
    page = back.content.decode()
    assert back.status_code == 422 and "Nothing was brought." in page and "What now?" in page


def test_no_to_sharing_lets_no_file_out_but_her_own(cast, signed_in, say):
    export = reverse("interop:export", args=[cast.ours.pk])
    say("sharing", "no")
    back = signed_in(cast.tom).post(export)
    assert back.status_code == 409 and "Nothing was exported." in back.content.decode()
    assert signed_in(cast.amira).post(reverse("interop:take-away", args=[cast.ours.pk])).status_code == 200
    say("sharing", "yes")
    assert signed_in(cast.tom).post(export)["Content-Type"] == "application/fhir+json"


@pytest.mark.parametrize("word, sent", [("yes", 1), ("no", 0), ("", 1)])
def test_no_to_reminders_sends_none(cast, say, now, word, sent):
    starts_at = now + timedelta(days=2)
    sessions.plan_session(course=cast.ours, starts_at=starts_at, minutes=50, by=cast.tom, now=now)
    quiet = {"quiet_from": time(0), "quiet_until": time(0)}
    reminders.choose(ReminderChoice.When.DAY, **quiet, by=cast.amira, now=now)
    if word:
        say("reminders", word)
    assert reminders.send_due(now=starts_at - timedelta(hours=23)) == sent
    assert Letter.objects.count() == sent


def test_control_a_no_that_nobody_hears_is_noticed(cast, open_asks, now):
    """With the news cut off, the open questions would stay."""
    heard = permissions.taken_back.receivers
    try:
        permissions.taken_back.receivers = []
        permissions.taken_back.sender_receivers_cache.clear()
        permissions.choose(Purpose.QUESTIONS, False, course=cast.ours, by=cast.amira, now=now)
        assert open_asks() == ["first-history", "gad-7", "phq-9"]
    finally:
        permissions.taken_back.receivers = heard
        permissions.taken_back.sender_receivers_cache.clear()
    permissions.choose(Purpose.QUESTIONS, True, course=cast.ours, by=cast.amira, now=now)
    permissions.choose(Purpose.QUESTIONS, False, course=cast.ours, by=cast.amira, now=now)
    assert open_asks() == ["first-history"]


def test_a_no_in_one_course_is_not_a_no_in_another(cast, say, now):
    say("questions", "no")
    assert questionnaires.ask("gad-7", course=cast.theirs, by=cast.ben, now=now).form_id == "gad-7"
