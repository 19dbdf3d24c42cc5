"""What waited on a phone (R10, R11, T16): whose it is, when it was written, one row an entry whatever the line does to it."""

from __future__ import annotations

import random
import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duologue.audit.receipts import ReceiptMiddleware
from duologue.homework.models import Entry
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Response
from duologue.safety.models import Alert
from duologue.web.offline.outbox import LONGEST_WAIT, OWNER, WAITED, mark

PLACE = "/between/write/"
DAY = 86400


def from_phone(client, person, words, *, key=None, waited=0, place=PLACE, **fields):
    """One request as the outbox of a phone makes it."""
    headers = {OWNER: mark(person), WAITED: str(waited)}
    body = {"words": words, "read_by": "me", "entry_key": str(key or uuid.uuid4()), **fields}
    return client.post(place, body, headers=headers)


def notes():
    return list(Entry.objects.unscoped().order_by("pk"))


def test_a_phone_is_told_where_to_go_next_and_reads_no_message_away(signed_in, cast):
    amira = signed_in(cast.amira)
    answer = from_phone(amira, cast.amira, "I slept.")
    assert (answer.status_code, answer.json()) == (200, {"to": "/between/"})
    assert "no-store" in answer["Cache-Control"]
    assert "Kept, just for you." in amira.get("/between/").content.decode()


def test_a_browser_without_script_is_answered_as_ever(signed_in, cast):
    answer = signed_in(cast.amira).post(PLACE, {"words": "I slept.", "read_by": "me"})
    assert (answer.status_code, answer["Location"]) == (302, "/between/")


def test_nobody_signed_in_is_said_so_and_nothing_is_kept(client, cast):
    assert from_phone(client, cast.amira, "I slept.").status_code == 401 and not notes()


def test_words_of_one_person_are_not_taken_under_anothers_sign_in(signed_in, cast):
    answer = from_phone(signed_in(cast.nia), cast.amira, "I slept.")
    assert answer.status_code == 412 and not notes()


def test_control_without_the_mark_they_would_be(signed_in, cast):
    """What the mark is for: the same request without it writes Amira's words into Nia's course."""
    signed_in(cast.nia).post(PLACE, {"words": "I slept.", "read_by": "me"})
    assert [note.author for note in notes()] == [cast.nia]


@pytest.mark.parametrize(
    "said, counts",
    [
        ("0", 0),
        ("5", 5),
        (str(4 * DAY), 4 * DAY),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("1e9", 0),
        ("٣", 0),
        ("9" * 11, None),
    ],
)
def test_when_it_was_written_is_counted_back_from_now(signed_in, cast, now, said, counts):
    from_phone(signed_in(cast.amira), cast.amira, "I slept.", waited=said)
    [note] = notes()
    assert note.received_at == now
    assert now - note.written_at == (LONGEST_WAIT if counts is None else timedelta(seconds=counts))


def test_answers_keep_both_times(signed_in, cast, now):
    asked = questionnaires.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
    given_ = {f"q{n}": "1" for n in range(1, 8)}
    from_phone(signed_in(cast.amira), cast.amira, "", waited=2 * DAY, place=f"/answer/{asked.pk}/", **given_)
    sent = Response.objects.unscoped().get()
    assert (sent.sent_at, sent.received_at) == (now, now)
    assert sent.written_at == sent.changed_at == now - timedelta(days=2)


def test_who_is_signed_in_and_a_token_that_works(client, signed_in, cast):
    nobody = client.get("/offline/who/")
    assert nobody.json()["person"] == "" and "no-store" in nobody["Cache-Control"]
    told = signed_in(cast.amira).get("/offline/who/")
    assert told.json()["person"] == mark(cast.amira) != mark(cast.nia) and told.json()["token"]
    assert "no-store" in told["Cache-Control"] and str(cast.amira.pk) not in told.content.decode()


SENDINGS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.sampled_from(["there", "lost", "expired"])), max_size=12
)


