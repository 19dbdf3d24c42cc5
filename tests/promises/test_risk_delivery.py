"""Ten thousand answers that must reach a person (T9): each raises one alert and one notice, and each notice arrives.

Sent by the real verb, some twice; brought by the real worker, which is killed between handing over and marking; with the mail
down; with two who act at once; and passed on within a minute of its clock. Each promise has its control.
"""

from __future__ import annotations

import smtplib
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.db import IntegrityError, connection, transaction

from duologue.courses.models import CareTeamMember, Course, Participant
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.safety import actions, escalation, outbox
from duologue.safety.models import Act, Alert, Notice
from duologue.sessions.models import AgendaItem
from tests.clinic import _key

ON_SQLITE = connection.vendor == "sqlite"
CLIENTS, ANSWERS = (1_000, 10) if ON_SQLITE else (100, 10)
POSITIVES = CLIENTS * ANSWERS
AT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Killed(BaseException):
    """What a worker does not live to handle."""


def clients(cast, how_many: int) -> list[Course]:
    """Courses of Tom's with a client each, and nothing else in them."""
    from duologue.people.models import DataKey

    keys = DataKey.objects.bulk_create(_key() for _ in range(how_many))
    made = [Course(practice=cast.practice, key=key, opened_at=AT) for key in keys]
    Course.objects.unscoped().bulk_create(made)
    people = [User(email=f"{c.pk}@example.org", name="A", called="A", password="!") for c in made]
    User.objects.bulk_create(people)
    both = list(zip(made, people, strict=True))
    Participant.objects.unscoped().bulk_create(Participant(course=c, user=u) for c, u in both)
    team = [CareTeamMember(course=c, user=cast.tom, lead=True, from_on=AT.date()) for c in made]
    CareTeamMember.objects.unscoped().bulk_create(team)
    return made


def drafts(courses: list[Course], each: int) -> list[Response]:
    """Empty drafts, in the order in which they will be sent."""
    form = library.newest("phq-9")
    when = {"written_at": AT, "received_at": AT, "changed_at": AT}
    people = {
        p.course_id: p.user for p in Participant.objects.unscoped().filter(course__in=courses).select_related("user")
    }
    made = [
        Response(course=c, author=people[c.pk], form_id=form.id, form_version=form.version, answers={}, **when)
        for _ in range(each)
        for c in courses
    ]
    Response.objects.unscoped().bulk_create(made, batch_size=500)
    return made


def send(responses: list[Response], *, at_once: int = 500, twice: int = 50) -> None:
    """Send each; every fiftieth comes again, as from a phone that did not hear the answer."""
    for begin in range(0, len(responses), at_once):
        with transaction.atomic():
            for n, draft in enumerate(responses[begin : begin + at_once], start=begin):
                answers = {"q9": n % 3 + 1}
                questionnaires.send(draft, answers, now=AT)
                if n % twice == 0:
                    questionnaires.send(draft, answers, now=AT)


def missing() -> dict[str, int]:
    """What is not as it has to be after so many positives; empty when all is well."""
    alerts, notices = Alert.objects.unscoped(), Notice.objects.unscoped()
    per_response = Counter(alerts.values_list("response", "rule", "rule_version"))
    found = {
        "answers without an alert": Response.objects.unscoped().filter(sent_at__isnull=False, alerts=None).count(),
        "alerts too many": sum(many - 1 for many in per_response.values()),
        "alerts without a notice": alerts.exclude(pk__in=notices.values("alert")).count(),
        "notices too many": notices.filter(step=Alert.Step.FIRST).count() - alerts.count(),
        "clients with two open alerts": alerts.filter(joins=None, closed_at=None).count()
        - alerts.filter(joins=None, closed_at=None).values("course").distinct().count(),
    }
    return {what: many for what, many in found.items() if many}


@pytest.mark.django_db
def test_ten_thousand_positives_raise_ten_thousand_alerts_and_every_notice_arrives(cast, monkeypatch):
    monkeypatch.setattr(
        outbox, "wake", lambda: None
    )  # one transaction holds this test; the runs below are the worker's
    send(drafts(clients(cast, CLIENTS), ANSWERS))
    assert not missing()
    assert Alert.objects.unscoped().count() == Notice.objects.unscoped().count() == POSITIVES
    assert AgendaItem.objects.unscoped().filter(kind="safety").count() == CLIENTS
    now = bring_everything(AT, monkeypatch)
    assert not Notice.objects.unscoped().filter(delivered_at__isnull=True).exists()
    assert POSITIVES <= len(mail.outbox) <= POSITIVES + KILLS  # at least once; a kill costs one letter more at the most
    assert Alert.objects.unscoped().count() == POSITIVES and now - AT < HOUR
    # The controls, on the same house: a notice that is dropped, an alert that is dropped, and one raised twice.
    last = Notice.objects.unscoped().latest("pk")
    with undone():
        last.delete()
        assert missing() == {"alerts without a notice": 1, "notices too many": -1}
    with undone():
        joined = Alert.objects.unscoped().filter(joins__isnull=False).latest("received_at")
        Notice.objects.unscoped().filter(alert=joined).delete()
        joined.delete()
        assert missing() == {"answers without an alert": 1}


KILLS = 20


