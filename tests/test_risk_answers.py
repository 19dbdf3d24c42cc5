"""An answer that must reach a person: on every path exactly one alert, with an owner, in the same transaction as the answer.

Each promise has its control: the same story with the wire cut, which the check must notice.
"""

import contextlib
import uuid

import pytest
from django.db import connection
from django.urls import reverse

from duologue.courses.visibility import Viewer
from duologue.people.models import Membership, Role
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import events, library
from duologue.questionnaires.models import Response
from duologue.safety import actions as safety
from duologue.safety import panels
from duologue.safety.escalation import who_answers
from duologue.safety.models import Alert, Notice
from duologue.safety.staff import Staff
from duologue.sessions.models import AgendaItem

QUIET = {f"q{n}": "0" for n in range(1, 9)}


@pytest.fixture
def asked(cast, now):
    return questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


def page_of(asked, name="answer"):
    return reverse(f"questionnaires:{name}", args=[asked.pk])


def long_form(browser, asked):
    """No script: everything in one go."""
    return browser.post(page_of(asked), {**QUIET, "q9": "1"})


def one_at_a_time(browser, asked):
    """The stepper: each answer kept as it is given, then sent."""
    for n in range(1, 9):
        browser.post(page_of(asked, "keep"), {f"q{n}": "0", "at_question": str(n + 1)})
    browser.post(page_of(asked, "keep"), {"q9": "1", "at_question": "10"})
    return browser.post(page_of(asked), {**QUIET, "q9": "1"})


def kept_then_sent_without_it(browser, asked):
    """Kept on the phone, sent from an old tab that does not know of it."""
    browser.post(page_of(asked, "keep"), {"q9": "1", "at_question": "10"})
    return browser.post(page_of(asked), QUIET)


def nothing_else_answered(browser, asked):
    """A partial form has no total, and the answer counts all the same."""
    return browser.post(page_of(asked), {"q9": "1"})


def sent_three_times(browser, asked):
    """A nervous finger: the same key and words again."""
    body = {**QUIET, "q9": "1", "entry_key": str(uuid.uuid4())}
    return [browser.post(page_of(asked), body) for _ in range(3)][-1]


def sent_with_new_keys(browser, asked):
    """Two tabs, each with a key of its own."""
    return [browser.post(page_of(asked), {**QUIET, "q9": "1"}) for _ in range(3)][-1]


def taken_back_meanwhile(browser, asked):
    """The therapist took the question back while it was being answered."""
    questionnaires.stop_asking(asked, by=asked.author, now=asked.written_at)
    return long_form(browser, asked)


PATHS = [
    long_form,
    one_at_a_time,
    kept_then_sent_without_it,
    nothing_else_answered,
    sent_three_times,
    sent_with_new_keys,
    taken_back_meanwhile,
]
every_path = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)


def reached(cast):
    """The check itself: the answers are sent, and exactly one alert with an owner waits for Tom, first on his agenda."""
    response = Response.objects.unscoped().get()
    assert response.sent_at
    alert = Alert.objects.unscoped().get()
    assert (alert.response_id, alert.rule, alert.answer) == (response.pk, "q9", response.answers["q9"])
    assert alert.owner == cast.tom and alert.received_at == response.sent_at
    notice = Notice.objects.unscoped().get()
    assert (notice.alert_id, notice.to, notice.step) == (alert.pk, cast.tom, Alert.Step.FIRST)
    assert [waiting.pk for waiting in panels.waiting(Viewer(cast.tom))] == [alert.pk]
    assert AgendaItem.objects.unscoped().get(kind="safety").about == alert.pk
    return alert


@contextlib.contextmanager
def wire_cut():
    """The one subscription on which the promise hangs, taken out."""
    name = "duologue.safety.actions.notice_risk"
    assert events.submitted.disconnect(dispatch_uid=name)
    try:
        yield
    finally:
        events.submitted.connect(safety.notice_risk, dispatch_uid=name)


@every_path
def test_it_reaches_a_person_on_every_path(cast, amira, asked, path):
    last = path(amira, asked)
    reached(cast)
    told = amira.get(last.url, follow=True).content.decode()
    assert "Thank you for telling us" in told and "“Several days”" in told


@every_path
def test_the_check_notices_when_it_does_not(cast, amira, asked, path):
    with wire_cut():
        path(amira, asked)
        with pytest.raises((AssertionError, Alert.DoesNotExist)):
            reached(cast)


@pytest.mark.parametrize("answer", [1, 2, 3, 4])
@pytest.mark.parametrize("path", ["send", "keep"])
def test_question_six_of_core_10_reaches_a_person_too(cast, amira, now, answer, path):
    asked = questionnaires.ask("core-10", course=cast.ours, by=cast.tom, now=now)
    if path == "keep":
        amira.post(page_of(asked, "keep"), {"q6": str(answer)})
    last = amira.post(page_of(asked), {"q6": str(answer)} if path == "send" else {"q1": "0"})
    alert, response = Alert.objects.unscoped().get(), Response.objects.unscoped().get()
    assert (alert.rule, alert.answer, alert.owner, alert.response_id) == ("q6", answer, cast.tom, response.pk)
    assert [waiting.pk for waiting in panels.waiting(Viewer(cast.tom))] == [alert.pk]
    assert last.url == reverse("safety:after", args=[response.pk])
    assert response.score.value is None and amira.get(last.url).status_code == 200


def test_question_six_of_core_10_at_not_at_all_or_open_raises_nothing(cast, amira, now):
    for answer in ("0", ""):
        asked = questionnaires.ask("core-10", course=cast.ours, by=cast.tom, now=now)
        amira.post(page_of(asked), {"q6": answer, "q5": "4"})
    assert not Alert.objects.unscoped().exists()


