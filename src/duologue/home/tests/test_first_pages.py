"""What each person sees first, and what they never see there."""

from datetime import timedelta

import pytest

from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.relationship import actions as relationship
from duologue.safety.models import Alert
from duologue.sessions import actions as sessions


def text(browser, path="/today/"):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def answered(cast, now, q9):
    ask = questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    draft = questionnaires.begin(ask.form, course=cast.ours, by=cast.amira, now=now, question=ask)
    return questionnaires.send(draft, {"q9": q9}, now=now)


@pytest.mark.parametrize("who", ["amira", "tom", "sol", "mo", "ines", "max", "una"])
def test_everybody_has_a_first_page(cast, signed_in, who):
    assert "<h1>" in text(signed_in(cast.everybody[who]))


def test_a_visitor_is_led_to_the_front_door(client, cast):
    assert client.get("/").headers["Location"] == "/welcome/"


def test_an_answer_that_must_reach_a_person_stands_on_top_until_somebody_acted(cast, signed_in, now):
    tom = signed_in(cast.tom)
    assert "Please look at this first" not in text(tom)
    answered(cast, now, q9=1)
    page = text(tom)
    assert page.index("Please look at this first") < page.index("Sessions</h2>")
    assert "Several days" in page and "Amira" in page
    text(tom, f"/alert/{Alert.objects.unscoped().get().pk}/")  # seeing closes nothing
    assert "Please look at this first" in text(tom)
    done = tom.post(f"/alert/{Alert.objects.unscoped().get().pk}/", {"did": "called", "note": "We spoke."})
    assert done.status_code == 302
    assert "Please look at this first" not in text(tom)


def test_another_therapist_sees_nothing_of_it(cast, signed_in, now):
    answered(cast, now, q9=3)
    for who in ("ben", "zoe", "sol", "mo", "ines", "una"):
        assert "Nearly every day" not in text(signed_in(cast.everybody[who]))


def test_a_client_finds_what_to_do_before_the_session(cast, signed_in, now):
    amira = signed_in(cast.amira)
    questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    sessions.plan_session(course=cast.ours, starts_at=now + timedelta(minutes=10), minutes=50, by=cast.tom, now=now)
    page = text(amira)
    assert library.newest("phq-9").called in page and "14:00" in page
    assert "PHQ" not in page


def test_a_client_is_asked_once_how_the_session_was(cast, signed_in, now):
    session = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    sessions.begin(session, by=cast.tom, now=now - timedelta(minutes=50))
    sessions.end(session, by=cast.tom, now=now)
    amira = signed_in(cast.amira)
    assert f"/session/{session.pk}/feedback/" in text(amira)
    given = {"listened": 8, "mattered": 8, "suited": 8, "could_say": 8, "worth_it": 8}
    feedback = relationship.give_feedback(session, ratings=given, remark="Too many questions", by=cast.amira, now=now)
    assert f"/session/{session.pk}/feedback/" not in text(amira)
    assert "A remark from Amira" in text(signed_in(cast.tom))
    relationship.answer(feedback.remark, "I cut the form.", by=cast.tom, now=now)
    assert "A remark from Amira" not in text(signed_in(cast.tom))
    assert "I cut the form." in text(amira)


def test_the_caseload_says_why_in_words_and_finds_by_name(cast, signed_in, now):
    answered(cast, now, q9=2)
    tom = signed_in(cast.tom)
    page = text(tom, "/caseload/")
    assert "Needs a conversation (1)" in page and "More than half the days" in page
    assert "Nobody here is called" in text(tom, "/caseload/?find=nia")
    part = tom.get("/caseload/?find=ami", headers={"HX-Request": "true"}).content.decode()
    assert "Amira" in part and "<html" not in part


def test_the_caseload_is_for_therapists(cast, signed_in):
    for who in ("amira", "sol", "mo", "ines", "max", "una"):
        assert signed_in(cast.everybody[who]).get("/caseload/").status_code == 404


def test_one_clients_page_opens_for_their_therapist_only(cast, signed_in):
    address = f"/course/{cast.ours.pk}/"
    assert "Amira" in text(signed_in(cast.tom), address)
    for who in ("amira", "nia", "ben", "zoe", "sol", "mo", "ines", "max", "una"):
        assert signed_in(cast.everybody[who]).get(address).status_code == 404


def test_my_plan_holds_what_was_agreed(cast, signed_in, now):
    session = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    sessions.begin(session, by=cast.tom, now=now)
    sessions.write_together(session, agreed="The corner, twice.", summary="", seen=1, by=cast.tom, now=now)
    sessions.end(session, by=cast.tom, now=now)
    assert "The corner, twice." in text(signed_in(cast.amira), "/plan/")
    assert "will stand here" in text(signed_in(cast.max), "/plan/")
