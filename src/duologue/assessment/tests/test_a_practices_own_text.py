"""A practice has its own text for new agreements: topic by topic, in versions. What was agreed stays as it is."""

from __future__ import annotations

import re

import pytest
from django.db import IntegrityError
from django.urls import reverse

from duologue.assessment import actions, starting
from duologue.assessment.models import Agreement, StartingAgreement
from duologue.audit.models import LedgerLine

pytestmark = pytest.mark.django_db
PAGE = "/practice/agreement/"
AGREED = ["How we work", "Money", "In a crisis", "If something is not right", "Ending"]


@pytest.fixture
def mo(signed_in, cast):
    return signed_in(cast.mo)


def typed(**changes):
    """The form as it stands with some topics changed."""
    return {**starting.ours(), "version": "0", **changes}


def begins(signed_in, cast) -> str:
    """The words a new agreement begins with, as Tom reads them."""
    page = signed_in(cast.tom).get(reverse("assessment:agreement", args=[cast.ours.pk]))
    return page.context["form"].initial["words"]


def test_until_a_practice_says_otherwise_it_is_the_text_of_the_house(signed_in, cast):
    words = begins(signed_in, cast)
    for heading in starting.TOPICS.values():
        assert f"\n\n{heading}\n" in words
    assert "we, Amira and Tom, agree" in words and "We meet for 50 minutes" in words and "at least 24 hours" in words
    assert "calls 999, or A crisis line on 116 123." in words and "(Two Chairs)" in words
    assert "{" not in words


def test_what_mo_writes_is_what_new_agreements_begin_with(mo, cast, signed_in):
    money = "Each session costs 70 pounds. {client} pays {therapist} at the end of the month."
    answer = mo.post(PAGE, typed(money=money, on_screen=""), follow=True)
    assert (
        "Kept as version 1." in answer.content.decode()
        and "does not speak of: Meeting on screen" in answer.content.decode()
    )
    words = begins(signed_in, cast)
    assert "Each session costs 70 pounds. Amira pays Tom at the end of the month." in words
    assert "Meeting on screen" not in words and "Supervision" in words
    assert LedgerLine.objects.get(verb="startingagreement.kept").actor == cast.mo.pk


def test_an_agreement_that_was_written_stays_as_it_is(mo, cast, now, signed_in):
    held = actions.write_agreement(begins(signed_in, cast), course=cast.ours, seen=None, by=cast.tom, now=now)
    before = held.words
    mo.post(PAGE, typed(money="It costs nothing."))
    assert Agreement.objects.unscoped().select_related("course").get().words == before
    page = signed_in(cast.amira).get(reverse("assessment:agreement", args=[cast.ours.pk])).content.decode()
    assert "It costs nothing." not in page


def test_each_text_is_a_version_that_can_be_begun_from_again(mo):
    for n, words in enumerate(("It costs nothing.", "It costs a little."), start=0):
        mo.post(PAGE, typed(money=words, version=str(n)))
    assert [one.version for one in StartingAgreement.objects.order_by("version")] == [1, 2]
    page = mo.get(PAGE)
    assert page.context["form"].initial["money"] == "It costs a little." and "in use" in page.content.decode()
    assert mo.get(PAGE, {"from": "1"}).context["form"].initial["money"] == "It costs nothing."
    assert mo.get(PAGE, {"from": "ours"}).context["form"].initial["money"] == starting.ours()["money"]
    assert mo.get(PAGE, {"from": "99"}).context["form"].initial["money"] == "It costs a little."
    assert StartingAgreement.objects.count() == 2  # looking keeps nothing


def test_the_same_words_again_make_no_version(mo):
    for n in ("0", "1", "1"):
        mo.post(PAGE, typed(money="It costs nothing.", version=n))
    assert StartingAgreement.objects.count() == 1


def test_two_managers_never_overwrite_one_another_silently(mo, cast):
    mo.post(PAGE, typed(money="Hers: nothing."))
    late = mo.post(PAGE, typed(money="His: a little."))
    page = late.content.decode()
    assert late.status_code == 409 and "Hers: nothing." in page and "His: a little." in page
    assert [one.version for one in StartingAgreement.objects.all()] == [1]
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    mo.post(PAGE, typed(money="His: a little.", version=version))
    assert [one.parts["money"] for one in StartingAgreement.objects.order_by("version")] == [
        "Hers: nothing.",
        "His: a little.",
    ]


def test_control_without_the_version_the_first_would_be_lost_in_silence(mo, monkeypatch):
    mo.post(PAGE, typed(money="Hers: nothing."))
    monkeypatch.setattr(starting, "latest", lambda practice: None)
    with pytest.raises(IntegrityError):  # the constraint of the table is the second lock
        mo.post(PAGE, typed(money="His: a little."))


@pytest.mark.parametrize(
    "changes, says",
    [
        ({"money": "Ask {patient}."}, "{patient} is no name we can fill in."),
        ({"money": "Ask {client.email}."}, "{client.email} is no name we can fill in."),
        ({"money": "x" * 5001}, "This is longer than 5,000 characters."),
        (dict.fromkeys((starting.OPENING, *starting.TOPICS), ""), "Write something in at least one topic."),
    ],
)
def test_what_cannot_be_filled_in_is_said_beside_it_and_nothing_typed_is_lost(mo, changes, says):
    answer = mo.post(PAGE, typed(complaints="Write to Mo.", **changes) if len(changes) == 1 else typed(**changes))
    assert answer.status_code == 422 and says in answer.content.decode()
    assert len(changes) > 1 or "Write to Mo." in answer.content.decode()
    assert not StartingAgreement.objects.exists()


def test_words_are_words_and_no_program(mo, cast, signed_in):
    sly = "{% include 'secret' %} {{ settings.SECRET_KEY }} <b>bold</b>"
    answer = mo.post(PAGE, typed(money=sly))
    assert answer.status_code == 422  # a second bracket is no name either
    mo.post(PAGE, typed(money="{% now 'Y' %} <b>bold</b>".replace("{", "(")))
    assert "(% now 'Y' %} <b>bold</b>" in begins(signed_in, cast)


def test_it_is_sealed_and_only_for_who_manages(mo, cast, signed_in):
    mo.post(PAGE, typed(money="It costs nothing."))
    assert b"nothing" not in bytes(StartingAgreement.objects.values_list("parts", flat=True).get())
    for name in ("tom", "amira", "sol", "ines", "max"):
        assert signed_in(getattr(cast, name)).get(PAGE).status_code == 404
    assert starting.latest(cast.elsewhere) is None  # another practice has its own


def test_every_topic_of_an_agreement_has_its_place():
    assert len(starting.TOPICS) == 12 and set(AGREED) <= set(starting.TOPICS.values())
    assert not any(starting.unknown_names(words) for words in starting.ours().values())
