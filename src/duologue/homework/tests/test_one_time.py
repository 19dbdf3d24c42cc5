"""One time it was tried: the day, how much, how it went, how hard, how useful, what got in the way. Several are kept."""

from datetime import date, timedelta

import pytest

from duologue.homework.models import Assignment, Entry
from duologue.homework.tests.conftest import SAID

FULL = {
    "how": "a_bit",
    "words": "As far as the gate",
    "how_much": "Twice, 10 minutes",
    "quality": "4",
    "difficulty": "8",
    "usefulness": "0",
    "reason": "no_time",
    "read_by": "both",
}


def entries():
    return list(Entry.objects.unscoped().filter(line_of=None).order_by("on", "pk"))


def test_quantity_and_quality_difficulty_usefulness_and_what_got_in_the_way(signed_in, cast, agree):
    assignment = agree(what="Walk")
    assert signed_in(cast.amira).post(f"/between/{assignment.pk}/do/", FULL).status_code == 302
    [entry] = entries()
    assert (entry.how_much, entry.quality, entry.difficulty, entry.usefulness) == ("Twice, 10 minutes", 4, 8, 0)
    assert (entry.reason, entry.on) == ("no_time", date(2026, 11, 26))
    for person in (cast.amira, cast.tom):
        page = signed_in(person).get(f"/between/{assignment.pk}/").content.decode()
        assert "Twice, 10 minutes" in page and "How hard it was: 8 of 10" in page and "No time" in page
        assert "How useful it was: 0 of 10" in page  # a zero that was said is a zero


def test_what_was_not_said_is_no_zero(signed_in, cast, agree):
    assignment = agree(what="Walk")
    signed_in(cast.amira).post(f"/between/{assignment.pk}/do/", {"how": "done", "read_by": "both", "quality": ""})
    [entry] = entries()
    assert (entry.quality, entry.difficulty, entry.usefulness, entry.ratings) == (None, None, None, [])
    assert " of 10</li>" not in signed_in(cast.tom).get(f"/between/{assignment.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong", [{"quality": "11"}, {"difficulty": "-1"}, {"how_much": "x" * 300}, {"usefulness": "much"}]
)
def test_what_cannot_be_is_said_beside_its_question(signed_in, cast, agree, wrong):
    answer = signed_in(cast.amira).post(f"/between/{agree(what='Walk').pk}/do/", {**FULL, **wrong})
    text = answer.content.decode()
    assert answer.status_code == 422 and f'href="#id_{next(iter(wrong))}"' in text and "As far as the gate" in text
    assert '<details class="more" open>' in text and not entries()


def test_a_worksheet_takes_the_same_three_numbers(signed_in, cast, agree):
    assignment = agree("thought-record")
    signed_in(cast.amira).post(f"/between/{assignment.pk}/do/", {**SAID, "difficulty": "6", "read_by": "me"})
    [entry] = entries()
    assert entry.difficulty == 6 and entry.response.answers["strength"] == 7


def test_on_days_several_entries_stand_each_for_its_day(signed_in, cast, agree):
    assignment = agree(what="Walk", rhythm=Assignment.Rhythm.DAILY)
    amira, page = signed_in(cast.amira), f"/between/{assignment.pk}/do/"
    form = amira.get(page).content.decode()
    assert 'value="2026-11-26" id="id_on_0" checked' in form and "Yesterday" in form
    for day, how in (("2026-11-26", "done"), ("2026-11-25", "a_bit"), ("", "done")):
        assert amira.post(page, {"how": how, "on": day, "read_by": "both"}).status_code == 302
    assert [(e.on.day, e.how) for e in entries()] == [(25, "a_bit"), (26, "done"), (26, "done")]
    shown = signed_in(cast.tom).get(f"/between/{assignment.pk}/").content.decode()
    assert "Wednesday 25 November, written down on Thursday 26 November" in shown


def test_for_a_thing_done_once_no_day_is_asked(signed_in, cast, agree):
    assert 'name="on"' not in signed_in(cast.amira).get(f"/between/{agree(what='Walk').pk}/do/").content.decode()


@pytest.mark.parametrize("day", ["2026-12-24", "2025-11-26", "nonsense"])
def test_a_day_that_cannot_be_meant_is_asked_again(signed_in, cast, agree, day):
    page = f"/between/{agree(what='Walk', rhythm=Assignment.Rhythm.DAILY).pk}/do/"
    answer = signed_in(cast.amira).post(page, {"how": "done", "on": day, "read_by": "me"})
    assert answer.status_code == 422 and "Choose one of these days." in answer.content.decode() and not entries()


def test_words_that_waited_on_a_phone_keep_their_day(signed_in, cast, agree, now):
    """Written on Monday without signal, sent on Thursday: it is Monday's, with a day chosen or without one."""
    days, once = agree(what="Walk", rhythm=Assignment.Rhythm.DAILY), agree(what="Call")
    amira = signed_in(cast.amira)
    from duologue.web.offline.outbox import mark

    waited = {"X-Outbox": mark(cast.amira), "X-Waited": str(3 * 24 * 3600)}
    for assignment, on in ((days, "2026-11-22"), (once, "")):
        sent = {"how": "done", "on": on, "read_by": "both"}
        assert amira.post(f"/between/{assignment.pk}/do/", sent, headers=waited).status_code == 200
    assert {(e.assignment_id, e.on.day, e.written_at) for e in entries()} == {
        (days.pk, 22, now - timedelta(days=3)),
        (once.pk, 23, now - timedelta(days=3)),
    }


def test_no_page_counts_days_in_a_row_or_says_what_was_left_out(signed_in, cast, agree):
    assignment = agree(what="Walk", rhythm=Assignment.Rhythm.DAILY)
    for day in ("2026-11-24", "2026-11-25", "2026-11-26"):
        signed_in(cast.amira).post(f"/between/{assignment.pk}/do/", {"how": "done", "on": day, "read_by": "both"})
    pages = [f"/between/{assignment.pk}/", "/between/", f"/course/{cast.ours.pk}/progress/"]
    for person in (cast.amira, cast.tom):
        for page in [p for p in pages if person == cast.amira or p != "/between/"]:
            text = signed_in(person).get(page).content.decode().lower()
            assert not [
                word for word in ("streak", "in a row", "overdue", "missed", "forgotten", "well done") if word in text
            ]
