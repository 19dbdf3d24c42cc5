"""How sessions felt is never used to compare therapists (hazard 11): no page, no count, no query by therapist."""

from __future__ import annotations

import ast
from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.relationship import actions
from duologue.sessions import actions as sessions
from tests.architecture import tree
from tests.promises.who_may import MANAGER, SUPERVISOR, WAYS
from tests.reading import words

# What a manager or a supervisor opens of the relationship: the rules, and what was said to them.
FOR_THEM = {"rules", "concern", "concern shared", "concerns", "named", "hand-over-after"}
FELT = {"Feedback", "OwnView", "Signal", "ActionCard", "Remark", "Moment", "RATINGS", "FOUR"}
FELT |= {"listened", "mattered", "suited", "could_say", "worth_it", "feedback", "own_views", "signals", "strains"}


def pages_of(role: str) -> set[str]:
    ours = {name: way for name, way in WAYS.items() if name.startswith("relationship:")}
    return {name.partition(":")[2] for name, way in ours.items() if role in way.reads | way.writes}


def test_no_page_shows_a_manager_or_a_supervisor_how_sessions_felt():
    assert pages_of(MANAGER) <= FOR_THEM and pages_of(SUPERVISOR) <= FOR_THEM


def names_in(text: str) -> set[str]:
    """Everything a module names: variables, attributes, imports, keywords, and words in strings that look up a field."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.alias):
            found |= set(node.name.split("."))
        elif isinstance(node, ast.keyword) and node.arg:
            found |= set(node.arg.split("__"))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(node.value.split("__")) if "__" in node.value or node.value.isidentifier() else set()
    return found


def test_the_counts_of_a_practice_know_nothing_of_how_sessions_felt():
    counting = [path for path in tree.sources() if tree.short(path).startswith("service/")]
    assert counting
    for path in counting:
        assert not names_in(path.read_text()) & FELT, tree.short(path)


@pytest.mark.parametrize(
    "planted",
    [
        "from duologue.relationship.models import Feedback",
        "hours.values('therapist').annotate(mean=Avg('feedback__listened'))",
        "Session.objects.filter(signals__level__gte=3)",
    ],
)
def test_control_a_count_of_ratings_is_noticed(planted):
    assert names_in(planted) & FELT


def grouped_by_a_therapist(text: str) -> list[int]:
    """Lines on which rows are gathered by `therapist`, `lead` or the care team."""
    by = {"therapist", "session__therapist", "course__care_team__user", "care_team__user", "lead"}
    return [
        node.lineno
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("values", "values_list", "order_by", "distinct")
        and any(isinstance(one, ast.Constant) and str(one.value).lstrip("-") in by for one in node.args)
    ]


def test_the_relationship_gathers_nothing_by_therapist():
    ours = [path for path in tree.sources() if tree.short(path).startswith(("relationship/", "service/", "home/"))]
    found = {tree.short(path): lines for path in ours if (lines := grouped_by_a_therapist(path.read_text()))}
    assert not found
    assert grouped_by_a_therapist("rated.values('session__therapist').annotate(mean=Avg(four))") == [1]  # the control


def test_a_managers_pages_are_the_same_whatever_clients_said(cast, now, signed_in):
    mo, pages = signed_in(cast.mo), ("home:today", "service:counts")
    session = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    sessions.begin(session, by=cast.tom, now=now)
    before = [words(mo.get(reverse(name))) for name in pages]
    said = {"listened": 1, "mattered": 1, "suited": 1, "could_say": 1, "worth_it": 0}
    actions.give_feedback(session, ratings=said, remark="He yawned.", by=cast.amira, now=now + timedelta(hours=1))
    actions.give_own_view(session, ratings={}, by=cast.tom, now=now + timedelta(hours=1))
    assert [words(mo.get(reverse(name))) for name in pages] == before
