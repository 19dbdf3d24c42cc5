"""When a course goes to another therapist, open answers and packets go with it, and what reached the old one is closed."""

import pytest

from duologue.courses import team
from duologue.courses.visibility import Viewer
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.safety import escalation
from duologue.safety.models import Alert
from duologue.supervision import actions as supervision
from duologue.supervision.models import Packet
from tests.promises.house import PHQ


@pytest.fixture
def alert(cast, now):
    draft = questionnaires.begin(library.newest("phq-9"), course=cast.ours, by=cast.amira, now=now)
    questionnaires.send(draft, PHQ, now=now)
    return Alert.objects.unscoped().get()


def acts_on(person):
    return list(Viewer(person).to_act_on(Alert))


def test_an_open_answer_goes_to_the_new_therapist_and_is_closed_to_the_old_one(cast, now, alert):
    assert alert.owner == cast.tom and acts_on(cast.tom)
    team.hand_over(cast.ours, to=cast.ben, by=cast.tom, now=now)
    alert.refresh_from_db()
    assert alert.owner == cast.ben and acts_on(cast.ben) == [alert]
    assert [notice.to for notice in escalation.told(alert)] == [
        cast.tom,
        cast.ben,
    ]  # that he was told stays written down
    assert not acts_on(cast.tom)


def test_control_a_notice_that_is_not_taken_back_is_noticed(cast, now, alert, monkeypatch):
    from duologue.safety.models import Notice

    team.hand_over(cast.ours, to=cast.ben, by=cast.tom, now=now)
    Notice.objects.unscoped().update(taken_back_at=None)
    assert acts_on(cast.tom)


def test_the_old_therapist_who_stands_in_is_reached_again(cast, now, alert):
    """Having cared for somebody once must not keep a later answer from reaching the one who stands in."""
    team.hand_over(cast.ours, to=cast.ben, by=cast.tom, now=now)
    escalation.hand_to(Alert.objects.unscoped().get(), cast.tom, now=now)
    assert acts_on(cast.tom) == [alert]


def test_what_the_old_therapist_brought_to_supervision_is_closed(cast, now):
    brought = {"supervisor": cast.sol, "pseudonym": "K", "with_scores": True, "with_relationship": True}
    supervision.bring("q", **brought, course=cast.ours, by=cast.tom, now=now)
    assert Viewer(cast.sol).brought(Packet).exists()
    team.hand_over(cast.ours, to=cast.ben, by=cast.tom, now=now)
    assert not Viewer(cast.sol).brought(Packet).exists()
