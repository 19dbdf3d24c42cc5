"""Each entry counts once (R11): on a bad line, from two devices, in any order, with the session lost in between."""

from __future__ import annotations

import random
import re
import threading
import uuid

import pytest
from django.db import connection, connections

from duologue.audit.models import LedgerLine, Receipt
from duologue.courses.models import OwnWords
from duologue.homework import actions
from duologue.homework.models import Entry
from tests.browsing import PostsWithKey

WORDS = {"words": "I slept, at last.", "read_by": "me"}
PLACE = "/between/write/"


def a_key() -> str:
    return str(uuid.uuid4())


def notes() -> int:
    return Entry.objects.unscoped().count()


def test_the_same_words_sent_twice_are_one_row_with_the_same_answer(signed_in, cast):
    amira, key = signed_in(cast.amira), a_key()
    first = amira.post(PLACE, {**WORDS, "entry_key": key})
    again = amira.post(PLACE, {**WORDS, "entry_key": key})
    assert (first.status_code, first["Location"]) == (again.status_code, again["Location"]) == (302, "/between/")
    assert notes() == 1 and Receipt.objects.filter(key=key).count() == 1


def test_other_words_under_the_same_key_are_shown_and_not_kept(signed_in, cast):
    amira, key = signed_in(cast.amira), a_key()
    amira.post(PLACE, {**WORDS, "entry_key": key})
    answer = amira.post(PLACE, {**WORDS, "words": "I did not <sleep>.", "entry_key": key})
    text = answer.content.decode()
    assert answer.status_code == 409 and "I did not &lt;sleep&gt;." in text and "sent before" in text
    assert notes() == 1 and Entry.objects.unscoped().get().words == WORDS["words"]


@pytest.mark.parametrize("key", ["", "not-a-key", "1"])
def test_without_a_key_nothing_is_changed(signed_in, cast, key):
    amira = signed_in(cast.amira)
    lines = LedgerLine.objects.count()
    answer = amira.post(PLACE, {**WORDS, "entry_key": key})
    assert answer.status_code == 400 and "nothing was changed" in answer.content.decode()
    assert notes() == 0 and Receipt.objects.count() == 0 and LedgerLine.objects.count() == lines


def test_an_error_does_not_use_the_key_up(signed_in, cast):
    amira, key = signed_in(cast.amira), a_key()
    assert amira.post(PLACE, {"words": "", "read_by": "me", "entry_key": key}).status_code == 422
    assert not Receipt.objects.exists()
    answer = amira.post(PLACE, {**WORDS, "entry_key": key})
    assert answer.status_code == 302 and notes() == 1


def test_every_form_that_is_drawn_carries_an_unspent_key(signed_in, cast):
    amira, key = signed_in(cast.amira), a_key()
    came_back = amira.post(PLACE, {"words": "", "read_by": "me", "entry_key": key}).content.decode()
    offered = re.findall(r'name="entry_key" value="([^"]+)"', came_back)
    assert offered and key not in offered and len(set(offered)) == len(offered)
    assert amira.post(PLACE, {**WORDS, "entry_key": offered[0]}).status_code == 302


def test_a_kind_question_does_not_use_the_key_up(signed_in, cast):
    tom, key = signed_in(cast.tom), a_key()
    page = f"/course/{cast.ours.pk}/between/agree/"
    given = {
        "what": "Walk",
        "why": "Air",
        "when_where": "Noon",
        "obstacle": "Rain",
        "confidence": "6",
        "entry_key": key,
    }
    assert tom.post(page, given).status_code == 200 and not Receipt.objects.exists()
    assert tom.post(page, {**given, "considered": "yes"}).status_code == 302


def test_a_place_that_is_not_theirs_leaves_no_receipt(signed_in, cast, now):
    note = actions.write_down("Mine", course=cast.ours, by=cast.amira, now=now)
    key = a_key()
    answer = signed_in(cast.nia).post(f"/entry/{note.pk}/audience/", {"read_by": "both", "entry_key": key})
    assert answer.status_code == 404 and not Receipt.objects.exists()


def test_two_people_may_happen_on_the_same_key(signed_in, cast):
    key = a_key()
    for person in (cast.amira, cast.nia):
        assert signed_in(person).post(PLACE, {**WORDS, "entry_key": key}).status_code == 302
    assert notes() == 2


def test_the_same_key_for_another_page_is_other_words(signed_in, cast, now):
    assignment = actions.agree(
        course=cast.ours, by=cast.tom, now=now, what="Walk", why="Air", when_where="Noon", confidence=8
    )
    amira, key = signed_in(cast.amira), a_key()
    amira.post(PLACE, {**WORDS, "entry_key": key})
    answer = amira.post(f"/between/{assignment.pk}/do/", {**WORDS, "how": "done", "entry_key": key})
    assert answer.status_code == 409 and notes() == 1


