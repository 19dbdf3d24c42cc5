"""T3: three clients of two practices live as hypothesis likes, by the verbs that people use, and what the
house promises holds after every step. Each seeded bug lives the same lives and must be found."""

from __future__ import annotations

import os
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from duologue.assessment import actions as assessment
from duologue.audit import ledger
from duologue.courses import standing, team, visibility
from duologue.courses.models import CareTeamMember, Course
from duologue.courses.visibility import Audience
from duologue.homework import actions as homework
from duologue.people.models import DataKey, Membership
from duologue.questionnaires import actions as questionnaires
from duologue.safety import actions as safety
from duologue.safety.models import Act
from duologue.science import scoring
from duologue.sessions import agenda, notes
from duologue.web import prepared
from tests.promises import a_course_life as life
from tests.promises.lives_that_move import Moving

HOW_MANY = int(os.environ.get("DUOLOGUE_LIVES", "25"))  # `make drill-lives` asks for 667, which is 20,000 steps
LIVES = settings(
    max_examples=HOW_MANY,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=list(HealthCheck),
)


class Life(Moving):
    """Every life in a room of its own, which is emptied afterwards."""

    @property
    def people(self):
        cast = self.cast
        clients = [told.client for told in self.lives if told.client]
        return [*clients, *self.who_left, cast.tom, cast.ben, cast.zoe, cast.sol, cast.mo, cast.ines, cast.amira]

    @invariant()
    def alerts_fit(self):
        for told in self.lives:
            life.alerts_fit(told)

    @invariant()
    def what_was_written_last_is_kept_behind_the_door(self):
        if self.last is not None:
            told = next(told for told in self.lives if told.course_id == self.last.course_id)
            life.kept_behind_the_door(self.last, told, self.people)
            self.last = None

    def teardown(self):
        try:
            if not connection.needs_rollback:
                self.looked_back_on()
        finally:
            transaction.set_rollback(True)
            self.room.__exit__(None, None, None)

    def looked_back_on(self):
        lives = [told for told in self.lives if told.course_id]
        life.no_orphans()
        for told in lives:
            life.nothing_is_lost(told)
        life.isolation([*lives, *self.gone], self.people)
        life.scores_recompute(lives)
        life.ledger_fits([*lives, *self.gone], +self.verbs, since=self.since)


@pytest.fixture(autouse=True)
def _a_list_of_its_own(settings, tmp_path):
    settings.ERASURES = tmp_path / "erased.list"


def live(cast, how=LIVES):
    run_state_machine_as_test(type("Life", (Life,), {"cast": cast}), settings=how)


def test_every_life_keeps_the_promises(cast):
    live(cast)


# Controls: one bug each


def low_totals_raise_nothing(monkeypatch):
    raise_all = safety._raise_all

    def only_high(response, raised, *, now):
        return raise_all(response, raised, now=now) if sum(a or 0 for a in response.answers.values()) > 4 else []

    monkeypatch.setattr(safety, "_raise_all", only_high)


def left_open_counts_as_zero(monkeypatch):
    def total(form, answers, scale=""):
        counted = scoring.total(form, answers, scale)
        return replace(counted, value=counted.value or 0)

    monkeypatch.setattr(questionnaires, "scoring", SimpleNamespace(total=total, raised=scoring.raised))


def everybody_of_the_practice_reads(monkeypatch):
    def cared_for(user, known=None):
        works_in = Membership.objects.filter(user=user, until_on=None).values("practice")
        return Course.objects.unscoped().filter(practice__in=works_in).values("pk")

    for module in (standing, visibility):
        monkeypatch.setattr(module, "cared_for", cared_for)


def every_client_reads_every_course(monkeypatch):
    def taken_part_in(user, known=None):
        return CareTeamMember.objects.unscoped().filter(lead=True).values("course")

    monkeypatch.setattr(visibility, "taken_part_in", taken_part_in)


def a_line_is_dropped(monkeypatch):
    record = ledger.record

    def drops(verb, **line):
        return None if verb == "session.begun" else record(verb, **line)

    monkeypatch.setattr(ledger, "record", drops)


def a_second_send_overwrites(monkeypatch):
    send = questionnaires.send

    def overwrites(draft, answers, *, now):
        held = send(draft, answers, now=now)
        held.answers = {**held.answers, **answers}
        held.save(update_fields=["answers"])
        return held

    monkeypatch.setattr(questionnaires, "send", overwrites)


def signatures_stay_on_other_words(monkeypatch):
    keep = assessment.keep

    def keeps_signatures(held, *, seen, words, **_):
        keep(held, seen=seen, words=words)

    monkeypatch.setattr(assessment, "keep", keeps_signatures)


def just_me_is_shared(monkeypatch):
    monkeypatch.setattr(homework, "_audience", lambda read_by: Audience.SHARED)


def an_act_hangs_on_another_course(monkeypatch):
    write = safety.write

    def strays(model, *, course, **fields):
        other = Course.objects.unscoped().exclude(pk=course.pk).first()
        return write(model, course=other if model is Act else course, **fields)

    monkeypatch.setattr(safety, "write", strays)


def a_signed_note_is_written_over(monkeypatch):
    monkeypatch.setattr(notes, "amend", lambda note, words, *, by, now: notes.keep(note, seen=note.version, one=words))


def a_no_takes_nothing_away(monkeypatch):
    monkeypatch.setattr(questionnaires, "stop_asking", lambda question, *, by, now: None)


def an_answer_leaves_its_line(monkeypatch):
    monkeypatch.setattr(agenda, "settle_about", lambda about, *, course, by, now: None)


def whoever_cared_goes_on_reading(monkeypatch):
    hand_over = team.hand_over

    def leaves_the_door_open(course, *, to, by, now):
        place = hand_over(course, to=to, by=by, now=now)
        CareTeamMember.objects.unscoped().filter(course=course).update(until_on=None, lead=False)
        CareTeamMember.objects.unscoped().filter(pk=place.pk).update(lead=True)
        return place

    monkeypatch.setattr(team, "hand_over", leaves_the_door_open)


def words_stay_readable(monkeypatch):
    monkeypatch.setattr(type(DataKey.objects), "erase", lambda self, key_id: None)


BUGS = [
    low_totals_raise_nothing,
    left_open_counts_as_zero,
    everybody_of_the_practice_reads,
    every_client_reads_every_course,
    a_line_is_dropped,
    a_second_send_overwrites,
    signatures_stay_on_other_words,
    just_me_is_shared,
    an_act_hangs_on_another_course,
    a_signed_note_is_written_over,
    a_no_takes_nothing_away,
    an_answer_leaves_its_line,
    whoever_cared_goes_on_reading,
    words_stay_readable,
]


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_control_a_seeded_bug_is_found(cast, monkeypatch, bug):
    bug(monkeypatch)
    prepared.forget()
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        live(cast, settings(LIVES, max_examples=100))  # until the first is found
