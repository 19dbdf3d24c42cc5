"""A practice says who is told, who stands in and when; without that it cannot ask; a drill shows that it works."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from duologue.people import heartbeat, reaching
from duologue.people.models import Heartbeat, Practice
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Ask
from duologue.safety import actions, drills, outbox, panels
from duologue.safety.models import Alert, Drill

SAID = {
    "first": "lead",
    "days": ["0", "1", "2"],
    "opens": "08:30",
    "closes": "16:00",
    "answers_read": "on weekdays before noon",
    "emergency_number": "112",
    "crisis_lines": "Samaritans, 116 123, day and night\nText line, 85258",
}
PAGE = "/reached/"


@pytest.fixture
def unsaid(cast):
    """The practice before anybody has said who is reached."""
    Practice.objects.filter(pk=cast.practice.pk).update(stand_in=None, working_days=[], opens_at=None, closes_at=None)
    cast.ours.practice.refresh_from_db()
    return cast.ours.practice


class TestSaying:
    def test_the_manager_says_it_and_it_holds(self, cast, signed_in):
        mo = signed_in(cast.mo)
        assert mo.post(PAGE, {**SAID, "stand_in": str(cast.ben.pk)}).url == PAGE
        held = Practice.objects.get(pk=cast.practice.pk)
        assert (held.stand_in, held.working_days, held.opens_at) == (cast.ben, [0, 1, 2], time(8, 30))
        assert held.crisis_lines[1] == {"name": "Text line", "number": "85258", "when": ""}
        page = signed_in(cast.amira).get("/help-now/").content.decode()
        assert "tel:112" in page and "tel:85258" in page and "on weekdays before noon" in page

    @pytest.mark.parametrize(
        "instead, sentence",
        [
            ({"stand_in": ""}, "Choose who stands in."),
            ({"days": []}, "Choose at least one day."),
            ({"closes": "08:00"}, "Choose a time after the one above."),
            ({"emergency_number": "none"}, "Write a number with digits."),
            ({"crisis_lines": "Samaritans"}, "Write each line as: name, number, when."),
        ],
    )
    def test_what_is_missing_is_said_beside_its_question(self, cast, signed_in, instead, sentence):
        said = {**SAID, "stand_in": str(cast.ben.pk), **instead}
        back = signed_in(cast.mo).post(PAGE, said)
        assert back.status_code == 422 and sentence in back.content.decode()
        assert "on weekdays before noon" in back.content.decode()

    def test_the_first_does_not_stand_in_for_themselves(self, cast, signed_in):
        both = {"first": str(cast.tom.pk), "stand_in": str(cast.tom.pk)}
        assert "Choose somebody else" in signed_in(cast.mo).post(PAGE, {**SAID, **both}).content.decode()

    @pytest.mark.parametrize("name", ["tom", "sol", "ines", "amira", "max"])
    def test_it_is_the_managers_page(self, cast, signed_in, name):
        assert signed_in(cast.everybody[name]).get(PAGE).status_code == 404


class TestUntilThen:
    def test_a_form_with_such_a_question_is_not_asked_and_the_remedy_is_said(self, cast, unsaid, signed_in):
        tom = signed_in(cast.tom)
        back = tom.post(reverse("questionnaires:ask", args=[cast.ours.pk]), {"form_id": "phq-9"})
        page = back.content.decode()
        assert back.status_code == 422 and "has not said yet who stands in and when you work" in page
        assert "Who is reached" in page and not Ask.objects.unscoped().exists()
        tom.post(reverse("questionnaires:ask", args=[cast.ours.pk]), {"form_id": "gad-7"})
        assert Ask.objects.unscoped().get().form_id == "gad-7"

    def test_the_manager_reads_it_on_today(self, cast, unsaid, signed_in):
        assert "has not said yet" in signed_in(cast.mo).get("/today/").content.decode()

    def test_an_answer_that_comes_all_the_same_still_reaches_somebody(self, cast, unsaid, now):
        from duologue.questionnaires import library

        draft = questionnaires.begin(library.newest("phq-9"), course=cast.ours, by=cast.amira, now=now)
        questionnaires.send(draft, {"q9": 1}, now=now)
        held = Alert.objects.unscoped().get()
        assert held.owner == cast.tom and held.next_at == now + timedelta(hours=12)

    def test_a_stand_in_who_left_is_missing_again(self, cast):
        cast.ben.memberships.update(until_on="2026-11-26")
        assert "who stands in" in reaching.why_nobody(cast.practice)


class TestHeartbeat:
    SILENT = "has been silent for more than five minutes"

    @pytest.mark.parametrize("minutes, silent", [(0, False), (5, False), (6, True), (60, True)])
    def test_staff_are_told_when_the_worker_is_silent(self, cast, signed_in, now, minutes, silent):
        heartbeat.beat(now=now - timedelta(minutes=minutes))
        for name in ("tom", "sol", "mo", "ines"):
            page = signed_in(cast.everybody[name]).get("/today/").content.decode()
            assert (self.SILENT in page) == silent
        assert self.SILENT not in signed_in(cast.amira).get("/today/").content.decode()

    def test_a_worker_that_was_never_there_is_silent_too(self, cast, signed_in):
        Heartbeat.objects.all().delete()
        assert self.SILENT in signed_in(cast.tom).get("/today/").content.decode()


class TestDrill:
    def test_a_made_up_answer_goes_the_real_way_and_is_recorded(self, cast, signed_in, now):
        mo = signed_in(cast.mo)
        assert "No drill has come through yet" in mo.get("/today/").content.decode()
        mo.post("/reached/drill/")
        alert = Alert.objects.unscoped().get()
        owner = signed_in(alert.owner)
        assert "A drill" in owner.get("/today/").content.decode()
        assert outbox.deliver(now=now) == 1 and "monthly drill" in mail.outbox[0].body
        page = owner.get(reverse("safety:alert", args=[alert.pk])).content.decode()
        assert "This is a drill." in page
        owner.post(reverse("safety:alert", args=[alert.pk]), {"did": "called", "note": "I would ring."})
        today = mo.get("/today/").content.decode()
        assert f"{alert.owner.called} acted on it" in today and "more than a month" not in today

    def test_each_therapist_has_a_turn(self, cast, now):
        asked = [drills.begin(cast.practice, by=None, now=now + timedelta(days=n)).alert.owner for n in (0, 1, 2)]
        assert asked == [cast.ben, cast.tom, cast.ben]

    def test_it_begins_by_itself_once_a_month_in_working_hours(self, cast, now):
        at_night = datetime(2026, 11, 26, 3, 0, tzinfo=UTC)
        assert drills.begin_what_is_due(now=at_night) == 0
        assert drills.begin_what_is_due(now=now) == 2  # two practices
        assert drills.begin_what_is_due(now=now + timedelta(days=1)) == 0
        assert drills.begin_what_is_due(now=now + timedelta(days=32)) == 2  # a Monday

    def test_one_nobody_acts_on_is_told_to_the_next_and_is_late(self, cast, signed_in, now):
        began = drills.begin(cast.practice, by=None, now=now)
        assert drills.is_late(cast.practice, now=now + timedelta(days=40))
        actions.acknowledge(began.alert, did="called", note="ok", by=began.alert.owner, now=now)
        assert not drills.is_late(cast.practice, now=now + timedelta(days=34))
        assert drills.is_late(cast.practice, now=now + timedelta(days=36))

    def test_a_practice_that_has_not_said_who_is_reached_has_none(self, cast, unsaid, signed_in, now):
        assert drills.begin_what_is_due(now=now) == 1  # the other practice
        signed_in(cast.mo).post("/reached/drill/")
        assert not Drill.objects.filter(practice=cast.practice).exists()


def test_what_comes_up_to_a_manager_costs_a_few_queries(cast, now, django_assert_max_num_queries):
    from duologue.courses.visibility import Viewer

    with django_assert_max_num_queries(9):
        panels.for_manager(Viewer(cast.mo), now=now)
