"""Moving, calling off, taking a break, ending a series: who may, what is said, and what stands afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from duologue.people.models import Letter
from duologue.sessions import actions, changes, planning
from duologue.sessions.arrangements import MoveRequest
from duologue.sessions.models import How, Session

STARTS = datetime(2026, 12, 3, 14, tzinfo=UTC)
LATER = datetime(2026, 12, 4, 10, tzinfo=UTC)


@pytest.fixture
def session(cast, now):
    return actions.plan_session(course=cast.ours, starts_at=STARTS, minutes=50, by=cast.tom, now=now)


def again(session):
    return Session.objects.unscoped().select_related("course__practice", "therapist").get(pk=session.pk)


def url(name, thing):
    return reverse(f"sessions:{name}", args=[thing.pk])


# moving
def test_tom_moves_a_session_and_both_see_where_it_was(cast, session, signed_in):
    said = {"starts_at": "2026-12-04T10:00", "how": "video", "link": "https://video.example.org/room"}
    signed_in(cast.tom).post(url("arrange", session), said)
    moved = again(session)
    assert (moved.starts_at, moved.first_at, moved.moves) == (LATER, STARTS, 1)
    words = signed_in(cast.amira).get(url("session", session)).content.decode()
    assert "Moved from Thursday 3 December, 14:00" in words and 'href="https://video.example.org/room"' in words


@pytest.mark.parametrize("link", ["http://video.example.org/room", "javascript:alert(1)", "ftp://x.org", "a room"])
def test_only_https_links_are_kept_and_what_was_typed_comes_back(cast, session, signed_in, link):
    said = {"starts_at": "2026-12-04T10:00", "how": "video", "link": link}
    answer = signed_in(cast.tom).post(url("arrange", session), said)
    assert answer.status_code == 422 and "Use a link that begins with https://" in answer.content.decode()
    assert 'value="2026-12-04T10:00"' in answer.content.decode() and again(session).starts_at == STARTS


def test_a_session_in_the_room_keeps_no_link(cast, session, now):
    planning.arrange(session, how=How.PHONE, link="https://video.example.org/room", by=cast.tom, now=now)
    assert again(session).link == ""


def test_a_move_onto_another_session_is_refused_with_a_sentence(cast, session, now, signed_in):
    actions.plan_session(course=cast.ours, starts_at=LATER, minutes=50, by=cast.tom, now=now)
    said = {"starts_at": "2026-12-04T10:30", "how": "room", "link": ""}
    answer = signed_in(cast.tom).post(url("arrange", session), said)
    assert answer.status_code == 422 and "There is another session at that time." in answer.content.decode()
    assert again(session).starts_at == STARTS


def test_a_move_by_less_than_its_own_length_does_not_stand_in_its_own_way(cast, session, now):
    planning.move(session, starts_at=STARTS + timedelta(minutes=20), by=cast.tom, now=now)
    assert again(session).starts_at == STARTS + timedelta(minutes=20)


def test_a_past_time_and_a_held_session_are_refused(cast, session, now):
    with pytest.raises(ValueError, match="This time is past"):
        planning.move(session, starts_at=now - timedelta(hours=1), by=cast.tom, now=now)
    held = actions.begin(
        actions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now), by=cast.tom, now=now
    )
    with pytest.raises(ValueError, match="This session was held"):
        planning.move(held, starts_at=LATER, by=cast.tom, now=now)


def test_two_therapists_of_one_course_do_not_meet_the_client_at_once(cast, now):
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on=now.date())
    planning.plan_session(course=cast.ours, starts_at=STARTS, minutes=50, by=cast.tom, now=now, therapist=cast.ben)
    with pytest.raises(planning.Taken):
        planning.plan_session(course=cast.ours, starts_at=STARTS, minutes=50, by=cast.tom, now=now)


def test_with_two_therapists_the_plan_asks_with_whom(cast, now, signed_in):
    assert "With" not in signed_in(cast.tom).get(url("plan", cast.ours)).content.decode().split("Where")[0][-900:]
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on=now.date())
    said = {"starts_on": "2026-12-03", "at": "14:00", "every_weeks": "1", "how_many": "1", "minutes": "50"}
    signed_in(cast.tom).post(url("plan", cast.ours), {**said, "how": "phone", "therapist": str(cast.ben.pk)})
    [planned] = Session.objects.unscoped().filter(course=cast.ours)
    assert planned.therapist == cast.ben and planned.how == How.PHONE
    assert signed_in(cast.tom).post(url("plan", cast.ours), {**said, "therapist": str(cast.zoe.pk)}).status_code == 422


# the client asks to move
def ask(browser, session, **more):
    said = {"first": "2026-12-04T10:00", "second": "2026-12-05T09:00", "words": "I have an exam.", **more}
    return browser.post(url("ask-to-move", session), said, follow=True)


def test_amira_asks_and_tom_chooses_one_of_her_times(cast, session, signed_in):
    answer = ask(signed_in(cast.amira), session)
    assert "Until Tom answers, the session stays where it is." in answer.content.decode()
    [wish] = MoveRequest.objects.unscoped().filter(course=cast.ours)
    tom = signed_in(cast.tom)
    assert "Amira asks to move" in tom.get("/calendar/").content.decode()
    words = tom.get(url("wish", wish)).content.decode()
    assert "I have an exam." in words and "Friday 4 December, 10:00" in words
    tom.post(url("wish", wish), {"to": LATER.isoformat()})
    assert again(session).starts_at == LATER
    assert MoveRequest.objects.unscoped().get(pk=wish.pk).state == "moved"
    assert Letter.objects.count() == 2  # one to each side, both neutral


def test_tom_keeps_the_time_with_a_word_of_why(cast, session, signed_in):
    ask(signed_in(cast.amira), session)
    [wish] = MoveRequest.objects.unscoped().filter(course=cast.ours)
    signed_in(cast.tom).post(url("wish", wish), {"answer": "I teach on Fridays."})
    words = signed_in(cast.amira).get(url("session", session)).content.decode()
    assert "I teach on Fridays." in words and again(session).starts_at == STARTS
    assert signed_in(cast.tom).post(url("wish", wish), {"to": LATER.isoformat()}).status_code == 422


def test_a_time_that_was_not_named_or_is_taken_meanwhile_is_not_chosen(cast, session, now, signed_in):
    ask(signed_in(cast.amira), session)
    [wish] = MoveRequest.objects.unscoped().filter(course=cast.ours)
    tom = signed_in(cast.tom)
    for nonsense in ("2026-12-09T10:00:00+00:00", "soon", "2026-12-04"):
        answer = tom.post(url("wish", wish), {"to": nonsense})
        assert answer.status_code == 422 and "Choose one of the times." in answer.content.decode()
    actions.plan_session(course=cast.ours, starts_at=LATER, minutes=50, by=cast.tom, now=now)
    assert "You have another session then." in tom.get(url("wish", wish)).content.decode()
    answer = tom.post(url("wish", wish), {"to": LATER.isoformat()})
    assert "There is another session at that time." in answer.content.decode()
    assert again(session).starts_at == STARTS


def test_amira_takes_her_wish_back_or_puts_another_in_its_place(cast, session, signed_in):
    browser = signed_in(cast.amira)
    ask(browser, session)
    ask(browser, session, first="2026-12-08T10:00")
    first, second = MoveRequest.objects.unscoped().filter(course=cast.ours).order_by("state")
    assert {first.state, second.state} == {"open", "taken_back"}
    waiting = first if first.state == "open" else second
    browser.post(url("wish", waiting))
    assert not MoveRequest.objects.unscoped().filter(state="open")


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"first": ""}, "Choose a day and a time that suit you."),
        ({"first": "2026-11-20T10:00"}, "This time is past. Choose a later one."),
        ({"second": "tomorrow"}, "Choose a day and a time, for example"),
    ],
)
def test_what_cannot_be_asked_is_said_and_kept(cast, session, signed_in, wrong, sentence):
    answer = ask(signed_in(cast.amira), session, **wrong)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert "I have an exam." in answer.content.decode()


# calling off
@pytest.mark.parametrize("hours, short", [(25, False), (24, False), (23, True)])
def test_calling_off_is_noted_by_the_practices_own_hours(cast, session, hours, short):
    at = STARTS - timedelta(hours=hours)
    changes.call_off(session, by=cast.amira, now=at)
    off = again(session)
    assert (off.state, off.short_notice, off.called_off_by, off.called_off_at) == ("cancelled", short, cast.amira, at)


def test_the_client_reads_first_what_calling_off_means(cast, now, signed_in):
    browser = signed_in(cast.amira)
    soon = actions.plan_session(course=cast.ours, starts_at=now + timedelta(hours=5), minutes=50, by=cast.tom, now=now)
    words = browser.get(url("call-off", soon)).content.decode()
    assert "asks to hear of it 24 hours before" in words and "called off late. That can happen to anybody." in words
    assert again(soon).state == "planned"  # looking changes nothing
    assert "This session is off. Tom hears of it." in browser.post(url("call-off", soon), follow=True).content.decode()
    letter = Letter.objects.get()
    assert "session" not in (letter.subject + letter.body).lower()
    assert browser.post(url("call-off", soon), follow=True).status_code == 200  # once more changes nothing


def test_a_practice_that_asks_for_more_notice_gets_it(cast, session, now):
    cast.ours.practice.notice_hours = 48
    session.course.practice.notice_hours = 48
    assert changes.is_short_notice(session, now=STARTS - timedelta(hours=47))


def test_short_notice_is_always_somebodys(cast, session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.unscoped().filter(pk=session.pk).update(short_notice=True)


# how it went
@pytest.mark.parametrize(
    "said, state, shown",
    [
        ({"became": "attended"}, "attended", "Held"),
        ({"became": "attended", "late_minutes": "12"}, "attended", "Held, 12 min late"),
        ({"became": "missed"}, "missed", "Missed"),
        ({"became": "late_notice"}, "cancelled", "Called off late"),
        ({"became": "in_time"}, "cancelled", "Cancelled"),
        ({"became": "mine"}, "cancelled", "Cancelled"),
    ],
)
def test_tom_notes_how_it_went(cast, now, signed_in, said, state, shown):
    past = actions.plan_session(course=cast.ours, starts_at=now - timedelta(hours=3), minutes=50, by=cast.tom, now=now)
    signed_in(cast.tom).post(url("attendance", past), said)
    noted = again(past)
    assert (noted.state, noted.became) == (state, shown)
    assert noted.began_at is None or noted.ended_at >= noted.began_at


def test_what_has_not_come_cannot_be_noted_as_held(cast, session, now, signed_in):
    answer = signed_in(cast.tom).post(url("attendance", session), {"became": "attended"})
    assert answer.status_code == 422
    with pytest.raises(ValueError, match="has not come yet"):
        changes.note_attended(session, late_minutes=None, by=cast.tom, now=now)