def test_a_yes_that_a_therapist_writes_down_for_asq_reaches_a_person(cast, now):
    draft = questionnaires.begin(library.newest("asq"), course=cast.ours, by=cast.tom, now=now)
    questionnaires.send(draft, {"q1": 0, "q2": 0, "q3": 1, "q4": 0, "q5": 0}, now=now)
    assert (Alert.objects.unscoped().get().rule, Alert.objects.unscoped().get().owner) == ("q3", cast.tom)


@pytest.mark.parametrize(
    "answer, words", [(1, "Several days"), (2, "More than half the days"), (3, "Nearly every day")]
)
def test_the_literal_answer_is_what_both_see(cast, signed_in, amira, asked, answer, words):
    sent = amira.post(page_of(asked), {**QUIET, "q9": str(answer)}, follow=True)
    alert = reached(cast)
    assert f"“{words}”" in sent.content.decode()
    seen = signed_in(cast.tom).get(reverse("safety:alert", args=[alert.pk])).content.decode()
    assert f"<strong>{words}</strong>" in seen


@pytest.mark.parametrize("answer", ["0", ""])
def test_not_at_all_and_not_answered_raise_nothing(amira, asked, answer):
    sent = amira.post(page_of(asked), {**QUIET, "q9": answer})
    assert sent.url == page_of(asked, "sent") and not Alert.objects.unscoped().exists()


def test_an_old_tab_that_says_something_else_is_told_that_it_was_not_sent(amira, asked):
    amira.post(page_of(asked), {**QUIET, "q9": "0"})
    late = amira.post(page_of(asked), {**QUIET, "q9": "3"})
    page = late.content.decode()
    assert late.status_code == 409 and "was not sent" in page and reverse("safety:help-now") in page


def test_when_raising_fails_nothing_is_marked_as_sent(cast, amira, asked, monkeypatch):
    amira.post(page_of(asked, "keep"), {"q1": "2"})

    def breaks(*_, **__):
        raise RuntimeError("the agenda cannot be written")

    monkeypatch.setattr("duologue.sessions.agenda.add", breaks)
    amira.raise_request_exception = False
    assert amira.post(page_of(asked), {**QUIET, "q9": "2"}).status_code == 500
    held = Response.objects.unscoped().get()
    assert held.sent_at is None and held.answers == {"q1": 2} and not hasattr(held, "score")
    assert not Alert.objects.unscoped().exists()
    monkeypatch.undo()
    amira.post(page_of(asked), {**QUIET, "q9": "2"})
    reached(cast)


def test_the_rollback_check_notices_answers_sent_without_an_alert(cast, amira, asked, monkeypatch):
    """The control of the test above: with the alert outside the transaction, the answers would be marked as sent."""
    with wire_cut():
        amira.post(page_of(asked), {**QUIET, "q9": "2"})
    assert Response.objects.unscoped().get().sent_at and not Alert.objects.unscoped().exists()


class TestOwner:
    """Who must act."""

    def test_the_lead_therapist(self, cast, now):
        assert who_answers(cast.ours, staff=Staff(cast.practice, now=now)) == cast.tom

    def test_a_colleague_when_the_lead_has_left(self, cast, now):
        Membership.objects.filter(user=cast.tom).update(until_on="2026-11-26")
        cast.ours.care_team.create(user=cast.ben, lead=False, from_on="2026-11-01")
        assert who_answers(cast.ours, staff=Staff(cast.practice, now=now)) == cast.ben

    def test_a_manager_when_no_therapist_is_left_who_sees_a_number_and_no_words(self, cast, amira, asked, signed_in):
        Membership.objects.filter(role=Role.THERAPIST, practice=cast.practice).update(until_on="2026-11-26")
        long_form(amira, asked)
        alert = Alert.objects.unscoped().get()
        mo = Viewer(cast.mo)
        assert alert.owner == cast.mo and panels.waiting(mo) == panels.to_act_on(mo) == []
        browser = signed_in(cast.mo)
        assert browser.get(reverse("safety:alert", args=[alert.pk])).status_code == 404
        today = browser.get(reverse("home:today")).content.decode()
        assert "An answer waits for a person" in today and "Amira" not in today and "Several days" not in today

    def test_when_nobody_is_left_she_is_told_that_nobody_has_it(self, cast, amira, asked):
        Membership.objects.filter(practice=cast.practice).update(until_on="2026-11-26")
        back = long_form(amira, asked)
        page = back.content.decode()
        assert back.status_code == 503 and "We could not send this" in page and page.count(" checked") == 9
        assert not Response.objects.unscoped().exists() and not Alert.objects.unscoped().exists()

    def test_somebody_elses_therapist_does_not_hear_of_it(self, cast, amira, asked):
        long_form(amira, asked)
        for name in ("ben", "una", "sol", "ines", "zoe", "amira", "nia"):
            assert panels.waiting(Viewer(cast.everybody[name])) == []


@pytest.mark.django_db(transaction=True)
def test_the_alert_is_committed_with_the_answer_and_not_after(cast, amira, asked, monkeypatch):
    """Seen from inside the transaction of the answer: the alert is already there, before anything was committed."""
    seen = []
    record = questionnaires.ledger.record

    def look(verb, **line):
        if verb == "response.sent":
            seen.append((connection.in_atomic_block, Alert.objects.unscoped().count()))
        return record(verb, **line)

    monkeypatch.setattr(questionnaires.ledger, "record", look)
    long_form(amira, asked)
    assert seen == [(True, 1)]
