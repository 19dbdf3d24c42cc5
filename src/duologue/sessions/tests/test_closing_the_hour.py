"""Closing the hour in three steps on one page: something to try, how it was, when next; then the end, and the note."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.sessions import actions
from duologue.sessions.models import Session


def page(browser, session):
    return browser.get(reverse("sessions:session", args=[session.pk])).content.decode()


@pytest.mark.parametrize("weeks", [1, 2])
def test_the_same_time_again_is_one_tap(cast, signed_in, running, weeks):
    tom = signed_in(cast.tom)
    assert "Same time next week" in page(tom, running)
    tom.post(reverse("sessions:meet-again", args=[running.pk]), {"weeks": str(weeks)})
    following = Session.objects.unscoped().get(state="planned")
    assert following.starts_at == running.starts_at + timedelta(weeks=weeks)
    words = page(tom, running)
    assert "You meet again on" in words and "Same time next week" not in words


def test_the_wall_clock_counts_when_summer_time_begins(cast, now, running):
    from duologue.sessions import closing

    Session.objects.unscoped().filter(pk=running.pk).update(starts_at=now.replace(year=2027, month=3, day=25))
    held = Session.objects.unscoped().select_related("course__practice", "therapist").get(pk=running.pk)
    following = closing.meet_again(held, weeks=1, by=cast.tom, now=now)
    assert following.starts_at - held.starts_at == timedelta(weeks=1, hours=-1)


def test_a_time_that_that_is_taken_is_said(cast, now, signed_in, running):
    tom, again = signed_in(cast.tom), reverse("sessions:meet-again", args=[running.pk])
    week = running.starts_at + timedelta(weeks=1)
    actions.plan_session(course=cast.theirs, starts_at=week, minutes=50, by=cast.tom, now=now, therapist=cast.tom)
    words = tom.post(again, {"weeks": "1"}, follow=True).content.decode()
    assert "There is another session at that time." in words
    assert tom.post(again, {"weeks": "7"}).status_code == 404
    assert signed_in(cast.amira).post(again, {"weeks": "1"}).status_code == 404


def test_a_day_on_which_somebody_is_away_is_said(cast, now, signed_in, running):
    from duologue.sessions.arrangements import Away

    on = (running.starts_at + timedelta(weeks=1)).date()
    Away(user=cast.amira, first_on=on, last_on=on, written_at=now).save(force_insert=True)
    again = reverse("sessions:meet-again", args=[running.pk])
    words = signed_in(cast.tom).post(again, {"weeks": "1"}, follow=True).content.decode()
    assert "Amira is away until" in words and not Session.objects.unscoped().filter(state="planned").exists()


def test_the_end_leads_on_to_the_note(cast, signed_in, running):
    said = {"version": "1", "agreed": "Rest", "summary": "", "then": "note"}
    answer = signed_in(cast.tom).post(reverse("sessions:end", args=[running.pk]), said)
    assert answer.url == reverse("sessions:progress-note", args=[running.pk])
    assert Session.objects.unscoped().get(pk=running.pk).agreed == "Rest"


def test_a_version_conflict_at_the_end_asks_first(cast, signed_in, running):
    together = reverse("sessions:together", args=[running.pk])
    signed_in(cast.amira).post(together, {"version": "1", "agreed": "Hers", "summary": ""})
    said = {"version": "1", "agreed": "His", "summary": "", "then": "note"}
    assert signed_in(cast.tom).post(reverse("sessions:end", args=[running.pk]), said).status_code == 409
    assert Session.objects.unscoped().get(pk=running.pk).running
