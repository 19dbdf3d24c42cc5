"""The client says how a session was, once; what did not help gets an answer that the client sees."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import TODAY

from duologue.courses.visibility import Viewer
from duologue.relationship import actions, panels
from duologue.relationship.models import RATINGS, Feedback, Remark
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem

FULL = {"listened": "9", "mattered": "8", "suited": "7", "could_say": "6", "worth_it": "8"}
REMARK = "Too many questions today."


@pytest.fixture
def held(cast, now):
    session = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    return sessions.end(sessions.begin(session, by=cast.tom, now=now), by=cast.tom, now=now)


@pytest.fixture
def said(cast, now, held):
    actions.give_feedback(held, ratings={"listened": 4}, remark=REMARK, talk="yes", by=cast.amira, now=now)
    return Remark.objects.unscoped().select_related("course").get()


def feedback_url(session):
    return reverse("relationship:feedback", args=[session.pk])


def waiting_remarks(person):
    return [one.pk for one in panels.waiting(Viewer(person), today=TODAY) if one.kind == "remark"]


def read(browser, name, pk):
    return browser.get(reverse(f"relationship:{name}", args=[pk])).content.decode()


def open_lines():
    return [(i.kind, i.words) for i in AgendaItem.objects.unscoped().filter(outcome="open")]


def test_amira_says_how_it_was(cast, signed_in, held):
    browser = signed_in(cast.amira)
    words = browser.get(feedback_url(held)).content.decode()
    assert "Not a report card." in words and "not a validated scale" in words
    assert "Tom reads this on working days before 18:00" in words
    answer = browser.post(feedback_url(held), {**FULL, "helped_most": "The walk"}, follow=True)
    assert "Thank you. Tom will read it." in answer.content.decode()
    kept = Feedback.objects.unscoped().get()
    assert [getattr(kept, name) for name in RATINGS] == [9, 8, 7, 6, 8]
    assert kept.moment.words == "The walk" and not open_lines()


def test_every_rating_may_be_left_out_and_none_becomes_a_nought(cast, signed_in, held):
    signed_in(cast.amira).post(feedback_url(held), {"worth_it": "0"})
    kept = Feedback.objects.unscoped().get()
    assert [getattr(kept, name) for name in RATINGS] == [None, None, None, None, 0]


def test_an_empty_page_is_told_gently_and_nothing_is_kept(cast, signed_in, held):
    answer = signed_in(cast.amira).post(feedback_url(held), {})
    assert answer.status_code == 422
    assert "There is nothing here yet." in answer.content.decode()
    assert not Feedback.objects.unscoped().exists()


def test_a_number_nobody_offers_is_refused_and_the_words_stay(cast, signed_in, held):
    answer = signed_in(cast.amira).post(feedback_url(held), {"listened": "11", "remark": REMARK})
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in answer.content.decode() and REMARK in answer.content.decode()
    assert not Feedback.objects.unscoped().exists()


def test_it_is_said_once(cast, now, signed_in, held):
    browser = signed_in(cast.amira)
    browser.post(feedback_url(held), FULL)
    for answer in (browser.get(feedback_url(held)), browser.post(feedback_url(held), {"listened": "1"})):
        assert "Thank you, you have said how it was" in answer.content.decode()
    assert Feedback.objects.unscoped().get().listened == 9
    with pytest.raises(ValueError, match="already"):
        actions.give_feedback(held, ratings={}, helped_most="x", by=cast.amira, now=now)


def test_it_is_for_afterwards(cast, now, signed_in):
    ahead = sessions.plan_session(
        course=cast.ours, starts_at=now + timedelta(hours=1), minutes=50, by=cast.tom, now=now
    )
    assert "This is for afterwards" in signed_in(cast.amira).get(feedback_url(ahead)).content.decode()
    signed_in(cast.amira).post(feedback_url(ahead), FULL)
    assert not Feedback.objects.unscoped().exists()


def test_nobody_but_the_client_says_how_it_was(cast, signed_in, held):
    for person in cast.everybody.values():
        if person != cast.amira:
            browser = signed_in(person)
            assert browser.get(feedback_url(held)).status_code == 404
            assert browser.post(feedback_url(held), FULL).status_code == 404
    assert not Feedback.objects.unscoped().exists()


def test_a_remark_waits_on_the_agenda_until_it_is_answered(cast, signed_in, said):
    assert open_lines() == [("remark", "What Amira said about session 1")]
    assert waiting_remarks(cast.tom) == [said.pk]
    tom, url = signed_in(cast.tom), reverse("relationship:remark", args=[said.pk])
    assert "Amira would like to talk about it next time." in tom.get(url).content.decode()
    empty = tom.post(url, {"words": "  "})
    assert empty.status_code == 422 and "Write what you would like to say back." in empty.content.decode()
    assert open_lines()
    tom.post(url, {"words": "Three questions from now on."})
    assert not open_lines() and not waiting_remarks(cast.tom)


def test_the_client_sees_the_answer(cast, now, signed_in, said):
    assert "Tom has not answered yet." in read(signed_in(cast.amira), "remark", said.pk)
    actions.answer(said, "Three questions from now on.", by=cast.tom, now=now)
    shown = panels.answers_to_show(Viewer(cast.amira))
    assert [r.answer for r in shown] == ["Three questions from now on."]
    assert not panels.answers_to_show(Viewer(cast.tom))
    words = read(signed_in(cast.amira), "overview", cast.ours.pk)
    assert REMARK in words and "You said" in words and "Tom answered" in words and "Three questions" in words
    assert not panels.answers_to_show(Viewer(cast.amira))  # she has read it


def test_tom_reading_his_own_answer_is_not_amira_reading_it(cast, now, signed_in, said):
    actions.answer(said, "Three questions.", by=cast.tom, now=now)
    read(signed_in(cast.tom), "overview", cast.ours.pk)
    read(signed_in(cast.tom), "remark", said.pk)
    assert panels.answers_to_show(Viewer(cast.amira))
    read(signed_in(cast.amira), "remark", said.pk)
    assert not panels.answers_to_show(Viewer(cast.amira))


def test_an_answer_stands(cast, now, signed_in, said):
    actions.answer(said, "Three questions.", by=cast.tom, now=now)
    url = reverse("relationship:remark", args=[said.pk])
    answer = signed_in(cast.tom).post(url, {"words": "Other words"})
    assert answer.status_code == 422 and "This has an answer already." in answer.content.decode()
    said.refresh_from_db()
    assert said.answer == "Three questions."


def test_the_client_does_not_answer_for_the_therapist(cast, signed_in, said):
    url = reverse("relationship:remark", args=[said.pk])
    assert signed_in(cast.amira).post(url, {"words": "Me"}).status_code == 404
    for person in (cast.ben, cast.nia, cast.una, cast.sol, cast.mo, cast.ines, cast.max, cast.zoe):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).get(reverse("relationship:overview", args=[cast.ours.pk])).status_code == 404
        assert not panels.waiting(Viewer(person), today=TODAY)


def test_wanting_to_talk_without_a_remark_is_a_line_too(cast, now, held):
    actions.give_feedback(held, ratings={"worth_it": 5}, talk="yes", by=cast.amira, now=now)
    assert open_lines() == [("topic", "How session 1 was")]


def test_both_see_the_same_lines(cast, now, signed_in, held, django_assert_max_num_queries):
    for person in (cast.amira, cast.tom):
        assert "Nothing here yet." in read(signed_in(person), "overview", cast.ours.pk)
    actions.give_feedback(held, ratings={"suited": 9, "listened": 7}, by=cast.amira, now=now)
    for n in range(1, 6):
        at = now + timedelta(days=7 * n)
        later = sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=at)
        sessions.begin(later, by=cast.tom, now=at)
        actions.give_feedback(
            later, ratings={"suited": 7, "listened": 8, "mattered": None}, remark=REMARK, by=cast.amira, now=at
        )
    actions.give_own_view(later, ratings={}, by=cast.tom, now=at)
    for person in (cast.amira, cast.tom):
        browser = signed_in(person)
        with django_assert_max_num_queries(21):
            words = read(browser, "overview", cast.ours.pk)
        assert "said how 6 sessions felt" in words and words.count('class="line"') == 2
        assert "not rated" in words and "<td>–" in words


def test_a_dip_is_said_in_words(cast, now, signed_in, held):
    actions.give_feedback(held, ratings={"suited": 9, "listened": 7}, by=cast.amira, now=now)
    at = now + timedelta(days=7)
    later = sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=at)
    sessions.begin(later, by=cast.tom, now=at)
    actions.give_feedback(later, ratings={"suited": 7, "listened": 8}, by=cast.amira, now=at)
    actions.give_own_view(later, ratings={"suited": 8}, by=cast.tom, now=at)
    words = " ".join(read(signed_in(cast.tom), "overview", cast.ours.pk).split())
    assert "Lower than the time before: the way we worked (7, was 9)." in words


def test_the_first_pages_ask_once(cast, said, django_assert_num_queries):
    tom, amira = Viewer(cast.tom), Viewer(cast.amira)
    with django_assert_num_queries(1):
        assert [one.kind for one in panels.waiting(tom, today=TODAY)] == ["remark", "view"]
    with django_assert_num_queries(1):
        assert not panels.answers_to_show(amira)
