"""All mail to a client is stopped: after a death, or because they want none. Nothing gets through by another way."""

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.courses.models import Stage
from duologue.ending import actions
from duologue.people import actions as people
from duologue.people import letters, mail_stops
from duologue.people.mail_stops import MailStop
from duologue.people.models import Letter
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.questionnaires.models import Ask
from duologue.safety.models import Alert
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session


@pytest.fixture
def page(cast):
    return reverse("ending:mail", args=[cast.ours.pk])


def write_to(cast, now, person=None):
    person = person or cast.amira
    return letters.post(practice=cast.practice, to=person.email, subject="Hello", body="Hello", now=now)


def test_tom_stops_all_mail_because_she_wants_none(signed_in, cast, page, now):
    tom = signed_in(cast.tom)
    write_to(cast, now)
    assert tom.post(page, {}).status_code == 422 and not MailStop.objects.exists()
    assert tom.post(page, {"why": "asked"}).status_code == 302
    assert not Letter.objects.filter(sent_at=None).exists()  # what waited goes too
    assert write_to(cast, now) is None and not Letter.objects.exists()
    assert write_to(cast, now, cast.nia) is not None
    assert cast.ours.stage.kind == Stage.Kind.ASSESSMENT
    assert "They want no mail at all." in tom.get(page).content.decode()


@pytest.mark.parametrize("address", ["amira@example.org", "Amira@Example.ORG"])
def test_no_letter_of_the_house_gets_through(signed_in, client, cast, now, address):
    letters.stop_all(cast.amira, MailStop.Why.ASKED, by=cast.tom, now=now)
    people.tell_of_news(practice=cast.practice, user=cast.amira, now=now)
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    client.post(reverse("account_reset_password"), {"email": address})
    assert not Letter.objects.exists()


def test_control_without_the_stop_they_all_get_through(client, cast, now):
    people.tell_of_news(practice=cast.practice, user=cast.amira, now=now)
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    client.post(reverse("account_reset_password"), {"email": "amira@example.org"})
    assert Letter.objects.count() == 3


def test_after_a_death_the_course_is_closed_and_nothing_is_asked(signed_in, cast, page, now):
    sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    questionnaires.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
    signed_in(cast.tom).post(page, {"why": "died"})
    cast.ours.__dict__.pop("stage", None)
    assert cast.ours.stage.kind == Stage.Kind.CLOSED
    assert {session.state for session in Session.objects.unscoped()} == {"cancelled"}
    assert all(ask.stopped_at for ask in Ask.objects.unscoped())
    assert mail_stops.held(cast.amira).why == "died"
    stages = Stage.objects.unscoped().filter(course=cast.ours).count()
    actions.close_after_death(course=cast.ours, by=cast.tom, now=now)  # a second time changes nothing
    assert Stage.objects.unscoped().filter(course=cast.ours).count() == stages and MailStop.objects.count() == 1


def test_an_answer_that_waits_for_a_person_does_not_stand_in_the_way(signed_in, cast, page, now):
    draft = questionnaires.begin(library.newest("phq-9"), course=cast.ours, by=cast.amira, now=now)
    questionnaires.send(draft, {f"q{n}": 1 for n in range(1, 10)}, now=now)
    assert actions.why_not_end(cast.ours) is not None
    signed_in(cast.tom).post(page, {"why": "died"})
    cast.ours.__dict__.pop("stage", None)
    assert (
        cast.ours.has_ended and Alert.objects.unscoped().filter(closed_at=None).exists()
    )  # and it stays to be acted on


def test_it_was_a_slip(signed_in, cast, page, now):
    tom = signed_in(cast.tom)
    tom.post(page, {"why": "died"})
    assert tom.post(page, {}).status_code == 302
    assert mail_stops.held(cast.amira) is None and write_to(cast, now) is not None
    stop = MailStop.objects.get()
    assert (stop.until_by, stop.stopped_by) == (cast.tom, cast.tom)
    verbs = list(LedgerLine.objects.filter(verb__startswith="mail.").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["mail.stopped", "mail.again"]


def test_nobody_else_stops_it(signed_in, cast, page):
    for person in (cast.amira, cast.ben, cast.nia, cast.sol, cast.mo, cast.ines, cast.max):
        browser = signed_in(person)
        assert browser.get(page).status_code == 404 and browser.post(page, {"why": "died"}).status_code == 404
    assert not MailStop.objects.exists()
