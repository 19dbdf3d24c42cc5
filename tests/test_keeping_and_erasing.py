"""Both read until when pages are kept; a client asks twice for all of it to be erased; a manager holds what has to stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.config import running
from duologue.courses import actions as courses
from duologue.courses import erasing, keeping
from duologue.courses.keeping import ErasureRequest, LegalHold
from duologue.courses.models import Participant, Stage
from duologue.ending import following
from duologue.people.models import User
from tests import histories
from tests.cast import NOW, PASSWORD
from tests.reading import words

KEPT = reverse("interop:kept")


@pytest.fixture(autouse=True)
def _a_list_of_its_own(settings, tmp_path):
    settings.ERASURES, settings.AUDIT_ANCHOR = tmp_path / "erased.list", tmp_path / "anchor"


def ended(cast, *, days):
    Stage.objects.unscoped().filter(course=cast.ours).update(began_at=NOW - timedelta(days=4000))
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=NOW - timedelta(days=days))


def page(cast):
    return reverse("interop:erase", args=[cast.ours.pk])


def ask(amira, cast):
    return amira.post(page(cast), {"what": "ask"})


def confirm(amira, cast, password=PASSWORD):
    return amira.post(page(cast), {"what": "confirm", "password": password})


def test_both_read_until_when_the_pages_are_kept(cast, signed_in):
    ended(cast, days=0)
    for person in (cast.amira, cast.tom):
        text = words(signed_in(person).get(reverse("ending:overview", args=[cast.ours.pk])))
        assert "The pages are kept until 26 November 2033." in text


def test_while_a_course_goes_on_there_is_no_date_and_it_says_why(cast, signed_in):
    text = words(signed_in(cast.amira).get(page(cast)))
    assert "kept while you come here, and 7 years after you end" in text and "This course goes on." in text
    assert "kept until" not in words(signed_in(cast.tom).get(reverse("ending:overview", args=[cast.ours.pk])))


def test_a_follow_up_moves_no_date_and_a_way_back_takes_it_away(cast, signed_in):
    ended(cast, days=90)
    Stage.objects.unscoped().filter(course=cast.ours, kind="closed").update(kind="follow_up")
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=NOW)
    assert keeping.kept_until(cast.ours) == keeping.years_after((NOW - timedelta(days=90)).date(), 7)
    courses.move_to(Stage.Kind.TREATMENT, course=cast.ours, by=cast.tom, now=NOW)
    cast.ours.__dict__.pop("way", None)
    assert keeping.kept_until(cast.ours) is None


def test_asked_once_nothing_happens_and_twice_with_the_password_it_waits_for_its_day(cast, signed_in):
    ended(cast, days=30)
    amira = signed_in(cast.amira)
    ask(amira, cast)
    assert "Are you sure?" in words(amira.get(page(cast)))
    assert ErasureRequest.objects.visible_to(cast.amira).get().confirmed_at is None
    assert confirm(amira, cast).status_code == 302
    text = words(amira.get(page(cast)))
    assert "You asked for it on 26 November 2026." in text and "They are erased on 27 October 2033" in text
    running.do_what_is_due()
    assert Participant.objects.unscoped().filter(course=cast.ours).exists()


@pytest.mark.parametrize(
    "password, sentence", [("", "Write your password, so that nobody else can do this."), ("no", "not your password")]
)
def test_without_the_password_nothing_is_confirmed(cast, signed_in, password, sentence):
    ended(cast, days=30)
    amira = signed_in(cast.amira)
    ask(amira, cast)
    answer = confirm(amira, cast, password)
    assert answer.status_code == 422 and sentence in words(answer)
    assert ErasureRequest.objects.visible_to(cast.amira).get().confirmed_at is None


def test_guessing_the_password_is_slowed_down(cast, signed_in):
    ended(cast, days=30)
    amira = signed_in(cast.amira)
    ask(amira, cast)
    answers = [words(confirm(amira, cast, f"guess {n}")) for n in range(15)]
    assert "Too many tries." in answers[-1]


def test_a_change_of_mind_is_one_press_and_can_be_changed_again(cast, signed_in):
    ended(cast, days=30)
    amira = signed_in(cast.amira)
    ask(amira, cast)
    confirm(amira, cast)
    amira.post(page(cast), {"what": "take_back"})
    assert "I want it erased" in words(amira.get(page(cast)))
    ask(amira, cast)
    assert ErasureRequest.objects.visible_to(cast.amira).count() == 2


def test_on_its_day_the_minutes_work_erases_it(cast, signed_in, monkeypatch):
    histories.amiras(cast)
    ended(cast, days=30)
    amira = signed_in(cast.amira)
    ask(amira, cast)
    confirm(amira, cast)
    due = NOW + timedelta(days=366 * 7)
    assert erasing.erase_what_is_due(now=due) == 1 and erasing.erase_what_is_due(now=due) == 0
    assert not User.objects.get(pk=cast.amira.pk).is_active
    assert LedgerLine.objects.filter(verb="course.erased", course=cast.ours.pk).count() == 1


def test_after_its_time_it_is_done_at_once_and_she_is_signed_out(cast, signed_in):
    ended(cast, days=3000)
    amira = signed_in(cast.amira)
    ask(amira, cast)
    assert confirm(amira, cast).status_code == 302
    assert not User.objects.get(pk=cast.amira.pk).is_active
    assert "/account/login/" in amira.get(reverse("home:today"))["Location"]


def test_a_manager_sees_days_and_names_and_nobodys_words(cast, signed_in):
    histories.amiras(cast)
    following.plan_follow_ups([1], last_on=NOW.date(), course=cast.ours, by=cast.tom, now=NOW)
    ended(cast, days=0)
    text = words(signed_in(cast.mo).get(KEPT))
    assert "Amira Kept until 26 November 2033." in text and "Nia Goes on." in text
    assert "I stopped going out" not in text
    assert "Keeping and erasing" in words(signed_in(cast.mo).get(reverse("home:today")))


def test_a_hold_has_its_reason_keeps_everything_and_is_lifted(cast, signed_in):
    ended(cast, days=3000)
    mo, at = signed_in(cast.mo), reverse("interop:hold", args=[cast.ours.pk])
    empty = mo.post(at, {"what": "hold", "reason": ""})
    assert empty.status_code == 422 and "Write why." in words(empty)
    assert mo.post(at, {"what": "hold", "reason": "A court asks"}).status_code == 302
    assert "A court asks" in words(mo.get(at)) and "held" in words(mo.get(KEPT))
    mo.post(reverse("interop:erase-past", args=[cast.ours.pk]))
    assert User.objects.get(pk=cast.amira.pk).is_active
    told = words(signed_in(cast.amira).get(page(cast)))
    assert "has to keep these pages for now" in told and "A court asks" not in told
    assert "have to be kept for now" in words(signed_in(cast.amira).get(reverse("people:me")))
    mo.post(at, {"what": "lift"})
    assert LegalHold.objects.get().lifted_by == cast.mo
    mo.post(reverse("interop:erase-past", args=[cast.ours.pk]))
    assert not User.objects.get(pk=cast.amira.pk).is_active


def test_what_is_not_over_is_not_erased_by_a_manager(cast, signed_in):
    ended(cast, days=30)
    answer = signed_in(cast.mo).post(reverse("interop:erase-past", args=[cast.ours.pk]), follow=True)
    assert "The practice has to keep its pages for 7 years." in words(answer)
    assert User.objects.get(pk=cast.amira.pk).is_active


def test_who_is_a_client_elsewhere_too_keeps_their_account(cast, now):
    ended(cast, days=3000)
    courses.open_course(practice=cast.elsewhere, client=cast.amira, therapist=cast.zoe, by=cast.zoe, now=now)
    erasing.erase(cast.ours, by=cast.amira, now=now)
    kept = User.objects.get(pk=cast.amira.pk)
    assert kept.is_active and kept.name == "Amira"
