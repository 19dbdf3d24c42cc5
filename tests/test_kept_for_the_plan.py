"""A client keeps small things for the plan from the first session on, and finds them beside it at the end."""

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses import offers
from duologue.ending.models import Keepsake
from duologue.relationship import actions as relationship
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session
from tests import histories
from tests.cast import NOW, TODAY
from tests.reading import words


def at(cast, name="keepsakes"):
    return reverse(f"ending:{name}", args=[cast.ours.pk])


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


@pytest.fixture
def on_the_way(cast):
    (held,) = histories.held(cast.ours, 1)
    held.refresh_from_db()
    sessions.write_together(held, agreed="Go before nine", summary="s", seen=held.version, by=cast.tom, now=NOW)
    said = {"ratings": {}, "remark": "", "talk": "no"}
    relationship.give_feedback(held, helped_most="That you laughed", **said, by=cast.amira, now=NOW)
    courses.mark_milestone("Bought bread", on=TODAY, course=cast.ours, by=cast.amira, now=NOW)


def kept(cast):
    return {one.words for one in Keepsake.objects.visible_to(cast.tom).filter(let_go_at=None)}


def keep(amira, cast, text):
    found = {one.words: one for one in amira.get(at(cast)).context["found"]}[text]
    return amira.post(at(cast), {"kind": found.kind, "about": str(found.about)})


def test_what_was_agreed_what_helped_and_what_is_worth_remembering_can_be_kept(cast, amira, signed_in, on_the_way):
    page = amira.get(at(cast))
    assert [one.words for one in page.context["found"]] == ["Bought bread", "That you laughed", "Go before nine"]
    for text in ("Bought bread", "That you laughed", "Go before nine"):
        assert keep(amira, cast, text).status_code == 302
    assert kept(cast) == {"Bought bread", "That you laughed", "Go before nine"}
    assert "You have kept everything there is so far." in words(amira.get(at(cast)))
    for browser in (amira, signed_in(cast.tom)):
        assert "That you laughed" in words(browser.get(at(cast, "plan")))


def test_a_thing_is_kept_once_in_the_words_it_had(cast, amira, on_the_way):
    found = amira.get(at(cast)).context["found"][-1]
    for _ in range(2):
        amira.post(at(cast), {"kind": "agreed", "about": str(found.about)})
    session = Session.objects.visible_to(cast.tom).get()
    sessions.write_together(session, agreed="Something else", summary="s", seen=session.version, by=cast.tom, now=NOW)
    assert kept(cast) == {"Go before nine"} and Keepsake.objects.visible_to(cast.amira).count() == 1


def test_it_can_be_let_go_and_kept_again(cast, amira, on_the_way):
    keep(amira, cast, "Bought bread")
    one = Keepsake.objects.visible_to(cast.amira).get()
    amira.post(reverse("ending:let-go", args=[one.pk]))
    assert not kept(cast)
    assert keep(amira, cast, "Bought bread").status_code == 302 and kept(cast) == {"Bought bread"}


def test_in_her_own_words_too(cast, amira):
    assert amira.post(at(cast), {"words": "The smell of the bakery"}).status_code == 302
    assert kept(cast) == {"The smell of the bakery"}
    empty = amira.post(at(cast), {"words": ""})
    assert empty.status_code == 422 and "Write what it is." in words(empty)


def test_only_what_is_hers_to_read_can_be_kept(cast, amira, on_the_way):
    theirs = courses.mark_milestone("Nia's own", on=TODAY, course=cast.theirs, by=cast.nia, now=NOW)
    note = sessions.keep_note(Session.objects.visible_to(cast.tom).get(), words="mine", seen=0, by=cast.tom, now=NOW)
    for kind, about in (("milestone", theirs.pk), ("agreed", note.pk), ("note", note.pk)):
        assert amira.post(at(cast), {"kind": kind, "about": str(about)}).status_code == 404
    assert not kept(cast)


def test_after_the_end_it_stays_and_nothing_is_added(cast, amira, on_the_way):
    keep(amira, cast, "Bought bread")
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=NOW)
    assert "Bought bread" in words(amira.get(at(cast)))
    answer = amira.post(at(cast), {"words": "More"}, follow=True)
    assert "nothing new can be written" in words(answer) and kept(cast) == {"Bought bread"}


def test_her_progress_offers_the_newest_and_toms_does_not(cast, amira, signed_in, on_the_way):
    page = amira.get(reverse("progress:course", args=[cast.ours.pk]))
    assert "Keep this for my plan" in words(page)
    assert "Keep this for my plan" not in words(
        signed_in(cast.tom).get(reverse("progress:course", args=[cast.ours.pk]))
    )


def test_control_a_step_that_names_nothing_to_keep_is_missed(cast, amira, on_the_way, monkeypatch):
    from duologue.courses import keepsakes

    monkeypatch.setattr(keepsakes, "_finders", {"milestone": keepsakes.milestones})
    assert [one.words for one in amira.get(at(cast)).context["found"]] == ["Bought bread"]


def test_what_helped_is_offered_to_the_look_back(cast, amira, on_the_way):
    assert "That you laughed" in words(amira.get(at(cast, "overview")))
    assert "relationship/parts/what_helped.html" in {
        o.template for o in amira.get(at(cast, "overview")).context["offers"]
    }
    assert offers.PLACES  # the table's places are the pages'


def test_strangers_and_the_therapist_keep_nothing_in_her_name(cast, signed_in, amira, on_the_way):
    keep(amira, cast, "Bought bread")
    one = Keepsake.objects.visible_to(cast.amira).get()
    for person in (cast.tom, cast.nia, cast.mo):
        browser = signed_in(person)
        assert browser.post(at(cast), {"words": "x"}).status_code == 404
        assert browser.post(reverse("ending:let-go", args=[one.pk])).status_code == 404
