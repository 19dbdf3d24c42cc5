"""Tom or Ines answers somebody who asked: take them on with a first time, or say no with a letter."""

import uuid
from datetime import timedelta

import pytest

from duologue.courses.models import Course, OwnWords, Stage
from duologue.people import actions as people
from duologue.people.models import Letter, Membership, Role, User
from duologue.questionnaires.models import Ask
from duologue.sessions import actions as sessions
from duologue.understanding import actions
from duologue.understanding.models import Enquiry, OfferedTime

FIRST, SECOND = "2026-12-03T14:00", "2026-12-04T10:00"


def page_of(enquiry):
    return f"/enquiries/{enquiry.pk}/"


def fresh(enquiry):
    return Enquiry.objects.unscoped().get(pk=enquiry.pk)


@pytest.mark.parametrize("name", ["tom", "ben", "ines"])
def test_therapists_and_intake_of_the_practice_read_it(signed_in, cast, asked, name):
    browser = signed_in(cast.everybody[name])
    assert "Rosa Blum" in browser.get("/enquiries/").content.decode()
    assert "I have stopped going out" in browser.get(page_of(asked)).content.decode()


@pytest.mark.parametrize("name", ["amira", "nia", "max", "sol", "mo", "una", "zoe", "yan"])
def test_it_does_not_exist_for_anybody_else(signed_in, cast, asked, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(page_of(asked)).status_code == 404
    assert browser.post(page_of(asked), {"first_time": FIRST}).status_code == 404
    assert browser.post(f"{page_of(asked)}decline/").status_code == 404
    assert "Rosa" not in browser.get("/enquiries/").content.decode()
    assert fresh(asked).state == "new"


def test_once_answered_it_is_there_only_for_who_answered_and_who_cares(signed_in, cast, asked):
    signed_in(cast.ines).post(page_of(asked), {"who": str(cast.tom.pk), "first_time": FIRST})
    reads = {name: signed_in(cast.everybody[name]).get(page_of(asked)).status_code for name in ("ines", "tom", "ben")}
    assert reads == {"ines": 200, "tom": 200, "ben": 404}


def test_tom_takes_somebody_on(signed_in, cast, asked, now, link):
    answer = signed_in(cast.tom).post(page_of(asked), {"first_time": FIRST, "second_time": SECOND})
    assert answer.status_code == 302
    enquiry = fresh(asked)
    course = Course.objects.unscoped().get(pk=enquiry.course_id)
    assert (enquiry.state, enquiry.settled_by) == ("accepted", cast.tom)
    assert course.key_id == enquiry.key_id, "the course goes on under the enquiry's own key"
    assert (course.client.name, course.client.called, course.lead) == ("Rosa Blum", "Rosa", cast.tom)
    assert not course.client.has_usable_password()
    assert [stage.kind for stage in course.way] == ["enquiry", "assessment"] and course.stage.kind == "assessment"
    asks = Ask.objects.unscoped().filter(course=course)
    assert {a.form_id for a in asks} == {"first-history", "phq-9", "gad-7"}
    assert {a.read_by for a in asks} == {"Tom, before you meet"}
    assert OfferedTime.objects.unscoped().filter(course=course).count() == 2
    assert link().startswith("/invitation/")


def test_what_they_wrote_becomes_the_first_words_of_the_course(signed_in, cast, asked):
    signed_in(cast.tom).post(page_of(asked), {"first_time": FIRST})
    said = OwnWords.objects.unscoped().get(course=fresh(asked).course)
    assert (said.words, said.about, said.author.name) == (asked.words, "brings", "Rosa Blum")
    assert said.written_at == asked.asked_at


def test_ines_chooses_who_takes_it_on(signed_in, cast, asked):
    browser = signed_in(cast.ines)
    page = browser.get(page_of(asked)).content.decode()
    assert all(name in page for name in ("Tom", "Ben")) and "Una" not in page and "Zoe" not in page
    assert browser.post(page_of(asked), {"first_time": FIRST}).status_code == 422
    assert browser.post(page_of(asked), {"who": str(cast.zoe.pk), "first_time": FIRST}).status_code == 422
    assert browser.post(page_of(asked), {"who": str(cast.ben.pk), "first_time": FIRST}).status_code == 302
    assert fresh(asked).course.lead == cast.ben


def test_tom_cannot_hand_it_to_a_colleague(signed_in, cast, asked):
    signed_in(cast.tom).post(page_of(asked), {"who": str(cast.ben.pk), "first_time": FIRST})
    assert fresh(asked).course.lead == cast.tom


@pytest.mark.parametrize(
    "times, sentence",
    [
        ({}, "Choose a first time to offer."),
        ({"first_time": "next week"}, "Choose a day and a time, for example"),
        ({"first_time": "2026-11-26T13:00"}, "This time is over already."),
        ({"first_time": FIRST, "second_time": "2026-12-03T14:20"}, "This is the same hour as the first time."),
        ({"first_time": "2026-12-03T09:30"}, "Tom has another session at that time."),
        ({"first_time": "2027-03-28T01:30"}, "The clocks change at that hour"),
    ],
)
def test_a_mistake_gets_a_sentence_and_nothing_happens(signed_in, cast, asked, now, times, sentence):
    taken = now.replace(day=3, month=12, hour=9, minute=0)
    sessions.plan_session(course=cast.ours, starts_at=taken, minutes=50, by=cast.tom, now=now)
    page = signed_in(cast.tom).post(page_of(asked), times)
    assert page.status_code == 422 and sentence in page.content.decode()
    assert fresh(asked).state == "new" and not Letter.objects.exists() and not fresh(asked).course_id


def test_the_one_who_comes_second_is_told(signed_in, cast, asked, now):
    tom, ben = signed_in(cast.tom), signed_in(cast.ben)
    assert tom.post(page_of(asked), {"first_time": FIRST}).status_code == 302
    assert ben.post(page_of(asked), {"first_time": FIRST}).status_code == 404  # not Ben's any more
    with pytest.raises(ValueError, match="A colleague has answered"):
        actions.accept(asked, therapist=cast.ben, times=[], by=cast.ben, now=now)
    with pytest.raises(ValueError, match="A colleague has answered"):
        actions.decline(asked, by=cast.ben, now=now)


def test_sending_the_form_twice_makes_one_course(signed_in, cast, asked):
    browser = signed_in(cast.tom)
    form = {"first_time": FIRST, "entry_key": str(uuid.uuid4())}
    assert [browser.post(page_of(asked), form).status_code for _ in range(2)] == [302, 302]
    assert Course.objects.unscoped().filter(participants__user__email="rosa@example.org").count() == 1


def test_an_address_that_has_a_page_already_joins_it(signed_in, cast, now, mailoutbox):
    said = {"name": "Amira again", "email": "AMIRA@example.org", "words": "Somebody else may have typed this."}
    enquiry = actions.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=said, now=now)
    browser = signed_in(cast.ben)
    page = browser.get(page_of(enquiry)).content.decode()
    assert "has a page here already" in page and "Tom" not in page
    browser.post(page_of(enquiry), {"first_time": FIRST})
    course = fresh(enquiry).course
    assert course.client == cast.amira and User.objects.filter(email__iexact="amira@example.org").count() == 1
    assert not OwnWords.objects.unscoped().filter(course=course).exists(), "nobody speaks in Amira's name"
    body = Letter.objects.get().body
    assert "/account/login/" in body and "/invitation/" not in body


