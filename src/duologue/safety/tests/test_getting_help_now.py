"""Somebody needs help now: a light page with numbers to tap, for everybody, promising nothing."""

import gzip
import re

from django.contrib.staticfiles import finders

from duologue.people.models import Practice

MOST = 10 * 1024


def test_anybody_finds_the_numbers_of_the_place(client, cast):
    page = client.get("/help-now/").content.decode()
    assert 'href="tel:999"' in page and 'href="tel:116123"' in page and "116 123" in page


def test_it_asks_for_no_script_and_weighs_little(client, cast):
    page = client.get("/help-now/").content.decode()
    assert "<script" not in page
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', page)
    assert len(files) >= 3
    bodies = [page.encode()] + [open(finders.find(name), "rb").read() for name in files]  # noqa: SIM115
    weight = sum(len(gzip.compress(body)) for body in bodies)
    assert weight <= MOST, f"{weight} bytes compressed"


def test_a_client_reads_who_reads_and_when(signed_in, cast):
    page = signed_in(cast.amira).get("/help-now/").content.decode()
    assert "<strong>Tom</strong> reads what you send on working days before 18:00" in page
    assert "In danger, please call a number above first." in page


def test_it_promises_no_watching(client, cast):
    assert "Nobody is watching this page." in client.get("/help-now/").content.decode()


def test_it_opens_for_everybody_and_before_there_is_a_practice(client, signed_in, cast):
    for person in cast.everybody.values():
        page = signed_in(person).get("/help-now/")
        assert page.status_code == 200 and "tel:999" in page.content.decode()


def test_a_house_without_a_practice_still_helps(client, db):
    assert not Practice.objects.exists()
    assert 'href="tel:112"' in client.get("/help-now/").content.decode()


def test_each_practice_has_its_own_numbers(signed_in, cast):
    Practice.objects.filter(pk=cast.elsewhere.pk).update(emergency_number="144")
    assert "tel:144" in signed_in(cast.yan).get("/help-now/").content.decode()
    assert "tel:999" in signed_in(cast.amira).get("/help-now/").content.decode()
