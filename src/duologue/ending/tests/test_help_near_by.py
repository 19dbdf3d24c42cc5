"""A practice's list of help near by: its manager keeps it, everything on it has the day it was checked, plans choose from it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import NOW
from tests.reading import words

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.ending import actions, resources
from duologue.ending.models import StayingWellPlan
from duologue.ending.resource_models import Resource

LIST = reverse("ending:resources")
GROUP = {"name": "Walking group", "what": "Walks in company", "phone": "0113 496 0001", "hours": "Mondays at six"}


def put(cast, name="Walking group", *, ago=0, practice=None):
    said = {**GROUP, "name": name}
    day = NOW - timedelta(days=ago)
    return resources.keep(said, of=None, practice=practice or cast.practice, by=cast.mo, now=day)


def choose(browser, cast, *chosen):
    at = reverse("ending:choose-resources", args=[cast.ours.pk])
    return browser.post(at, {"resource": [str(one.pk) for one in chosen]}, follow=True)


def plan_page(browser, cast):
    return words(browser.get(reverse("ending:plan", args=[cast.ours.pk])))


def test_an_empty_list_says_what_it_is_for(cast, signed_in):
    assert "The list is empty." in words(signed_in(cast.mo).get(LIST))
    assert "The practice has no list of help near by yet." in plan_page(signed_in(cast.amira), cast)


def test_a_manager_puts_help_on_the_list_and_it_stands_there_with_its_day(cast, signed_in):
    mo = signed_in(cast.mo)
    assert mo.post(LIST, GROUP).status_code == 302
    text = words(mo.get(LIST))
    assert "Walking group" in text and "checked on 26 November 2026 by Mo" in text
    read = signed_in(cast.tom).get(LIST)
    assert "Walking group" in words(read) and "Add one" not in words(read)


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"name": ""}, "Write its name."),
        ({"what": ""}, "Write in a few words what it is for."),
        ({"phone": ""}, "Write a number, a place or a page"),
        ({"name": "x" * 121}, "Use 120 characters or fewer here."),
    ],
)
def test_what_cannot_be_reached_is_not_put_on_the_list_and_nothing_typed_is_lost(cast, signed_in, changes, sentence):
    answer = signed_in(cast.mo).post(LIST, {**GROUP, **changes})
    assert answer.status_code == 422 and sentence in words(answer) and "Mondays at six" in answer.content.decode()
    assert not Resource.objects.exists()


def test_what_nobody_checked_for_a_year_stands_first_and_says_so_until_somebody_does(cast, signed_in):
    put(cast, "A fresh one")
    old = put(cast, "Zebra club", ago=366)
    put(cast, "Just within the year", ago=365)
    mo = signed_in(cast.mo)
    text = words(mo.get(LIST))
    assert text.index("Zebra club") < text.index("A fresh one") and text.count("not checked for a year") == 1
    assert mo.post(reverse("ending:resource", args=[old.pk]), {"what": "check"}).status_code == 302
    assert "not checked for a year" not in words(mo.get(LIST))


def test_it_is_changed_put_away_and_put_back(cast, signed_in):
    held, mo = put(cast), signed_in(cast.mo)
    page = reverse("ending:resource", args=[held.pk])
    assert mo.post(page, {**GROUP, "phone": "0113 496 0002"}).status_code == 302
    assert "0113 496 0002" in words(mo.get(LIST))
    wrong = mo.post(page, {**GROUP, "name": ""})
    assert wrong.status_code == 422 and "Write its name." in words(wrong)
    mo.post(page, {"what": "put_away"})
    assert "Put away" in words(mo.get(LIST)) and not list(resources.of_practice(cast.practice))
    mo.post(page, GROUP)
    assert list(resources.of_practice(cast.practice)) == [held]


def test_another_practices_list_is_its_own(cast, signed_in):
    theirs = put(cast, practice=cast.elsewhere)
    assert signed_in(cast.mo).get(reverse("ending:resource", args=[theirs.pk])).status_code == 404
    choose(signed_in(cast.amira), cast, theirs)
    assert "Walking group" not in plan_page(signed_in(cast.amira), cast)


def test_either_puts_help_on_the_plan_and_the_other_sees_it(cast, signed_in):
    group, cafe = put(cast), put(cast, "A quiet cafe")
    choose(signed_in(cast.amira), cast, group, cafe)
    choose(signed_in(cast.tom), cast, group)
    page = plan_page(signed_in(cast.amira), cast)
    assert "Walking group Walks in company 0113 496 0001, Mondays at six checked November 2026" in page
    plan = StayingWellPlan.objects.visible_to(cast.amira).get()
    assert plan.resources == {str(group.pk): "2026-11-26"}
    for name in ("print", "file"):
        ask = signed_in(cast.amira).get if name == "print" else signed_in(cast.amira).post
        assert "Walks in company" in words(ask(reverse(f"ending:{name}", args=[cast.ours.pk])))


def test_what_has_left_the_list_stays_on_a_plan_with_a_word_of_care(cast, signed_in):
    group = put(cast)
    choose(signed_in(cast.amira), cast, group)
    resources.put_away(group, by=cast.mo, now=NOW)
    assert "last checked November 2026: ring first" in plan_page(signed_in(cast.amira), cast)
    assert "ring first" in words(signed_in(cast.amira).post(reverse("ending:file", args=[cast.ours.pk])))


def test_a_plan_has_room_for_four_and_an_ended_course_for_none(cast, signed_in):
    many, amira = [put(cast, f"Number {n}") for n in range(5)], signed_in(cast.amira)
    assert "Choose 4 at most" in words(choose(amira, cast, *many))
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=NOW)
    assert "This course has ended." in words(choose(amira, cast, many[0]))
    assert not StayingWellPlan.objects.visible_to(cast.amira)


def test_choosing_help_makes_no_words_stale(cast, signed_in):
    """Somebody writes while the other chooses: the words are kept, and both are asked to look."""
    actions.write_plan({"learned": "Going anyway"}, course=cast.ours, seen=0, by=cast.amira, now=NOW)
    choose(signed_in(cast.tom), cast, put(cast))
    assert StayingWellPlan.objects.visible_to(cast.amira).get().learned == "Going anyway"
