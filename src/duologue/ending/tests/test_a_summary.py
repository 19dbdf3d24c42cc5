"""A summary is read by its client first, and goes where they said yes to: exactly as they had it before them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import words

from duologue.courses import actions as courses
from duologue.courses import permissions
from duologue.courses.models import Stage
from duologue.courses.permissions import Purpose
from duologue.ending import actions, summaries, take_home
from duologue.ending.first_draft import first_draft
from duologue.ending.models import Ending
from duologue.ending.summary_models import EarlierSummary, Summary
from duologue.people.models import Letter
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session

SAID = {"to_whom": "Dr Farrow, Mill Lane", "done": "Going to the shop, step by step.", "safety": "No danger now."}


@pytest.fixture
def tom(cast, signed_in):
    histories.amiras(cast)
    actions.begin(Ending.Kind.PLANNED, last_session_number=9, why="It is time.", course=cast.ours, by=cast.tom, now=NOW)
    return signed_in(cast.tom)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


def begin(tom, cast, **changes):
    answer = tom.post(reverse("ending:summary", args=[cast.ours.pk]), {**SAID, **changes})
    assert answer.status_code == 302
    return Summary.objects.visible_to(cast.tom).latest("written_at")


def page(held, name="one-summary"):
    return reverse(f"ending:{name}", args=[held.pk])


def say(browser, held, word, version=1):
    return browser.post(page(held), {"word": word, "version": version}, follow=True)


def test_it_begins_with_what_both_have_seen_and_with_nothing_else(cast, tom):
    session = Session.objects.visible_to(cast.tom).filter(state="attended").order_by("number").first()
    sessions.keep_note(session, words="Secret of the therapist", seen=0, by=cast.tom, now=NOW)
    text = words(tom.get(reverse("ending:summary", args=[cast.ours.pk])))
    assert "I stopped going out on my own." in text and "8 of 8 sessions took place." in text
    assert "19 of 27" in text and "9 of 27" in text  # first and last
    assert "Secret of the therapist" not in text
    draft = first_draft(tom_sees(cast), cast.ours)
    assert "safety" not in draft  # nobody's guess stands there


def tom_sees(cast):
    from duologue.courses.visibility import Viewer

    return Viewer(cast.tom)


def test_nobody_but_the_therapist_sees_it_until_it_is_shown(cast, tom, amira):
    held = begin(tom, cast)
    assert amira.get(page(held)).status_code == 404
    assert "no summary yet" in words(amira.get(reverse("ending:summary", args=[cast.ours.pk])))
    tom.post(page(held), {"what": "show"})
    assert "Going to the shop, step by step." in words(amira.get(page(held)))
    assert Letter.objects.count() == 1  # there is something new, and nothing more


def test_what_waits_for_her_word_stands_on_her_first_page_until_she_said_it(cast, tom, amira):
    held = begin(tom, cast)
    today = reverse("home:today")
    assert "A summary for you to read" not in words(amira.get(today))
    tom.post(page(held), {"what": "show"})
    assert "A summary for you to read" in words(amira.get(today))
    say(amira, held, "no")
    assert "A summary for you to read" not in words(amira.get(today))


def test_nothing_goes_before_she_has_said_yes(cast, tom, amira):
    held = begin(tom, cast)
    for sentence in ("Amira has not seen it yet.", "Amira has not said yes to this version yet."):
        assert sentence in words(tom.post(page(held), {"what": "pass_on"}, follow=True))
        assert sentence in words(tom.post(page(held, "summary-paper"), follow=True))
        tom.post(page(held), {"what": "show"})
    say(amira, held, "no")
    assert "Amira has said no to passing this on." in words(tom.post(page(held), {"what": "pass_on"}, follow=True))
    say(amira, held, "yes")
    tom.post(page(held), {"what": "pass_on"})
    held.refresh_from_db()
    assert held.passed_on_at == NOW and "Passed on, 26 November 2026." in words(tom.get(page(held)))


def test_exactly_what_she_has_seen_goes(cast, tom, amira):
    """A change after her yes asks again, keeps what she had read, and a yes to the old words does not count for new ones."""
    held = begin(tom, cast)
    tom.post(page(held), {"what": "show"})
    say(amira, held, "yes")
    changed = {**SAID, "done": "Something she has not read.", "version": 1, "what": "keep"}
    assert tom.post(page(held), changed).status_code == 302
    assert "has not said yes to this version yet" in words(tom.post(page(held), {"what": "pass_on"}, follow=True))
    assert "Please read it once more." in words(say(amira, held, "yes", version=1))
    assert EarlierSummary.objects.visible_to(cast.amira).get().parts["done"] == "Going to the shop, step by step."
    assert "As it was in version 1, yes" in words(amira.get(page(held)))
    say(amira, held, "yes", version=2)
    tom.post(page(held), {"what": "pass_on"})
    held = Summary.objects.visible_to(cast.tom).get()
    assert (held.said_version, held.version) == (2, 2) and held.passed_on_at
    gone = take_home.summary_page(held, parts=summaries.filled(held.parts), now=NOW)
    seen = words(amira.get(page(held)))
    assert all(said in gone and said in seen for said in held.parts.values())


def test_what_was_passed_on_stays_as_it_is(cast, tom, amira):
    held = begin(tom, cast)
    tom.post(page(held), {"what": "show"})
    say(amira, held, "yes")
    tom.post(page(held), {"what": "pass_on"})
    later = tom.post(page(held), {**SAID, "done": "Later", "version": 1, "what": "keep"}, follow=True)
    assert "This summary has been passed on." in words(later)
    assert "This summary has been passed on already." in words(say(amira, held, "no"))
    assert Summary.objects.visible_to(cast.tom).get().parts["done"] == SAID["done"]


def test_no_to_passing_anything_on_holds_for_every_summary(cast, tom, amira):
    held = begin(tom, cast)
    tom.post(page(held), {"what": "show"})
    say(amira, held, "yes")
    permissions.choose(Purpose.SHARING, False, course=cast.ours, by=cast.amira, now=NOW)
    assert "has said no to passing anything on" in words(tom.post(page(held), {"what": "pass_on"}, follow=True))


def test_one_for_herself_alone_needs_no_yes_and_goes_nowhere(cast, tom, amira):
    held = begin(tom, cast, to_whom="")
    tom.post(page(held), {"what": "show"})
    assert "May it go" not in words(amira.get(page(held)))
    assert "This summary is for you alone." in words(say(amira, held, "yes"))
    assert "Say first to whom it goes." in words(tom.post(page(held), {"what": "pass_on"}, follow=True))


def test_an_empty_one_is_not_kept_and_says_so(cast, tom):
    answer = tom.post(reverse("ending:summary", args=[cast.ours.pk]), {"to_whom": "Dr Farrow"})
    assert answer.status_code == 422 and "Write something in at least one part." in words(answer)
    assert "Dr Farrow" in answer.content.decode() and not Summary.objects.visible_to(cast.tom)


def test_two_windows_lose_no_word(cast, tom):
    held = begin(tom, cast)
    tom.post(page(held), {**SAID, "done": "One", "version": 1, "what": "keep"})
    stale = tom.post(page(held), {**SAID, "done": "Two", "version": 1, "what": "keep"})
    assert stale.status_code == 409 and "One" in words(stale) and "Two" in words(stale)


def test_the_database_itself_lets_nothing_go_without_a_yes(cast, tom):
    held = begin(tom, cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Summary.objects.unscoped().filter(pk=held.pk).update(passed_on_at=NOW, passed_on_by=cast.tom)
    with pytest.raises(IntegrityError), transaction.atomic():
        Summary.objects.unscoped().filter(pk=held.pk).update(shown_at=NOW)


def test_it_is_written_and_said_yes_to_after_the_end_as_well(cast, tom, amira):
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=NOW)
    held = begin(tom, cast)
    tom.post(page(held), {"what": "show"})
    assert "Your word is kept." in words(say(amira, held, "yes"))


def test_it_comes_as_paper_for_her_and_once_passed_on_for_him(cast, tom, amira):
    held = begin(tom, cast)
    tom.post(page(held), {"what": "show"})
    hers = amira.post(page(held, "summary-paper"))
    assert hers.status_code in (200, 503)
    if hers.status_code == 200:
        assert hers.content.startswith(b"%PDF-1.7") and hers["Content-Type"] == "application/pdf"
    else:
        assert "There is no PDF here" in words(hers)
