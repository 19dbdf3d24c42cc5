"""What comes again on the pages of others: what was given since the last hour, for both alike, and the way there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import TODAY

from duologue.courses.visibility import Viewer
from duologue.questionnaires import library
from duologue.sessions.models import Session
from duologue.techniques import diary, finding, pattern_panels
from duologue.techniques.patterns import DREAM, EPISODE
from duologue.techniques.readers import ReadBy


@pytest.fixture
def give(cast, now):
    def give_(form_id=EPISODE, *, days_ago=1, read_by=ReadBy.BOTH):
        said = {"dream": "A station"} if form_id == DREAM else {"wish": "To be asked", "other": "Went"}
        at = now - timedelta(days=days_ago)
        about = {"on": at.date(), "course": cast.ours, "by": cast.amira, "now": now, "at": at}
        return diary.keep_entry(library.newest(form_id), said, **about, read_by=read_by, line="One line.").response

    return give_


@pytest.fixture
def met(cast, now):
    """They met a week ago."""
    at = now - timedelta(days=7)
    times = {"starts_at": at, "began_at": at, "ended_at": at + timedelta(minutes=50), "written_at": at}
    held = Session(
        course=cast.ours,
        author=cast.tom,
        therapist=cast.tom,
        received_at=at,
        number=1,
        minutes=50,
        state="attended",
        **times,
    )
    held.save(force_insert=True)


def shown(cast, person, now, maker=pattern_panels.in_session):
    viewer = Viewer(person)
    offer = maker(viewer, viewer.course(cast.ours.pk), now=now)
    return offer and offer.page


def test_what_was_given_since_they_met_is_counted_for_both_alike(cast, now, give, met):
    give(days_ago=9), give(days_ago=2), give(days_ago=1), give(DREAM)
    give(read_by=ReadBy.ME), give(DREAM, read_by=ReadBy.LINE)
    for person in (cast.tom, cast.amira):
        assert shown(cast, person, now)["since"] == "2 moments and one dream"


def test_before_the_first_hour_everything_is_new_and_nothing_is_offered_where_nothing_is(cast, now, give):
    assert shown(cast, cast.tom, now) is None and shown(cast, cast.amira, now) is None
    give(read_by=ReadBy.ME)
    assert shown(cast, cast.tom, now) is None and shown(cast, cast.amira, now) is None  # not even that she wrote
    give(days_ago=30)
    assert shown(cast, cast.tom, now)["since"] == "one moment"


def test_what_recurs_and_a_focus_whose_day_has_come_stand_on_the_page_of_the_hour(cast, now, give, met):
    for days_ago in (9, 8):
        finding.name_themes(give(days_ago=days_ago), "wish", ["to be asked"], seen=[], by=cast.tom, now=now)
    about = {"course": cast.ours, "by": cast.tom, "now": now}
    finding.begin_focus({"pattern": "Leaving first"}, review_on=TODAY, **about)
    finding.begin_focus({"pattern": "Later"}, review_on=TODAY + timedelta(days=9), **about)
    page = shown(cast, cast.amira, now)
    assert (
        page["since"] == "" and page["sentence"] == "What came again. What was wished: “to be asked” in 2 of 2 moments."
    )
    assert [one.pattern for one in page["due"]] == ["Leaving first"]


def test_before_the_hour_only_what_is_new_takes_room(cast, now, give, met):
    for days_ago in (9, 8):
        finding.name_themes(give(days_ago=days_ago), "wish", ["to be asked"], seen=[], by=cast.tom, now=now)
    assert shown(cast, cast.tom, now) and shown(cast, cast.tom, now, pattern_panels.before_session) is None
    give()
    page = shown(cast, cast.tom, now, pattern_panels.before_session)
    assert page["since"] == "one moment" and page["sentence"] == ""


def test_the_way_there_stands_on_today_once_it_is_worked_with(cast, now, give, signed_in):
    def today():
        return "What comes again" in signed_in(cast.amira).get("/today/").content.decode()

    assert not today()
    give(DREAM, read_by=ReadBy.ME)
    assert today()


def test_the_page_of_the_hour_pays_four_queries(cast, now, give, met, django_assert_max_num_queries):
    for n in range(9):
        finding.name_themes(give(days_ago=n), "wish", ["to be asked"], seen=[], by=cast.tom, now=now)
    viewer = Viewer(cast.tom)
    course = viewer.course(cast.ours.pk)
    with django_assert_max_num_queries(4):
        pattern_panels.in_session(viewer, course, now=now)


def test_control_counting_everything_would_tell_that_something_was_kept_back(cast, now, give, monkeypatch):
    give(read_by=ReadBy.ME)
    everything = lambda viewer, course: list(pattern_panels._written(viewer, course))  # noqa: E731
    monkeypatch.setattr(pattern_panels, "_given", everything)
    assert shown(cast, cast.amira, now) is not None  # so it is the audience that holds it


def test_a_therapist_finds_the_way_to_their_own_notes_where_such_work_is_done_and_a_client_never(
    cast, now, give, signed_in
):
    notes = reverse("sessions:own-notes", args=[cast.ours.pk]) + "?kind=transference"
    pages = [reverse(name, args=[cast.ours.pk]) for name in ("home:course", "techniques:patterns")]
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    give(read_by=ReadBy.ME)  # what she keeps to herself says nothing to him
    assert notes not in tom.get(pages[0]).content.decode()
    give()
    for page in pages:
        assert notes in tom.get(page).content.decode() and notes not in amira.get(page).content.decode()
    assert shown(cast, cast.amira, now, pattern_panels.private_notes) is None
    begun = tom.get(notes).context["form"]
    assert begun.initial["kind"] == "transference"
