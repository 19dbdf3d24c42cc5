"""Red and amber are reasons to talk, once the practice has turned the words on; green and white are none."""

import pytest
from tests import histories
from tests.cast import NOW

from duologue.courses.visibility import Viewer
from duologue.home import caseload
from duologue.people.models import Practice


@pytest.fixture(autouse=True)
def on(cast):
    Practice.objects.update(four_words=True)


def reasons(cast, *totals):
    first = histories.held(cast.ours, len(totals) - 1)[0].starts_at
    for n, total in enumerate(totals):
        histories.answered(cast.ours, "phq-9", total, first + histories.WEEK * n - histories.WEEK / 7)
    lines = {line.course_id: line.reasons for line in caseload.lines(Viewer(cast.tom), now=NOW)}
    return [(reason.weight, reason.said) for reason in lines[cast.ours.pk] if reason.is_to_talk]


def test_red_is_said_once_and_stands_before_a_remark(cast):
    assert reasons(cast, 12, 19) == [(1, "Low mood 12, now 19: red. Reliably worse than at the start.")]


def test_amber_stands_after_a_remark(cast):
    found = reasons(cast, 12, 15)
    assert found == [(4, "Low mood 12, now 15: amber. Worse than at the start by half of a reliable change or more.")]


@pytest.mark.parametrize("totals", [(19, 9, 8), (19, 15)])
def test_white_and_green_are_no_reason(cast, totals):
    assert reasons(cast, *totals) == []


def test_six_sessions_about_the_same_are_said_once_and_lead_to_the_talk(cast):
    found = reasons(cast, *[19] * 7)
    assert found == [
        (4, "About the same as at the start after 6 sessions. That is a good time to ask what could change.")
    ]


def test_red_leads_to_the_talk_when_it_is_time_for_it(cast):
    reasons(cast, *[19] * 10)
    (line,) = [line for line in caseload.lines(Viewer(cast.tom), now=NOW) if line.course_id == cast.ours.pk]
    (reason,) = line.to_talk
    assert reason.said.startswith("Low mood 19, now 19: red. No reliable improvement after 8 sessions")
    assert reason.step == "Ask what could change" and reason.address.endswith("/what-to-change/")
