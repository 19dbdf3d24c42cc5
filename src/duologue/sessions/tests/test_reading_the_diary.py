"""The diary: a day, a week, a month; one's own for a therapist and a client, names for intake and nothing else."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse

from duologue.sessions import actions, panels, planning
from duologue.sessions.models import How, Session

DIARY = "/calendar/"


def plan(cast, now, *, starts_at, course=None, by=None):
    return actions.plan_session(course=course or cast.ours, starts_at=starts_at, minutes=50, by=by or cast.tom, now=now)


def text(answer):
    """What the page says, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def headings(answer):
    found = re.findall(r"<h2[^>]*>(.*?)</h2>", answer.content.decode(), re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", h).split()) for h in found]


def test_a_week_has_its_working_days_in_order_and_marks_today(cast, now, signed_in):
    for day, hour in ((24, 10), (26, 14), (27, 9)):
        plan(cast, now, starts_at=datetime(2026, 11, day, hour, tzinfo=UTC))
    answer = signed_in(cast.tom).get(DIARY)
    days = ["Monday 23", "Tuesday 24", "Wednesday 25", "Today, Thursday 26", "Friday 27"]
    assert headings(answer) == [f"{day} November" for day in days]
    words = text(answer)
    assert words.index("10:00 Amira") < words.index("14:00 Amira") < words.index("09:00 Amira")


def test_a_weekend_is_drawn_only_when_something_is_on_it(cast, now, signed_in):
    browser = signed_in(cast.tom)
    plan(cast, now, starts_at=datetime(2026, 12, 5, 14, tzinfo=UTC))
    assert "Saturday 5 December" in headings(browser.get(DIARY + "?week=2026-W49"))
    assert not [h for h in headings(browser.get(DIARY + "?week=2026-W50")) if h.startswith("S")]


def test_a_day_shows_the_free_time_between(cast, now, signed_in):
    for hour in (9, 11):
        plan(cast, now, starts_at=datetime(2026, 12, 3, hour, tzinfo=UTC))
    words = text(signed_in(cast.tom).get(DIARY + "?day=2026-12-03"))
    assert "Thursday 3 December" in words and "Free from 09:50 to 11:00" in words
    assert "Nothing on this day." in text(signed_in(cast.tom).get(DIARY + "?day=2026-12-04"))


def test_a_month_counts_each_day_and_names_the_weeks_beside_it(cast, now, signed_in):
    for hour in (9, 11):
        plan(cast, now, starts_at=datetime(2026, 12, 3, hour, tzinfo=UTC))
    words = text(signed_in(cast.tom).get(DIARY + "?month=2026-12"))
    assert "Thursday 3 December, 2 sessions" in words and "09:00 Amira" in words
    assert "Monday 30 November" in words and "Sunday 3 January" in words
    assert "?month=2026-11" in signed_in(cast.tom).get(DIARY + "?month=2026-12").content.decode()


def test_the_week_after_and_days_nobody_knows(cast, now, signed_in):
    plan(cast, now, starts_at=datetime(2026, 12, 3, 14, tzinfo=UTC))
    browser = signed_in(cast.tom)
    assert "?week=2026-W49" in browser.get(DIARY).content.decode()
    assert "14:00 Amira" in text(browser.get(DIARY + "?week=2026-W49"))
    assert "No sessions in this week." in browser.get(DIARY + "?week=2027-W20").content.decode()
    for name in ("week", "day", "month"):
        for nonsense in ("2026-W99", "soon", "2026-48", "9999-W52", "2026-13", "2026-02-30", "0001-01-01", ""):
            assert browser.get(DIARY, {name: nonsense}).status_code == 200


def test_a_year_may_have_a_fifty_third_week_and_february_a_leap_day(cast, now, signed_in):
    browser = signed_in(cast.tom)
    assert "Monday 28 December" in headings(browser.get(DIARY + "?week=2026-W53"))
    plan(cast, now, starts_at=datetime(2028, 2, 29, 14, tzinfo=UTC))
    assert "Tuesday 29 February, 1 session" in text(browser.get(DIARY + "?month=2028-02"))


def test_from_this_month_and_this_week_one_comes_to_today(cast, signed_in):
    for view in ("?month=2026-11", "?week=2026-W48"):
        assert "?day=2026-11-26" in signed_in(cast.tom).get(DIARY + view).content.decode()
    assert "?day=2026-12-01" in signed_in(cast.tom).get(DIARY + "?month=2026-12").content.decode()


def test_a_client_sees_their_own_and_nobody_elses(cast, now, signed_in):
    plan(cast, now, starts_at=now)
    plan(cast, now, starts_at=now, course=cast.theirs, by=cast.ben)
    for view in ("?week=2026-W48", "?day=2026-11-26", "?month=2026-11"):
        words = text(signed_in(cast.amira).get(DIARY + view))
        assert "Tom" in words and "13:50" in words and "Ben" not in words and "Nia" not in words


def test_what_became_of_a_session_stands_beside_it(cast, now, signed_in):
    hours = [plan(cast, now, starts_at=now + timedelta(hours=n)) for n in range(2, 6)]
    actions.mark(hours[0], Session.State.CANCELLED, by=cast.tom, now=now)
    planning.move(hours[1], starts_at=now + timedelta(hours=20), by=cast.tom, now=now)
    planning.arrange(hours[2], how=How.PHONE, link="", by=cast.tom, now=now)
    words = text(signed_in(cast.tom).get(DIARY))
    assert "Amira Cancelled" in words and "Amira Moved" in words and "Amira By phone" in words


def test_an_empty_week_says_what_will_be_here(cast, signed_in):
    words = signed_in(cast.tom).get(DIARY).content.decode()
    assert "No sessions this week. They appear here once they are planned" in words


def test_a_late_evening_belongs_to_its_day_on_the_wall(cast, now, signed_in):
    cast.practice.time_zone = "America/New_York"
    cast.practice.save()
    plan(cast, now, starts_at=datetime(2026, 11, 27, 2, tzinfo=UTC))  # 21:00 on Thursday there
    plan(cast, now, starts_at=datetime(2026, 11, 23, 2, tzinfo=UTC))  # still Sunday there
    words = text(signed_in(cast.tom).get(DIARY))
    assert words.count("21:00 Amira") == 1 and "02:00" not in words


def test_intake_sees_who_and_when_and_opens_nothing(cast, now, signed_in):
    ours = plan(cast, now, starts_at=now)
    actions.begin(ours, by=cast.tom, now=now)
    actions.write_together(ours, agreed="walk to the shop", summary="", seen=1, by=cast.tom, now=now)
    plan(cast, now, starts_at=now, course=cast.theirs, by=cast.ben)
    plan(cast, now, starts_at=now, course=cast.abroad, by=cast.zoe)
    browser = signed_in(cast.ines)
    words = browser.get(DIARY).content.decode()
    assert "Amira" in words and "Nia" in words and "with <" not in words
    assert "Yan" not in words and "shop" not in words and str(ours.pk) not in words
    assert browser.get(reverse("sessions:session", args=[ours.pk])).status_code == 404


def test_a_therapist_sees_only_their_own_week(cast, now, signed_in):
    plan(cast, now, starts_at=now, course=cast.theirs, by=cast.ben)
    assert "Nia" not in signed_in(cast.tom).get(DIARY).content.decode()
    assert "Nia" in signed_in(cast.ben).get(DIARY).content.decode()


def test_for_others_there_is_no_diary(cast, signed_in):
    for person in (cast.sol, cast.mo, cast.max, cast.una):
        assert signed_in(person).get(DIARY).status_code == 404


@pytest.mark.parametrize("how_many", [1, 40])
def test_forty_sessions_cost_what_one_costs(cast, now, signed_in, django_assert_max_num_queries, how_many):
    monday = datetime(2026, 11, 23, 8, tzinfo=UTC)
    for n in range(how_many):
        plan(cast, now, starts_at=monday + timedelta(days=n // 8, hours=n % 8))
    browser = signed_in(cast.tom)
    with django_assert_max_num_queries(12):
        words = browser.get(DIARY).content.decode()
    assert words.count('class="whom"') == how_many


def test_the_day_and_what_is_coming_for_the_first_page(cast, now, django_assert_num_queries):
    from duologue.courses.visibility import Viewer
    from duologue.sessions import agenda
    from duologue.sessions.models import AgendaItem

    actions.plan_series(
        course=cast.ours, starts_on=now.date(), at=time(14), every_weeks=1, minutes=50, how_many=3, by=cast.tom, now=now
    )
    agenda.add(AgendaItem.Kind.TOPIC, "the shop", course=cast.ours, by=cast.amira, now=now)
    tom, amira = Viewer(cast.tom), Viewer(cast.amira)
    assert tom.practice and amira.practice
    with django_assert_num_queries(1):
        today, to_move = panels.today(tom, now)
    assert [(s.client_called, s.number) for s in today] == [("Amira", 1)] and not to_move
    with django_assert_num_queries(1):
        assert [s.number for s in panels.coming(amira, now)] == [1, 2, 3]
    assert panels.next_session(amira, cast.ours, now).number == 1
    later = now + timedelta(hours=3)
    assert panels.next_session(amira, cast.ours, later).number == 2
    assert panels.today(Viewer(cast.ben), now) == ([], [])


def test_the_list_of_one_course_for_both(cast, now, signed_in):
    url = reverse("sessions:course", args=[cast.ours.pk])
    assert "No session is planned yet." in signed_in(cast.amira).get(url).content.decode()
    plan(cast, now, starts_at=now + timedelta(days=7))
    gone = plan(cast, now, starts_at=now - timedelta(days=7))
    Session.objects.unscoped().filter(pk=gone.pk).update(state="missed")
    words = signed_in(cast.amira).get(url).content.decode()
    assert "Thu 3 Dec, 13:50" in words and "Missed" in words and "Plan sessions" not in words
    assert "Plan sessions" in signed_in(cast.tom).get(url).content.decode()
    assert signed_in(cast.nia).get(url).status_code == 404
