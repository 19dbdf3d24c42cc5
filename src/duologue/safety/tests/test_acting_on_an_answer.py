"""The client says what would help, the therapist acts and writes it down; seeing closes nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.clinic import take_on_clients

from duologue.courses.visibility import Viewer
from duologue.questionnaires import actions as questionnaires
from duologue.safety import actions, panels
from duologue.safety.models import Act, Alert
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem

DID = {"did": "called", "note": "She is with her sister. We speak tomorrow."}


@pytest.fixture
def answer(cast, now):
    """`answer(q9, at=...)` sends a form for Amira, or for the client of another course of Tom's; what it raised comes back."""

    def send(q9, *, at=now, course=None):
        course = course or cast.ours
        asked = questionnaires.ask("phq-9", course=course, by=cast.tom, now=at)
        draft = questionnaires.begin(asked.form, course=course, by=course.client, now=at, question=asked)
        sent = questionnaires.send(draft, {"q9": q9}, now=at)
        return list(Alert.objects.unscoped().filter(response=sent).select_related("course", "told_by", "owner"))

    return send


@pytest.fixture
def alert(answer):
    (raised,) = answer(1)
    return raised


def fresh(alert):
    return Alert.objects.unscoped().get(pk=alert.pk)


def page_of(alert):
    return reverse("safety:alert", args=[alert.pk])


def choose(browser, alert, choice):
    return browser.post(reverse("safety:choose", args=[alert.pk]), {"choice": choice})


def after(alert):
    return reverse("safety:after", args=[alert.response_id])


def test_seeing_closes_nothing(cast, signed_in, alert, now):
    tom = signed_in(cast.tom)
    for _ in range(2):
        tom.get(page_of(alert))
    assert fresh(alert).seen_at == now and fresh(alert).acknowledged_at is None
    assert [a.pk for a in panels.waiting(Viewer(cast.tom))] == [alert.pk]


def test_only_its_owners_look_counts_as_seen(cast, signed_in, alert):
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on="2026-11-01")
    assert signed_in(cast.ben).get(page_of(alert)).status_code == 200
    assert fresh(alert).seen_at is None


@pytest.mark.parametrize("missing", ["did", "note"])
def test_it_closes_with_an_action_and_words_and_not_without(cast, signed_in, alert, missing):
    tom = signed_in(cast.tom)
    back = tom.post(page_of(alert), {name: said for name, said in DID.items() if name != missing})
    assert back.status_code == 422 and "Nothing you wrote is lost." in back.content.decode()
    assert (DID["note"] in back.content.decode()) == (missing == "did")
    assert fresh(alert).acknowledged_at is None


def test_acting_takes_it_off_today_and_off_the_agenda(cast, signed_in, alert, now):
    tom = signed_in(cast.tom)
    assert tom.post(page_of(alert), DID).url == page_of(alert)
    done, act = fresh(alert), Act.objects.unscoped().get()
    assert (done.acknowledged_by, done.acknowledged_at, done.closed_at, done.closed_with) == (cast.tom, now, now, act)
    assert (act.author, act.did, act.note) == (cast.tom, *DID.values())
    assert panels.waiting(Viewer(cast.tom)) == []
    assert AgendaItem.objects.unscoped().get(about=alert.pk).outcome == "talked"
    assert DID["note"] in tom.get(page_of(alert)).content.decode()


def test_the_second_to_act_reads_a_sentence_and_keeps_their_words(cast, signed_in, alert):
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on="2026-11-01")
    signed_in(cast.tom).post(page_of(alert), DID)
    late = signed_in(cast.ben).post(page_of(alert), {"did": "wrote", "note": "I wrote to her."})
    page = late.content.decode()
    assert late.status_code == 409 and "A colleague has already written down what was done." in page
    assert "I wrote to her." in page and DID["note"] in page
    assert fresh(alert).acknowledged_by == cast.tom


@pytest.mark.parametrize("name", ["amira", "ben", "una", "sol", "mo", "ines", "nia", "max", "zoe", "yan"])
def test_nobody_outside_the_care_team_finds_it(cast, signed_in, alert, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(page_of(alert)).status_code == 404
    assert browser.post(page_of(alert), DID).status_code == 404
    assert fresh(alert).acknowledged_at is None


def test_what_was_answered_before_stands_beside_it(cast, signed_in, answer, now):
    answer(0, at=now - timedelta(days=14))
    answer(None, at=now - timedelta(days=7))
    (raised,) = answer(2)
    page = signed_in(cast.tom).get(page_of(raised)).content.decode()
    assert "The time before, on 19 November: Not answered." in page and "12 November 2026: Not at all" in page
    assert "answered this for the first time" not in page


def test_the_next_meeting_is_named_on_both_pages(cast, signed_in, alert, now):
    at = now + timedelta(days=1)
    sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=now)
    assert "Friday 27 November, 13:50" in signed_in(cast.tom).get(page_of(alert)).content.decode()
    assert "on Friday 27 November at 13:50" in signed_in(cast.amira).get(after(alert)).content.decode()


