"""What stands beside the scores: calls, missed sessions, milestones, what happened in a life; on the picture and in the table."""

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW, TODAY
from tests.reading import measures, of_class, said, words

from duologue.courses import actions as courses
from duologue.progress.models import LifeEvent
from duologue.sessions.models import Session


@pytest.fixture
def course(cast):
    histories.amiras(cast)
    hours = Session.objects.unscoped().filter(course=cast.ours)
    hours.filter(number=3).update(how="phone")
    hours.filter(number=5).update(state="missed")
    return cast.ours


@pytest.fixture
def life(course):
    return reverse("progress:life", args=[course.pk])


def page(browser, course):
    return browser.get(reverse("progress:course", args=[course.pk]))


def happened(card):
    return [said(row) for row in card.findall(".//tbody/tr") if row.get("class") == "happened"]


def test_a_call_and_a_missed_session_stand_on_the_picture_and_in_the_table(cast, course, signed_in):
    card = measures(page(signed_in(cast.tom), course))["low mood phq-9"]
    for drawing in card.findall(".//svg"):
        assert len(of_class(drawing, "call")) == 1 and len(of_class(drawing, "missed")) == 1
        assert len(of_class(drawing, "tick")) == 6  # eight sessions: one missed, one by phone
    text = " ".join(happened(card))
    assert "Session 3 was by phone" in text and "Session 5 was missed" in text
    assert "Square at the bottom: by phone." in said(card) and "Hollow: a missed session." in said(card)


def test_the_client_is_not_shown_what_they_missed(cast, course, signed_in):
    card = measures(page(signed_in(cast.amira), course))["low mood"]
    assert "missed" not in said(card)
    for drawing in card.findall(".//svg"):
        assert not of_class(drawing, "missed") and len(of_class(drawing, "tick")) == 7


def test_a_milestone_has_a_flag_words_under_the_picture_and_a_line_in_the_table(cast, course, signed_in):
    cards = measures(page(signed_in(cast.amira), course))
    mood = cards["low mood"]
    assert all(len(of_class(drawing, "flag")) == 1 for drawing in mood.findall(".//svg"))
    assert "I bought bread" in said(of_class(mood, "beside-the-line")[0])
    assert any("Worth remembering: I bought bread and did not run." in line for line in happened(mood))
    assert not of_class(cards["worry"], "beside-the-line")  # said once; the other tables have it too
    assert any("I bought bread" in line for line in happened(cards["worry"]))


def test_something_that_happened_stays_private_until_it_is_shared(cast, course, signed_in, life):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    kept = {"words": "My brother moved out", "on": "2026-11-10"}
    assert amira.post(life, {**kept, "read_by": "me"}).status_code == 302
    mine = measures(page(amira, course))["low mood"]
    assert all(len(of_class(drawing, "event")) == 1 for drawing in mine.findall(".//svg"))
    assert any("only you see this" in line for line in happened(mine))
    assert "My brother moved out" not in words(page(tom, course)) + words(tom.get(life))
    event = LifeEvent.objects.unscoped().get()
    address = reverse("progress:life-event", args=[event.pk])
    assert tom.post(address, {"read_by": "shared"}).status_code == 404
    assert amira.post(address, {"read_by": "shared"}).status_code == 302
    theirs = measures(page(tom, course))["low mood phq-9"]
    assert all(len(of_class(drawing, "event")) == 1 for drawing in theirs.findall(".//svg"))
    assert tom.post(address, {"read_by": "me"}).status_code == 404  # its author decides, nobody else
    amira.post(address, {"read_by": "me"})
    assert "My brother moved out" not in words(page(tom, course))


def test_a_therapist_writes_only_what_both_read(cast, course, signed_in, life):
    signed_in(cast.tom).post(life, {"words": "The flat was sold", "on": "2026-11-10", "read_by": "me"})
    assert LifeEvent.objects.unscoped().get().audience == "shared"
    assert "The flat was sold" in words(page(signed_in(cast.amira), course))


@pytest.mark.parametrize(
    "sent, sentence",
    [
        ({"words": "", "on": "2026-11-10", "read_by": "me"}, "Write what happened, in a few words."),
        ({"words": "A move", "on": "", "read_by": "me"}, "Choose a date."),
        ({"words": "A move", "on": "2027-01-01", "read_by": "me"}, "This day is still to come."),
        ({"words": "A move", "on": "2026-11-10", "read_by": "all"}, "Choose one of these."),
    ],
)
def test_a_slip_has_a_sentence_and_loses_nothing(cast, course, signed_in, life, sent, sentence):
    answer = signed_in(cast.amira).post(life, sent)
    assert answer.status_code == 422 and sentence in words(answer)
    assert not sent["words"] or f'value="{sent["words"]}"' in answer.content.decode()
    assert not LifeEvent.objects.unscoped().exists()


def test_after_the_end_what_happened_is_read_and_nothing_is_added(cast, course, signed_in, life):
    amira = signed_in(cast.amira)
    amira.post(life, {"words": "A new job", "on": str(TODAY), "read_by": "shared"})
    courses.move_to("closed", course=course, by=cast.tom, now=NOW)
    assert "A new job" in words(amira.get(life))
    late = amira.post(life, {"words": "Another", "on": str(TODAY), "read_by": "me"})
    assert late.status_code == 422 and "nothing new can be written" in words(late)
    event = LifeEvent.objects.unscoped().get()
    amira.post(reverse("progress:life-event", args=[event.pk]), {"read_by": "me"})  # who reads it stays hers to say
    assert "A new job" not in words(signed_in(cast.tom).get(life))


def test_what_is_the_clients_own_stands_before_the_scores_and_the_client_may_change_that(cast, course, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)

    def names(browser):
        return [part.name for part in page(browser, course).context["parts"]]

    usual = ["goals", "problems", "phq-9-v1-total", "gad-7-v1-total"]
    assert names(amira) == names(tom) == usual
    choose = reverse("progress:stands-first", args=[course.pk])
    assert tom.post(choose, {"what": "problems"}).status_code == 404
    assert amira.post(choose, {"what": "the-moon"}).status_code == 404
    assert amira.post(choose, {"what": "gad-7-v1-total"}).status_code == 302
    assert names(amira) == names(tom) == ["gad-7-v1-total", "goals", "problems", "phq-9-v1-total"]
    amira.post(choose, {"what": "problems"})
    assert names(amira)[0] == "problems"
    amira.post(choose, {"what": ""})
    assert names(tom) == usual


def test_a_goal_with_a_ladder_says_step_so_many_of_so_many(cast, course, signed_in):
    goal = courses.set_goal("Take the tram", value=None, course=course, by=cast.amira, now=NOW - 9 * histories.WEEK)
    began = NOW - 6 * histories.WEEK
    courses.write_ladder(goal, {"expected": "Alone"}, level=-2, seen=1, by=cast.amira, now=began)
    assert "Step 1 of 5, said once so far." in words(page(signed_in(cast.amira), course))
    courses.step_on(goal, level=0, by=cast.amira, now=NOW)
    text = words(page(signed_in(cast.amira), course))
    assert "Step 3 of 5, was 1 at session 2." in text