def bring_everything(now: datetime, monkeypatch) -> datetime:
    """The worker's runs until nothing waits: the mail is down at first, and twenty workers die just after handing over."""
    monkeypatch.setattr(EmailMessage, "send", no_mail)
    assert outbox.deliver(now=now) == 0
    monkeypatch.undo()
    monkeypatch.setattr(outbox, "wake", lambda: None)
    mark, handed = outbox._mark, Counter()

    def dies(notice, **more):
        handed["over"] += 1
        if handed["over"] % (POSITIVES // 50) == 0 and handed["killed"] < KILLS:
            handed["killed"] += 1
            raise Killed
        mark(notice, **more)

    monkeypatch.setattr(outbox, "_mark", dies)
    for minute in range(1, 200):
        at = now + minute * timedelta(minutes=1) / 4
        try:
            outbox.deliver(now=at)
        except Killed:
            continue
        if not Notice.objects.unscoped().filter(delivered_at__isnull=True).exists():
            break
    assert handed["killed"] == KILLS
    return at


def no_mail(*_, **__):
    raise smtplib.SMTPServerDisconnected("nobody answers")


class undone:
    """What happens inside is taken back."""

    def __enter__(self):
        self.point = transaction.savepoint()

    def __exit__(self, *_):
        transaction.savepoint_rollback(self.point)


@pytest.mark.django_db
def test_the_database_itself_refuses_a_second_alert_for_one_answer(cast):
    send(drafts([cast.ours], 1))
    again = Alert.objects.unscoped().select_related("course").get()
    again.pk, again.joins_id = uuid.uuid4(), Alert.objects.unscoped().get().pk
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)


@pytest.mark.django_db(transaction=True)
def test_control_without_that_constraint_a_second_alert_is_noticed(cast, monkeypatch):
    """Dropped for one test, and put back: then nothing but the count sees the second alert."""
    send(drafts([cast.ours], 1))
    rule = next(c for c in Alert._meta.constraints if c.name == "one_alert_per_answer_and_rule")
    with monkeypatch.context() as patch, connection.schema_editor() as editor:
        patch.setattr(Alert._meta, "constraints", [c for c in Alert._meta.constraints if c is not rule])
        editor.remove_constraint(Alert, rule)
    try:
        again = Alert.objects.unscoped().select_related("course").get()
        again.joins_id, again.pk = again.pk, uuid.uuid4()
        again.save(force_insert=True)
        escalation.tell(again, Alert.Step.FIRST, cast.tom, now=AT)
        assert missing() == {"alerts too many": 1}
        Notice.objects.unscoped().filter(alert=again).delete()
        Alert.objects.unscoped().filter(pk=again.pk).delete()
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(Alert, rule)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_one_closes_it_and_the_other_is_told(cast):
    send(drafts([cast.ours], 1))
    alert, together = Alert.objects.unscoped().get(), Barrier(2)

    def act(person):
        try:
            together.wait(timeout=30)
            actions.acknowledge(alert, did=Alert.Did.CALLED, note=person.called, by=person, now=AT + HOUR)
        except ValueError:
            return "told"
        finally:
            connection.close()
        return "closed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, [cast.tom, cast.ben])) == ["closed", "told"]
    assert Act.objects.unscoped().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_bring_each_notice_once(cast):
    send(drafts(clients(cast, 10), 1), twice=10_000)
    together = Barrier(2)

    def bring(_):
        try:
            together.wait(timeout=30)
            return outbox.deliver(now=AT + HOUR)
        finally:
            connection.close()

    mail.outbox.clear()
    Notice.objects.unscoped().update(delivered_at=None, not_before=None)
    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(bring, range(2))) == len(mail.outbox) == 10


CHANGES = [
    datetime(2027, 3, 26, 14, 0, tzinfo=UTC),
    datetime(2026, 10, 23, 14, 0, tzinfo=UTC),
]  # Fridays; clocks change on Sunday
CLIENTS_OVER_IT = 40


def over_the_weekend(cast, began: datetime) -> list[float]:
    """Answers every 17 minutes from a Friday afternoon, and the worker's minutes until everybody was told: by how many
    seconds each step came after its time."""
    for n, draft in enumerate(drafts(clients(cast, CLIENTS_OVER_IT), 1)):
        at = began + n * timedelta(minutes=17, seconds=13)
        Response.objects.unscoped().filter(pk=draft.pk).update(written_at=at)
        questionnaires.send(draft, {"q9": 1}, now=at)
    late = []
    for minute in range(26 * 60):
        now = began + minute * timedelta(minutes=1)
        due = {a.pk: a.next_at for a in Alert.objects.unscoped().filter(next_at__lte=now, round=1)}
        if due:
            escalation.pass_on(now=now)
            late += [(now - at).total_seconds() for at in due.values()]
    return late


@pytest.mark.django_db
@pytest.mark.parametrize("began", CHANGES, ids=["spring", "autumn"])
def test_over_a_weekend_on_which_the_clocks_change_everybody_is_told_within_a_minute_of_their_time(cast, began):
    late = over_the_weekend(cast, began)
    assert max(late) < 60 and min(late) >= 0
    told = Counter(Notice.objects.unscoped().filter(round=1).values_list("step", flat=True))
    assert told == dict.fromkeys(Alert.Step, CLIENTS_OVER_IT)
    for alert in Alert.objects.unscoped():
        first = {n.step: n.written_at for n in alert.notices.unscoped().filter(round=1)}
        assert max(first.values()) - alert.received_at <= 12 * HOUR + timedelta(minutes=1)


@pytest.mark.django_db
def test_control_a_clock_that_is_looked_at_every_ten_minutes_is_noticed(cast, monkeypatch):
    passes_on = escalation.pass_on
    monkeypatch.setattr(escalation, "pass_on", lambda *, now: now.minute % 10 or passes_on(now=now))
    assert max(over_the_weekend(cast, CHANGES[0])) >= 60