def test_an_address_of_somebody_who_works_here_cannot_become_a_client(signed_in, cast, now):
    said = {"name": "Sol", "email": "sol@example.org"}
    enquiry = actions.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=said, now=now)
    browser = signed_in(cast.tom)
    assert "somebody who works here" in browser.get(page_of(enquiry)).content.decode()
    assert browser.post(page_of(enquiry), {"first_time": FIRST}).status_code == 409
    assert fresh(enquiry).state == "new" and not Letter.objects.exists()


def test_saying_no_sends_the_letter_that_was_shown(signed_in, cast, asked):
    browser = signed_in(cast.tom)
    shown = browser.get(f"{page_of(asked)}decline/").content.decode()
    assert "We cannot offer you a time at the moment" in shown and fresh(asked).state == "new"
    assert browser.post(f"{page_of(asked)}decline/").status_code == 302
    letter = Letter.objects.get()
    assert fresh(asked).state == "declined" and letter.to == "rosa@example.org"
    assert "stopped going out" not in letter.body and "999" in letter.body
    assert not User.objects.filter(email="rosa@example.org").exists()
    assert browser.post(f"{page_of(asked)}decline/").status_code == 409


def test_reading_an_enquiry_is_written_down(signed_in, cast, asked):
    from duologue.audit.models import LedgerLine

    signed_in(cast.tom).get(page_of(asked))
    line = LedgerLine.objects.get(verb="read", subject=asked.pk)
    assert (line.actor, line.route) == (cast.tom.pk, "understanding:enquiry")


@pytest.mark.parametrize("how_many", [0, 3, 40])
def test_the_list_costs_the_same_however_many_wait(signed_in, cast, now, how_many, django_assert_max_num_queries):
    for n in range(how_many):
        said = {"name": f"Person {n}", "email": f"p{n}@example.org", "words": "words"}
        asked_at = now - timedelta(hours=n)
        actions.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=said, now=asked_at)
    from duologue.people import keyring

    keyring.forget()
    browser = signed_in(cast.tom)
    with django_assert_max_num_queries(12):
        page = browser.get("/enquiries/").content.decode()
    assert page.count("Read what") == how_many
    assert ("Nobody is waiting." in page) == (how_many == 0)


def test_intake_that_has_left_reads_nothing(signed_in, cast, asked, now):
    Membership.objects.filter(user=cast.ines).update(until_on=now.date())
    assert signed_in(cast.ines).get(page_of(asked)).status_code == 404


def test_a_therapist_elsewhere_who_helps_out_here_sees_both_lists(signed_in, cast, asked, now):
    people.take_on(practice=cast.practice, email="zoe@example.org", name="Zoe", role=Role.INTAKE, on=now.date())
    assert signed_in(cast.zoe).get(page_of(asked)).status_code == 200


def test_the_stage_is_right_on_a_clock_that_stands_still(cast, asked, now):
    course = actions.accept(asked, therapist=cast.tom, times=[], by=cast.tom, now=now)
    assert Course.objects.unscoped().get(pk=course.pk).stage.kind == Stage.Kind.ASSESSMENT
