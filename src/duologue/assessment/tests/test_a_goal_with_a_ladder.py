"""A ladder of five rungs in the client's own words: where it began, where it stands, what all ladders come to."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses import ladders, rated
from duologue.courses.ladders import Ladder
from duologue.courses.models import Goal, GoalStep
from duologue.courses.visibility import Viewer

WORDS = {"much_more": "Any shop", "more": "", "expected": "The corner shop", "less": "With Jo", "much_less": "I order"}


@pytest.fixture
def goal(cast, now):
    return courses.set_goal("Go to the shop", value=None, course=cast.ours, by=cast.amira, now=now)


@pytest.fixture
def goals(cast):
    return reverse("assessment:goals", args=[cast.ours.pk])


@pytest.fixture
def path(goal):
    return reverse("assessment:ladder", args=[goal.pk])


@pytest.mark.parametrize("name", ["amira", "tom"])
def test_either_writes_the_rungs_and_says_where_it_begins(cast, signed_in, goal, goals, path, name):
    browser = signed_in(cast.everybody[name])
    assert "Make a ladder" in browser.get(goals).content.decode()
    assert browser.post(path, {**WORDS, "version": "1", "level": "-2"}).url == goals
    assert Goal.objects.unscoped().get().ladder == {n: w for n, w in WORDS.items() if w}
    assert GoalStep.objects.unscoped().get().level == -2
    page = browser.get(goals).content.decode()
    assert "The corner shop" in page and "A little more than that" in page and "here now" in page
    assert "Two rungs below what was hoped for." in page


def test_the_middle_rung_is_needed_and_nothing_typed_is_lost(cast, signed_in, goal, path):
    back = signed_in(cast.amira).post(path, {"more": "Two shops", "version": "1", "level": "7"})
    page = back.content.decode()
    assert back.status_code == 422 and "Write what the middle rung looks like." in page and "Two shops" in page
    assert not Goal.objects.unscoped().get().ladder and not GoalStep.objects.unscoped().exists()


def test_a_ladder_without_a_level_stands_nowhere_rather_than_on_the_middle(cast, signed_in, goal, goals, path):
    amira = signed_in(cast.amira)
    amira.post(path, {**WORDS, "version": "1"})
    page = amira.get(goals).content.decode()
    assert "Nobody has said yet on which rung it is." in page and "here now" not in page
    assert "All ladders together" not in page
    together = amira.get(reverse("assessment:attainment", args=[cast.ours.pk])).content.decode()
    assert "There is no number yet." in together


def test_each_step_stays_and_the_first_one_is_the_start(cast, signed_in, goal, goals, now, monkeypatch):
    courses.write_ladder(goal, WORDS, level=-2, seen=1, by=cast.amira, now=now - timedelta(days=7))
    step = reverse("assessment:step", args=[goal.pk])
    amira = signed_in(cast.amira)
    assert "The corner shop (0)" in amira.get(step).content.decode()
    assert amira.post(step, {}).status_code == 422
    assert amira.post(step, {"level": "0"}).url == goals
    page = amira.get(goals).content.decode()
    assert "On the rung that was hoped for. Two steps up from the start." in page and "the start" in page
    assert list(GoalStep.objects.unscoped().order_by("written_at").values_list("level", flat=True)) == [-2, 0]
    assert "just what was hoped for" in page
    progress = amira.get(reverse("progress:course", args=[cast.ours.pk])).content.decode()
    assert "All ladders together" in progress and "Step 3 of 5" in progress


def test_a_step_without_a_ladder_leads_to_making_one(cast, signed_in, goal, path):
    assert signed_in(cast.amira).get(reverse("assessment:step", args=[goal.pk])).url == path


def test_two_ladders_from_the_same_page_show_both(cast, signed_in, goal, path):
    signed_in(cast.amira).post(path, {**WORDS, "version": "1"})
    back = signed_in(cast.tom).post(path, {"expected": "Two shops", "version": "1"})
    page = back.content.decode()
    assert back.status_code == 409 and "The corner shop" in page and "Two shops" in page
    assert Goal.objects.unscoped().get().ladder["expected"] == "The corner shop"
    put_together = {**WORDS, "expected": "The corner shop, twice", "version": "2"}
    assert signed_in(cast.tom).post(path, put_together).status_code == 302


def test_the_number_is_counted_over_the_ladders_that_stand_somewhere(cast, signed_in, goal, now):
    courses.write_ladder(goal, WORDS, level=-2, seen=1, by=cast.amira, now=now - timedelta(days=7))
    courses.step_on(goal, level=1, by=cast.tom, now=now)
    for words, level in (("Sleep", 1), ("Call Jo", None), ("Cook", 0)):
        other = courses.set_goal(words, value=None, course=cast.ours, by=cast.amira, now=now)
        courses.write_ladder(other, {"expected": words}, level=level, seen=1, by=cast.amira, now=now)
    viewer = Viewer(cast.tom)
    found = rated.attainment(rated.goals(viewer, viewer.course(cast.ours.pk)))
    assert sorted(found.levels) == [0, 1, 1] and found.now == pytest.approx(59.1287, abs=0.0001)
    page = signed_in(cast.tom).get(reverse("assessment:attainment", args=[cast.ours.pk])).content.decode()
    assert "a little more than was hoped for" in page and "59.1" in page and "erratum" in page
    assert "50 + 10 × 2 / √(0.7 × 3 + 0.3 × 3²) = 59.1" in page


@pytest.mark.parametrize(
    "levels, words",
    [
        ((), "Nobody has said yet on which rung it is."),
        ((0,), "On the rung that was hoped for."),
        ((1,), "One rung above what was hoped for."),
        ((0, -2), "Two rungs below what was hoped for. Two steps down from the start."),
        ((-2, 2), "Two rungs above what was hoped for. Four steps up from the start."),
        ((-1, 1, -1), "One rung below what was hoped for."),
    ],
)
def test_where_it_stands_in_words(now, levels, words):
    assert Ladder({"expected": "x"}, tuple((now, level) for level in levels)).in_words == words


@pytest.mark.parametrize("now_at, words", [(0, "just"), (-1, "less"), (-2, "less"), (2, "more")])
def test_all_together_in_words(now, now_at, words):
    assert ladders.together([Ladder({"expected": "x"}, ((now, now_at),)), None]).in_words.startswith(words)


def test_the_goals_page_costs_the_same_with_many_ladders(cast, signed_in, goals, now, django_assert_max_num_queries):
    for n in range(6):
        at = now + timedelta(days=n)
        goal = courses.set_goal(f"Goal {n}", value=n, course=cast.ours, by=cast.amira, now=at)
        courses.write_ladder(goal, WORDS, level=n % 3, seen=1, by=cast.amira, now=at)
    tom = signed_in(cast.tom)
    with django_assert_max_num_queries(14):
        tom.get(goals)


@pytest.mark.parametrize("name", ["nia", "ben", "sol", "mo", "ines"])
def test_nobody_else_finds_a_ladder(cast, signed_in, goal, path, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(path).status_code == 404
    assert browser.post(path, {**WORDS, "version": "1"}).status_code == 404
