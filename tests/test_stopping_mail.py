"""All mail to a client who wants none is stopped. Nothing gets through by another way."""

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.people import actions as people
from duologue.people import letters, mail_stops
from duologue.people.mail_stops import MailStop
from duologue.people.models import Letter


@pytest.fixture
def page(cast):
    return reverse("ending:mail", args=[cast.ours.pk])


def write_to(cast, now, person=None):
    person = person or cast.amira
    return letters.post(practice=cast.practice, to=person.email, subject="Hello", body="Hello", now=now)


def test_tom_stops_all_mail_because_she_wants_none(signed_in, cast, page, now):
    tom = signed_in(cast.tom)
    write_to(cast, now)
    assert tom.post(page).status_code == 302
    assert not Letter.objects.filter(sent_at=None).exists()  # what waited goes too
    assert write_to(cast, now) is None and not Letter.objects.exists()
    assert write_to(cast, now, cast.nia) is not None
    assert "No mail goes to Amira." in tom.get(page).content.decode()


@pytest.mark.parametrize("address", ["amira@example.org", "Amira@Example.ORG"])
def test_no_letter_of_the_house_gets_through(signed_in, client, cast, now, address):
    letters.stop_all(cast.amira, by=cast.tom, now=now)
    people.tell_of_news(practice=cast.practice, user=cast.amira, now=now)
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    client.post(reverse("account_reset_password"), {"email": address})
    assert not Letter.objects.exists()


def test_control_without_the_stop_they_all_get_through(client, cast, now):
    people.tell_of_news(practice=cast.practice, user=cast.amira, now=now)
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    client.post(reverse("account_reset_password"), {"email": "amira@example.org"})
    assert Letter.objects.count() == 3


def test_it_was_a_slip(signed_in, cast, page, now):
    tom = signed_in(cast.tom)
    tom.post(page)
    assert tom.post(page).status_code == 302
    assert mail_stops.held(cast.amira) is None and write_to(cast, now) is not None
    stop = MailStop.objects.get()
    assert (stop.until_by, stop.stopped_by) == (cast.tom, cast.tom)
    verbs = list(LedgerLine.objects.filter(verb__startswith="mail.").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["mail.stopped", "mail.again"]


def test_nobody_else_stops_it(signed_in, cast, page):
    for person in (cast.amira, cast.ben, cast.nia, cast.sol, cast.mo, cast.ines, cast.max):
        browser = signed_in(person)
        assert browser.get(page).status_code == 404 and browser.post(page).status_code == 404
    assert not MailStop.objects.exists()
