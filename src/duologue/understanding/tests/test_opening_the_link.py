"""Rosa opens the link in her letter, sets up sign-in, and is in."""

from datetime import timedelta

import pytest

from duologue.people import actions as people
from duologue.people.models import Invitation, Letter, User
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem, Session
from duologue.understanding import actions
from duologue.understanding.models import OfferedTime

GOOD = "seven kettles under a blue bridge"


@pytest.fixture
def course(cast, asked, now):
    times = [now + timedelta(days=7), now + timedelta(days=8)]
    return actions.accept(asked, therapist=cast.tom, times=times, by=cast.tom, now=now)


@pytest.fixture
def invited(course, link):
    return link()


def offers(course):
    return list(OfferedTime.objects.unscoped().filter(course=course).order_by("starts_at"))


def answers(course, **changes):
    return {"time": str(offers(course)[0].pk), "called": "Rosa", "password": GOOD, **changes}


def test_the_link_shows_who_when_and_who_sees_what(client, course, invited):
    page = client.get(invited)
    text = page.content.decode()
    assert all(word in text for word in ("Tom", "Thursday 3 December, 13:50", "Friday 4 December", "Who can see what"))
    assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "same-origin"
    assert client.get(invited).status_code == 200, "looking does not use it up"


def test_she_sets_a_password_chooses_a_time_and_is_in(client, course, invited):
    before = client.session.session_key
    answer = client.post(invited, answers(course, called="Rosie"))
    assert answer.status_code == 302 and answer.url == "/today/"
    rosa = User.objects.get(email="rosa@example.org")
    assert client.session["_auth_user_id"] == str(rosa.pk) and client.session.session_key != before
    assert rosa.called == "Rosie" and rosa.check_password(GOOD)
    (session,) = Session.objects.unscoped().filter(course=course)
    assert (session.starts_at, session.therapist.name) == (offers(course)[0].starts_at, "Tom")


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"password": ""}, "Choose a password. You need it the next time you come in."),
        ({"password": "short"}, "Use ten characters or more."),
        ({"password": "password123"}, "Many people use this one"),
        ({"password": "rosa@example.org"}, "too close to your name or your mail address"),
        ({"called": " "}, "Write the name you like to be called by."),
        ({"time": ""}, "Choose a time, or say that none suits you."),
        ({"time": "00000000-0000-0000-0000-000000000000"}, "Choose a time, or say that none suits you."),
    ],
)
def test_a_mistake_gets_a_sentence_and_the_link_still_works(client, course, invited, wrong, sentence):
    page = client.post(invited, answers(course, **wrong))
    assert page.status_code == 422 and sentence in page.content.decode()
    assert GOOD not in page.content.decode() and "_auth_user_id" not in client.session
    assert client.post(invited, answers(course)).status_code == 302


def test_none_of_the_times_suits_and_tom_reads_that(client, course, invited):
    client.post(invited, answers(course, time="none"))
    assert not Session.objects.unscoped().filter(course=course).exists()
    assert "None of the offered first times" in AgendaItem.objects.unscoped().get(course=course).words
    assert actions.still_offered(course, now=course.opened_at) == []


def test_a_time_that_is_taken_meanwhile_is_not_promised(client, cast, course, invited, now, monkeypatch):
    form = answers(course)
    first = offers(course)[0].starts_at
    sessions.plan_session(course=cast.ours, starts_at=first, minutes=50, by=cast.tom, now=now)
    page = client.post(invited, form)
    assert page.status_code == 422 and "3 December" not in page.content.decode()
    monkeypatch.setattr(actions, "still_offered", lambda *_, **__: offers(course))  # seen free, taken a moment later
    page = client.post(invited, form)
    assert page.status_code == 409 and "has just been taken" in page.content.decode()
    assert not User.objects.get(email="rosa@example.org").has_usable_password(), "all of it, or nothing"


def test_sent_twice_by_a_nervous_finger_she_is_in_both_times(client, course, invited):
    form = answers(course)
    client.post(invited, form)
    client.logout()
    assert client.post(invited, form).url == "/today/"
    assert Session.objects.unscoped().filter(course=course).count() == 1
    client.logout()
    assert client.post(invited, {**form, "password": "a guess by somebody else"}).status_code == 410


def gone(client, path):
    page = client.get(path)
    assert page.status_code == 410 and page["Cache-Control"] == "no-store"
    body = page.content.decode().split("<main", 1)[1].split("</main>")[0]
    return body.replace(path, "/invitation/SECRET/")


def without_keys(body):
    import re

    return re.sub(r'value="[^"]*"', "", body)


def test_used_expired_and_unknown_links_look_the_same(client, course, invited, now):
    unknown = without_keys(gone(client, "/invitation/nobody-knows-this/"))
    Invitation.objects.update(expires_at=now)
    expired = without_keys(gone(client, invited))
    Invitation.objects.update(expires_at=now + timedelta(days=1))
    client.post(invited, answers(course))
    client.logout()
    used = without_keys(gone(client, invited))
    assert unknown == expired == used and "Send me a new link" in used


def test_an_expired_link_brings_a_fresh_one_that_works(client, course, invited, now, link):
    Invitation.objects.update(expires_at=now, sent_at=now - timedelta(days=8))
    Letter.objects.update(written_at=now - timedelta(days=8))
    answer = client.post(f"{invited}new/")
    assert answer.status_code == 302 and "Look in your mail" in client.get(answer.url).content.decode()
    fresh = link()
    assert fresh != invited and client.get(fresh).status_code == 200 and client.get(invited).status_code == 410


def test_the_button_sends_one_letter_in_ten_minutes_and_always_answers_the_same(client, course, invited, now):
    Invitation.objects.update(expires_at=now)
    Letter.objects.update(written_at=now - timedelta(minutes=11))
    pages = [client.post(f"{path}new/", follow=True) for path in (invited, invited, "/invitation/unknown/")]
    bodies = {page.content.decode().split("<main", 1)[1].split("</main>")[0] for page in pages}
    assert len(bodies) == 1 and {page.status_code for page in pages} == {200}
    assert Letter.objects.filter(written_at=now).count() == 1


def test_a_link_that_still_works_is_not_replaced_by_somebody_elses_click(client, course, invited, now):
    Letter.objects.update(written_at=now - timedelta(days=1))
    client.post(f"{invited}new/")
    assert client.get(invited).status_code == 200 and Letter.objects.count() == 1


def test_whoever_has_a_password_is_told_how_to_sign_in(client, course, invited, now):
    client.post(invited, answers(course))
    client.logout()
    Letter.objects.update(written_at=now - timedelta(days=1))
    client.post(f"{invited}new/")
    body = Letter.objects.latest("written_at").body
    assert "/account/login/" in body and "/invitation/" not in body


def test_somebody_else_on_this_device_signs_out_first(signed_in, cast, course, invited):
    browser = signed_in(cast.max)
    assert "You are signed in as Max" in browser.get(invited).content.decode()
    browser.post(invited, answers(course))
    assert not User.objects.get(email="rosa@example.org").has_usable_password()


def test_a_new_colleague_sets_up_sign_in_with_the_same_page(client, cast, now, link):
    ida = people.take_on(practice=cast.practice, email="ida@example.org", name="Ida", role="therapist", on=now.date())
    people.invite(practice=cast.practice, user=ida, by=cast.mo, now=now)
    page = client.get(link()).content.decode()
    assert "Hello Ida" in page and "Your therapist" not in page
    assert client.post(link(), {"called": "Ida", "password": GOOD}).url == "/today/"
