"""Both lists: what stands there, what stands there before anything does, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from duologue.homework import actions, notes
from duologue.homework.models import Assignment, Entry


def test_before_anything_was_agreed_both_lists_say_what_will_be_there(signed_in, cast):
    assert "When you and Tom agree something" in signed_in(cast.amira).get("/between/").content.decode()
    assert "Nothing open." in signed_in(cast.tom).get(f"/course/{cast.ours.pk}/between/").content.decode()
    assert "Nothing to try just now." in signed_in(cast.max).get("/between/").content.decode()


def test_the_next_day_stands_on_top_and_settled_ones_below(signed_in, cast, agree, now):
    agree(what="Later", due_on=now.date().replace(day=30))
    agree(what="Sooner", due_on=now.date())
    settled = agree(what="Over")
    actions.settle(settled, Assignment.Outcome.DROPPED, words="Enough", by=cast.tom, now=now)
    for person, page in ((cast.amira, "/between/"), (cast.tom, f"/course/{cast.ours.pk}/between/")):
        text = signed_in(person).get(page).content.decode()
        assert text.index("Sooner") < text.index("Later") < text.index("Over")


def test_nobody_is_told_how_often_or_in_a_row(signed_in, cast, agree, now):
    assignment = agree()
    for _ in range(3):
        actions.do(assignment, by=cast.amira, now=now, read_by=Entry.ReadBy.BOTH)
    for person in (cast.amira, cast.tom):
        text = signed_in(person).get(f"/between/{assignment.pk}/").content.decode().lower()
        assert not any(word in text for word in ("streak", "in a row", "3 times", "well done"))


def test_a_stranger_finds_neither(signed_in, cast, agree):
    assignment = agree()
    for person in (cast.nia, cast.ben, cast.max, cast.una, cast.zoe, cast.sol, cast.mo, cast.ines):
        assert signed_in(person).get(f"/between/{assignment.pk}/").status_code == 404
        assert signed_in(person).get(f"/course/{cast.ours.pk}/between/").status_code == 404


@pytest.mark.parametrize("how_many", [5, 50])
def test_the_price_of_both_lists_does_not_grow(signed_in, cast, agree, now, how_many, django_assert_max_num_queries):
    for n in range(how_many):
        assignment = agree("thought-record" if n % 2 else None)
        actions.do(assignment, by=cast.amira, now=now, read_by=Entry.ReadBy.BOTH, answers={"thought": "No."})
        actions.write_down("A note", course=cast.ours, by=cast.amira, now=now, read_by=Entry.ReadBy.BOTH)
        notes.keep_what_helped("Jo", course=cast.ours, both=True, by=cast.amira, now=now)
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    with django_assert_max_num_queries(16):
        amira.get("/between/")
    with django_assert_max_num_queries(16):
        amira.get("/between/notes/")
    with django_assert_max_num_queries(20):
        tom.get(f"/course/{cast.ours.pk}/between/")


def test_both_lists_cost_the_same_for_five_and_for_fifty(signed_in, cast, agree, now):
    """Not only a most: the very number, so that a query for each row is noticed at once."""
    pages = [(cast.amira, "/between/"), (cast.tom, f"/course/{cast.ours.pk}/between/")]

    def asked():
        found = []
        for person, page in pages:
            browser = signed_in(person)
            with CaptureQueriesContext(connection) as queries:
                browser.get(page)
            found.append(len(queries))
        return found

    for n in range(50):
        assignment = agree(what="Walk", rhythm=Assignment.Rhythm.DAILY)
        actions.do(assignment, by=cast.amira, now=now, read_by=Entry.ReadBy.LINE, line="Windy")
        if n == 4:
            five = asked()
    assert asked() == five
