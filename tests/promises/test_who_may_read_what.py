"""The readers' table: who reads a record of each audience, asked of the one file that decides it."""

import pytest

from duologue.courses import actions as courses
from duologue.courses.models import Course, OwnWords, Problem
from duologue.courses.visibility import Audience, Viewer
from duologue.people import actions as people
from duologue.people.models import Membership, Role
from tests.cast import TODAY

EVERYBODY = {"amira", "tom", "sol", "mo", "ines", "nia", "ben", "max", "una", "zoe", "yan"}


def readers(cast, record) -> set[str]:
    model = type(record)
    asked = {
        name: Viewer(person).records(model).filter(pk=record.pk).exists() for name, person in cast.everybody.items()
    }
    for name, person in cast.everybody.items():  # without a viewer, the same answer
        assert model.objects.visible_to(person).filter(pk=record.pk).exists() == asked[name], name
    return {name for name, may in asked.items() if may}


@pytest.mark.parametrize(
    "author, audience, expected",
    [
        ("amira", Audience.ME, {"amira"}),
        ("amira", Audience.CARE_TEAM, {"tom"}),
        ("amira", Audience.SHARED, {"amira", "tom"}),
        ("tom", Audience.ME, {"tom"}),
        ("tom", Audience.CARE_TEAM, {"tom"}),
        ("tom", Audience.SHARED, {"amira", "tom"}),
        ("una", Audience.ME, set()),  # written while she worked here; she has left
    ],
)
def test_each_audience_has_its_readers(cast, now, author, audience, expected):
    record = courses.write(Problem, course=cast.ours, by=getattr(cast, author), now=now, words="w", audience=audience)
    assert set(cast.everybody) == EVERYBODY
    assert readers(cast, record) == expected


def test_the_default_manager_gives_nothing_away(cast, now):
    courses.write(Problem, course=cast.ours, by=cast.amira, now=now, words="w")
    assert not Problem.objects.all() and not Course.objects.all()
    assert not cast.ours.problems.all() and cast.ours.problems.unscoped().count() == 1


def test_a_course_is_seen_by_those_who_stand_in_it_once_each(cast):
    seen = {name for name, person in cast.everybody.items() if cast.ours in Viewer(person).courses}
    assert seen == {"amira", "tom"}
    people.take_on(practice=cast.practice, email="amira@example.org", name="Amira", role=Role.THERAPIST, on=TODAY)
    cast.ours.care_team.create(user=cast.amira, lead=False, from_on=TODAY)
    assert list(Viewer(cast.amira).courses) == [cast.ours]


def test_a_therapist_who_leaves_or_hands_over_sees_nothing_from_that_day(cast, now):
    record = courses.write(OwnWords, course=cast.ours, by=cast.amira, now=now, about="brings", words="w")
    cast.ours.care_team.unscoped().filter(user=cast.tom).update(until_on=TODAY)
    assert readers(cast, record) == {"amira"}
    cast.ours.care_team.unscoped().filter(user=cast.tom).update(until_on=None)
    assert readers(cast, record) == {"amira", "tom"}
    Membership.objects.filter(user=cast.tom).update(until_on=TODAY)
    assert readers(cast, record) == {"amira"}


def test_a_therapist_of_two_practices_who_leaves_one_keeps_the_other(cast, now):
    people.take_on(practice=cast.elsewhere, email="tom@example.org", name="Tom", role=Role.THERAPIST, on=TODAY)
    Membership.objects.filter(user=cast.tom, practice=cast.practice).update(until_on=TODAY)
    record = courses.write(Problem, course=cast.ours, by=cast.amira, now=now, words="w")
    assert readers(cast, record) == {"amira"}


def test_control_the_table_notices_an_audience_that_is_not_asked(cast, now, monkeypatch):
    from django.db.models import Q

    from duologue.courses import visibility

    kept = courses.write(Problem, course=cast.ours, by=cast.amira, now=now, words="w", audience=Audience.ME)
    monkeypatch.setattr(
        visibility.CourseRecords,
        "visible_to",
        lambda records, user, known=None: records.filter(Q(course__in=visibility.cared_for(user)) | Q(author=user)),
    )
    assert readers(cast, kept) != {"amira"}
