"""Letters are their author's alone until they are given; whoever stays away is told that the door is open."""

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.ending import actions, farewells
from duologue.ending.models import ContactAttempt, Farewell
from duologue.people.models import Letter


def at(name, cast):
    return reverse(f"ending:{name}", args=[cast.ours.pk])


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


def test_a_draft_is_its_authors_alone_until_it_is_given(cast, tom, amira):
    assert (
        tom.post(at("letter", cast), {"words": "Dear Amira, the bread", "version": 0, "what": "keep"}).status_code
        == 302
    )
    assert "Dear Amira, the bread" in words(tom.get(at("letter", cast)))
    for page in ("letter", "overview"):
        assert "the bread" not in words(amira.get(at(page, cast)))
    told = words(amira.get(reverse("people:me")))
    assert "gave you a letter" not in told and "changed something" not in told
    tom.post(at("letter", cast), {"words": "Dear Amira, the bread and Jo", "version": 1, "what": "give"})
    for page in ("letter", "overview"):
        assert "the bread and Jo" in words(amira.get(at(page, cast)))
    assert "gave you a letter" in words(amira.get(reverse("people:me")))


def test_what_was_given_stays_as_it_is_and_another_can_be_written(cast, amira, tom):
    amira.post(at("letter", cast), {"words": "First", "version": 0, "what": "give"})
    given = Farewell.objects.visible_to(cast.tom).get()
    farewells.give(given, by=cast.amira, now=NOW)  # a second press
    amira.post(at("letter", cast), {"words": "Second", "version": 0, "what": "keep"})
    given.refresh_from_db()
    assert given.words == "First" and Farewell.objects.visible_to(cast.amira).count() == 2
    assert "Second" not in words(tom.get(at("letter", cast)))


def test_two_windows_lose_no_word_of_a_letter(cast, amira):
    amira.post(at("letter", cast), {"words": "One", "version": 0, "what": "keep"})
    amira.post(at("letter", cast), {"words": "One and two", "version": 1, "what": "keep"})
    stale = amira.post(at("letter", cast), {"words": "One and three", "version": 1, "what": "give"})
    assert stale.status_code == 409
    assert "One and two" in words(stale) and "One and three" in words(stale)
    assert not Farewell.objects.visible_to(cast.tom)


def test_an_empty_letter_is_not_kept(cast, amira):
    empty = amira.post(at("letter", cast), {"words": "", "version": 0, "what": "give"})
    assert empty.status_code == 422 and "Write a few lines first." in words(empty)


def test_after_the_end_letters_stay_to_read(cast, amira, tom):
    amira.post(at("letter", cast), {"words": "Thank you for the chair", "version": 0, "what": "give"})
    actions.begin("planned", last_session_number=0, why="w", course=cast.ours, by=cast.tom, now=NOW)
    actions.end(course=cast.ours, by=cast.tom, now=NOW)
    assert "Thank you for the chair" in words(tom.get(at("letter", cast)))
    late = amira.post(at("letter", cast), {"words": "And", "version": 0, "what": "give"})
    assert late.status_code == 422 and "stay here to read" in words(late) and "And" in words(late)


def broke_off(cast):
    histories.held(cast.ours, 4)
    actions.begin("unplanned", last_session_number=4, why="No answer.", course=cast.ours, by=cast.tom, now=NOW)


def test_tries_to_reach_somebody_are_written_down_for_both_to_read(cast, tom, amira):
    broke_off(cast)
    tried = {"on": "2026-11-20", "way": "phone", "came": "left_word", "words": "Left my number"}
    assert tom.post(at("contacts", cast), tried).status_code == 302
    tomorrow = tom.post(at("contacts", cast), {**tried, "on": "2026-11-27"})
    assert tomorrow.status_code == 422 and "Choose today or a day before." in words(tomorrow)
    for browser, page in ((tom, "contacts"), (amira, "overview")):
        text = words(browser.get(at(page, cast)))
        assert "Friday 20 November, by phone. Left word." in text and "Left my number" in text
    assert ContactAttempt.objects.visible_to(cast.amira).count() == 1


def test_the_door_open_message_begins_with_what_was_and_is_told_by_a_neutral_mail(cast, tom, amira):
    broke_off(cast)
    assert "Write first that the door is open" in words(tom.get(at("close", cast)))
    draft = words(tom.get(at("door-open", cast)))
    assert "Dear Amira," in draft and "you came 4 times" in draft
    before = Letter.objects.count()
    tom.post(at("door-open", cast), {"words": "Dear Amira, the door is open.", "version": 0, "what": "keep"})
    assert Letter.objects.count() == before
    tom.post(at("door-open", cast), {"words": "Dear Amira, the door is open.", "version": 1, "what": "give"})
    mail = Letter.objects.latest("written_at")
    assert Letter.objects.count() == before + 1 and mail.to == cast.amira.email
    assert "door" not in mail.body and "something new on your page" in mail.body
    assert "Dear Amira, the door is open." in words(amira.get(at("overview", cast)))
    assert "Write first that the door is open" not in words(tom.get(at("close", cast)))


def test_the_therapists_pages_are_not_the_clients(cast, amira):
    for name in ("door-open", "contacts"):
        assert amira.get(at(name, cast)).status_code == 404
        assert amira.post(at(name, cast), {"words": "x"}).status_code == 404


def test_nothing_is_sent_to_somebody_who_has_died(cast, tom):
    histories.held(cast.ours, 2)
    actions.set_follow_up(NOW.date().replace(year=2027), course=cast.ours, by=cast.tom, now=NOW)
    actions.begin("died", last_session_number=2, why="Her brother rang.", course=cast.ours, by=cast.tom, now=NOW)
    cast.amira.refresh_from_db()
    assert not cast.amira.is_active
    before = Letter.objects.count()
    tom.post(at("door-open", cast), {"words": "Dear", "version": 0, "what": "give"})
    assert Letter.objects.count() == before
    assert "You look in again" not in words(tom.get(at("overview", cast)))


def test_a_mistake_that_silenced_everything_is_undone_by_the_way_back(cast, tom):
    actions.begin("died", last_session_number=0, why="w", course=cast.ours, by=cast.tom, now=NOW)
    actions.end(course=cast.ours, by=cast.tom, now=NOW)
    tom.post(at("way-back", cast), {"what": "open"})
    cast.amira.refresh_from_db()
    assert cast.amira.is_active
