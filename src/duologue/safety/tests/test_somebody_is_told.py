"""While nobody acts, one person after the other is told, on the practice's clock; who is away or gone is passed over."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from duologue.courses.visibility import Viewer
from duologue.people.models import Membership, Practice, Role
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.safety import actions, escalation, outbox, panels
from duologue.safety.models import Alert, LeftOpen, Notice
from duologue.safety.staff import Staff
from duologue.sessions.arrangements import Away

HOUR = timedelta(hours=1)
THURSDAY, FRIDAY_NIGHT = datetime(2026, 11, 26, 10, 0, tzinfo=UTC), datetime(2026, 11, 27, 22, 0, tzinfo=UTC)


@pytest.fixture
def answer(cast):
    """`answer(q9, at)` is the alert that came of Amira's answer, or None."""

    def send(q9, at, *, form="phq-9", written_at=None, **more):
        draft = questionnaires.begin(
            library.newest(form), course=cast.ours, by=cast.amira, now=at, written_at=written_at
        )
        sent = questionnaires.send(draft, {"q9": q9, **more}, now=at, written_at=written_at)
        return Alert.objects.unscoped().filter(response=sent).select_related("course__practice", "owner").first()

    return send


def away(person, first_on, last_on):
    Away.objects.unscoped().create(user=person, first_on=first_on, last_on=last_on, written_at=THURSDAY)


def pass_through(until, *, since, every=timedelta(minutes=1)):
    """The worker's minutes, one after the other."""
    at = since
    while at <= until:
        escalation.pass_on(now=at)
        at += every


def told(alert):
    return [(n.to.called, n.written_at) for n in escalation.told(alert)]


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


class TestAnsweringAgain:
    def test_it_joins_the_open_one_and_its_owner_is_told(self, cast, answer):
        first, second = answer(2, THURSDAY), answer(1, THURSDAY + HOUR / 2)
        assert second.joins == first and [a.pk for a in panels.waiting(Viewer(cast.tom))] == [first.pk]
        assert told(first) == [("Tom", THURSDAY), ("Tom", THURSDAY + HOUR / 2)]
        assert Alert.objects.unscoped().get(pk=first.pk).clock_from == THURSDAY

    def test_a_higher_one_starts_the_clock_anew(self, cast, answer):
        first = answer(1, THURSDAY)
        answer(3, THURSDAY + 2 * HOUR)
        held = Alert.objects.unscoped().get(pk=first.pk)
        assert (held.clock_from, held.round, held.next_at) == (THURSDAY + 2 * HOUR, 2, THURSDAY + 3 * HOUR)

    def test_one_that_comes_after_somebody_acted_waits_for_somebody_again(self, cast, answer):
        first = answer(3, THURSDAY)
        actions.acknowledge(first, did="called", note="ok", by=cast.tom, now=THURSDAY + HOUR, settled=False)
        answer(1, THURSDAY + 2 * HOUR)
        held = Alert.objects.unscoped().get(pk=first.pk)
        assert held.acknowledged_at is None and held.next_at == THURSDAY + 3 * HOUR

    def test_what_was_done_was_done_about_all_of_them(self, cast, answer):
        first, second = answer(1, THURSDAY), answer(2, THURSDAY + HOUR)
        actions.acknowledge(second, did="saw", note="We met.", by=cast.tom, now=THURSDAY + 2 * HOUR)
        assert {a.state for a in Alert.objects.unscoped()} == {"closed"}
        assert answer(1, THURSDAY + 3 * HOUR).joins is None and first.pk != second.pk


class TestChangedLater:
    """The same response is sent through the house again with other answers, as a correction on paper is."""

    def again(self, alert, q9, at):
        raised = {"q9": q9} if q9 else {}
        actions.notice_risk(response=alert.response, raised=raised, now=at)
        return Alert.objects.unscoped().get(pk=alert.pk)

    @pytest.mark.parametrize("q9", [0, 1, 2])
    def test_a_lower_answer_takes_nothing_back(self, cast, answer, q9):
        alert = answer(2, THURSDAY)
        held = self.again(alert, q9, THURSDAY + HOUR)
        assert (held.answer, held.clock_from, held.closed_at) == (2, THURSDAY, None)
        assert Notice.objects.unscoped().count() == 1

    def test_a_higher_one_tells_again(self, cast, answer):
        held = self.again(answer(1, THURSDAY), 3, THURSDAY + HOUR)
        assert (held.answer, held.clock_from) == (3, THURSDAY + HOUR) and len(told(held)) == 2

    def test_a_higher_one_opens_what_was_closed_and_keeps_what_was_done(self, cast, answer):
        alert = answer(1, THURSDAY)
        actions.acknowledge(alert, did="called", note="ok", by=cast.tom, now=THURSDAY + HOUR)
        held = self.again(alert, 2, THURSDAY + 2 * HOUR)
        assert held.state != "closed" and [act.note for act in escalation.done_about(held)] == ["ok"]
        assert [a.pk for a in panels.waiting(Viewer(cast.tom))] == [alert.pk]


