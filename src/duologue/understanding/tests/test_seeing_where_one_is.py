"""A client sees where they are, what is next, and who can see what."""

from datetime import timedelta

import pytest

from duologue.courses import actions as courses
from duologue.courses.models import Course, Stage
from duologue.courses.visibility import Viewer
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session
from duologue.understanding import actions
from duologue.understanding.models import OfferedTime
from duologue.understanding.panels import you_are_here


@pytest.fixture
def look(cast, now):
    def see():
        return you_are_here(Viewer(cast.amira), Course.objects.unscoped().get(pk=cast.ours.pk), now=now)

    return see


def at(here):
    return [step["title"] for step in here["way"] if step["is"] == "here"]


@pytest.mark.parametrize(
    "kind, title",
    [
        (Stage.Kind.ASSESSMENT, "Getting to know each other"),
        (Stage.Kind.TREATMENT, "Working together"),
        (Stage.Kind.ENDING, "Ending well"),
        (Stage.Kind.FOLLOW_UP, "After the ending"),
    ],
)
def test_the_way_shows_the_stage_of_the_course(look, signed_in, cast, now, kind, title):
    courses.move_to(kind, course=cast.ours, by=cast.tom, now=now + timedelta(minutes=1))
    assert at(look()) == [title]
    page = signed_in(cast.amira).get("/here/").content.decode()
    assert page.count('aria-current="step"') == 1 and title in page.split('aria-current="step"')[1].split("</li>")[0]


def test_a_closed_course_has_no_next(look, signed_in, cast, now):
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now + timedelta(minutes=1))
    here = look()
    assert at(here) == [] and here["closed"] and here["review"] is None
    assert "This course has been closed" in signed_in(cast.amira).get("/here/").content.decode()


def test_the_next_session_and_the_next_look_back(look, cast, now):
    for week in range(-2, 8):
        starts_at = now + timedelta(weeks=week, minutes=10)
        sessions.plan_session(course=cast.ours, starts_at=starts_at, minutes=50, by=cast.tom, now=now)
    past = Session.objects.unscoped().filter(course=cast.ours, starts_at__lt=now)
    past.update(state=Session.State.ATTENDED)
    here = look()
    assert here["held"] == 2 and here["next_session"].starts_at == now + timedelta(minutes=10)
    assert here["review"]["number"] == 6
    assert here["review"]["session"].starts_at == now + timedelta(weeks=3, minutes=10)  # two held, the fourth from now


def test_before_anything_is_planned_it_says_so(signed_in, cast):
    assert "There is no time in the diary just now." in signed_in(cast.amira).get("/here/").content.decode()


def test_an_offered_time_is_chosen_by_somebody_who_is_in_already(signed_in, cast, now):
    starts_at = now + timedelta(days=2)
    offer = courses.write(OfferedTime, course=cast.ours, by=cast.tom, now=now, starts_at=starts_at, minutes=50)
    browser = signed_in(cast.amira)
    path = f"/course/{cast.ours.pk}/first-time/"
    assert path in browser.get("/here/").content.decode()
    assert browser.post(path, {}).status_code == 422
    assert browser.post(path, {"time": str(offer.pk)}).url == "/here/"
    assert Session.objects.unscoped().get(course=cast.ours).starts_at == starts_at
    with pytest.raises(ValueError, match="first time already"):
        actions.take_time(offer, course=cast.ours, by=cast.amira, now=now)
    assert "No times are on offer" in browser.get(path).content.decode()


def test_only_the_client_of_the_course_chooses(signed_in, cast, now):
    courses.write(OfferedTime, course=cast.ours, by=cast.tom, now=now, starts_at=now + timedelta(days=2), minutes=50)
    for person in (cast.nia, cast.tom, cast.max, cast.mo):
        assert signed_in(person).get(f"/course/{cast.ours.pk}/first-time/").status_code == 404


def test_who_has_no_course_yet_reads_what_will_be_here(signed_in, cast):
    assert "No way has begun yet" in signed_in(cast.max).get("/here/").content.decode()


def test_it_is_a_clients_page(signed_in, cast):
    assert signed_in(cast.tom).get("/here/").status_code == 404


def test_it_stays_cheap_with_many_sessions(signed_in, cast, now, django_assert_max_num_queries):
    for week in range(1, 40):
        starts_at = now + timedelta(weeks=week)
        sessions.plan_session(course=cast.ours, starts_at=starts_at, minutes=50, by=cast.tom, now=now)
    browser = signed_in(cast.amira)
    with django_assert_max_num_queries(18):
        browser.get("/here/")
