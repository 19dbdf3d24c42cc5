"""Tom and Amira fill in a worksheet in the hour, go on with it, and say how it went."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import going_on, library
from duologue.sessions import actions as sessions
from duologue.techniques import actions, panels
from duologue.techniques.models import UsedTogether

SAID = {"happened": "The bus was full.", "thought": "They all look at me.", "feeling": "scared", "strength": "7"}


def words_of(answer) -> str:
    return unescape(answer.content.decode())


@pytest.fixture
def hour(cast, now):
    """A session that runs."""
    planned = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    sessions.begin(planned, by=cast.tom, now=now)
    return planned


@pytest.fixture
def used(cast, now, hour):
    sheet = library.newest("thought-record")
    return actions.use(sheet, {"thought": "They look."}, course=cast.ours, session=hour, by=cast.tom, now=now)


def test_it_is_kept_with_the_session_that_runs_and_both_read_it(cast, signed_in, hour):
    tom = signed_in(cast.tom)
    begin = reverse("techniques:begin", args=[cast.ours.pk])
    assert library.newest("thought-record").title in words_of(tom.get(begin))
    kept = tom.post(f"{begin}?worksheet=thought-record", SAID)
    used = UsedTogether.objects.unscoped().select_related("response", "course").get()
    assert kept["Location"] == reverse("techniques:used", args=[used.pk])
    assert used.session == hour and used.response.answers["strength"] == 7
    for person in (cast.tom, cast.amira):
        assert "They all look at me." in words_of(signed_in(person).get(kept["Location"]))


def test_the_hours_own_page_leads_there_and_shows_what_is_being_filled_in(cast, signed_in, hour):
    place = reverse("sessions:session", args=[hour.pk])
    assert reverse("techniques:begin", args=[cast.ours.pk]) in words_of(signed_in(cast.tom).get(place))
    assert "Working on it together" not in words_of(signed_in(cast.amira).get(place))
    sheet = library.newest("thought-record")
    used = actions.use(sheet, {"thought": "t"}, course=cast.ours, session=hour, by=cast.tom, now=hour.starts_at)
    for person in (cast.tom, cast.amira):
        assert reverse("techniques:used", args=[used.pk]) in words_of(signed_in(person).get(place))


def test_an_empty_sheet_is_not_kept_and_says_what_is_missing(cast, signed_in):
    answer = signed_in(cast.tom).post(f"{reverse('techniques:begin', args=[cast.ours.pk])}?worksheet=ladder", {})
    assert answer.status_code == 422 and "Write one thing here" in words_of(answer)
    assert not UsedTogether.objects.unscoped().exists()


def test_a_button_for_another_part_keeps_nothing_and_loses_nothing(cast, signed_in):
    place = f"{reverse('techniques:begin', args=[cast.ours.pk])}?worksheet=ladder"
    answer = signed_in(cast.tom).post(place, {"towards": "Buy bread", "step_1": "The corner", "move": "more.rung"})
    assert answer.status_code == 200 and 'name="step_4"' in words_of(answer) and "The corner" in words_of(answer)
    assert not UsedTogether.objects.unscoped().exists()


def test_either_goes_on_with_it_and_the_therapist_sees_that_it_is_new(cast, signed_in, used):
    place = reverse("techniques:fill", args=[used.pk])
    assert "They look." in words_of(signed_in(cast.amira).get(place))
    answer = signed_in(cast.amira).post(place, {**SAID, "version": "1"})
    assert answer["Location"] == reverse("techniques:used", args=[used.pk])
    used.response.refresh_from_db()
    assert used.response.answers["thought"] == SAID["thought"] and used.response.version == 2


def test_where_both_wrote_at_once_both_texts_stay(cast, signed_in, used):
    place = reverse("techniques:fill", args=[used.pk])
    signed_in(cast.amira).post(place, {"thought": "They look at me.", "feeling": "scared", "version": "1"})
    answer = signed_in(cast.tom).post(place, {"thought": "They stare.", "happened": "The bus", "version": "1"})
    text = words_of(answer)
    assert answer.status_code == 409 and "Both of you wrote here" in text
    assert "They stare." in text and "They look at me." in text and "scared" in text and "The bus" in text
    version = re.search(r'name="version" value="(\d+)"', text)[1]
    assert signed_in(cast.tom).post(place, {**SAID, "version": version}).status_code == 302
    used.response.refresh_from_db()
    assert used.response.answers["thought"] == SAID["thought"]


def test_control_whoever_saw_the_newest_answers_writes_over_them(cast, signed_in, used):
    place = reverse("techniques:fill", args=[used.pk])
    signed_in(cast.amira).post(place, {"thought": "They look at me.", "version": "1"})
    assert signed_in(cast.tom).post(place, {"thought": "They stare.", "version": "2"}).status_code == 302
    used.response.refresh_from_db()
    assert used.response.answers["thought"] == "They stare."


def test_how_it_went_stands_beside_progress_and_claims_nothing(cast, signed_in, used):
    place = reverse("techniques:used", args=[used.pk])
    assert signed_in(cast.tom).post(place, {"version": "1"}).status_code == 422
    signed_in(cast.amira).post(place, {"version": "1", "went": "helped", "went_words": "Seeing it on paper."})
    for person in (cast.tom, cast.amira):
        text = words_of(signed_in(person).get(reverse("progress:course", args=[cast.ours.pk])))
        assert "Session 1, 26 November" in text and "It helped" in text and "Seeing it on paper." in text
        assert "The two together prove nothing." in text
    stale = signed_in(cast.tom).post(place, {"version": "1", "went": "not_now", "went_words": "Too early."})
    assert stale.status_code == 409 and "Seeing it on paper." in words_of(stale)


def test_a_session_of_this_morning_counts_and_one_of_last_week_does_not(cast, now, hour):
    from duologue.courses.visibility import Viewer

    viewer = Viewer(cast.tom)
    sessions.end(hour, by=cast.tom, now=now + timedelta(minutes=50))
    assert panels.session_of_now(viewer, cast.ours, now=now + timedelta(hours=3)) == hour
    assert panels.session_of_now(viewer, cast.ours, now=now + timedelta(days=7)) is None


def test_a_closed_course_stays_to_read_and_takes_nothing_new(cast, now, signed_in, used):
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now)
    tom = signed_in(cast.tom)
    assert "This course is closed" in words_of(tom.get(reverse("techniques:course", args=[cast.ours.pk])))
    answer = tom.post(f"{reverse('techniques:begin', args=[cast.ours.pk])}?worksheet=thought-record", SAID)
    assert answer.status_code == 422
    assert UsedTogether.objects.unscoped().count() == 1


def test_an_instrument_that_was_sent_never_changes(cast, now):
    form = library.newest("phq-9")
    draft = questionnaires.begin(form, course=cast.ours, by=cast.amira, now=now)
    sent = questionnaires.send(draft, {f"q{n}": 0 for n in range(1, 10)}, now=now)
    with pytest.raises(ValueError, match="worksheet"):
        going_on.go_on(sent, {"q1": 3}, seen=1, by=cast.amira, now=now)
    assert not going_on.may_change(form) and going_on.may_change(library.newest("thought-record"))


def test_what_was_used_costs_one_query_however_often(cast, now, used, django_assert_num_queries):
    from duologue.courses.visibility import Viewer

    viewer = Viewer(cast.tom)
    for _ in range(3):
        actions.use(used.sheet, {"thought": "t"}, course=cast.ours, session=None, by=cast.tom, now=now)
    with django_assert_num_queries(1):
        assert len(panels.by_tool(panels.used_in(viewer, cast.ours))[0].times) == 4
