"""Another answer, a corrected one, a late one, and one that was left open: nothing is taken back, nothing is a zero."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.courses.visibility import Viewer
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.safety import actions, escalation, panels
from duologue.safety.models import Alert, LeftOpen, Notice
from duologue.safety.tests.minutes import HOUR, THURSDAY, told


class TestAnsweringAgain:
    def test_it_joins_the_open_one_and_its_owner_is_told(self, cast, answer):
        first, second = answer(2, THURSDAY), answer(1, THURSDAY + HOUR / 2)
        assert second.joins == first and [a.pk for a in panels.waiting(Viewer(cast.tom))] == [first.pk]
        assert told(first) == [("Tom", THURSDAY), ("Tom", THURSDAY + HOUR / 2)]
        assert Alert.objects.unscoped().get(pk=first.pk).clock_from == THURSDAY

    def test_a_higher_one_starts_the_clock_anew(self, cast, answer):
        first = answer(1, THURSDAY)
        answer(3, THURSDAY + 2 * HOUR)
        held = Alert.objects.unscoped().get(pk=first.pk)
        assert (held.clock_from, held.round, held.next_at) == (THURSDAY + 2 * HOUR, 2, THURSDAY + 3 * HOUR)

    def test_one_that_comes_after_somebody_acted_waits_for_somebody_again(self, cast, answer):
        first = answer(3, THURSDAY)
        actions.acknowledge(first, did="called", note="ok", by=cast.tom, now=THURSDAY + HOUR, settled=False)
        answer(1, THURSDAY + 2 * HOUR)
        held = Alert.objects.unscoped().get(pk=first.pk)
        assert held.acknowledged_at is None and held.next_at == THURSDAY + 3 * HOUR

    def test_what_was_done_was_done_about_all_of_them(self, cast, answer):
        first, second = answer(1, THURSDAY), answer(2, THURSDAY + HOUR)
        actions.acknowledge(second, did="saw", note="We met.", by=cast.tom, now=THURSDAY + 2 * HOUR)
        assert {a.state for a in Alert.objects.unscoped()} == {"closed"}
        assert answer(1, THURSDAY + 3 * HOUR).joins is None and first.pk != second.pk


class TestChangedLater:
    """The same response is sent through the house again with other answers, as a correction on paper is."""

    def again(self, alert, q9, at):
        raised = {"q9": q9} if q9 else {}
        actions.notice_risk(response=alert.response, raised=raised, now=at)
        return Alert.objects.unscoped().get(pk=alert.pk)

    @pytest.mark.parametrize("q9", [0, 1, 2])
    def test_a_lower_answer_takes_nothing_back(self, cast, answer, q9):
        alert = answer(2, THURSDAY)
        held = self.again(alert, q9, THURSDAY + HOUR)
        assert (held.answer, held.clock_from, held.closed_at) == (2, THURSDAY, None)
        assert Notice.objects.unscoped().count() == 1

    def test_a_higher_one_tells_again(self, cast, answer):
        held = self.again(answer(1, THURSDAY), 3, THURSDAY + HOUR)
        assert (held.answer, held.clock_from) == (3, THURSDAY + HOUR) and len(told(held)) == 2

    def test_a_higher_one_opens_what_was_closed_and_keeps_what_was_done(self, cast, answer):
        alert = answer(1, THURSDAY)
        actions.acknowledge(alert, did="called", note="ok", by=cast.tom, now=THURSDAY + HOUR)
        held = self.again(alert, 2, THURSDAY + 2 * HOUR)
        assert held.state != "closed" and [act.note for act in escalation.done_about(held)] == ["ok"]
        assert [a.pk for a in panels.waiting(Viewer(cast.tom))] == [alert.pk]


def test_what_waited_on_a_phone_shows_both_times(cast, answer, signed_in):
    alert = answer(1, THURSDAY, written_at=THURSDAY - timedelta(days=3))
    assert alert.came_late and alert.next_at == THURSDAY + HOUR
    page = signed_in(cast.tom).get(reverse("safety:alert", args=[alert.pk])).content.decode()
    assert "Monday 23 November, 10:00" in page and "Thursday 26 November, 10:00" in page and "3\xa0days" in page


class TestLeftOpen:
    def test_a_question_left_open_is_shown_and_is_no_zero(self, cast, answer, signed_in):
        assert answer(None, THURSDAY, q1=2) is None
        left = LeftOpen.objects.unscoped().get()
        tom = signed_in(cast.tom)
        page = tom.get("/today/").content.decode()
        assert "left question 9 of" in page and "That is not a “no”." in page
        assert tom.post(reverse("safety:ask-about", args=[left.pk])).status_code == 302
        assert "left question 9" not in tom.get("/today/").content.decode()

    def test_an_answer_that_comes_later_settles_it(self, cast, answer):
        answer(None, THURSDAY)
        answer(0, THURSDAY + HOUR)
        assert panels.left_open(Viewer(cast.tom)) == []

    def test_a_form_without_such_a_question_leaves_nothing_open(self, cast, answer):
        draft = questionnaires.begin(library.newest("gad-7"), course=cast.ours, by=cast.amira, now=THURSDAY)
        questionnaires.send(draft, {}, now=THURSDAY)
        assert not LeftOpen.objects.unscoped().exists()
