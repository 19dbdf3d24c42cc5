"""Amira does it, on a good day and on a bad one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from duologue.homework import actions
from duologue.homework.models import Assignment, Entry
from duologue.homework.tests.conftest import SAID
from duologue.questionnaires.models import Response


def entries():
    return list(Entry.objects.unscoped().select_related("response").order_by("written_at"))


def test_amira_does_a_thought_record_just_for_herself(signed_in, cast, agree):
    assignment = agree("thought-record")
    answer = signed_in(cast.amira).post(f"/between/{assignment.pk}/do/", {**SAID, "read_by": "me"}, follow=True)
    assert "Kept, just for you." in answer.content.decode()
    [entry] = entries()
    assert (entry.how, entry.audience, entry.response.audience) == ("done", "me", "me")
    assert entry.response.answers == {**SAID, "strength": 7} and entry.response.sent_at
    assert "They all look at me." in answer.content.decode()


def test_what_is_needed_is_asked_for_kindly_and_nothing_is_lost(signed_in, cast, agree):
    page = f"/between/{agree('thought-record').pk}/do/"
    answer = signed_in(cast.amira).post(
        page, {**SAID, "thought": " ", "read_by": "line", "one_line": "It was the bus."}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "A few words are enough here." in text and "Nothing you wrote is lost." in text
    assert all(words in text for words in (SAID["happened"], SAID["feeling"], "It was the bus."))
    assert 'value="7" id="id_strength_7" checked' in text and not entries() and not Response.objects.unscoped().count()


def test_one_line_needs_its_line(signed_in, cast, agree):
    page = f"/between/{agree('thought-record').pk}/do/"
    answer = signed_in(cast.amira).post(page, {**SAID, "read_by": "line", "one_line": ""})
    assert answer.status_code == 422 and "Write your one line" in answer.content.decode() and not entries()


def test_a_strength_left_out_is_no_zero(signed_in, cast, agree):
    signed_in(cast.amira).post(f"/between/{agree('thought-record').pk}/do/", {**SAID, "strength": "", "read_by": "me"})
    assert entries()[0].response.answers["strength"] is None


def test_a_thing_in_own_words_is_done_with_a_word_about_it(signed_in, cast, agree):
    assignment = agree(what="Walk to the corner")
    page = f"/between/{assignment.pk}/do/"
    amira = signed_in(cast.amira)
    assert amira.post(page, {"words": "Windy.", "read_by": "both"}).status_code == 422  # how it went is asked
    assert amira.post(page, {"how": "a_bit", "words": "Windy.", "read_by": "both"}).status_code == 302
    [entry] = entries()
    assert (entry.how, entry.words, entry.audience, entry.response) == ("a_bit", "Windy.", "shared", None)


@pytest.mark.parametrize("read_by", ["line", "everybody", ""])
def test_readers_that_are_not_offered_are_refused(signed_in, cast, agree, read_by):
    answer = signed_in(cast.amira).post(f"/between/{agree().pk}/do/", {"how": "done", "read_by": read_by})
    assert answer.status_code == 422 and not entries()


def test_too_hard_today_shows_the_smaller_version_and_keeps_the_reason(signed_in, cast, agree):
    assignment = agree("thought-record", smaller="Only the thought, one minute")
    amira, page = signed_in(cast.amira), f"/between/{assignment.pk}/not-today/"
    assert "Only the thought, one minute" in amira.get(page + "?hard").content.decode()
    assert amira.post(page, {"hard": "yes", "reason": "too_big", "read_by": "both"}).status_code == 302
    smaller = amira.get(f"/between/{assignment.pk}/do/?smaller").content.decode()
    assert "Only the thought, one minute" in smaller and "data-needed" not in smaller
    amira.post(f"/between/{assignment.pk}/do/", {"smaller": "yes", "thought": "I cannot", "read_by": "me"})
    assert {(e.how, e.reason) for e in entries()} == {("hard", "too_big"), ("a_bit", "")}


def test_even_the_smaller_version_is_more_than_nothing(signed_in, cast, agree):
    page = f"/between/{agree('thought-record').pk}/do/"
    answer = signed_in(cast.amira).post(page, {"smaller": "yes", "read_by": "me"})
    assert answer.status_code == 422 and "Write one thing here" in answer.content.decode() and not entries()


def test_not_this_time_takes_one_tap_or_her_own_words(signed_in, cast, agree):
    amira, page = signed_in(cast.amira), f"/between/{agree().pk}/not-today/"
    assert amira.post(page, {"read_by": "me"}).status_code == 422
    refused = amira.post(page, {"reason": "in_words", "read_by": "me"})
    assert refused.status_code == 422 and "Write a few words here" in refused.content.decode()
    assert amira.post(page, {"reason": "forgot", "read_by": "both"}).status_code == 302
    assert [(e.how, e.reason, e.audience) for e in entries()] == [("not", "forgot", "shared")]


def test_late_is_late_and_never_missing(signed_in, cast, agree, now):
    on_the_day = agree(due_on=timezone.localdate(now))
    late = agree(due_on=timezone.localdate(now) - timedelta(days=2))
    text = signed_in(cast.amira).get("/between/").content.decode()
    assert text.count("Later is fine too.") == 1 and "missed" not in text.lower() and "overdue" not in text.lower()
    actions.do(late, by=cast.amira, now=now, read_by=Entry.ReadBy.BOTH)
    actions.do(on_the_day, by=cast.amira, now=now, read_by=Entry.ReadBy.BOTH)
    tom = signed_in(cast.tom)
    assert "later than you had in mind" in tom.get(f"/between/{late.pk}/").content.decode()
    assert "later than you had in mind" not in tom.get(f"/between/{on_the_day.pk}/").content.decode()


def test_words_that_arrive_after_it_was_settled_are_kept(signed_in, cast, agree, now):
    assignment = agree()
    actions.settle(assignment, Assignment.Outcome.REVIEWED, words="Enough.", by=cast.tom, now=now)
    page = f"/between/{assignment.pk}/do/"
    assert signed_in(cast.amira).post(page, {"how": "done", "words": "Did it", "read_by": "me"}).status_code == 302
    assert entries()[0].words == "Did it"


def test_both_times_of_an_entry_are_kept(cast, agree, now):
    earlier = now - timedelta(days=2)
    entry = actions.do(agree("thought-record"), by=cast.amira, now=now, written_at=earlier, answers={"thought": "No."})
    assert (entry.written_at, entry.received_at, entry.response.written_at) == (earlier, now, earlier)


def test_the_therapist_cannot_do_it_for_her(signed_in, cast, agree):
    assignment = agree()
    tom = signed_in(cast.tom)
    for page in (
        f"/between/{assignment.pk}/do/",
        f"/between/{assignment.pk}/not-today/",
        "/between/write/",
        "/between/",
    ):
        assert tom.get(page).status_code == 404
        assert tom.post(page, {"how": "done", "read_by": "me"}).status_code in (404, 405)
    assert not entries()