def send_in_any_order(cast, signed_in, *, seed: int, entries: int = 6, times: int = 10) -> None:
    """Each entry sent `times` times, shuffled, from two devices, with a fresh sign-in half-way."""
    sends = [(key, f"Entry {n}") for n, key in enumerate(a_key() for _ in range(entries))] * times
    shuffled = random.Random(seed)
    shuffled.shuffle(sends)
    devices = [signed_in(cast.amira), signed_in(cast.amira)]
    for n, (key, words) in enumerate(sends):
        if n == len(sends) // 2:
            devices[0] = signed_in(cast.amira)
        answer = shuffled.choice(devices).post(PLACE, {"words": words, "read_by": "me", "entry_key": key})
        assert (answer.status_code, answer["Location"]) == (302, "/between/")


@pytest.mark.parametrize("seed", range(3))
def test_ten_sends_in_any_order_from_two_devices_are_one_row_each(signed_in, cast, seed):
    send_in_any_order(cast, signed_in, seed=seed)
    kept = [entry.words for entry in Entry.objects.unscoped()]
    assert sorted(kept) == [f"Entry {n}" for n in range(6)]
    assert len({entry.words for entry in Entry.objects.unscoped()}) == len(kept)


def test_a_late_entry_keeps_the_time_it_was_written(cast, now):
    from datetime import timedelta

    monday = now - timedelta(days=3)
    note = actions.write_down("On the train", course=cast.ours, by=cast.amira, now=now, written_at=monday)
    assert (note.written_at, note.received_at) == (monday, now)


def send_at_once(person, *, threads: int, key: str) -> list[int]:
    """The same entry from several devices in the same moment; returns what each was told."""
    ready, told = threading.Barrier(threads), []

    def send():
        browser = PostsWithKey(raise_request_exception=False)
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        ready.wait()
        try:
            told.append(browser.post(PLACE, {**WORDS, "entry_key": key}).status_code)
        finally:
            connections.close_all()

    running = [threading.Thread(target=send) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return told


@pytest.mark.django_db(transaction=True)
def test_the_same_entry_from_six_devices_at_once_is_one_row(transactional_db, cast):
    told = send_at_once(cast.amira, threads=6, key=a_key())
    assert told == [302] * 6 and notes() == 1 and Receipt.objects.count() == 1


@pytest.fixture
def no_unique_index(transactional_db, monkeypatch):
    """The receipts' table as it would be if somebody had forgotten its constraint."""
    constraint = next(c for c in Receipt._meta.constraints if c.name == "each_entry_once")
    with monkeypatch.context() as forgotten, connection.schema_editor() as editor:
        # SQLite makes the table anew from the model
        forgotten.setattr(Receipt._meta, "constraints", [])
        editor.remove_constraint(Receipt, constraint)
    yield
    Receipt.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(Receipt, constraint)


def test_control_without_the_unique_index_duplicates_are_noticed(no_unique_index, cast, signed_in):
    told = send_at_once(cast.amira, threads=6, key=a_key())
    assert told == [302] * 6 and notes() == 6
    with pytest.raises(AssertionError):
        _one_row_each(cast, signed_in)


def _one_row_each(cast, signed_in):
    before = notes()
    send_in_any_order(cast, signed_in, seed=1, entries=2, times=3)
    assert notes() - before == 2


def test_control_without_receipts_the_same_words_are_kept_twice(signed_in, cast, monkeypatch):
    monkeypatch.setattr("duologue.audit.receipts.ReceiptMiddleware.process_view", lambda *_: None)
    with pytest.raises(AssertionError):
        _one_row_each(cast, signed_in)


def test_what_went_wrong_half_way_takes_the_receipt_with_it(cast, monkeypatch, signed_in):
    def breaks(*args, **kwargs):
        actions_write_down(*args, **kwargs)
        raise RuntimeError("the power went")

    actions_write_down = actions.write_down
    monkeypatch.setattr("duologue.homework.views.actions.write_down", breaks)
    amira, key = signed_in(cast.amira), a_key()
    with pytest.raises(RuntimeError):
        amira.post(PLACE, {**WORDS, "entry_key": key})
    assert notes() == 0 and not Receipt.objects.exists()
    monkeypatch.undo()
    assert OwnWords.objects.unscoped().count() == 0
    assert amira.post(PLACE, {**WORDS, "entry_key": key}).status_code == 302 and notes() == 1
