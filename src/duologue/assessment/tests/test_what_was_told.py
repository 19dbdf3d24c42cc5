"""What the client told us becomes own words, problems and goals, which both see and rate again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses.models import Goal, GoalRating, OwnWords, Problem, ProblemRating
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Response

TOLD = {
    "brings": "I do not go out any more.",
    "problem_1": "Going out",
    "problem_1_now": "8",
    "problem_2": "Sleep",
    "problem_2_now": "0",
    "problem_3": "My sister",
    "people": "Jo, and the dog",
    "hopes": "To walk to the shop.",
}


@pytest.fixture
def history(cast, signed_in, now):
    """Amira's history, sent through its page."""
    asked = questionnaires.ask("first-history", course=cast.ours, by=cast.tom, now=now)
    signed_in(cast.amira).post(reverse("questionnaires:answer", args=[asked.pk]), TOLD)
    return Response.objects.unscoped().get()


@pytest.fixture
def overview(cast):
    return reverse("assessment:overview", args=[cast.ours.pk])


@pytest.fixture
def goals(cast):
    return reverse("assessment:goals", args=[cast.ours.pk])


@pytest.fixture
def goal(cast, now):
    return courses.set_goal("Go out", value=2, course=cast.ours, by=cast.amira, now=now)


def test_a_sent_history_becomes_own_words_and_problems_in_their_order(history):
    said = {words.about: words.words for words in OwnWords.objects.unscoped()}
    assert said == {"brings": TOLD["brings"], "hopes": TOLD["hopes"]}
    problems = Problem.objects.unscoped().order_by("written_at")
    assert [p.words for p in problems] == ["Going out", "Sleep", "My sister"]
    assert {r.problem.words: r.value for r in ProblemRating.objects.unscoped().select_related("problem__course")} == {
        "Going out": 8,
        "Sleep": 0,  # a nought was chosen; for the third thing nothing was, and nothing is kept
    }


def test_sending_a_history_twice_names_no_problem_twice(cast, signed_in, history):
    signed_in(cast.amira).post(reverse("questionnaires:answer", args=[history.ask_id]), TOLD)
    assert Problem.objects.unscoped().count() == 3


@pytest.mark.parametrize("name", ["amira", "tom"])
def test_words_come_before_numbers(cast, signed_in, history, overview, name):
    page = signed_in(cast.everybody[name]).get(overview).content.decode()
    places = [page.index(words) for words in (TOLD["brings"], TOLD["people"], "Going out", "<h2>Goals", "<h2>Scores")]
    assert places == sorted(places)


def test_tom_reading_the_page_counts_as_opening_the_history(cast, signed_in, history, overview):
    signed_in(cast.amira).get(overview)
    assert Response.objects.unscoped().get().opened_by_therapist_at is None
    signed_in(cast.tom).get(overview)
    assert Response.objects.unscoped().get().opened_by_therapist_at


def test_an_empty_course_says_what_will_be_here(cast, signed_in, overview, goals):
    tom = signed_in(cast.tom)
    page = tom.get(overview).content.decode()
    assert all(
        words in page for words in ("Nothing yet.", "No problems are named yet.", "No goals yet.", "No scores yet.")
    )
    assert "No goals yet." in tom.get(goals).content.decode()


@pytest.mark.parametrize("name", ["amira", "tom"])
def test_both_write_goals_and_a_number_is_as_they_like(cast, signed_in, goals, name):
    browser = signed_in(cast.everybody[name])
    assert browser.post(goals, {"words": "Go to the shop", "value": "0"}).url == goals
    assert browser.post(goals, {"words": "Sleep through"}).url == goals
    assert Goal.objects.unscoped().filter(author=cast.everybody[name]).count() == 2
    assert GoalRating.objects.unscoped().get().value == 0
    page = browser.get(goals).content.decode()
    assert "0 of 10 on 26 November." in page and "Not rated yet." in page


