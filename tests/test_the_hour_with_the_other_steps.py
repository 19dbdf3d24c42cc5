"""The hour and the steps around it: what stands behind a line, what is agreed at its close, what its pages cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.homework import actions as homework
from duologue.homework.models import Assignment, Entry
from duologue.people import keyring
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions, agenda
from duologue.sessions.models import AgendaItem

AGREED = {
    **{"what": "Walk to the corner", "why": "To see", "when_where": "Tuesday after tea", "obstacle": "Rain"},
    **{"smaller": "To the gate", "due_on": "2026-12-03", "confidence": "8"},
}


@pytest.fixture
def planned(cast, now):
    """A session of Tom and Amira in ten minutes."""
    soon = now + timedelta(minutes=10)
    return actions.plan_session(course=cast.ours, starts_at=soon, minutes=50, by=cast.tom, now=now)


@pytest.fixture
def running(planned, cast, now):
    return actions.begin(planned, by=cast.tom, now=now)


def page(browser, session):
    return browser.get(reverse("sessions:session", args=[session.pk])).content.decode()


def answered(cast, at):
    form = library.newest("phq-9")
    draft = questionnaires.begin(form, course=cast.ours, by=cast.amira, now=at)
    questionnaires.send(draft, {item.id: 1 for item in form.items} | {"q9": 0}, now=at)


def test_what_is_agreed_comes_back_to_the_close(cast, now, signed_in, running):
    tom = signed_in(cast.tom)
    agree = f"{reverse('homework:agree', args=[cast.ours.pk])}?session={running.pk}"
    assert agree in page(tom, running)
    answer = tom.post(agree, AGREED)
    assert answer.status_code == 302 and answer.url == reverse("sessions:session", args=[running.pk]) + "#close"
    words = page(tom, running)
    assert "Walk to the corner" in words and "Amira has it already" in words
    assert "Walk to the corner" in signed_in(cast.amira).get("/today/").content.decode()
    assert Assignment.objects.unscoped().get().course == cast.ours


@pytest.mark.parametrize("named", ["nobody", "9c8f1f0e-0000-4000-8000-000000000000"])
def test_a_session_that_is_not_of_this_course_leads_nowhere(cast, signed_in, named):
    agree = f"{reverse('homework:agree', args=[cast.ours.pk])}?session={named}"
    answer = signed_in(cast.tom).post(agree, AGREED)
    assert answer.url == reverse("homework:course", args=[cast.ours.pk])


def test_what_stands_behind_a_line_is_said_in_a_few_words(cast, now, signed_in):

    words = {"what": "A walk", "why": "w", "when_where": "w", "confidence": 8, "due_on": now.date()}
    given = homework.agree(**words, course=cast.ours, by=cast.tom, now=now)
    for how, read_by in (
        (Entry.How.DONE, "both"),
        (Entry.How.DONE, "both"),
        (Entry.How.HARD, "both"),
        (Entry.How.DONE, "me"),
    ):
        homework.do(given, how=how, read_by=Entry.ReadBy(read_by), by=cast.amira, now=now)
    url = reverse("sessions:agenda", args=[cast.ours.pk])
    assert "Done twice, too hard once, for today" in signed_in(cast.tom).get(url).content.decode()
    assert "Done 3 times, too hard once, for today" in signed_in(cast.amira).get(url).content.decode()


def test_a_note_from_between_sessions_stands_there_and_not_as_her_words(cast, now, signed_in, planned):
    note = homework.write_down("The lift again", course=cast.ours, read_by=Entry.ReadBy.BOTH, by=cast.amira, now=now)
    agenda.add(AgendaItem.Kind.TOPIC, "Christmas at Mum's", course=cast.ours, by=cast.amira, now=now)
    words = page(signed_in(cast.tom), planned)
    between = words[words.index('id="between"') : words.index('id="progress"')]
    assert "A note from between sessions" in between and "Written on Thu 26 Nov" in between
    assert reverse("homework:course", args=[cast.ours.pk]) in between and "Christmas" not in between
    since = words[words.index('id="since"') : words.index('id="between"')]
    assert "A note" not in since and "Christmas" in since  # the control: her own topic stands there
    assert "The lift again" not in words and note.words


BEFORE, DURING, WITH_YOU = 30, 32, 30  # with what the other steps offer, each a handful


def test_the_pages_of_an_hour_cost_the_same_with_much_on_them(cast, now, signed_in, planned):
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)

    def fill(how_many):
        for n in range(how_many):
            courses.set_goal(f"goal {n}", value=n % 10, course=cast.ours, by=cast.amira, now=now)
            agenda.add(AgendaItem.Kind.TOPIC, f"topic {n}", course=cast.ours, by=cast.amira, now=now)
            words = {"what": f"walk {n}", "why": "w", "when_where": "w", "confidence": 8}
            homework.agree(**words, course=cast.ours, by=cast.tom, now=now)
            answered(cast, now - timedelta(days=n))

    def cost(browser):
        keyring.forget()
        with CaptureQueriesContext(connection) as asked:
            page(browser, planned)
        return len([one for one in asked.captured_queries if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    fill(2)
    few = cost(tom)
    fill(10)
    assert cost(tom) == few <= BEFORE, few
    actions.begin(planned, by=cast.tom, now=now)
    during = cost(tom), cost(amira)
    fill(10)
    assert (cost(tom), cost(amira)) == during and during[0] <= DURING and during[1] <= WITH_YOU, during