def replay(cast, signed_in, entries, sendings, seed):
    """Four entries, each sent 1 to 10 times in any order from two devices; some answers are lost, some sessions have gone."""
    dice = random.Random(seed)
    devices = [signed_in(cast.amira), signed_in(cast.amira)]
    everything = [(n, dice.randrange(2), "there") for n in range(len(entries))] + [tuple(one) for one in sendings]
    dice.shuffle(everything)
    told = {}
    for n, device, line in everything:
        if n >= len(entries):
            continue
        key, words, waited = entries[n]
        if line == "expired":
            session = devices[device].cookies.pop("duologue")
            assert from_phone(devices[device], cast.amira, words, key=key, waited=waited).status_code == 401
            devices[device].cookies["duologue"] = session.value
        answer = from_phone(devices[device], cast.amira, words, key=key, waited=waited + dice.randrange(30 * DAY))
        if line != "lost":
            assert told.setdefault(n, answer.content) == answer.content and answer.status_code == 200


def once(cast, signed_in, sendings, seed, many=4):
    before = len(notes())
    entries = [(uuid.uuid4(), f"note {uuid.uuid4()}", n * DAY) for n in range(many)]
    replay(cast, signed_in, entries, sendings, seed)
    written = [note.words for note in notes()]
    assert len(written) - before == many
    assert all(written.count(words) == 1 for _, words, _ in entries)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sendings=SENDINGS, seed=st.integers(0, 2**16))
def test_one_row_a_key_however_often_and_in_whatever_order(signed_in, cast, sendings, seed):
    once(cast, signed_in, sendings, seed)


def test_ten_times_each_is_one_row_each(signed_in, cast):
    once(cast, signed_in, [(n, n % 2, "there") for n in range(4)] * 9, seed=1)


def test_control_without_receipts_the_same_story_is_red(signed_in, cast, monkeypatch):
    monkeypatch.setattr(ReceiptMiddleware, "process_view", lambda *_: None)
    with pytest.raises(AssertionError):
        once(cast, signed_in, [(n, n % 2, "there") for n in range(4)] * 2, seed=1)


def test_other_words_under_a_spent_key_are_turned_down(signed_in, cast):
    amira, key = signed_in(cast.amira), uuid.uuid4()
    from_phone(amira, cast.amira, "I slept.", key=key)
    assert from_phone(amira, cast.amira, "I did not.", key=key).status_code == 409
    assert [note.words for note in notes()] == ["I slept."]


def risky(cast, signed_in, asked, *, waited):
    given_ = {**{f"q{n}": "0" for n in range(1, 9)}, "q9": "1"}
    from_phone(signed_in(cast.amira), cast.amira, "", waited=waited, place=f"/answer/{asked.pk}/", **given_)
    return Alert.objects.unscoped().get()


def test_an_answer_that_waited_says_so_to_the_therapist(signed_in, cast, now):
    alert = risky(cast, signed_in, questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now), waited=2 * DAY)
    assert alert.came_late and alert.written_at == now - timedelta(days=2)
    page = signed_in(cast.tom).get(f"/answers/{alert.response_id}/").content.decode()
    assert "sent these answers on Tuesday 24 November" in page
    assert "They waited on the phone and reached us on Thursday 26 November" in page


def test_a_form_begun_days_ago_and_sent_now_did_not_wait(signed_in, cast, now):
    """The time of an alert is when the answer was given, not when somebody first opened the form."""
    asked = questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now - timedelta(days=3))
    begun = now - timedelta(days=2)
    questionnaires.begin(asked.form, course=cast.ours, by=cast.amira, now=begun, question=asked)
    alert = risky(cast, signed_in, asked, waited=0)
    assert not alert.came_late and alert.written_at == now
    assert "waited on the phone" not in signed_in(cast.tom).get(f"/answers/{alert.response_id}/").content.decode()
