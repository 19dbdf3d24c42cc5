"""In the next session both look at it, and say what comes of it."""

import pytest

from duologue.homework import actions
from duologue.homework.models import Assignment, Entry
from duologue.sessions.models import AgendaItem


def on_the_agenda(assignment):
    return AgendaItem.objects.unscoped().filter(about=assignment.pk, outcome="open").exists()


@pytest.mark.parametrize("outcome", ["reviewed", "dropped"])
def test_settled_with_a_word_of_why_it_leaves_the_agenda(signed_in, cast, agree, outcome, now):
    assignment = agree()
    assert on_the_agenda(assignment)
    answer = signed_in(cast.tom).post(f"/between/{assignment.pk}/settle/", {"outcome": outcome, "words": "It helped."})
    assert answer.status_code == 302 and answer["Location"] == f"/course/{cast.ours.pk}/between/"
    held = Assignment.objects.unscoped().get(pk=assignment.pk)
    assert (held.outcome, held.settled_words, held.settled_at) == (outcome, "It helped.", now)
    assert not on_the_agenda(assignment)
    assert "It helped." in signed_in(cast.amira).get(f"/between/{assignment.pk}/").content.decode()


def test_changed_leads_on_to_a_new_agreement(signed_in, cast, agree):
    assignment = agree(why="Because the bus is hard.")
    tom = signed_in(cast.tom)
    answer = tom.post(f"/between/{assignment.pk}/settle/", {"outcome": "changed", "words": "Too long"}, follow=True)
    assert answer.redirect_chain[-1][0].endswith(f"/between/agree/?instead_of={assignment.pk}")
    assert "Because the bus is hard." in answer.content.decode() and not on_the_agenda(assignment)


def test_without_a_word_of_why_it_stays(signed_in, cast, agree):
    assignment = agree()
    answer = signed_in(cast.tom).post(f"/between/{assignment.pk}/settle/", {"outcome": "dropped", "words": ""})
    assert answer.status_code == 422 and "Write a word of why." in answer.content.decode()
    assert 'value="dropped" id="id_outcome_2" checked' in answer.content.decode()
    assert on_the_agenda(assignment)


def test_it_stays_on_the_agenda_whatever_amira_wrote(cast, agree, now):
    assignment = agree()
    for how in (Entry.How.DONE, Entry.How.A_BIT, Entry.How.HARD, Entry.How.NOT):
        actions.do(assignment, by=cast.amira, now=now, how=how, read_by=Entry.ReadBy.BOTH)
    assert on_the_agenda(assignment)


def test_it_is_settled_once(signed_in, cast, agree, now):
    assignment = agree()
    actions.settle(assignment, Assignment.Outcome.REVIEWED, words="First", by=cast.tom, now=now)
    answer = signed_in(cast.tom).post(f"/between/{assignment.pk}/settle/", {"outcome": "dropped", "words": "Second"})
    assert answer.status_code == 422 and "settled this together already" in answer.content.decode()
    with pytest.raises(ValueError, match="already"):
        actions.settle(assignment, Assignment.Outcome.DROPPED, words="Third", by=cast.tom, now=now)
    assert Assignment.objects.unscoped().get(pk=assignment.pk).settled_words == "First"


def test_only_the_therapist_settles_it_here(signed_in, cast, agree):
    assignment = agree()
    for person in (cast.amira, cast.ben, cast.nia, cast.sol, cast.mo):
        answer = signed_in(person).post(f"/between/{assignment.pk}/settle/", {"outcome": "dropped", "words": "No"})
        assert answer.status_code == 404
    assert on_the_agenda(assignment)
