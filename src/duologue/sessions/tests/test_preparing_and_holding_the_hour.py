"""The hour: prepare, start, write together, keep a private note, end."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import PASSWORD

from duologue.courses import actions as courses
from duologue.courses.models import OwnWords
from duologue.courses.visibility import Audience, Viewer
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions, agenda
from duologue.sessions.models import AgendaItem, PrivateNote, Session

CANARY = "a heron by the canal"


def page(browser, name, pk, follow=False):
    return browser.get(reverse(f"sessions:{name}", args=[pk]), follow=follow).content.decode()


def answered(cast, at, *, q9=0, **given):
    form = library.newest("phq-9")
    answers = {item.id: 1 for item in form.items} | {"q9": q9} | given
    return questionnaires.send(questionnaires.begin(form, course=cast.ours, by=cast.amira, now=at), answers, now=at)


def test_before_the_session_everything_is_on_one_page(cast, now, signed_in, planned):
    week = timedelta(days=7)
    last = actions.plan_session(course=cast.ours, starts_at=now - week, minutes=50, by=cast.tom, now=now - week)
    actions.begin(last, by=cast.tom, now=now - week)
    actions.write_together(last, agreed="Walk to the corner.", summary="", seen=1, by=cast.tom, now=now - week)
    actions.end(last, by=cast.tom, now=now - week + timedelta(minutes=50))
    answered(cast, now - week, q9=1, q1=3, q2=3, q3=3)
    answered(cast, now, q9=0, q1=0, q2=0, q3=0)
    courses.set_goal("Go to the shop on my own", value=2, course=cast.ours, by=cast.amira, now=now)
    agenda.add(AgendaItem.Kind.TOPIC, "The noise on the stairs", course=cast.ours, by=cast.amira, now=now)
    words = page(signed_in(cast.tom), "session", planned.pk)
    assert "Amira, session 2, today 14:00" in words
    assert "PHQ-9 5</strong> (was 15)" in words and "Lower by more than ordinary ups and downs." in words
    assert "Question 9: not at all (was several days)." in words
    assert "The noise on the stairs" in words and "Go to the shop on my own" in words and "2 of 10" in words
    assert "Walk to the corner." in words and "Start session" in words


def test_a_score_that_is_not_full_is_compared_with_nothing(cast, now, signed_in, planned):
    answered(cast, now - timedelta(days=7))
    answered(cast, now - timedelta(days=1), q1=None)
    words = page(signed_in(cast.tom), "session", planned.pk)
    assert "It is compared with nothing." in words
    answered(cast, now, q1=None, q2=None)
    assert "Some questions were left open, so there is no score." in page(signed_in(cast.tom), "session", planned.pk)


def test_before_the_first_session_there_are_the_clients_own_words(cast, now, signed_in, planned):
    courses.say(OwnWords.About.BRINGS, "I cannot sleep any more.", course=cast.ours, by=cast.amira, now=now)
    words = page(signed_in(cast.tom), "session", planned.pk)
    assert "I cannot sleep any more." in words and "This is the first session." in words


def test_next_weeks_session_is_not_started_by_a_slip(cast, now, signed_in):
    ahead = actions.plan_session(course=cast.ours, starts_at=now + timedelta(days=7), minutes=50, by=cast.tom, now=now)
    browser = signed_in(cast.tom)
    assert "Start session" not in page(browser, "session", ahead.pk)
    answer = browser.post(reverse("sessions:begin", args=[ahead.pk]), follow=True)
    assert "You can start it on that day." in answer.content.decode()
    ahead.refresh_from_db()
    assert ahead.began_at is None


def test_starting_twice_keeps_the_first_start(cast, now, signed_in, running):
    signed_in(cast.tom).post(reverse("sessions:begin", args=[running.pk]))
    assert Session.objects.unscoped().get(pk=running.pk).began_at == now
    with pytest.raises(ValueError, match="begun already"):
        actions.begin(running, by=cast.tom, now=now)


def test_both_write_and_both_read(cast, signed_in, running):
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    url = reverse("sessions:together", args=[running.pk])
    tom.post(url, {"version": "1", "agreed": "Walk to the corner", "summary": ""})
    amira.post(url, {"version": "2", "agreed": "Walk to the corner, with Jo", "summary": "The stairs"})
    for browser in (tom, amira):
        words = page(browser, "session", running.pk)
        assert "Walk to the corner, with Jo" in words and "The stairs" in words
    assert Session.objects.unscoped().get(pk=running.pk).version == 3


def test_writing_from_an_old_version_shows_both_texts(cast, signed_in, running):
    url = reverse("sessions:together", args=[running.pk])
    signed_in(cast.amira).post(url, {"version": "1", "agreed": "Hers", "summary": ""})
    answer = signed_in(cast.tom).post(url, {"version": "1", "agreed": "His", "summary": "Also his"})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Hers" in words and "His" in words and "Also his" in words and 'value="2"' in words
    assert Session.objects.unscoped().get(pk=running.pk).agreed == "Hers"


def test_ending_keeps_what_stands_in_the_boxes(cast, now, signed_in, running):
    url = reverse("sessions:end", args=[running.pk])
    answer = signed_in(cast.tom).post(url, {"version": "1", "agreed": "Rest", "summary": "A long week"}, follow=True)
    kept = Session.objects.unscoped().get(pk=running.pk)
    assert (kept.agreed, kept.summary, kept.ended_at) == ("Rest", "A long week", now)
    assert "Rest" in answer.content.decode() and "Private note" in answer.content.decode()


def test_ending_from_an_old_version_does_not_end(cast, signed_in, running):
    signed_in(cast.amira).post(
        reverse("sessions:together", args=[running.pk]), {"version": "1", "agreed": "Hers", "summary": ""}
    )
    url = reverse("sessions:end", args=[running.pk])
    answer = signed_in(cast.tom).post(url, {"version": "1", "agreed": "His", "summary": ""})
    assert answer.status_code == 409
    assert Session.objects.unscoped().get(pk=running.pk).ended_at is None
    assert signed_in(cast.tom).get(url).status_code == 302


def test_a_text_that_is_too_long_comes_back_whole(cast, signed_in, running):
    long = "a" * 5001
    url = reverse("sessions:together", args=[running.pk])
    answer = signed_in(cast.amira).post(url, {"version": "1", "agreed": long, "summary": ""})
    assert answer.status_code == 422 and long in answer.content.decode()


def test_nothing_is_written_before_it_starts(cast, now, signed_in, planned):
    url = reverse("sessions:together", args=[planned.pk])
    answer = signed_in(cast.amira).post(url, {"version": "1", "agreed": "early", "summary": ""}, follow=True)
    assert "You can write here once the session has started." in answer.content.decode()
    with pytest.raises(ValueError):
        actions.write_together(planned, agreed="early", summary="", seen=1, by=cast.amira, now=now)


def test_the_private_note_reaches_nobody_but_its_author(cast, now, signed_in, running):
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on=now.date())  # a colleague in the same team
    tom = signed_in(cast.tom)
    tom.post(reverse("sessions:note", args=[running.pk]), {"version": "0", "words": CANARY})
    assert CANARY in page(tom, "note", running.pk)
    assert CANARY not in page(tom, "session", running.pk)  # the page both look at
    for person in cast.everybody.values():
        if person != cast.tom:
            browser = signed_in(person)
            for name in ("session", "note", "together", "end", "missed"):
                assert CANARY not in page(browser, name, running.pk, follow=True), (person, name)
            assert CANARY not in page(browser, "agenda", cast.ours.pk), person
            assert not Viewer(person).records(PrivateNote).exists(), person
    actions.end(running, by=cast.tom, now=now)
    for name in ("session", "note"):  # after the hour it opens with the password
        assert CANARY not in page(tom, name, running.pk) and "It opens after your password." in page(
            tom, name, running.pk
        )
    with_password(tom, running)
    for name in ("session", "note"):
        assert CANARY in page(tom, name, running.pk)
    assert CANARY not in page(signed_in(cast.amira), "session", running.pk)
    assert CANARY not in page(signed_in(cast.ben), "session", running.pk)
    assert [str(n.author) for n in PrivateNote.objects.unscoped()] == ["Tom"]


def with_password(browser, session):
    """The note is opened as a person does it: the page asks for the password and leads back to this session."""
    address = reverse("sessions:open-own-notes", args=[session.course_id]) + f"?session={session.number}"
    asked = browser.get(address)["Location"]
    assert asked.startswith("/account/reauthenticate/")
    back = browser.post(asked, {"password": PASSWORD, "next": address})["Location"]
    assert browser.get(back)["Location"] == reverse("sessions:note", args=[session.pk])


def test_after_the_hour_what_is_written_without_the_password_is_kept_beside_the_closed_note(
    cast, now, signed_in, running
):
    tom, url = signed_in(cast.tom), reverse("sessions:note", args=[running.pk])
    tom.post(url, {"version": "0", "words": "In the hour."})
    actions.end(running, by=cast.tom, now=now)
    answer = tom.post(url, {"version": "0", "words": "Afterwards."}, follow=True)
    assert "Nobody but you can read it." in answer.content.decode() and "In the hour." not in answer.content.decode()
    kept = PrivateNote.objects.unscoped().select_related("course", "about")
    assert {(note.words, note.about) for note in kept} == {("In the hour.", None), ("Afterwards.", running)}


def test_two_tabs_of_one_note_show_both_texts(cast, signed_in, running):
    tom, url = signed_in(cast.tom), reverse("sessions:note", args=[running.pk])
    tom.post(url, {"version": "0", "words": "first tab"})
    answer = tom.post(url, {"version": "0", "words": "second tab"})
    assert answer.status_code == 409
    assert "first tab" in answer.content.decode() and "second tab" in answer.content.decode()
    tom.post(url, {"version": "1", "words": "first and second tab"})
    assert PrivateNote.objects.unscoped().get().words == "first and second tab"


def test_a_colleague_keeps_a_note_of_their_own(cast, now, signed_in, running):
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on=now.date())
    url = reverse("sessions:note", args=[running.pk])
    signed_in(cast.tom).post(url, {"version": "0", "words": "Tom's"})
    assert signed_in(cast.ben).post(url, {"version": "0", "words": "Ben's"}).status_code == 302
    assert PrivateNote.objects.unscoped().count() == 2
    assert signed_in(cast.amira).post(url, {"version": "0", "words": "hers"}).status_code == 404


def test_what_only_the_care_team_reads_is_not_on_the_page_both_look_at(cast, now, signed_in, running):
    agenda.add(AgendaItem.Kind.SAFETY, CANARY, course=cast.ours, by=cast.tom, now=now, audience=Audience.CARE_TEAM)
    tom = signed_in(cast.tom)
    assert CANARY not in page(tom, "session", running.pk)
    assert CANARY in page(tom, "note", running.pk)
    assert CANARY in page(tom, "agenda", cast.ours.pk)
    assert CANARY not in page(signed_in(cast.amira), "agenda", cast.ours.pk)


def test_missed_cancelled_and_back_in_the_plan(cast, now, signed_in, planned):
    tom, url = signed_in(cast.tom), reverse("sessions:missed", args=[planned.pk])
    early = tom.post(url, {"state": "missed"}, follow=True).content.decode()
    assert "This session has not come yet. You can cancel it." in early
    tom.post(url, {"state": "cancelled"})
    assert "This session is off." in page(signed_in(cast.amira), "session", planned.pk)
    other = actions.plan_session(course=cast.theirs, starts_at=planned.starts_at, minutes=50, by=cast.tom, now=now)
    assert other.therapist == cast.ben  # Ben's client, so Tom stays free
    assert "Put it back in the plan" in page(tom, "session", planned.pk)
    tom.post(url, {"state": "planned"})
    assert Session.objects.unscoped().get(pk=planned.pk).state == "planned"
    assert tom.post(url, {"state": "attended"}).status_code == 404
    assert signed_in(cast.amira).post(url, {"state": "cancelled"}).status_code == 404


def test_a_time_taken_meanwhile_is_not_planned_again(cast, now, planned):
    actions.mark(planned, Session.State.CANCELLED, by=cast.tom, now=now)
    actions.plan_session(course=cast.ours, starts_at=planned.starts_at, minutes=50, by=cast.tom, now=now)
    with pytest.raises(ValueError, match="another session at that time"):
        actions.mark(planned, Session.State.PLANNED, by=cast.tom, now=now)


def test_a_held_session_stays_held(cast, now, signed_in, running):
    answer = signed_in(cast.tom).post(
        reverse("sessions:missed", args=[running.pk]), {"state": "cancelled"}, follow=True
    )
    assert "stays in the list as held" in answer.content.decode()


def test_the_client_finds_what_was_agreed_and_the_next_date(cast, now, signed_in, running):
    actions.write_together(running, agreed="Walk to the corner", summary="", seen=1, by=cast.tom, now=now)
    actions.end(running, by=cast.tom, now=now)
    actions.plan_session(course=cast.ours, starts_at=now + timedelta(days=7), minutes=50, by=cast.tom, now=now)
    words = page(signed_in(cast.amira), "session", running.pk)
    assert "Walk to the corner" in words and "Thursday 3 December at 13:50" in words
    assert reverse("relationship:feedback", args=[running.pk]) in words


def test_the_end_is_the_planned_one_unless_it_was_held_at_another_time(cast, now, running):
    assert running.ends_at == now + timedelta(minutes=60)
    running.began_at = now + timedelta(hours=5)
    assert running.ends_at == now + timedelta(hours=5, minutes=50)


@pytest.mark.parametrize("name", ["session", "begin", "end", "together", "note", "missed"])
def test_a_stranger_finds_no_session(cast, signed_in, running, name):
    for person in (cast.ben, cast.nia, cast.una, cast.sol, cast.mo, cast.ines, cast.max, cast.zoe, cast.yan):
        browser, url = signed_in(person), reverse(f"sessions:{name}", args=[running.pk])
        assert browser.post(url).status_code in (404, 405)
        assert browser.get(url).status_code in (404, 405)
