"""The worker's minute; and what a drill makes up is counted nowhere. Safety, looked at across slices."""

from datetime import timedelta

from duologue.config import running
from duologue.courses.models import Course
from duologue.people import heartbeat
from duologue.questionnaires import actions as questionnaires
from duologue.safety import drills
from duologue.service import actions as service
from duologue.sessions import planning, reminders
from duologue.sessions.arrangements import ReminderChoice, SentReminder
from duologue.sessions.models import AgendaItem
from duologue.techniques import finding
from tests.cast import TODAY


def test_the_minutes_work_has_the_worker_say_that_it_is_there(cast, now, tmp_path, settings):
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    heartbeat.beat(now=now - timedelta(hours=1))
    running.do_what_is_due()
    assert heartbeat.last() == now


def test_one_work_that_breaks_keeps_none_of_the_others_from_their_turn(cast, now, tmp_path, settings, monkeypatch):
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    heartbeat.beat(now=now - timedelta(hours=1))

    def breaks(**_):
        raise RuntimeError("broken")

    monkeypatch.setattr("duologue.safety.escalation.pass_on", breaks)
    running.do_what_is_due()
    assert heartbeat.last() == now and settings.AUDIT_ANCHOR.exists()


def test_a_focus_whose_day_has_come_is_brought_onto_the_agenda(cast, now, tmp_path, settings):
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    finding.begin_focus({"pattern": "Leaving"}, review_on=TODAY, course=cast.ours, by=cast.tom, now=now)
    running.do_what_is_due()
    assert AgendaItem.objects.unscoped().filter(kind="topic").count() == 1


def test_it_is_in_no_list_and_in_no_count(cast, signed_in, now):
    before = (service.by_stage(cast.practice), service.changes(cast.practice))
    owner = drills.begin(cast.practice, by=None, now=now).alert.owner
    assert (service.by_stage(cast.practice), service.changes(cast.practice)) == before
    assert "Drill" not in signed_in(owner).get("/caseload/").content.decode()
    assert not Course.objects.unscoped().get(made_up=True).client.is_active


def test_the_minutes_work_sends_the_reminders_that_are_due(cast, now, tmp_path, settings):
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    before = now - timedelta(days=2)
    planning.plan_session(course=cast.ours, starts_at=now + timedelta(hours=24), minutes=50, by=cast.tom, now=before)
    reminders.choose(ReminderChoice.When.DAY, quiet_from=None, quiet_until=None, by=cast.amira, now=before)
    for _ in range(2):
        running.do_what_is_due()
    assert SentReminder.objects.count() == 1


def test_the_minutes_work_puts_answers_on_the_agenda(cast, now, tmp_path, settings):
    settings.AUDIT_ANCHOR = tmp_path / "anchor"
    asked = questionnaires.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
    draft = questionnaires.begin(asked.form, course=cast.ours, by=cast.amira, now=now, question=asked)
    questionnaires.send(draft, {"q1": 1}, now=now)
    running.do_what_is_due()
    assert [line.kind for line in AgendaItem.objects.unscoped().filter(course=cast.ours)] == ["answers"]
