"""While nobody acts, one person after the other is told, on the practice's clock; who is away or gone is passed over."""

from datetime import UTC, date, datetime, timedelta

from django.core import mail

from duologue.courses.visibility import Viewer
from duologue.people.models import Membership, Practice, Role
from duologue.safety import actions, escalation, outbox, panels
from duologue.safety.models import Alert, Notice
from duologue.safety.staff import Staff
from duologue.safety.tests.minutes import HOUR, THURSDAY, pass_through, told
from duologue.sessions.arrangements import Away

FRIDAY_NIGHT = datetime(2026, 11, 27, 22, 0, tzinfo=UTC)


def away(person, first_on, last_on):
    Away.objects.unscoped().create(user=person, first_on=first_on, last_on=last_on, written_at=THURSDAY)


def at_wall(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_on_a_working_day_each_is_told_in_turn(cast, answer):
    alert = answer(1, THURSDAY)
    pass_through(THURSDAY + 30 * HOUR, since=THURSDAY, every=timedelta(minutes=5))
    assert told(alert)[:4] == [
        ("Tom", THURSDAY),
        ("Tom", at_wall("2026-11-26 11:00")),  # one working hour
        ("Ben", at_wall("2026-11-26 14:00")),  # four
        ("Mo", at_wall("2026-11-26 22:00")),  # eight would be tomorrow at ten: the ceiling of twelve hours comes first
    ]


def test_over_a_weekend_the_ceiling_reaches_everybody(cast, answer):
    alert = answer(2, FRIDAY_NIGHT)
    pass_through(FRIDAY_NIGHT + 12 * HOUR, since=FRIDAY_NIGHT, every=timedelta(minutes=10))
    saturday = FRIDAY_NIGHT + 12 * HOUR
    assert told(alert) == [("Tom", FRIDAY_NIGHT), ("Tom", saturday), ("Ben", saturday), ("Mo", saturday)]


def test_in_the_night_on_which_the_clocks_change_twelve_hours_are_twelve_hours(cast, answer):
    at = at_wall("2027-03-27 20:00")
    alert = answer(1, at)
    pass_through(at + 12 * HOUR, since=at, every=timedelta(minutes=10))
    assert {when for _, when in told(alert)[1:]} == {at + 12 * HOUR}


def test_each_is_told_within_a_minute_of_their_time_and_once(cast, answer):
    alert = answer(1, THURSDAY + timedelta(seconds=17))
    for _ in range(2):  # two workers
        pass_through(THURSDAY + 4 * HOUR + timedelta(minutes=2), since=THURSDAY)
    late = [
        when - THURSDAY - timedelta(seconds=17) - n * HOUR for (_, when), n in zip(told(alert)[1:], (1, 4), strict=True)
    ]
    assert all(timedelta() <= one < timedelta(seconds=60) for one in late)


def test_after_everybody_has_been_told_it_begins_anew(cast, answer):
    alert = answer(1, FRIDAY_NIGHT)
    pass_through(FRIDAY_NIGHT + 25 * HOUR, since=FRIDAY_NIGHT, every=timedelta(minutes=10))
    assert told(alert)[4] == ("Tom", FRIDAY_NIGHT + 24 * HOUR)


def test_it_stops_when_somebody_acts_and_not_when_somebody_looks(cast, answer):
    alert = answer(1, THURSDAY)
    actions.see(alert, by=cast.tom, now=THURSDAY + HOUR / 2)
    escalation.pass_on(now=THURSDAY + HOUR)
    assert len(told(alert)) == 2
    actions.acknowledge(alert, did="called", note="ok", by=cast.tom, now=THURSDAY + 2 * HOUR, settled=False)
    pass_through(THURSDAY + 48 * HOUR, since=THURSDAY, every=HOUR)
    assert len(told(alert)) == 2
    assert [a.pk for a in panels.waiting(Viewer(cast.tom))] == [alert.pk]  # it is not settled


def test_who_tried_and_reached_nobody_has_not_settled_it(cast, answer):
    alert = answer(1, THURSDAY)
    actions.acknowledge(alert, did="tried", note="No answer.", by=cast.tom, now=THURSDAY + HOUR / 2)
    held = Alert.objects.unscoped().get()
    assert held.closed_at is None and held.acknowledged_at is None
    escalation.pass_on(now=THURSDAY + 2 * HOUR)
    assert told(alert)[-1] == ("Tom", THURSDAY + 2 * HOUR)


class TestWhoIsNotThere:
    def test_an_owner_who_is_away_is_passed_over_at_once(self, cast, answer):
        away(cast.tom, date(2026, 11, 20), date(2026, 11, 26))
        alert = answer(1, THURSDAY)
        assert alert.owner == cast.ben and told(alert) == [("Ben", THURSDAY)]
        assert answer(1, THURSDAY + 24 * HOUR).owner == cast.ben  # it joins the open one

    def test_who_goes_away_while_it_is_open_hands_it_on_at_the_next_minute(self, cast, answer):
        alert = answer(1, THURSDAY)
        Membership.objects.filter(user=cast.tom).update(until_on="2026-11-26")
        escalation.pass_on(now=THURSDAY + timedelta(minutes=1))
        assert told(alert)[-1] == ("Ben", THURSDAY + timedelta(minutes=1))
        assert Alert.objects.unscoped().get().owner == cast.ben

    def test_where_the_stand_in_is_away_too_it_goes_to_who_manages(self, cast, answer):
        for person in (cast.tom, cast.ben):
            away(person, date(2026, 11, 20), date(2026, 11, 30))
        assert answer(1, THURSDAY).owner == cast.mo

    def test_where_everybody_is_away_it_still_goes_to_somebody(self, cast, answer):
        for person in (cast.tom, cast.ben, cast.mo):
            away(person, date(2026, 11, 20), date(2026, 11, 30))
        assert answer(1, THURSDAY).owner == cast.tom

    def test_a_practice_may_name_one_person_for_all(self, cast, answer):
        Practice.objects.filter(pk=cast.practice.pk).update(answers_go_to=cast.ben)
        cast.ours.practice.refresh_from_db()
        assert answer(1, THURSDAY).owner == cast.ben


class TestBringing:
    def test_the_letter_says_nothing_about_health_and_the_notice_is_marked(self, cast, answer):
        alert = answer(2, THURSDAY)
        assert outbox.deliver(now=THURSDAY) == 1 and outbox.deliver(now=THURSDAY + HOUR) == 0
        (sent,) = mail.outbox
        assert sent.to == ["tom@example.org"] and "/today/" in sent.body
        words = (sent.subject + sent.body).lower()
        neutral = ("phq", "answer to", "amira", "question", "therap", "risk", "health", "suicid", "score", "client")
        assert not [word for word in neutral if word in words]
        assert Alert.objects.unscoped().get(pk=alert.pk).state == "delivered"

    def test_an_address_that_is_refused_holds_nobody_up(self, cast, answer, monkeypatch):
        import smtplib

        from django.core.mail import EmailMessage

        sends = EmailMessage.send

        def refuse(message, **more):
            if message.to == ["tom@example.org"]:
                raise smtplib.SMTPRecipientsRefused({})
            return sends(message, **more)

        alert = answer(1, THURSDAY)
        escalation.hand_to(alert, cast.ben, now=THURSDAY)
        monkeypatch.setattr(EmailMessage, "send", refuse)
        assert outbox.deliver(now=THURSDAY) == 1 and mail.outbox[0].to == ["ben@example.org"]
        assert Notice.objects.unscoped().filter(delivered_at__isnull=True).get().tries == 1


def test_help_now_has_the_owner_told_once_more_at_the_next_minute(cast, answer):
    alert = answer(1, THURSDAY)
    actions.choose(alert, Alert.Choice.HELP_NOW, by=cast.amira, now=THURSDAY + timedelta(minutes=1))
    escalation.pass_on(now=THURSDAY + timedelta(minutes=2))
    assert told(alert)[-1] == ("Tom", THURSDAY + timedelta(minutes=2))


def test_a_therapist_of_another_practice_does_not_stand_in(cast, answer):
    Practice.objects.filter(pk=cast.practice.pk).update(stand_in=cast.zoe)
    cast.ours.practice.refresh_from_db()
    staff = Staff(cast.ours.practice, now=THURSDAY)
    assert staff.stand_in == [] and staff.of_role(Role.MANAGER) == [cast.mo]
