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


ALL = "/no-mail/"


def test_whoever_manages_the_practice_stops_one_address_and_sees_to_whom_none_goes(signed_in, cast, now):
    mo = signed_in(cast.mo)
    assert ALL in mo.get(reverse("home:today")).content.decode()
    assert "Whoever wants none stands here" in mo.get(ALL).content.decode()
    write_to(cast, now)
    assert mo.post(ALL, {"address": "Amira@Example.org"}).status_code == 302
    page = mo.get(ALL).content.decode()
    assert "amira@example.org" in page and f"stopped by {cast.mo.name}" in page
    assert write_to(cast, now) is None and not Letter.objects.exists()
    assert "stopped mail to you" in signed_in(cast.amira).get("/me/").content.decode()
    assert mo.post(ALL, {"again": str(cast.amira.pk)}).status_code == 302
    assert write_to(cast, now) is not None
    verbs = list(LedgerLine.objects.filter(verb__startswith="mail.").order_by("seq").values_list("verb", flat=True))
    assert verbs == ["mail.stopped", "mail.again"]


def test_twice_is_once(signed_in, cast, now):
    mo = signed_in(cast.mo)
    for _ in range(2):
        mo.post(ALL, {"address": "amira@example.org"})
    assert MailStop.objects.count() == LedgerLine.objects.filter(verb="mail.stopped").count() == 1


@pytest.mark.parametrize(
    "address, sentence", [("", "Write their mail address."), ("amira", "Write a whole mail address")]
)
def test_a_slip_is_told_beside_the_field(signed_in, cast, address, sentence):
    answer = signed_in(cast.mo).post(ALL, {"address": address})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert f'value="{address}"' in answer.content.decode() or not address


def test_nobody_learns_there_whose_address_it_is(signed_in, cast):
    """The page says the same of a client, of a stranger, and of somebody of another practice, who go on getting mail."""
    mo, said = signed_in(cast.mo), set()
    for address in ("amira@example.org", "nobody@example.org", cast.zoe.email, cast.tom.email):
        answer = mo.post(ALL, {"address": address}, follow=True)
        said.update(str(message) for message in answer.context["messages"])
    assert len(said) == 1
    assert [stop.user for stop in MailStop.objects.all()] == [cast.amira]


def test_only_whoever_manages_this_practice_opens_it(signed_in, cast, now):
    letters.stop_all(cast.amira, by=cast.tom, now=now)
    for person in (cast.amira, cast.tom, cast.sol, cast.ines, cast.max):
        browser = signed_in(person)
        assert browser.get(ALL).status_code == 404 and browser.post(ALL, {"again": "x"}).status_code == 404
    assert signed_in(cast.mo).post(ALL, {"again": str(cast.nia.pk)}).status_code == 404  # no mail of hers is stopped
    assert mail_stops.held(cast.amira)
