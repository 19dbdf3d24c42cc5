"""The agenda builds itself: each of its sources puts its line there, once, for those who may read it, and takes it off."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from duologue.homework import actions as homework
from duologue.homework.models import Assignment, Entry
from duologue.progress import actions as progress
from duologue.progress import rhythm
from duologue.progress.models import Review
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.relationship import actions as relationship
from duologue.relationship.models import Remark
from duologue.safety import actions as safety
from duologue.safety.models import Alert
from duologue.sessions import agenda, gathering
from duologue.sessions.models import AgendaItem
from tests import histories
from tests.reading import words

pytestmark = pytest.mark.django_db
Kind, Outcome = AgendaItem.Kind, AgendaItem.Outcome


@dataclass(frozen=True)
class House:
    """What a source needs."""

    cast: Any
    now: Any
    signed_in: Any

    def talk(self):
        """Talked about, by the button on the line."""
        line = AgendaItem.objects.unscoped().get(course=self.cast.ours, outcome="open")
        settle = reverse("sessions:settle", args=[line.pk])
        self.signed_in(self.cast.tom).post(settle, {"what": "talked"})


def her_topic(house):
    url = reverse("sessions:agenda", args=[house.cast.ours.pk])
    house.signed_in(house.cast.amira).post(url, {"words": "The stairs at work"})


def practice_agreed(house):
    said = {"what": "A walk", "why": "To see", "when_where": "Tuesday", "confidence": 8, "due_on": house.now.date()}
    given = homework.agree(**said, course=house.cast.ours, by=house.cast.tom, now=house.now)
    homework.do(given, how=Entry.How.DONE, read_by=Entry.ReadBy.BOTH, by=house.cast.amira, now=house.now)


def practice_looked_at(house):
    given = Assignment.objects.unscoped().select_related("course").get()
    homework.settle(given, Assignment.Outcome.REVIEWED, words="", by=house.cast.tom, now=house.now)


def answers(house):
    histories.answered(house.cast.ours, "gad-7", 8, house.now - timedelta(hours=1))
    gathering.new_answers(now=house.now)


def what_changed(house):
    form = library.newest("phq-9")
    for days, total in ((7, 19), (0, 9)):
        at = house.now - timedelta(days=days)
        draft = questionnaires.begin(form, course=house.cast.ours, by=house.cast.amira, now=at)
        questionnaires.send(draft, histories.adding_up("phq-9", total), now=at)


def remark(house):
    (session,) = histories.held(house.cast.ours, 1)
    said = {"ratings": {"listened": 8}, "remark": "Too many forms"}
    relationship.give_feedback(session, **said, by=house.cast.amira, now=house.now)


def remark_answered(house):
    (said,) = Remark.objects.unscoped().select_related("course", "feedback__session")
    relationship.answer(said, "One form from now on.", by=house.cast.tom, now=house.now)


def review_due(house):
    histories.held(house.cast.ours, house.cast.practice.review_every)
    assert rhythm.put_on_the_agenda(house.cast.practice, now=house.now) == 1


def review_signed(house):
    course = house.cast.ours
    progress.write_review(course=course, review=None, seen=0, by=house.cast.tom, now=house.now, working="The walks")
    for person in (house.cast.tom, house.cast.amira):
        held = Review.objects.unscoped().select_related("course").get()
        progress.sign(held, seen=held.version, by=person, now=house.now)


def open_safety(house):
    asked = questionnaires.ask("phq-9", course=house.cast.ours, by=house.cast.tom, now=house.now)
    draft = questionnaires.begin(asked.form, course=house.cast.ours, by=house.cast.amira, now=house.now, question=asked)
    questionnaires.send(draft, {"q9": 1}, now=house.now)


def acted(house):
    (alert,) = Alert.objects.visible_to(house.cast.tom)
    safety.acknowledge(alert, did=Alert.Did.CALLED, note="We talked.", by=house.cast.tom, now=house.now)


BOTH, TEAM = True, False
SOURCES = {
    "her topic": (her_topic, Kind.TOPIC, "The stairs at work", BOTH, House.talk),
    "what is tried, due and done": (practice_agreed, Kind.PRACTICE, "Done once, for today", BOTH, practice_looked_at),
    "answers": (answers, Kind.ANSWERS, "Answers to", BOTH, House.talk),
    "what changed": (what_changed, Kind.CHANGE, "was 19 last time and is 9 now", BOTH, House.talk),
    "a remark": (remark, Kind.REMARK, "What Amira said about session 1", BOTH, remark_answered),
    "a look back": (review_due, Kind.REVIEW, "ook back", BOTH, review_signed),
    "safety": (open_safety, Kind.SAFETY, "afe", TEAM, acted),
}


@pytest.fixture
def house(cast, now, signed_in):
    return House(cast, now, signed_in)


def standing(kind, cast):
    return AgendaItem.objects.unscoped().filter(course=cast.ours, kind=kind, outcome="open").count()


@pytest.mark.parametrize("source", SOURCES)
def test_each_source_puts_its_line_there_and_takes_it_off(house, cast, signed_in, source):
    happens, kind, said, both, settled = SOURCES[source]
    url = reverse("sessions:agenda", args=[cast.ours.pk])
    assert standing(kind, cast) == 0
    happens(house)
    assert standing(kind, cast) == 1
    assert said in words(signed_in(cast.tom).get(url))
    assert (said in words(signed_in(cast.amira).get(url))) == both
    settled(house)
    assert standing(kind, cast) == 0


@pytest.mark.parametrize("source", SOURCES)
def test_control_a_source_that_forgets_the_agenda_is_noticed(house, cast, monkeypatch, source):
    happens, kind, *_ = SOURCES[source]
    monkeypatch.setattr(agenda, "add", lambda *args, **more: None)
    happens(house)
    assert standing(kind, cast) == 0


def test_minute_after_minute_nothing_is_put_there_twice(house, cast):
    answers(house)
    review_due(house)
    for _ in range(3):
        gathering.new_answers(now=house.now)
        rhythm.put_on_the_agenda(cast.practice, now=house.now)
    assert standing(Kind.ANSWERS, cast) == standing(Kind.REVIEW, cast) == 1


def test_another_course_has_none_of_it(house, cast):
    for happens, *_ in SOURCES.values():
        if happens not in (review_due,):  # it counts sessions, of which a remark has one already
            happens(house)
    assert not AgendaItem.objects.unscoped().exclude(course=cast.ours).exists()
