"""A course goes to another therapist: the client writes and decides, and the moment it is done the old one reads nothing."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.architecture.test_templates import HEALTH

from duologue.courses import actions as courses
from duologue.courses import team
from duologue.courses.models import Course, Goal, OwnWords
from duologue.courses.visibility import Viewer
from duologue.people.models import Letter
from duologue.relationship import handing_on, panels, speaking_up
from duologue.relationship.transfers import ForTheNext, Transfer
from duologue.sessions import actions as sessions
from duologue.sessions.models import Series, Session

SAID = {
    "about": "Call me Ami.",
    "goals": "The shop",
    "helped": "Walks",
    "not_helped": "Lists",
    "not_again": "Dad's coat",
}


@pytest.fixture
def opened(cast, now):
    return handing_on.open_transfer(cast.ours, to=cast.ben, by=cast.tom, now=now)


@pytest.fixture
def agreed(cast, now, opened):
    handing_on.write_packet(opened, SAID, seen=0, by=cast.amira, now=now)
    return handing_on.decide(opened, True, by=cast.amira, now=now)


def text(browser, name, *where):
    return " ".join(browser.get(reverse(name, args=where)).content.decode().split())


def at(transfer):
    return reverse("relationship:transfer", args=[transfer.pk])


def test_a_whole_handover(cast, now, hold, say, signed_in):
    tom, amira, ben = signed_in(cast.tom), signed_in(cast.amira), signed_in(cast.ben)
    courses.set_goal("To walk to the shop", value=2, course=cast.ours, by=cast.amira, now=now)
    say(1, 36, helped_most="The silence.", remark="Too many questions.")
    url = reverse("relationship:hand-over", args=[cast.ours.pk])
    assert url in text(tom, "home:course", cast.ours.pk)
    none = tom.post(url, {})
    assert none.status_code == 422 and "Choose the next therapist." in none.content.decode()
    tom.post(url, {"to": str(cast.ben.pk)})
    transfer = Transfer.objects.unscoped().get()
    assert tom.get(url)["Location"] == at(transfer)
    assert "Ben could be your next therapist" in text(amira, "home:today")
    first = text(amira, "relationship:transfer", transfer.pk)
    assert "To walk to the shop" in first and "The silence." in first and "Too many questions." in first
    early = tom.post(at(transfer))
    assert early.status_code == 422 and "Amira has not said yes to this." in early.content.decode()
    amira.post(at(transfer), {**SAID, "version": "0", "do": "keep"})
    assert "Dad&#x27;s coat" not in text(tom, "relationship:transfer", transfer.pk)
    amira.post(at(transfer), {**SAID, "version": "1", "do": "yes"})
    assert "Amira said yes" in text(tom, "home:today")
    assert "Dad&#x27;s coat" not in text(tom, "relationship:transfer", transfer.pk)
    assert ben.get(at(transfer)).status_code == 404
    tom.post(at(transfer))
    today = text(ben, "home:today")
    assert "Amira is yours from now on" in today and at(transfer) in today
    read = text(ben, "relationship:transfer", transfer.pk)
    assert all(words in read for words in ("Call me Ami.", "Dad&#x27;s coat", "What Amira wants you to know"))
    assert "is yours from now on" not in text(ben, "home:today")
    assert "Too many questions." in text(ben, "relationship:overview", cast.ours.pk)
    assert "Ben is your therapist now" in text(amira, "relationship:transfer", transfer.pk)
    assert not any(HEALTH.search(letter.subject + letter.body) for letter in Letter.objects.all())


def loses_everything(cast, transfer, now):
    """What the old therapist could open a moment ago."""
    goal = courses.set_goal("To walk", value=2, course=cast.ours, by=cast.amira, now=now)
    assert Viewer(cast.tom).records(Goal).filter(pk=goal.pk).exists()
    handing_on.carry_out(transfer, by=cast.tom, now=now)
    for model in (Goal, OwnWords, ForTheNext, Transfer):
        assert not Viewer(cast.tom).records(model).exists(), model
    assert cast.ours not in Viewer(cast.tom).courses and cast.ours in Viewer(cast.ben).courses
    assert Viewer(cast.ben).records(Goal).filter(pk=goal.pk).exists()


def test_the_old_therapist_loses_access_in_the_same_moment(cast, now, agreed, signed_in):
    loses_everything(cast, agreed, now)
    for name in ("home:course", "relationship:overview", "relationship:messages", "progress:course"):
        assert signed_in(cast.tom).get(reverse(name, args=[cast.ours.pk])).status_code == 404
        assert signed_in(cast.ben).get(reverse(name, args=[cast.ours.pk])).status_code == 200
    assert "Amira" not in text(signed_in(cast.tom), "home:caseload")
    assert Course.objects.unscoped().get(pk=cast.ours.pk).team == [cast.ben]


def test_control_a_team_that_does_not_end_is_noticed(cast, now, agreed, monkeypatch):
    monkeypatch.setattr(
        team,
        "hand_over",
        lambda course, *, to, by, now: course.care_team.create(user=to, lead=False, from_on=now.date()),
    )
    with pytest.raises(AssertionError):
        loses_everything(cast, agreed, now)


def test_nothing_is_handed_over_without_a_yes(cast, now, opened):
    with pytest.raises(ValueError, match="has not said yes"):
        handing_on.carry_out(opened, by=cast.tom, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by anybody who forgets to ask
        Transfer.objects.unscoped().filter(pk=opened.pk).update(done_at=now, done_by=cast.tom)
    assert cast.ours.lead == cast.tom


def test_a_no_ends_it_and_another_can_be_opened(cast, now, opened, signed_in):
    amira = signed_in(cast.amira)
    amira.post(at(opened), {**SAID, "version": "0", "do": "no"})
    assert "You said no on" in text(amira, "relationship:transfer", opened.pk)
    assert "Amira said no on" in text(signed_in(cast.tom), "relationship:transfer", opened.pk)
    late = amira.post(at(opened), {**SAID, "version": "1", "do": "yes"})
    assert late.status_code == 422 and "This is settled already." in late.content.decode()
    with pytest.raises(ValueError, match="settled"):
        handing_on.decide(opened, True, by=cast.amira, now=now)
    handing_on.open_transfer(cast.ours, to=cast.ben, by=cast.tom, now=now)
    with pytest.raises(ValueError, match="on its way"):
        handing_on.open_transfer(cast.ours, to=cast.ben, by=cast.tom, now=now)


def test_a_yes_can_be_taken_back_until_it_is_done(cast, now, agreed):
    handing_on.decide(agreed, False, by=cast.amira, now=now)
    with pytest.raises(ValueError, match="has not said yes"):
        handing_on.carry_out(agreed, by=cast.tom, now=now)


def test_two_windows_never_overwrite_one_another(cast, opened, signed_in):
    amira = signed_in(cast.amira)
    amira.post(at(opened), {**SAID, "version": "0", "do": "keep"})
    stale = amira.post(at(opened), {**SAID, "about": "Other words", "version": "0", "do": "yes"})
    page = stale.content.decode()
    assert stale.status_code == 409 and "Other words" in page and "Call me Ami." in page
    opened.refresh_from_db()
    assert opened.said_yes_at is None and ForTheNext.objects.unscoped().get().about == "Call me Ami."


@pytest.mark.parametrize("who", ["zoe", "una", "tom", "sol"])
def test_only_a_colleague_who_works_here_can_take_over(cast, now, who):
    with pytest.raises(ValueError, match="cannot take this course over"):
        handing_on.open_transfer(cast.ours, to=getattr(cast, who), by=cast.tom, now=now)


def test_a_course_that_has_ended_stays_where_it_is(cast, now, agreed):
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=now)
    with pytest.raises(ValueError, match="has ended"):
        handing_on.carry_out(agreed, by=cast.tom, now=now)


def test_what_was_planned_with_the_old_one_is_off(cast, now, agreed, hold):
    hold(1)
    day = now + timedelta(days=7)
    sessions.plan_series(
        course=cast.ours,
        starts_on=day.date(),
        at=day.time(),
        every_weeks=1,
        minutes=50,
        how_many=3,
        by=cast.tom,
        now=now,
    )
    handing_on.carry_out(agreed, by=cast.tom, now=now)
    states = list(
        Session.objects.unscoped().filter(course=cast.ours).order_by("starts_at").values_list("state", flat=True)
    )
    assert states == ["attended", "cancelled", "cancelled", "cancelled"]
    assert Series.objects.unscoped().get().ends_on == now.date()


def test_the_person_a_client_asked_hands_the_course_over_and_reads_nothing(cast, now, signed_in):
    by = {"course": cast.ours, "by": cast.amira, "now": now}
    concern = speaking_up.speak_up("another", "I feel judged.", therapist_sees=False, **by)
    mo, amira = signed_in(cast.mo), signed_in(cast.amira)
    url = reverse("relationship:hand-over-after", args=[concern.pk])
    assert url in text(mo, "relationship:concern", concern.pk)
    mo.post(url, {"to": str(cast.ben.pk)})
    transfer = Transfer.objects.unscoped().get()
    assert mo.get(url)["Location"] == at(transfer)
    amira.post(at(transfer), {**SAID, "version": "0", "do": "yes"})
    assert "Amira said yes to Ben" in text(mo, "home:today")
    assert "coat" not in text(mo, "relationship:transfer", transfer.pk)
    mo.post(at(transfer))
    assert cast.ours.care_team.unscoped().get(until_on=None).user == cast.ben
    assert "coat" not in text(mo, "relationship:transfer", transfer.pk)
    assert not panels.to_hand_over(Viewer(cast.mo)) and not Viewer(cast.mo).records(ForTheNext).exists()


def test_where_nobody_else_works_it_says_so(cast, signed_in):
    from duologue.people.models import Membership

    Membership.objects.filter(user=cast.ben).delete()
    words = text(signed_in(cast.tom), "relationship:hand-over", cast.ours.pk)
    assert (
        "No other therapist works here at the moment." in words
        and "<form" not in words.partition("<main")[2].partition("</main")[0]
    )