@pytest.mark.parametrize("body", [{"words": " "}, {"words": "Sleep", "value": "11"}, {"words": "x" * 5001}])
def test_a_goal_that_cannot_be_kept_comes_back_with_a_sentence(cast, signed_in, goals, body):
    back = signed_in(cast.amira).post(goals, body)
    assert back.status_code == 422 and "Nothing you wrote is lost." in back.content.decode()
    assert body["words"].strip() in back.content.decode()
    assert not Goal.objects.unscoped().exists()


def test_a_new_number_stands_beside_the_old_one(cast, signed_in, goal, goals, now):
    rate = reverse("assessment:rate-goal", args=[goal.pk])
    amira = signed_in(cast.amira)
    assert "it was 2 of 10" in amira.get(rate).content.decode()
    assert amira.post(rate, {}).status_code == 422
    assert amira.post(rate, {"value": "5"}).url == goals
    values = GoalRating.objects.unscoped().order_by("written_at", "value").values_list("value", flat=True)
    assert list(values) == [2, 5]
    history = amira.get(reverse("assessment:goal", args=[goal.pk])).content.decode()
    assert "<td>2</td>" in history and "<td>5</td>" in history


def test_a_problem_is_rated_again_by_either(cast, signed_in, history, overview):
    problem = Problem.objects.unscoped().order_by("written_at").first()
    rate = reverse("assessment:rate-problem", args=[problem.pk])
    assert signed_in(cast.tom).post(rate, {"value": "6"}).url == overview
    assert signed_in(cast.amira).post(rate, {"value": ""}).status_code == 422
    assert "8 at first, 6 now" in signed_in(cast.amira).get(overview).content.decode()


def test_rewording_from_an_old_page_shows_both_texts(cast, signed_in, goal, goals):
    path = reverse("assessment:goal", args=[goal.pk])
    assert signed_in(cast.amira).post(path, {"words": "Go to the shop", "version": "1"}).url == goals
    back = signed_in(cast.tom).post(path, {"words": "Go out twice a week", "version": "1"})
    page = back.content.decode()
    assert back.status_code == 409 and "Go to the shop" in page and "Go out twice a week" in page
    assert Goal.objects.unscoped().get().words == "Go to the shop"
    assert signed_in(cast.tom).post(path, {"words": "Both", "version": "2"}).url == goals


@pytest.mark.parametrize("version", ["", "none", "0", "7"])
def test_rewording_without_having_read_the_words_changes_nothing(cast, signed_in, goal, version):
    path = reverse("assessment:goal", args=[goal.pk])
    back = signed_in(cast.tom).post(path, {"words": "Something else", "version": version})
    assert back.status_code in (409, 422) and Goal.objects.unscoped().get().words == "Go out"


@pytest.mark.parametrize("name", ["nia", "ben", "una", "sol", "mo", "ines", "max", "zoe", "yan"])
def test_nobody_else_finds_any_of_it(cast, signed_in, history, goal, overview, goals, name):
    problem = Problem.objects.unscoped().first()
    paths = [
        overview,
        goals,
        reverse("assessment:goal", args=[goal.pk]),
        reverse("assessment:rate-goal", args=[goal.pk]),
        reverse("assessment:rate-problem", args=[problem.pk]),
    ]
    browser = signed_in(cast.everybody[name])
    assert {browser.get(path).status_code for path in paths} == {404}
    assert {browser.post(path, {"words": "x", "value": "1"}).status_code for path in paths[1:]} == {404}


def test_the_pages_cost_the_same_after_many_ratings(
    cast, signed_in, overview, goals, now, django_assert_max_num_queries
):
    for n in range(8):
        at = now + timedelta(days=n)
        goal = courses.set_goal(f"Goal {n}", value=n, course=cast.ours, by=cast.amira, now=at)
        courses.name_problem(f"Problem {n}", value=n, course=cast.ours, by=cast.amira, now=at)
        for value in range(5):
            courses.rate_goal(goal, value=value, by=cast.amira, now=at)
    tom = signed_in(cast.tom)
    with django_assert_max_num_queries(20):
        tom.get(overview)
    with django_assert_max_num_queries(14):
        tom.get(goals)