@pytest.mark.parametrize("choice, words", Alert.Choice.choices)
def test_she_says_what_would_help_and_tom_reads_it(cast, signed_in, alert, now, choice, words):
    amira = signed_in(cast.amira)
    assert choose(amira, alert, choice).url == after(alert)
    assert (fresh(alert).choice, fresh(alert).chosen_at) == (choice, now)
    assert f"<strong>{words}.</strong>" in amira.get(after(alert)).content.decode()
    assert f"<strong>{words}</strong>" in signed_in(cast.tom).get(page_of(alert)).content.decode()


def test_she_may_change_her_mind_until_somebody_has_acted(cast, signed_in, alert):
    amira = signed_in(cast.amira)
    choose(amira, alert, "wait")
    choose(amira, alert, "help_now")
    assert fresh(alert).choice == "help_now"
    signed_in(cast.tom).post(page_of(alert), DID)
    late = choose(amira, alert, "wait")
    assert late.status_code == 409 and "tel:999" in late.content.decode()
    assert fresh(alert).choice == "help_now"
    page = amira.get(after(alert)).content.decode()
    assert "Tom has read this and acted on it" in page and "tel:999" in page and DID["note"] not in page


def test_a_choice_that_is_none_of_the_three_is_asked_again(cast, signed_in, alert):
    back = choose(signed_in(cast.amira), alert, "nothing")
    assert back.status_code == 422 and "Choose one of these three." in back.content.decode()


@pytest.mark.parametrize("name", ["tom", "ben", "una", "sol", "mo", "nia", "max", "yan"])
def test_her_page_and_her_choice_are_hers(cast, signed_in, alert, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(after(alert)).status_code == 404
    assert choose(browser, alert, "wait").status_code == 404
    assert fresh(alert).choice == ""


def test_what_one_of_a_couple_told_us_is_not_the_others_page(cast, signed_in, alert):
    cast.ours.participants.create(user=cast.max)
    assert signed_in(cast.max).get(after(alert)).status_code == 404
    assert choose(signed_in(cast.max), alert, "wait").status_code == 404


def test_the_numbers_are_there_and_can_be_called(cast, signed_in, alert):
    page = signed_in(cast.amira).get(after(alert)).content.decode()
    assert 'href="tel:999"' in page and 'href="tel:116123"' in page
    assert "Nobody is watching this page right now." in page and cast.practice.answers_read in page


def test_her_own_page_can_lead_back_there_until_somebody_has_acted(cast, signed_in, alert):
    assert [r.pk for r in panels.told(Viewer(cast.amira))] == [alert.response_id]
    assert panels.told(Viewer(cast.tom)) == panels.told(Viewer(cast.nia)) == []
    signed_in(cast.tom).post(page_of(alert), DID)
    assert panels.told(Viewer(cast.amira)) == []


def test_whoever_asked_for_help_comes_first(cast, answer, now):
    courses = [cast.ours, *take_on_clients(2, practice=cast.practice, therapist=cast.tom, now=now)]
    waits, asks, silent = (answer(1, at=now + timedelta(hours=n), course=c)[0] for n, c in enumerate(courses))
    actions.choose(waits, Alert.Choice.WAIT, by=cast.amira, now=now)
    actions.choose(asks, Alert.Choice.HELP_NOW, by=asks.told_by, now=now)
    assert [a.pk for a in panels.waiting(Viewer(cast.tom))] == [asks.pk, silent.pk, waits.pk]


def test_the_list_costs_one_query(cast, answer, now, django_assert_num_queries):
    for course in take_on_clients(6, practice=cast.practice, therapist=cast.tom, now=now):
        answer(1, course=course)
    viewer = Viewer(cast.tom)
    with django_assert_num_queries(1):
        told = [(a.told_by.name[:6], a.owner.called, a.in_words) for a in panels.waiting(viewer)]
    assert told == [("Client", "Tom", "Several days")] * 6


def test_the_page_stays_cheap(cast, signed_in, answer, now, django_assert_max_num_queries):
    alerts = [answer(1, at=now + timedelta(hours=n))[0] for n in range(6)]
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    with django_assert_max_num_queries(28):
        tom.get(page_of(alerts[0]))
    with django_assert_max_num_queries(18):
        amira.get(after(alerts[-1]))