def test_what_waited_on_a_phone_shows_both_times(cast, answer, signed_in):
    alert = answer(1, THURSDAY, written_at=THURSDAY - timedelta(days=3))
    assert alert.came_late and alert.next_at == THURSDAY + HOUR
    page = signed_in(cast.tom).get(reverse("safety:alert", args=[alert.pk])).content.decode()
    assert "Monday 23 November, 10:00" in page and "Thursday 26 November, 10:00" in page and "3\xa0days" in page


class TestLeftOpen:
    def test_a_question_left_open_is_shown_and_is_no_zero(self, cast, answer, signed_in):
        assert answer(None, THURSDAY, q1=2) is None
        left = LeftOpen.objects.unscoped().get()
        tom = signed_in(cast.tom)
        page = tom.get("/today/").content.decode()
        assert "left question 9 of" in page and "That is not a “no”." in page
        assert tom.post(reverse("safety:ask-about", args=[left.pk])).status_code == 302
        assert "left question 9" not in tom.get("/today/").content.decode()

    def test_an_answer_that_comes_later_settles_it(self, cast, answer):
        answer(None, THURSDAY)
        answer(0, THURSDAY + HOUR)
        assert panels.left_open(Viewer(cast.tom)) == []

    def test_a_form_without_such_a_question_leaves_nothing_open(self, cast, answer):
        draft = questionnaires.begin(library.newest("gad-7"), course=cast.ours, by=cast.amira, now=THURSDAY)
        questionnaires.send(draft, {}, now=THURSDAY)
        assert not LeftOpen.objects.unscoped().exists()


class TestPassedOn:
    @pytest.fixture
    def up(self, answer):
        alert = answer(1, THURSDAY)
        pass_through(THURSDAY + 12 * HOUR, since=THURSDAY, every=HOUR)
        return alert

    def test_the_stand_in_reads_that_answer_and_acts_and_nothing_else(self, cast, up, signed_in):
        ben = signed_in(cast.ben)
        assert "has come to you" in ben.get("/today/").content.decode()
        page = ben.get(reverse("safety:alert", args=[up.pk])).content.decode()
        assert "Several days" in page and "Tom’s client" in page and "Ben" in page
        for name in ("home:course", "progress:course", "safety:plan"):
            assert ben.get(reverse(name, args=[cast.ours.pk])).status_code == 404
        assert ben.get(reverse("questionnaires:read", args=[up.response_id])).status_code == 404
        done = ben.post(reverse("safety:alert", args=[up.pk]), {"did": "called", "note": "She is with her sister."})
        assert done.status_code == 302
        held = Alert.objects.unscoped().get()
        assert held.state == "closed" and held.acknowledged_by == cast.ben and panels.to_act_on(Viewer(cast.ben)) == []
        looks = signed_in(cast.amira).get("/me/").content.decode()
        assert "Ben opened an answer that needed a person" in looks

    def test_a_stand_in_who_left_reads_nothing_more(self, cast, up, signed_in):
        Membership.objects.filter(user=cast.ben).update(until_on="2026-11-26")
        assert signed_in(cast.ben).get(reverse("safety:alert", args=[up.pk])).status_code == 404

    def test_who_manages_names_a_therapist_who_is_told_at_once(self, cast, up, signed_in, now):
        mo = signed_in(cast.mo)
        page = mo.get("/today/").content.decode()
        assert "An answer waits for a person" in page and "Amira" not in page
        assert "Choose who takes it" in mo.post(reverse("safety:hand-on", args=[up.pk]), follow=True).content.decode()
        mo.post(reverse("safety:hand-on", args=[up.pk]), {"to": str(cast.ben.pk)})
        held = Alert.objects.unscoped().get()
        assert held.owner == cast.ben and ("Ben", now) in told(held)

    @pytest.mark.parametrize("name", ["amira", "tom", "ben", "sol", "ines", "zoe"])
    def test_nobody_else_gives_it_to_anybody(self, cast, up, signed_in, name):
        there = reverse("safety:hand-on", args=[up.pk])
        assert signed_in(cast.everybody[name]).post(there, {"to": str(cast.ben.pk)}).status_code == 404

    def test_a_manager_it_has_not_come_up_to_does_not_either(self, cast, answer, signed_in):
        alert = answer(1, THURSDAY)
        there = reverse("safety:hand-on", args=[alert.pk])
        assert signed_in(cast.mo).post(there, {"to": str(cast.ben.pk)}).status_code == 404


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
