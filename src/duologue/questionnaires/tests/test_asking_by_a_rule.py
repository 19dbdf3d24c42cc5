"""What is asked again and again: when, until when, why, how much, never in the quiet hours, and never twice."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.courses.visibility import Viewer
from duologue.people.models import Letter
from duologue.questionnaires import actions, asking, budget, library, panels
from duologue.questionnaires.models import Ask, AskRule, TaskLink
from duologue.science.recurrence import is_between, latest_turn, wall_clock

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def rule(cast, now):
    """`rule("days", every_days=7)` is a rule of Amira's course, by Tom."""

    def make(when, form_id="phq-9", **more):
        return asking.set_rule(
            form_id, course=cast.ours, by=cast.tom, now=more.pop("set_at", now), when=when, why="To see it", **more
        )

    return make


@pytest.fixture
def viewers(cast):
    return {name: Viewer(person) for name, person in cast.everybody.items()}


def due(now, *meetings) -> int:
    return asking.ask_what_is_due(now=now, meetings=lambda at: dict(meetings))


def all_asked(form_id="phq-9"):
    return list(Ask.objects.unscoped().filter(form_id=form_id).order_by("written_at", "pk"))


def at(day, hour, minute=0):
    return wall_clock(day, time(hour, minute), LONDON)


TODAY = date(2026, 11, 26)


def test_every_few_days_asks_once_a_turn_however_often_the_clock_ticks(rule):
    rule("days", every_days=3, at=time(9))
    assert due(at(TODAY, 13, 55)) == 1  # the turn of this morning
    assert [due(at(TODAY, 14)), due(at(TODAY, 20)), due(at(TODAY + timedelta(2), 12))] == [0, 0, 0]
    assert due(at(TODAY + timedelta(3), 8, 59)) == 0
    assert due(at(TODAY + timedelta(3), 9)) == 1
    first, second = all_asked()
    assert second.why == "To see it" and second.read_by == "Tom, on working days before 18:00"
    assert first.has_run_out(at(TODAY + timedelta(3), 9)) and not second.has_run_out(at(TODAY + timedelta(3), 9))


def test_after_days_without_a_worker_only_the_last_turn_is_asked(rule):
    rule("days", every_days=2)
    assert due(at(TODAY + timedelta(9), 12)) == 1
    assert [asked.turn for asked in all_asked()] == ["2026-12-04"]


@pytest.mark.parametrize(
    "hour, minute, asked", [(20, 59, 1), (21, 0, 0), (23, 59, 0), (3, 0, 0), (7, 59, 0), (8, 0, 1)]
)
def test_nothing_is_asked_and_no_letter_goes_in_the_quiet_hours(rule, hour, minute, asked):
    rule("days", every_days=1, at=time(0), by_mail=True, set_at=at(TODAY - timedelta(2), 9))
    assert due(at(TODAY, hour, minute)) == asked
    assert Letter.objects.count() == asked == len(all_asked())


def test_before_each_session_from_two_days_before_until_it_begins(cast, rule):
    rule("before")
    meeting = asking.Meeting(uuid.uuid4(), at(TODAY + timedelta(7), 14))
    ours = (cast.ours.pk, meeting)
    assert due(meeting.starts_at - timedelta(hours=49), ours) == 0
    assert due(meeting.starts_at - timedelta(hours=48), ours) == 1
    moved = (cast.ours.pk, asking.Meeting(meeting.id, meeting.starts_at + timedelta(hours=2)))
    assert due(meeting.starts_at - timedelta(hours=1), moved) == 0  # the same session at another hour
    (asked,) = all_asked()
    assert asked.expires_at == meeting.starts_at and asked.read_by == "Tom, before Thursday 14:00"
    assert due(meeting.starts_at - timedelta(hours=3), (cast.theirs.pk, meeting)) == 0


def test_a_new_part_of_therapy_and_a_milestone_each_ask_once(cast, rule, now):
    rule("stage")
    assert due(now + timedelta(hours=1)) == 0
    courses.move_to(Stage.Kind.TREATMENT, course=cast.ours, by=cast.tom, now=now + timedelta(hours=1))
    assert [due(now + timedelta(hours=2)), due(now + timedelta(hours=3))] == [1, 0]
    later = now + timedelta(days=3)
    courses.mark_milestone("The shop", on=TODAY, course=cast.ours, by=cast.amira, now=later)
    assert [due(later + timedelta(minutes=1)), due(later + timedelta(minutes=2))] == [1, 0]


def test_a_rule_ends_on_its_day_and_with_its_course(cast, rule, now):
    rule("days", every_days=1, until_on=TODAY + timedelta(1), open_days=1)
    assert due(at(TODAY + timedelta(1), 12)) == 1 and due(at(TODAY + timedelta(2), 12)) == 0
    rule("days", form_id="gad-7", every_days=1)
    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now)
    assert due(at(TODAY + timedelta(3), 12)) == 0


