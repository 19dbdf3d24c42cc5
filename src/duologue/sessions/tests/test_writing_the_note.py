"""The progress note: begun from what was ticked, kept as typed, two tabs, signed, then only added to; and who never sees it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses.versions import Stale
from duologue.courses.visibility import Audience
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions, agenda, came_up, notes, planning, prefill
from duologue.sessions.bridge import CameUp
from duologue.sessions.models import AgendaItem, Session
from duologue.sessions.records import NoteAmendment, ProgressNote, Template

PHQ = {f"q{n}": 1 for n in range(1, 9)} | {"q9": 0}
TYPED = "She was livelier than last week and laughed twice. We did one step of the plan together."


@pytest.fixture
def held(cast, running, now):
    """A routine session: two topics, a score, a goal, what was agreed, a summary, a next date."""
    tom, amira = {"by": cast.tom, "now": now}, {"by": cast.amira, "now": now}
    draft = questionnaires.begin(library.newest("phq-9"), course=cast.ours, **amira)
    questionnaires.send(draft, PHQ, now=now)
    goal = courses.set_goal("To walk to the shop alone", value=3, course=cast.ours, **amira)
    courses.rate_goal(goal, value=5, by=cast.tom, now=now + timedelta(minutes=20))
    for words in ("The shop on Saturday", "My sister's visit"):
        line = agenda.add(AgendaItem.Kind.TOPIC, words, course=cast.ours, **amira)
        agenda.settle(line, AgendaItem.Outcome.TALKED, session=running, **tom)
    agreed, summary = "Walk to the corner each morning", "What makes mornings heavy, and the first ten minutes."
    actions.write_together(running, agreed=agreed, summary=summary, seen=running.version, **tom)
    planning.plan_session(course=cast.ours, starts_at=now + timedelta(days=7), minutes=50, **tom)
    return actions.end(running, by=cast.tom, now=now + timedelta(minutes=49))


def url(session, name="progress-note"):
    return reverse(f"sessions:{name}", args=[session.pk])


def said(template="plain", version=0, **parts):
    return {"template": template, "version": str(version), **parts}


def note():
    return ProgressNote.objects.unscoped().select_related("course").get()


def what_nobody_said(browser, session, template="plain"):
    """What is left of a new note when everything that was ticked, answered and written is taken out of it."""
    answer = browser.get(url(session), {"template": template})
    begun = "\n".join(answer.context["form"].initial[name] for name in notes.PARTS)
    for told in (
        "Session 1, Thursday 26 November 2026, 13:50 to 14:39, in the room.",
        "Amira brought: “The shop on Saturday”",
        "Amira brought: “My sister's visit”",
        "PHQ-9: 8. The first full score.",
        "Goal: “To walk to the shop alone” 5 of 10 (was 3).",
        "What makes mornings heavy, and the first ten minutes.",
        "Agreed: Walk to the corner each morning",
        "Next session: Thursday 3 December 2026, 13:50.",
    ):
        assert begun.count(told) == 1, told
        begun = begun.replace(told, "")
    return begun.strip()


@pytest.mark.parametrize("template", Template.values)
def test_a_note_begins_with_what_was_ticked_and_nothing_else(cast, held, signed_in, template):
    assert not what_nobody_said(signed_in(cast.tom), held, template)
    assert not ProgressNote.objects.unscoped().exists()  # looking keeps nothing


@pytest.mark.parametrize("invented", ["Amira was cooperative.", "No risk was reported.", "She is improving."])
def test_control_a_sentence_that_nobody_said_is_noticed(cast, held, signed_in, monkeypatch, invented):
    told = prefill._facts
    monkeypatch.setattr(prefill, "_facts", lambda viewer, session: [*told(viewer, session), ("said", invented)])
    assert what_nobody_said(signed_in(cast.tom), held) == invented


def test_sixty_percent_of_a_routine_note_is_there_already(cast, held, signed_in):
    answer = signed_in(cast.tom).get(url(held))
    begun = "".join(answer.context["form"].initial[name] for name in notes.PARTS)
    assert len(begun) / len(begun + TYPED) >= 0.6


def test_a_session_with_nothing_ticked_begins_with_its_times_alone(cast, running, signed_in, now):
    actions.end(running, by=cast.tom, now=now + timedelta(minutes=50))
    begun = signed_in(cast.tom).get(url(running)).context["form"].initial
    assert begun["one"] == "Session 1, Thursday 26 November 2026, 13:50 to 14:40, in the room."


def test_it_is_kept_as_typed_with_a_new_version_each_time(cast, held, signed_in):
    browser = signed_in(cast.tom)
    for n, words in enumerate(("She", "She was", "She was livelier"), start=0):
        answer = browser.post(url(held), said(version=n, one=words, as_typed="yes"))
        assert (answer.status_code, answer["X-Version"]) == (204, str(n + 1))
    assert note().one == "She was livelier" and note().audience == Audience.CARE_TEAM
    assert "She was livelier" in browser.get(url(held)).content.decode()


def test_two_tabs_never_overwrite_one_another_silently(cast, held, signed_in):
    browser = signed_in(cast.tom)
    browser.post(url(held), said(one="first tab"))
    typed = browser.post(url(held), said(one="second tab", as_typed="yes"))
    assert typed.status_code == 409 and "newer version" in typed.content.decode()
    both = browser.post(url(held), said(one="second tab"))
    assert both.status_code == 409
    words = both.content.decode()
    assert "first tab" in words and "second tab" in words and note().one == "first tab"
    browser.post(url(held), said(version=1, one="first tab and second tab"))
    assert note().one == "first tab and second tab"


def test_the_same_words_sent_again_are_no_other_version(cast, held, signed_in):
    """The answer was lost on its way: who asks again hears which version it is, and not that somebody else wrote."""
    browser = signed_in(cast.tom)
    for _ in range(2):
        answer = browser.post(url(held), said(one="The answer was lost.", as_typed="yes"))
        assert (answer.status_code, answer["X-Version"]) == (204, "1")
    browser.post(url(held), said("soap", version=1, one="The answer was lost."))
    assert browser.post(url(held), said(version=1, one="The answer was lost.", as_typed="yes")).status_code == 409


def test_what_was_agreed_last_time_stands_in_the_note(cast, held, signed_in, now):
    later = now + timedelta(days=7)
    tom = {"by": cast.tom, "now": later}
    coming = Session.objects.unscoped().select_related("course__practice", "therapist").get(starts_at=later)
    session = actions.begin(coming, **tom)
    begun = signed_in(cast.tom).get(url(session)).context["form"].initial["one"]
    assert begun.count("Agreed last time: Walk to the corner each morning") == 1


def test_what_came_up_stands_in_the_note_in_the_words_it_was_said_in(cast, held, signed_in, now):
    for kind, words in ((CameUp.Kind.EVENT, "The bus drove past me"), (CameUp.Kind.SKILL, "Breathing out slowly")):
        came_up.record(kind, words, session=held, by=cast.amira, now=now)
    begun = signed_in(cast.tom).get(url(held), {"template": "birp"}).context["form"].initial
    assert "Told of: “The bus drove past me”" in begun["one"]
    assert "Practised: “Breathing out slowly”" in begun["two"]


def test_control_without_the_version_the_first_tab_would_be_lost(cast, held, signed_in, monkeypatch):
    def careless(document, *, seen, **changes):
        for name, value in changes.items():
            setattr(document, name, value)
        document.save(update_fields=list(changes))

    monkeypatch.setattr(notes, "keep", careless)
    browser = signed_in(cast.tom)
    browser.post(url(held), said(one="first tab"))
    browser.post(url(held), said(one="second tab"))
    assert note().one == "second tab"


def test_another_shape_loses_no_word(cast, held, signed_in):
    browser = signed_in(cast.tom)
    parts = {"one": "she said", "two": "I saw", "three": "I think", "four": "we will"}
    browser.post(url(held), said("soap", **parts))
    browser.post(url(held), said("soap", version=1, becomes="dap", **parts))
    kept = note()
    assert kept.template == "dap" and (kept.two, kept.three, kept.four) == ("I think", "we will", "")
    assert kept.one == "she said\n\nI saw"
    browser.post(url(held), said("dap", version=2, one=kept.one, two=kept.two, three=kept.three, becomes="plain"))
    assert all(words in note().one for words in parts.values())


@pytest.mark.parametrize("was", Template.values)
@pytest.mark.parametrize("becomes", Template.values)
def test_every_change_of_shape_keeps_every_word(was, becomes):
    words = {name: f"words of {name}" for name in notes.labels(was)}
    moved = notes.in_another_shape(words, was=was, becomes=Template(becomes))
    assert set(moved) == set(notes.labels(becomes))
    assert all(text in "".join(moved.values()) for text in words.values())


def test_signed_it_is_never_edited_only_added_to(cast, held, signed_in):
    browser = signed_in(cast.tom)
    browser.post(url(held), said(one="As it was.", sign="yes"))
    signed = note()
    assert signed.signed_by == cast.tom and signed.signed_at
    for more in ({}, {"as_typed": "yes"}, {"sign": "yes"}):
        browser.post(url(held), said(version=signed.version, one="Changed.", **more))
    assert note().one == "As it was." and note().version == signed.version
    browser.post(url(held, "amend"), {"words": "The date was the 25th."})
    words = browser.get(url(held)).content.decode()
    assert "As it was." in words and "The date was the 25th." in words and "Signed by Tom" in words
    assert browser.post(url(held, "amend"), {"words": ""}).status_code == 422


def test_what_is_not_there_is_not_signed_and_a_draft_is_not_added_to(cast, held, signed_in, now):
    browser = signed_in(cast.tom)
    answer = browser.post(url(held), said(one="  ", sign="yes"), follow=True)
    assert "There is nothing to sign yet." in answer.content.decode()
    browser.post(url(held), said(one="a draft"))
    browser.post(url(held, "amend"), {"words": "more"})
    assert not NoteAmendment.objects.unscoped().exists()
    with pytest.raises(Stale):
        notes.sign(held, seen=9, by=cast.tom, now=now)


def test_a_note_begins_when_the_session_does(cast, planned, signed_in):
    answer = signed_in(cast.tom).get(url(planned), follow=True)
    assert "A note can be written once the session has begun." in answer.content.decode()


def test_a_text_that_is_too_long_comes_back_whole(cast, held, signed_in):
    long = "x" * 5001
    answer = signed_in(cast.tom).post(url(held), said(one=long))
    assert answer.status_code == 422 and long in answer.content.decode()
    assert signed_in(cast.tom).post(url(held), said(one=long, as_typed="yes")).status_code == 422


def test_the_client_and_everybody_else_find_no_note(cast, held, signed_in):
    signed_in(cast.tom).post(url(held), said(one="kanarie"))
    for person in (cast.amira, cast.nia, cast.ben, cast.sol, cast.mo, cast.ines, cast.max, cast.una, cast.zoe):
        for name in ("progress-note", "amend"):
            assert signed_in(person).post(url(held, name), said(one="x")).status_code == 404
        assert signed_in(person).get(url(held)).status_code == 404
    assert "kanarie" not in signed_in(cast.amira).get(url(held, "session")).content.decode()
