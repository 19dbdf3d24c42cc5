"""A course goes through its agenda as it comes, as CBT does or as DBT does; safety stands first in each."""

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.courses.visibility import Audience
from duologue.sessions import agenda, conventions
from duologue.sessions.bridge import AgendaOrder, Convention
from duologue.sessions.models import AgendaItem, Target

Kind = AgendaItem.Kind


@pytest.fixture
def lines(cast, now):
    """One line of each kind, the last one first, by their kinds."""

    def put(n, kind):
        about = None if kind == Kind.TOPIC else uuid.uuid4()
        audience = Audience.CARE_TEAM if kind == Kind.SAFETY else Audience.SHARED
        at = now - timedelta(minutes=n)
        return agenda.add(kind, f"line: {kind}", course=cast.ours, by=cast.tom, now=at, about=about, audience=audience)

    kinds = [Kind.TOPIC, Kind.PRACTICE, Kind.REMARK, Kind.CHANGE, Kind.ANSWERS, Kind.REVIEW, Kind.SAFETY]
    return {kind: put(n, kind) for n, kind in enumerate(kinds)}


@pytest.fixture
def read(cast, signed_in):
    """Headings and lines as they stand on somebody's page."""

    def what_stands(person):
        words = signed_in(person).get(reverse("sessions:agenda", args=[cast.ours.pk])).content.decode()
        return re.findall(r'agenda-heading">(.*?)<|<div class="what"><p>(.*?)</p>', words)

    return lambda person: [
        (heads.replace("&#x27;", "'") and f"# {heads}") or words for heads, words in what_stands(person)
    ]


def choose(signed_in, cast, convention, by=None):
    return signed_in(by or cast.tom).post(reverse("sessions:order", args=[cast.ours.pk]), {"convention": convention})


def test_as_it_comes_there_are_no_headings(cast, lines, read):
    assert read(cast.tom) == [
        *("line: safety", "line: topic", "line: remark", "line: practice", "line: answers", "line: change"),
        "line: review",
    ]


def test_in_the_order_of_cbt_each_line_has_its_heading_for_both(cast, signed_in, lines, read):
    choose(signed_in, cast, "cbt")
    hers = [
        *("# Mood check", "line: answers", "line: change", "# Bridge from last time", "line: remark"),
        *("# What was tried", "line: practice", "# Today&#x27;s topics", "line: topic", "line: review"),
    ]
    assert read(cast.amira) == hers
    assert read(cast.tom) == ["# Safety", "line: safety", *hers]


def test_in_the_order_of_dbt_a_line_goes_where_its_target_stands(cast, signed_in, lines, read):
    choose(signed_in, cast, "dbt")
    tom = signed_in(cast.tom)
    for kind, target in ((Kind.REVIEW, "skills"), (Kind.TOPIC, "life"), (Kind.CHANGE, "quality")):
        tom.post(reverse("sessions:aim", args=[lines[kind].pk]), {"target": target})
    assert read(cast.tom) == [
        *("# Safety", "line: safety", "# Staying alive and safe", "line: topic"),
        *("# What gets in the way of our work", "line: remark", "# A life worth living", "line: change"),
        *("# Skills to learn", "line: review", "# Not placed yet", "line: practice", "line: answers"),
    ]
    tom.post(reverse("sessions:aim", args=[lines[Kind.TOPIC].pk]), {"target": ""})
    assert "# Staying alive and safe" not in read(cast.tom)
    assert read(cast.amira)[-4:] == ["# Not placed yet", "line: topic", "line: practice", "line: answers"]


@pytest.mark.parametrize("convention", list(Convention))
def test_safety_stands_first_and_nothing_passes_it(cast, now, lines, convention):
    placed = [*lines.values()]
    for line in placed:  # whatever is tried
        line.target = Target.LIFE if line.kind == Kind.TOPIC else ""
        agenda.move(line, among=placed, to=0, convention=convention, by=cast.tom, now=now)
    held = AgendaItem.objects.unscoped().filter(course=cast.ours)
    assert conventions.in_order(held, convention)[0].kind == Kind.SAFETY
    assert conventions.beside(lines[Kind.SAFETY], placed, convention) == []


def test_a_line_is_moved_under_its_own_heading_only(cast, now, signed_in, lines, read):
    choose(signed_in, cast, "cbt")
    tom, change = signed_in(cast.tom), lines[Kind.CHANGE]
    for _ in range(3):
        tom.post(reverse("sessions:move", args=[change.pk]), {"way": "up"})
    assert read(cast.amira)[:3] == ["# Mood check", "line: change", "line: answers"]


def test_a_line_is_dragged_in_front_of_another_or_to_the_end(cast, now, signed_in, read):
    one, two, three = (
        agenda.add(Kind.TOPIC, w, course=cast.ours, by=cast.amira, now=now + timedelta(seconds=n))
        for n, w in enumerate(("one", "two", "three"))
    )
    amira = signed_in(cast.amira)

    def drag(line, before):
        amira.post(reverse("sessions:move", args=[line.pk]), {"before": before and str(before.pk)})
        return read(cast.tom)

    assert drag(three, one) == ["three", "one", "two"]
    assert drag(three, two) == ["one", "three", "two"]
    assert drag(one, "") == ["three", "two", "one"]
    assert drag(two, two) == ["three", "two", "one"]
    amira.post(reverse("sessions:move", args=[one.pk]), {"before": "nobody knows"})  # gone meanwhile: at the end
    assert read(cast.tom) == ["three", "two", "one"]


def test_the_therapist_chooses_the_order_and_the_targets(cast, signed_in, lines):
    assert choose(signed_in, cast, "dbt", by=cast.amira).status_code == 404
    assert choose(signed_in, cast, "by colour").status_code == 404
    aim = reverse("sessions:aim", args=[lines[Kind.TOPIC].pk])
    assert signed_in(cast.amira).post(aim, {"target": "life"}).status_code == 404
    assert signed_in(cast.tom).post(aim, {"target": "weather"}).status_code == 404
    assert not AgendaOrder.objects.unscoped().exists()
    for convention in ("dbt", "cbt"):
        choose(signed_in, cast, convention)
    assert [order.convention for order in AgendaOrder.objects.unscoped()] == ["cbt"]