@pytest.mark.parametrize(
    "starting, at_time, moments",
    [  # the clocks go forward on 28 March 2027 at 01:00 and back on 25 October 2026 at 02:00
        (date(2027, 3, 27), time(9), ["2027-03-27T09:00", "2027-03-28T08:00", "2027-03-29T08:00"]),
        (date(2027, 3, 27), time(1, 30), ["2027-03-27T01:30", "2027-03-28T01:30", "2027-03-29T00:30"]),
        (date(2026, 10, 24), time(9), ["2026-10-24T08:00", "2026-10-25T09:00", "2026-10-26T09:00"]),
        (date(2026, 10, 24), time(1, 30), ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"]),
    ],
)
def test_the_hour_on_the_wall_stays_when_the_clocks_change(starting, at_time, moments):
    for n, moment in enumerate(moments):
        exactly = datetime.fromisoformat(moment).replace(tzinfo=UTC)
        about = {"starting": starting, "days": 1, "at": at_time, "zone": LONDON}
        assert latest_turn(exactly, **about) == (starting + timedelta(n), exactly)
        before = latest_turn(exactly - timedelta(seconds=1), **about)
        assert (before and before[0]) == (starting + timedelta(n - 1) if n else None)


def test_quiet_hours_are_hours_on_the_wall():
    summer, winter = datetime(2026, 7, 1, 20, 30, tzinfo=UTC), datetime(2026, 12, 1, 20, 30, tzinfo=UTC)
    assert is_between(summer, time(21), time(8), LONDON) and not is_between(winter, time(21), time(8), LONDON)
    assert is_between(winter, time(20), time(21), LONDON) and not is_between(summer, time(20), time(21), LONDON)


def test_what_was_begun_goes_on_and_what_tom_asked_himself_becomes_the_turn(cast, rule, now):
    by_hand = actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    rule("days", every_days=1, open_days=1)
    assert due(at(TODAY, 14)) == 0 and [a.pk for a in all_asked()] == [by_hand.pk]
    begun = actions.begin(by_hand.form, course=cast.ours, by=cast.amira, now=now, question=by_hand)
    assert due(at(TODAY + timedelta(1), 8)) == 0
    assert due(at(TODAY + timedelta(1), 9)) in (0, 1)
    actions.send(begun, {"q1": 1}, now=at(TODAY + timedelta(1), 10))
    assert due(at(TODAY + timedelta(2), 9)) == 1


def test_an_ask_that_has_run_out_leaves_the_page_and_can_still_be_sent_when_begun(cast, now, signed_in, rule):
    asked = actions.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
    Ask.objects.unscoped().filter(pk=asked.pk).update(expires_at=now - timedelta(minutes=1))
    amira, path = signed_in(cast.amira), reverse("questionnaires:answer", args=[asked.pk])
    assert path not in amira.get("/today/").content.decode()
    assert "that is all right" in amira.get(path).content.decode()
    assert amira.post(path, {"q1": "1"}).status_code == 302  # words that arrive late are kept
    assert actions.ask("gad-7", course=cast.ours, by=cast.tom, now=now).pk != asked.pk


def test_a_letter_carries_a_link_and_neither_form_nor_reason(cast, rule, settings):
    rule("days", by_mail=True)
    due(at(TODAY, 14))
    assert TaskLink.objects.unscoped().get().ask == all_asked()[0]
    letter = Letter.objects.get()
    assert letter.subject == "Your page at Two Chairs"


# Who sees and sets the rules
FORM = {
    **{"form_id": "phq-9", "why": "To see how it goes", "when": "days", "every_days": "7", "at": "09:00"},
    **{"hours_before": "48", "open_days": "7", "quiet_from": "21:00", "quiet_until": "08:00"},
}


def page(cast):
    return reverse("questionnaires:rules", args=[cast.ours.pk])


def test_tom_sets_a_rule_and_amira_reads_it(cast, signed_in):
    assert signed_in(cast.tom).post(page(cast), FORM).status_code == 302
    seen = signed_in(cast.amira).get(page(cast)).content.decode()
    assert (
        "Every 7 days at 09:00" in seen and "To see how it goes" in seen and '<strong class="number">9</strong>' in seen
    )
    assert "Stop asking" not in seen and signed_in(cast.amira).post(page(cast), FORM).status_code == 404
    assert "questionnaires" not in seen and page(cast) in signed_in(cast.amira).get("/plan/").content.decode()


@pytest.mark.parametrize(
    "change, says",
    [
        ({"why": ""}, "Write one sentence"),
        ({"every_days": "0"}, "Write 1 or more"),
        ({"every_days": "91"}, "from 0 to 90"),
        ({"until_on": "2026-11-25"}, "from today on"),
        ({"quiet_from": "late"}, "for example 21:00"),
        ({"form_id": "asq"}, "valid choice"),
    ],
)
def test_what_cannot_be_brings_a_sentence_and_keeps_what_was_typed(cast, signed_in, change, says):
    answer = signed_in(cast.tom).post(page(cast), {**FORM, **change})
    assert answer.status_code == 422 and says in answer.content.decode()
    assert not AskRule.objects.unscoped().exists()


def test_more_than_the_budget_needs_a_reason_that_amira_reads(cast, signed_in, rule):
    rule("before", form_id="dass-21")
    answer = signed_in(cast.tom).post(page(cast), {**FORM, "form_id": "pcl-5"})
    assert answer.status_code == 422 and "That comes to 41 questions a week" in answer.content.decode()
    signed_in(cast.tom).post(page(cast), {**FORM, "form_id": "pcl-5", "over_because": "For three weeks only."})
    assert "For three weeks only." in signed_in(cast.amira).get(page(cast)).content.decode()


@pytest.mark.parametrize(
    "form_id, when, days, a_week",
    [
        ("phq-9", "before", 7, 9),
        ("phq-9", "days", 14, 5),
        ("gad-7", "days", 1, 49),
        ("pcl-5", "stage", 7, 0),
        ("ladder", "days", 7, 11),
    ],
)
def test_the_budget_counts_questions_a_week(form_id, when, days, a_week):
    assert budget.questions_a_week(library.newest(form_id), when, days) == a_week


def unopened(rule, times, *, start=1):
    """So many turns that ran out unopened."""
    for n in range(start, start + times):
        due(at(TODAY + timedelta(n), 9))


def test_three_times_unopened_asks_tom_to_stop_it_and_one_tap_does(cast, rule, viewers, signed_in, monkeypatch):
    daily = rule("days", every_days=1, open_days=1)
    unopened(daily, 3)
    later = at(TODAY + timedelta(3), 12)
    assert panels.unopened_rules(viewers["tom"], now=later) == []  # the third one is still open
    unopened(daily, 1, start=4)
    later = at(TODAY + timedelta(4), 12)
    (named,) = panels.unopened_rules(viewers["tom"], now=later)
    assert named.pk == daily.pk and named.missed == 3 and named.client_called == "Amira"
    assert not panels.unopened_rules(viewers["ben"], now=later)
    monkeypatch.setattr("duologue.web.clock.now", lambda: later)
    tom = signed_in(cast.tom)
    assert "the last 3 times" in tom.get("/caseload/").content.decode()
    tom.post(reverse("questionnaires:rule", args=[daily.pk]), {"what": "stop"})
    assert due(at(TODAY + timedelta(5), 9)) == 0 and "the last 3 times" not in tom.get("/caseload/").content.decode()
    assert not [asked for asked in all_asked() if not asked.stopped_at and not asked.has_run_out(later)]


def test_tom_may_go_on_and_says_why(cast, rule, viewers, signed_in, monkeypatch):
    daily = rule("days", every_days=1, open_days=1)
    unopened(daily, 4)
    later = at(TODAY + timedelta(4), 12)
    monkeypatch.setattr("duologue.web.clock.now", lambda: later)
    tom, path = signed_in(cast.tom), reverse("questionnaires:rule", args=[daily.pk])
    assert tom.post(path, {"what": "keep", "because": " "}).status_code == 422
    tom.post(path, {"what": "keep", "because": "Amira asked me to go on."})
    assert not panels.unopened_rules(viewers["tom"], now=later)
    assert "Amira asked me to go on." in signed_in(cast.amira).get(page(cast)).content.decode()
    unopened(daily, 4, start=5)
    assert panels.unopened_rules(viewers["tom"], now=at(TODAY + timedelta(8), 12))


def test_looking_at_it_once_is_enough(cast, rule, viewers, signed_in, monkeypatch):
    daily = rule("days", every_days=1, open_days=1)
    unopened(daily, 2)
    monkeypatch.setattr("duologue.web.clock.now", lambda: at(TODAY + timedelta(2), 12))
    signed_in(cast.amira).get(reverse("questionnaires:answer", args=[all_asked()[-1].pk]))
    unopened(daily, 3, start=3)
    assert not panels.unopened_rules(viewers["tom"], now=at(TODAY + timedelta(5), 12))


def test_control_two_workers_at_once_ask_once(cast, rule, now):
    weekly = rule("days")
    turn = asking.turn_of(weekly, now=at(TODAY, 14))
    assert asking.ask_by(weekly, turn, now=at(TODAY, 14)) and not asking.ask_by(weekly, turn, now=at(TODAY, 14))
    assert len(all_asked()) == 1
