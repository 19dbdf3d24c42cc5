"""A manager says how long sessions are, how much notice is asked for, and when enquiries are answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.people.models import Practice
from duologue.sessions import changes, planning

pytestmark = pytest.mark.django_db
PAGE = "/practice/sessions/"
SAID = {"session_minutes": "45", "notice_hours": "48", "enquiry_answered": "within three days"}


def test_what_mo_says_holds_from_now_on(cast, now, signed_in):
    mo = signed_in(cast.mo)
    assert "Kept. It holds from now on." in mo.post(PAGE, SAID, follow=True).content.decode()
    held = Practice.objects.get(pk=cast.practice.pk)
    assert (held.session_minutes, held.notice_hours, held.enquiry_answered) == (45, 48, "within three days")
    assert LedgerLine.objects.get(verb="practice.policies").actor == cast.mo.pk
    cast.ours.practice.refresh_from_db()
    in_40_hours = {"starts_at": now + timedelta(hours=40), "minutes": 45}
    session = planning.plan_session(course=cast.ours, by=cast.tom, now=now, **in_40_hours)
    page = signed_in(cast.amira).get(reverse("sessions:call-off", args=[session.pk])).content.decode()
    assert "48 hours" in page
    assert changes.call_off(session, by=cast.amira, now=now).short_notice
    assert (
        signed_in(cast.tom).get(reverse("sessions:plan", args=[cast.ours.pk])).context["form"].initial["minutes"] == 45
    )
    assert Practice.objects.get(pk=cast.elsewhere.pk).notice_hours == 24


def test_the_same_again_writes_no_line(cast, signed_in):
    for _ in range(2):
        signed_in(cast.mo).post(PAGE, SAID)
    assert LedgerLine.objects.filter(verb="practice.policies").count() == 1


@pytest.mark.parametrize(
    "wrong, says",
    [
        ({"notice_hours": "169"}, "Write a number from 0 to 168."),
        ({"notice_hours": "two"}, "Write a number from 0 to 168."),
        ({"session_minutes": "5"}, "Write a number from 15 to 120."),
        ({"enquiry_answered": " . "}, "Write when enquiries are answered."),
    ],
)
def test_what_cannot_be_is_said_and_kept_on_the_page(cast, signed_in, wrong, says):
    answer = signed_in(cast.mo).post(PAGE, {**SAID, **wrong})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert Practice.objects.get(pk=cast.practice.pk).notice_hours == 24


def test_nobody_else_finds_the_page(cast, signed_in):
    for name in ("tom", "amira", "sol", "ines", "max"):
        browser = signed_in(getattr(cast, name))
        assert browser.get(PAGE).status_code == 404 and browser.post(PAGE, SAID).status_code == 404
