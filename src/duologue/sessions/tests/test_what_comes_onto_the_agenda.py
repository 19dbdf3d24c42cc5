"""Answers that were asked for come onto the agenda by themselves: one line a form, however often it was filled in."""

from datetime import timedelta

import pytest

from duologue.courses.visibility import Audience
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Response
from duologue.sessions import agenda, gathering
from duologue.sessions.models import AgendaItem


@pytest.fixture
def answer(cast):
    def asked_and_answered(at, *, form="gad-7", value=1):
        asked = questionnaires.ask(form, course=cast.ours, by=cast.tom, now=at)
        draft = questionnaires.begin(asked.form, course=cast.ours, by=cast.amira, now=at, question=asked)
        return questionnaires.send(draft, {item.id: value for item in asked.form.items}, now=at)

    return asked_and_answered


def standing(cast):
    held = AgendaItem.objects.unscoped().filter(course=cast.ours, outcome="open").order_by("written_at", "pk")
    return [(line.kind, line.words, line.about) for line in held]


def test_answers_come_onto_the_agenda_once(cast, now, answer):
    sent = answer(now - timedelta(hours=1))
    assert gathering.new_answers(now=now) == 1
    assert gathering.new_answers(now=now) == 0
    assert standing(cast) == [("answers", f"Answers to “{sent.form.called}”", sent.pk)]


def test_a_line_that_was_talked_about_does_not_come_back(cast, now, answer):
    answer(now - timedelta(hours=1))
    gathering.new_answers(now=now)
    line = AgendaItem.objects.unscoped().select_related("course").get()
    agenda.settle(line, AgendaItem.Outcome.TALKED, session=None, by=cast.tom, now=now)
    assert gathering.new_answers(now=now) == 0 and standing(cast) == []


def test_newer_answers_take_the_place_of_older_ones_nobody_looked_at(cast, now, answer):
    answer(now - timedelta(days=3))
    gathering.new_answers(now=now - timedelta(days=3))
    newer = answer(now - timedelta(hours=1))
    for _ in range(3):  # minute after minute
        gathering.new_answers(now=now)
        assert [about for _, _, about in standing(cast)] == [newer.pk]
    other = answer(now - timedelta(minutes=5), form="phq-9", value=0)
    gathering.new_answers(now=now)
    assert [about for _, _, about in standing(cast)] == [newer.pk, other.pk]


def test_a_change_is_a_line_already(cast, now, answer):
    answer(now - timedelta(days=7), value=3)
    gathering.new_answers(now=now - timedelta(days=7))
    changed = answer(now - timedelta(hours=1), value=0)
    gathering.new_answers(now=now)
    assert [kind for kind, _, about in standing(cast) if about == changed.pk] == ["change"]


def test_what_was_kept_private_or_not_asked_for_or_is_old_makes_no_line(cast, now, answer):
    Response.objects.unscoped().filter(pk=answer(now - timedelta(hours=2)).pk).update(audience=Audience.ME)
    answer(now - timedelta(days=8), form="phq-9", value=0)
    draft = questionnaires.begin(answer(now - timedelta(days=9)).form, course=cast.ours, by=cast.amira, now=now)
    questionnaires.send(draft, {"q1": 1}, now=now)
    assert gathering.new_answers(now=now) == 0


def test_a_quiet_minute_costs_one_query(cast, now, answer, django_assert_num_queries):
    answer(now - timedelta(hours=1))
    gathering.new_answers(now=now)
    with django_assert_num_queries(1):
        gathering.new_answers(now=now)
