"""What came up in the hour is kept by one tap, in the client's words, and both read it later."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.sessions import actions, agenda, came_up
from duologue.sessions.bridge import CameUp
from duologue.sessions.models import AgendaItem
from duologue.sessions.prefill import PLACES

HTMX = {"HX-Request": "true"}


def url(session):
    return reverse("sessions:came-up", args=[session.pk])


def page(browser, session):
    return browser.get(reverse("sessions:session", args=[session.pk])).content.decode()


@pytest.mark.parametrize("kind", list(CameUp.Kind))
def test_either_keeps_it_and_both_read_it_during_and_after(cast, now, signed_in, running, kind):
    for person, words in ((cast.tom, "Jo rang on Sunday"), (cast.amira, "The stairs again")):
        answer = signed_in(person).post(url(running), {"kind": kind, "came_up": words})
        assert answer.url.endswith("#came-up")
    for ended in (False, True):
        if ended:
            actions.end(running, by=cast.tom, now=now)
        for person in (cast.tom, cast.amira):
            words = page(signed_in(person), running)
            assert "Jo rang on Sunday" in words and "The stairs again" in words and str(kind.label) in words


def test_a_line_of_the_agenda_is_kept_by_one_tap_in_its_own_words(cast, now, signed_in, running):
    line = agenda.add(AgendaItem.Kind.TOPIC, "The noise on the stairs", course=cast.ours, by=cast.amira, now=now)
    signed_in(cast.tom).post(url(running), {"kind": "issue", "line": str(line.pk)})
    kept = CameUp.objects.unscoped().get()
    line.refresh_from_db()
    assert (kept.kind, kept.words, line.outcome, line.session_id) == (
        "issue",
        "The noise on the stairs",
        "talked",
        running.pk,
    )
    again = signed_in(cast.tom).post(url(running), {"kind": "issue", "line": str(line.pk)})
    assert again.status_code == 422 and "left the agenda already" in again.content.decode()


def test_an_empty_one_says_what_to_write_and_loses_nothing(cast, signed_in, running):
    tom = signed_in(cast.tom)
    answer = tom.post(url(running), {"kind": "event", "came_up": ""})
    assert answer.status_code == 422 and "Write a few words of what came up." in answer.content.decode()
    long = "a" * 301
    answer = tom.post(url(running), {"kind": "event", "came_up": long}, headers=HTMX)
    assert long in answer.content.decode() and "300 characters" in answer.content.decode()
    assert tom.post(url(running), {"kind": "weather", "came_up": "w"}).status_code == 404
    assert not CameUp.objects.unscoped().exists()


def test_nothing_is_kept_before_the_hour_begins(cast, now, signed_in, planned):
    answer = signed_in(cast.amira).post(url(planned), {"kind": "event", "came_up": "early"})
    assert answer.status_code == 422 and "once the session has started" in answer.content.decode()
    with pytest.raises(ValueError):
        came_up.record(CameUp.Kind.EVENT, "early", session=planned, by=cast.amira, now=now)


def test_a_slip_is_taken_back_by_whoever_kept_it(cast, now, signed_in, running):
    kept = came_up.record(CameUp.Kind.SKILL, "Breathing out slowly", session=running, by=cast.amira, now=now)
    back = reverse("sessions:take-back", args=[kept.pk])
    assert "Only the person who kept this" in signed_in(cast.tom).post(back, follow=True).content.decode()
    answer = signed_in(cast.amira).post(back, headers=HTMX)
    assert answer.status_code == 200 and "Breathing out" not in answer.content.decode()
    assert "Breathing out" not in page(signed_in(cast.tom), running)


def test_a_line_of_another_course_is_not_kept_here(cast, now, signed_in, running):
    theirs = agenda.add(AgendaItem.Kind.TOPIC, "theirs", course=cast.theirs, by=cast.ben, now=now)
    for named in (str(theirs.pk), "no such line"):
        assert signed_in(cast.tom).post(url(running), {"kind": "event", "line": named}).status_code == 404


@pytest.mark.parametrize("template", PLACES)
def test_the_note_begins_with_it_and_tells_nothing_twice(cast, now, running, signed_in, template):
    came_up.record(CameUp.Kind.EVENT, "Jo rang", session=running, by=cast.amira, now=now)
    came_up.record(CameUp.Kind.SKILL, "Breathing out", session=running, by=cast.tom, now=now + timedelta(minutes=1))
    slip = came_up.record(CameUp.Kind.SKILL, "A slip", session=running, by=cast.tom, now=now)
    came_up.take_back(slip, by=cast.tom, now=now)
    for words in ("The stairs", "Christmas"):
        line = agenda.add(AgendaItem.Kind.TOPIC, words, course=cast.ours, by=cast.amira, now=now)
        if words == "The stairs":
            came_up.record_line(CameUp.Kind.ISSUE, line, session=running, by=cast.tom, now=now)
        else:
            agenda.settle(line, AgendaItem.Outcome.TALKED, session=running, by=cast.tom, now=now)
    answer = signed_in(cast.tom).get(reverse("sessions:progress-note", args=[running.pk]), {"template": template})
    begun = "\n".join(str(words) for words in answer.context["form"].initial.values())
    for told in ("Told of: “Jo rang”", "Practised: “Breathing out”", "Looked at in depth: “The stairs”"):
        assert begun.count(told) == 1, begun
    assert begun.count("The stairs") == 1 and begun.count("Amira brought: “Christmas”") == 1 and "A slip" not in begun
