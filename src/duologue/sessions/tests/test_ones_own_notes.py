"""A therapist's own notes have a place of their own: with or without a session, after the password, and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.cast import PASSWORD

from duologue.audit.models import LedgerLine
from duologue.courses.visibility import Audience
from duologue.sessions import actions, own_notes
from duologue.sessions.models import PrivateNote

pytestmark = pytest.mark.django_db
WORDS = "She waits at the door like her mother did. I hurry to let her in."


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


def url(cast, name="own-notes"):
    return reverse(f"sessions:{name}", args=[cast.ours.pk])


def opened(browser, cast):
    """The notes are opened as a person does it: the page asks for the password and leads back."""
    asked = browser.get(url(cast, "open-own-notes"))
    assert asked["Location"].startswith("/account/reauthenticate/")
    back = browser.post(asked["Location"], {"password": PASSWORD, "next": url(cast, "open-own-notes")})
    assert browser.get(back["Location"])["Location"] == url(cast)
    return browser


def writes(browser, cast, words=WORDS, **more):
    return browser.post(url(cast), {"words": words, "kind": "note", "about": "", **more})


def the_note() -> PrivateNote:
    return PrivateNote.objects.unscoped().select_related("course").get()


def test_it_is_written_without_the_password_and_read_after_it(cast, tom):
    assert writes(tom, cast).status_code == 302
    closed = tom.get(url(cast)).content.decode()
    assert WORDS not in closed and "Open my notes" in closed and "A new one" in closed
    assert WORDS in opened(tom, cast).get(url(cast)).content.decode()
    note = the_note()
    assert (note.words, note.audience, note.author, note.session) == (WORDS, Audience.ME, cast.tom, None)


def test_a_wrong_password_opens_nothing(cast, tom):
    writes(tom, cast)
    asked = tom.get(url(cast, "open-own-notes"))["Location"]
    tom.post(asked, {"password": "not mine", "next": url(cast, "open-own-notes")})
    assert tom.get(url(cast, "open-own-notes"))["Location"].startswith("/account/reauthenticate/")
    assert WORDS not in tom.get(url(cast)).content.decode()


def test_after_a_quarter_of_an_hour_they_are_closed_again_and_what_is_written_is_kept(cast, tom, now, monkeypatch):
    writes(tom, cast)
    opened(tom, cast)
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(minutes=15))
    assert WORDS not in tom.get(url(cast)).content.decode()
    address = reverse("sessions:own-note", args=[the_note().pk])
    assert tom.get(address)["Location"] == url(cast, "open-own-notes")
    tom.post(address, {"words": "Changed after all.", "kind": "note", "about": "", "version": "1"})
    assert the_note().words == "Changed after all."


def test_control_without_the_password_anybody_at_the_desk_would_read_them(cast, tom, monkeypatch):
    writes(tom, cast)
    monkeypatch.setattr("duologue.sessions.views.own_notes.are_open", lambda request: True)
    assert WORDS in tom.get(url(cast)).content.decode()


def test_it_can_be_about_a_session_and_about_what_happens_between_the_two(cast, tom, running):
    writes(tom, cast, kind="transference", about=str(running.pk))
    note = the_note()
    assert (note.kind, note.about, note.session) == ("transference", running, None)
    page = opened(tom, cast).get(url(cast)).content.decode()
    assert "about session 1" in page and "Transference" in page


def test_the_note_of_an_hour_stands_here_too_and_stays_with_its_session(cast, tom, running, now):
    actions.keep_note(running, words="He was tired.", seen=0, by=cast.tom, now=now)
    page = opened(tom, cast).get(url(cast)).content.decode()
    assert "He was tired." in page and "the hour of session 1" in page
    address = reverse("sessions:own-note", args=[the_note().pk])
    tom.post(address, {"words": "He was very tired.", "kind": "transference", "about": "", "version": "1"})
    note = the_note()
    assert (note.words, note.session, note.kind) == ("He was very tired.", running, "note")
    assert "He was very tired." in tom.get(reverse("sessions:note", args=[running.pk])).content.decode()
    tom.post(reverse("sessions:throw-own-note", args=[note.pk]))
    assert the_note().words == "" and "very tired" not in tom.get(url(cast)).content.decode()
    actions.keep_note(running, words="Again.", seen=the_note().version, by=cast.tom, now=now)
    assert "Again." in tom.get(url(cast)).content.decode()


def test_two_tabs_keep_both_texts(cast, tom):
    writes(tom, cast)
    address = reverse("sessions:own-note", args=[the_note().pk])
    for words in ("Of the first tab.", "Of the second tab."):
        tom.post(address, {"words": words, "kind": "note", "about": "", "version": "1"})
    assert sorted(n.words for n in PrivateNote.objects.unscoped().select_related("course")) == [
        "Of the first tab.",
        "Of the second tab.",
    ]


def test_thrown_away_its_words_are_gone_and_the_ledger_says_that_it_was(cast, tom):
    writes(tom, cast)
    tom.post(reverse("sessions:throw-own-note", args=[the_note().pk]))
    assert the_note().words == "" and the_note().thrown_away_at
    assert WORDS not in opened(tom, cast).get(url(cast)).content.decode()
    assert tom.get(reverse("sessions:own-note", args=[the_note().pk])).status_code == 404
    verbs = set(LedgerLine.objects.filter(subject=the_note().pk).values_list("verb", flat=True))
    assert verbs == {"privatenote.written", "privatenote.thrown_away"}


def test_a_search_goes_through_ones_own_words_only(cast, tom, now):
    writes(tom, cast)
    writes(tom, cast, words="Something else.")
    own_notes.add("Like her mother, too.", kind="note", about=None, course=cast.theirs, by=cast.ben, now=now)
    page = opened(tom, cast).get(url(cast), {"find": "MOTHER"}).content.decode()
    assert WORDS in page and "Something else." not in page and "Like her mother, too." not in page
    assert "No note has these words in it." in tom.get(url(cast), {"find": "father"}).content.decode()


def test_the_author_takes_them_along_after_the_password_and_nobody_else_does(cast, tom, signed_in, running):
    writes(tom, cast, kind="transference", about=str(running.pk))
    take = url(cast, "take-own-notes")
    assert tom.post(take)["Location"] == url(cast, "open-own-notes")
    file = opened(tom, cast).post(take)
    text = file.content.decode()
    assert WORDS in text and "about session 1" in text and "Own notes of Tom" in text
    assert file["Content-Disposition"] == 'attachment; filename="notes.txt"' and "no-store" in file["Cache-Control"]
    line = LedgerLine.objects.get(verb="privatenote.taken_along")
    assert line.actor == cast.tom.pk and WORDS not in str(vars(line))
    for name in ("amira", "ben", "sol", "mo", "ines", "una", "max", "zoe"):
        assert signed_in(getattr(cast, name)).post(take).status_code == 404, name


def test_a_colleague_of_the_same_care_team_finds_none_of_them(cast, tom, signed_in, now):
    writes(tom, cast)
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on=now.date())
    ben = opened(signed_in(cast.ben), cast)
    assert WORDS not in ben.get(url(cast)).content.decode()
    for name in ("own-note", "throw-own-note"):
        assert ben.post(reverse(f"sessions:{name}", args=[the_note().pk]), {"words": "x"}).status_code == 404
    assert WORDS not in ben.post(url(cast, "take-own-notes")).content.decode()
    assert the_note().words == WORDS


def test_the_database_itself_refuses_a_note_for_more_than_its_author(cast, tom):
    writes(tom, cast)
    for audience in (Audience.CARE_TEAM, Audience.SHARED):
        with pytest.raises(IntegrityError), transaction.atomic():
            PrivateNote.objects.unscoped().update(audience=audience)


@pytest.mark.parametrize("words, status", [("", 422), ("x" * 5001, 422)])
def test_what_cannot_be_kept_comes_back_with_a_sentence(cast, tom, words, status):
    answer = writes(tom, cast, words=words)
    assert (
        answer.status_code == status and "what-to-mend" in answer.content.decode() and words in answer.content.decode()
    )
