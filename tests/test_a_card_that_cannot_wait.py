"""A day on the diary card whose answer cannot wait: it reaches a person like any other answer, whoever reads the rest."""

import pytest
from django.urls import reverse

from duologue.safety.models import Alert, LeftOpen
from duologue.techniques import diary
from duologue.techniques.cards import OwnEntry
from duologue.techniques.readers import ReadBy
from duologue.techniques.tests.conftest import LINES
from tests.cast import TODAY
from tests.reading import words


@pytest.fixture
def card(cast, now):
    return diary.derive_card(LINES, seen=0, course=cast.ours, by=cast.tom, now=now)


def day_page(cast):
    return reverse("techniques:day", args=[cast.ours.pk])


def kept():
    return OwnEntry.objects.unscoped().select_related("response")


@pytest.mark.parametrize(
    "said, told",
    [
        ({"suicide": 3, "self_harm": 5}, set()),
        ({"suicide": 4}, {"suicide"}),
        ({"self_harm_acted": 1}, {"self_harm_acted"}),
        ({"suicide": 5, "suicide_acted": 1}, {"suicide", "suicide_acted"}),
        ({"target_1": 5, "target_1_acted": 1}, set()),
    ],
)
@pytest.mark.parametrize("read_by", [ReadBy.ME, ReadBy.BOTH])
def test_an_answer_that_must_reach_a_person_does_whoever_reads_the_rest(cast, card, signed_in, said, told, read_by):
    given = {"day": TODAY, "read_by": read_by.value, **said}
    answer = signed_in(cast.amira).post(day_page(cast), given)
    assert {alert.rule for alert in Alert.objects.unscoped()} == told
    assert ("/told/" in answer["Location"]) == bool(told)
    if not told:
        return
    after = signed_in(cast.amira).get(answer["Location"])
    assert "999" in words(after)
    first = Alert.objects.unscoped().filter(joins=None).get()
    page = signed_in(cast.tom).get(reverse("safety:alert", args=[first.pk])).content.decode()
    assert (reverse("questionnaires:read", args=[kept().get().response_id]) in page) == (read_by == ReadBy.BOTH)
    today = words(signed_in(cast.tom).get(reverse("home:today")))
    assert "“The urge to" in today and "question" not in today.partition("“The urge to")[0][-40:]


def test_a_line_that_is_not_on_the_card_tells_nobody(cast, now, signed_in):
    calm = {"on": ["anger"], "own": {}}
    diary.derive_card(calm, seen=0, course=cast.ours, by=cast.tom, now=now)
    signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "anger": 2, "suicide": 5, "read_by": "both"})
    assert not Alert.objects.unscoped().exists() and "suicide" not in kept().get().response.answers


@pytest.mark.parametrize("read_by", [ReadBy.ME, ReadBy.BOTH])
def test_nobody_is_told_of_a_gap_on_the_card(cast, card, signed_in, read_by):
    signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "anger": 2, "read_by": read_by.value})
    assert kept().count() == 1
    assert not LeftOpen.objects.unscoped().exists()


def test_nobody_is_left_to_reach_then_nothing_is_called_kept(cast, card, signed_in, monkeypatch):
    from duologue.questionnaires import events

    def nobody(*_, **__):
        raise events.Unreachable("nobody")

    monkeypatch.setattr("duologue.safety.escalation.who_answers", nobody)
    answer = signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "suicide": 5, "read_by": "me", "note": "words"})
    assert answer.status_code == 503 and "We could not send this" in words(answer) and not kept()
    assert "words" in answer.content.decode()


def test_control_a_form_that_does_not_say_so_is_noticed(cast, card, signed_in, monkeypatch):
    monkeypatch.setitem(card.form.extra, "gaps_are_shown", False)
    signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "anger": 2, "read_by": "both"})
    assert LeftOpen.objects.unscoped().exists()
