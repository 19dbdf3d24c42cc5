"""The day of an action card comes back, each rule says its word of the latest session, and tens invite a small complaint."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.cast import TODAY

from duologue.courses.visibility import Viewer
from duologue.relationship import actions, noticing, panels, pictures
from duologue.relationship.models import FOUR, RATINGS
from duologue.relationship.signals import ActionCard, LookedAgain, Signal
from duologue.science.strain_rules import Rule
from duologue.science.strains import Verdict
from duologue.sessions.models import AgendaItem

DAY = TODAY + timedelta(days=30)


@pytest.fixture
def card(cast, hold, say):
    """A strain after the fourth session, and what the two tried: they look again on DAY."""
    for week, total in enumerate((36, 37, 36, 28), start=1):
        say(week, total)
    actions.give_own_view(hold(4), ratings={}, by=cast.tom, now=hold(4).ended_at)
    strain = Signal.objects.unscoped().select_related("course", "session").get(session=hold(4))
    by = {"by": cast.tom, "now": hold(4).ended_at}
    return noticing.write_card(strain, tried=["raised"], words="We slow down.", again_on=DAY, **by)


def text(browser, name, *where):
    return " ".join(browser.get(reverse(name, args=where)).content.decode().split())


def due(person, on):
    return [one.kind for one in panels.waiting(Viewer(person), today=on) if one.kind == "again"]


def test_the_day_brings_it_back_and_not_before(cast, card):
    assert not due(cast.tom, DAY - timedelta(days=1)) and due(cast.tom, DAY) == ["again"]
    assert due(cast.tom, DAY + timedelta(days=9)) == ["again"]  # and it stays until they looked
    assert not due(cast.ben, DAY) and not due(cast.amira, DAY)


def test_control_a_day_nobody_keeps_is_noticed(cast, card):
    ActionCard.objects.unscoped().update(due_on=None)
    assert not due(cast.tom, DAY)


def test_it_stands_on_today_and_the_caseload_and_the_page_of_one_client(cast, card, signed_in):
    ActionCard.objects.unscoped().update(due_on=TODAY)
    tom = signed_in(cast.tom)
    address = reverse("relationship:signal", args=[card.signal_id])
    for page in (text(tom, "home:today"), text(tom, "home:course", cast.ours.pk)):
        assert "Look again with Amira at what you two tried" in page and address in page
    assert "The day has come to look again at what you two tried." in text(tom, "home:caseload")


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({}, "Choose how it is now."),
        ({"found": "same"}, "Choose the day on which you look once more."),
        ({"found": "harder", "again_on": TODAY.isoformat()}, "Choose a day that is still to come."),
    ],
)
def test_what_is_not_easier_needs_a_next_day_and_loses_nothing(cast, card, signed_in, given, sentence):
    tom, url = signed_in(cast.tom), reverse("relationship:signal", args=[card.signal_id])
    answer = tom.post(url, {"words": "Still careful.", **given})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert "Still careful." in answer.content.decode() and not LookedAgain.objects.unscoped().exists()


def test_each_look_is_kept_until_it_is_easier_and_both_read_it(cast, card, signed_in):
    tom, url = signed_in(cast.tom), reverse("relationship:signal", args=[card.signal_id])
    assert "You two wanted to look at it again on" in text(tom, "relationship:signal", card.signal_id)
    later = DAY + timedelta(days=14)
    tom.post(url, {"found": "same", "words": "Still careful.", "again_on": later.isoformat()})
    assert not due(cast.tom, DAY) and due(cast.tom, later)
    tom.post(url, {"found": "easier", "words": "", "again_on": later.isoformat()})
    assert not due(cast.tom, later + timedelta(days=400))
    for person in (cast.amira, cast.tom):
        page = text(signed_in(person), "relationship:overview", cast.ours.pk)
        assert "Much the same" in page and "Still careful." in page and "Easier between us" in page
        assert "We look again on" not in page
    assert "Nothing is open here." in text(tom, "relationship:signal", card.signal_id)
    late = tom.post(url, {"found": "easier"})
    assert late.status_code == 422 and "it was easier" in late.content.decode()


def test_the_verb_and_the_house_refuse_what_the_page_refuses(cast, now, card):
    by = {"by": cast.tom, "now": now}
    with pytest.raises(ValueError, match="look once more"):
        noticing.look_again(card, LookedAgain.Found.SAME, "", again_on=None, **by)
    kept = noticing.look_again(card, LookedAgain.Found.EASIER, "", again_on=DAY, **by)
    assert kept.again_on is None
    with pytest.raises(IntegrityError), transaction.atomic():
        LookedAgain.objects.unscoped().filter(pk=kept.pk).update(found="same")


def test_a_session_on_or_after_the_day_has_it_on_the_agenda_once(cast, now, card, hold):
    def lines():
        found = AgendaItem.objects.unscoped().filter(about=card.pk)
        return list(found.order_by("written_at", "pk").values_list("outcome", flat=True))

    hold(5)
    assert not lines()  # the day is still to come
    hold(6), hold(7)
    assert lines() == ["open"]
    noticing.look_again(card, LookedAgain.Found.EASIER, "", again_on=None, by=cast.tom, now=now)
    assert lines() == ["talked"]


def test_each_rule_says_its_word_of_the_latest_session_with_its_figure(cast, hold, say, signed_in):
    for week, total in ((1, 36), (2, 30)):
        say(week, total)
    actions.give_own_view(hold(2), ratings={}, by=cast.tom, now=hold(2).ended_at)
    for person in (cast.amira, cast.tom):
        page = text(signed_in(person), "relationship:overview", cast.ours.pk)
        asked = page.partition("Each rule, asked of session 2")[2].partition("</details>")[0]
        assert asked.count("<dt>") == 9 and asked.count("undecidable</span>") == 3
        assert asked.count("It needs 3 earlier full ratings, and there is one.") == 2
        assert "It needs three sessions running with the first four ratings." in asked
        assert "It needs four whole forms running." not in asked  # a nine among them says no already


def test_the_word_of_the_day_is_the_figure_that_was_kept(cast, card, hold):
    said = {rule.rule: found for rule, found in pictures.each_rule(Viewer(cast.tom), card.signal.feedback)}
    kept = dict(card.signal.fired)
    assert {rule for rule, found in said.items() if found.fired} == set(kept)
    assert all(said[Rule(rule)].figure == figure for rule, figure in kept.items())


def test_words_that_still_wait_are_told_by_no_rule(cast, hold, say):
    feedback = say(1, 38, remark="He yawned.", opens=actions.OpensWhen.SESSION)

    def word(person):
        return {rule.rule: found for rule, found in pictures.each_rule(Viewer(person), feedback)}[Rule.LEFT_WORDS]

    assert word(cast.tom).verdict is Verdict.NOT and word(cast.amira).fired


def test_four_times_nothing_but_tens_invites_a_small_complaint(cast, hold, say, signed_in):
    invited = "One small thing to complain about is welcome, and you get an answer."
    amira = signed_in(cast.amira)
    for week in (1, 2, 3, 4):
        assert invited not in text(amira, "relationship:feedback", hold(week).pk)
        say(week, 40, worth_it=10)
    assert invited in text(amira, "relationship:feedback", hold(5).pk)
    say(5, 40, worth_it=9)
    assert invited not in text(amira, "relationship:feedback", hold(6).pk)
    assert len(FOUR) + 1 == len(RATINGS)


def test_something_is_not_right_is_at_the_foot_of_each_page_of_a_client(cast, signed_in):
    amira, address = signed_in(cast.amira), reverse("relationship:not-right")
    for name in ("home:today", "progress:mine", "relationship:mine", "homework:index", "people:me"):
        assert address in text(amira, name), name
    page = text(amira, "relationship:not-right")
    assert reverse("relationship:speak-up", args=[cast.ours.pk]) in page and "Mo" in page
    assert "This is not helping" in page and "I would like another therapist" in page
    assert address not in text(signed_in(cast.tom), "home:today")


def test_whoever_has_no_course_yet_is_told_so(cast, signed_in):
    page = text(signed_in(cast.max), "relationship:not-right")
    assert "When your therapist has opened your page" in page and reverse("safety:help-now") in page
