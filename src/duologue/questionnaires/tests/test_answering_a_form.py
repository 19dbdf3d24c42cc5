"""A client answers what they were asked: kept as it goes, sent once, read by the right people."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse
from tests.browsing import PostsWithKey

from duologue.audit import ledger
from duologue.audit.models import LedgerLine, Receipt
from duologue.courses.visibility import Viewer
from duologue.questionnaires import actions, panels
from duologue.questionnaires.models import Ask, Response, Score

ALL_ONES = {f"q{n}": "1" for n in range(1, 8)}


@pytest.fixture
def asked(cast, now):
    return actions.ask("gad-7", course=cast.ours, by=cast.tom, now=now)


@pytest.fixture
def amira(cast, signed_in):
    return signed_in(cast.amira)


def page_of(asked, name="answer"):
    return reverse(f"questionnaires:{name}", args=[asked.pk])


def held():
    return Response.objects.unscoped().get()


def test_an_answer_is_kept_as_soon_as_it_is_given(amira, asked):
    assert amira.post(page_of(asked, "keep"), {"q1": "2", "at_question": "2"}).status_code == 204
    assert amira.post(page_of(asked, "keep"), {"q2": "0", "at_question": "3"}).status_code == 204
    assert held().answers == {"q1": 2, "q2": 0} and held().sent_at is None
    opened = amira.get(page_of(asked)).content.decode()
    assert 'data-start="3"' in opened and opened.count(" checked") == 2


def test_the_same_answer_arriving_twice_is_kept_once(amira, asked):
    once = {"q1": "2", "at_question": "2", "entry_key": str(uuid.uuid4())}
    assert [amira.post(page_of(asked, "keep"), once).status_code for _ in range(3)] == [204, 204, 204]
    assert Receipt.objects.count() == 1 and held().answers == {"q1": 2}
    assert amira.post(page_of(asked, "keep"), {**once, "q1": "3"}).status_code == 409
    assert held().answers == {"q1": 2}


def test_an_answer_taken_back_is_unanswered_again(amira, asked):
    amira.post(page_of(asked, "keep"), {"q1": "2"})
    amira.post(page_of(asked, "keep"), {"q1": ""})
    amira.post(page_of(asked), {name: said for name, said in ALL_ONES.items() if name != "q1"})
    assert held().answers["q1"] is None
    assert (held().score.value, held().score.answered, held().score.estimated) == (7, 6, True)


def test_a_form_sent_in_one_go_is_one_row_and_one_line(amira, asked):
    before = LedgerLine.objects.count()
    assert amira.post(page_of(asked), ALL_ONES).url == page_of(asked, "sent")
    sent, ask = held(), Ask.objects.unscoped().get()
    assert sent.answers == dict.fromkeys(ALL_ONES, 1) and sent.score.value == 7
    assert (
        sent.written_at == sent.changed_at == sent.sent_at == ask.opened_at and sent.author_id == ask.course.client.pk
    )
    lines = list(LedgerLine.objects.order_by("seq"))[before:]
    assert [(line.verb, line.subject) for line in lines] == [("response.sent", sent.pk)] and not list(ledger.faults())


def test_what_another_device_sent_in_this_moment_is_shown_and_not_overwritten(amira, asked, monkeypatch):
    """Both saw that nothing was begun; the second one's answers find a row that stands already."""
    monkeypatch.setattr(Viewer, "first", lambda *_, **__: None)
    assert [amira.post(page_of(asked), ALL_ONES).status_code for _ in range(2)] == [302, 302]
    other = amira.post(page_of(asked), ALL_ONES | {"q1": "3"})
    assert other.status_code == 409 and "sent" in other.content.decode()
    assert held().answers["q1"] == 1 and Score.objects.unscoped().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_six_devices_with_other_answers_one_is_kept_and_the_others_are_told(transactional_db, cast, asked):
    browsers = [PostsWithKey(raise_request_exception=False) for _ in range(6)]
    for browser in browsers:
        browser.force_login(cast.amira, backend="allauth.account.auth_backends.AuthenticationBackend")
    together = Barrier(6)

    def send(n):
        together.wait(timeout=30)
        try:
            return browsers[n].post(page_of(asked), ALL_ONES | {"q7": n % 4, "q6": n // 4}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(send, range(6)))
    assert sorted(told) == [302] + [409] * 5
    kept = told.index(302)
    assert (held().answers["q6"], held().answers["q7"]) == (kept // 4, kept % 4)
    assert Score.objects.unscoped().count() == 1 and Receipt.objects.count() == 1 and not list(ledger.faults())


def test_what_was_kept_before_is_sent_with_the_rest(amira, asked):
    amira.post(page_of(asked, "keep"), {"q1": "3"})
    sent = amira.post(page_of(asked), {name: said for name, said in ALL_ONES.items() if name != "q1"})
    assert sent.url == page_of(asked, "sent")
    assert held().answers == {"q1": 3, **{f"q{n}": 1 for n in range(2, 8)}} and held().score.value == 9
    thanks = amira.get(sent.url).content.decode()
    assert "Tom has your answers" in thanks and "Nobody is watching this page now." in thanks


def test_an_empty_form_may_be_sent_and_has_no_total(amira, asked):
    amira.post(page_of(asked), {})
    assert (held().score.value, held().score.answered, held().score.asked) == (None, 0, 7)
    assert (
        "There is no total: 7 of 7 questions are not answered."
        in amira.get(reverse("questionnaires:read", args=[held().pk])).content.decode()
    )


def test_sending_twice_changes_nothing(amira, asked):
    key = {"entry_key": str(uuid.uuid4())}
    first = amira.post(page_of(asked), {**ALL_ONES, **key})
    again = amira.post(page_of(asked), {**ALL_ONES, **key})
    with_another_key = amira.post(page_of(asked), ALL_ONES)
    assert first.url == again.url == with_another_key.url
    assert Response.objects.unscoped().count() == Score.objects.unscoped().count() == 1


def test_other_answers_from_another_tab_are_not_dropped_in_silence(amira, asked):
    amira.post(page_of(asked), ALL_ONES)
    late = amira.post(page_of(asked), {**ALL_ONES, "q1": "3"})
    assert late.status_code == 409
    assert "What you chose here just now was not sent." in late.content.decode()
    assert held().answers["q1"] == 1


def test_keeping_after_sending_is_said_to_be_too_late(amira, asked):
    amira.post(page_of(asked), ALL_ONES)
    late = amira.post(page_of(asked, "keep"), {"q1": "3"})
    assert (late.status_code, late.content.decode()) == (409, "These answers have been sent already.")
    assert held().answers["q1"] == 1


@pytest.mark.parametrize("wrong", ["4", "-1", "1.5", "two", "²", "99999999"])
def test_an_answer_that_is_not_offered_comes_back_with_a_sentence_and_the_rest(amira, asked, wrong):
    back = amira.post(page_of(asked), {**ALL_ONES, "q3": wrong})
    assert back.status_code == 422 and "Choose one of the answers here." in back.content.decode()
    assert back.content.decode().count(" checked") == 6
    assert not Response.objects.unscoped().exists()
    assert amira.post(page_of(asked, "keep"), {"q3": wrong}).status_code == 422


def test_words_that_are_too_long_stay_where_they_are(amira, cast, now):
    history = actions.ask("first-history", course=cast.ours, by=cast.tom, now=now)
    back = amira.post(page_of(history), {"brings": "word " * 1001})
    assert back.status_code == 422 and back.content.decode().count("word") >= 1001
    assert "This is longer than 5,000 characters." in back.content.decode()


def test_words_keep_their_lines(amira, cast, now):
    history = actions.ask("first-history", course=cast.ours, by=cast.tom, now=now)
    amira.post(page_of(history), {"brings": "One\r\nTwo <b>three</b>"})
    assert held().answers["brings"] == "One\nTwo <b>three</b>"
    read = amira.get(reverse("questionnaires:read", args=[held().pk])).content.decode()
    assert "One<br>Two &lt;b&gt;three&lt;/b&gt;" in read and "Not answered" in read


def test_a_question_taken_back_says_so_and_what_was_told_meanwhile_is_kept(amira, cast, asked, now):
    actions.stop_asking(asked, by=cast.tom, now=now)
    assert "Tom took these questions back." in amira.get(page_of(asked)).content.decode()
    amira.post(page_of(asked), ALL_ONES)
    assert held().sent_at == now


@pytest.mark.parametrize("name", ["tom", "nia", "ben", "una", "sol", "mo", "ines", "max", "zoe", "yan"])
def test_nobody_else_can_answer_for_her(cast, signed_in, asked, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(page_of(asked)).status_code == 404
    assert browser.post(page_of(asked), ALL_ONES).status_code == 404
    assert browser.post(page_of(asked, "keep"), {"q1": "1"}).status_code == 404
    assert not Response.objects.unscoped().exists()


def test_a_draft_is_nobodys_but_hers(cast, signed_in, amira, asked):
    amira.post(page_of(asked, "keep"), {"q1": "3"})
    read = reverse("questionnaires:read", args=[held().pk])
    assert signed_in(cast.tom).get(read).status_code == 404
    assert amira.get(read).url == page_of(asked)


def test_she_sees_that_tom_has_opened_her_answers(cast, signed_in, amira, asked):
    amira.post(page_of(asked), ALL_ONES)
    read = reverse("questionnaires:read", args=[held().pk])
    assert "Tom has not opened them yet." in amira.get(read).content.decode()
    assert held().opened_by_therapist_at is None  # her own look does not count
    seen = signed_in(cast.tom).get(read).content.decode()
    assert "7 of 21" in seen and "<em>mild</em>, for you to interpret" in seen
    hers = amira.get(read).content.decode()
    assert "Opened by Tom on 26 November, 13:50." in hers and "7 of 21" in hers and "mild" not in hers


@pytest.mark.parametrize("name, status", [("tom", 200), ("amira", 200), ("nia", 404), ("una", 404), ("sol", 404)])
def test_sent_answers_are_for_the_two_of_them(cast, signed_in, amira, asked, name, status):
    amira.post(page_of(asked), ALL_ONES)
    browser = signed_in(cast.everybody[name])
    assert browser.get(reverse("questionnaires:read", args=[held().pk])).status_code == status


def test_tom_asks_from_a_short_list_and_takes_it_back(cast, signed_in, amira):
    tom, path = signed_in(cast.tom), reverse("questionnaires:ask", args=[cast.ours.pk])
    assert "No answers yet." in tom.get(path).content.decode()
    for _ in range(2):  # an open question is not asked twice
        assert tom.post(path, {"form_id": "phq-9"}).url == path
    asked = Ask.objects.unscoped().get()
    assert "Not opened yet." in tom.get(path).content.decode()
    assert amira.get(page_of(asked)).status_code == 200
    assert "Amira has opened it." in tom.get(path).content.decode()
    tom.post(page_of(asked, "stop"))
    asked.refresh_from_db(from_queryset=Ask.objects.unscoped())
    assert asked.stopped_at and "Amira has opened it." not in tom.get(path).content.decode()


@pytest.mark.parametrize("form_id", ["", "no-such-form", "thought-record", "../phq-9"])
def test_only_what_is_on_the_list_can_be_asked(cast, signed_in, form_id):
    back = signed_in(cast.tom).post(reverse("questionnaires:ask", args=[cast.ours.pk]), {"form_id": form_id})
    assert back.status_code == 422 and "Choose one of the forms below." in back.content.decode()
    assert not Ask.objects.unscoped().exists()


def test_answers_that_were_sent_cannot_be_unasked(cast, signed_in, amira, asked):
    amira.post(page_of(asked), ALL_ONES)
    signed_in(cast.tom).post(page_of(asked, "stop"))
    assert Ask.objects.unscoped().get().stopped_at is None


class TestPanels:
    """What other pages are offered."""

    @pytest.fixture
    def viewers(self, cast):
        from duologue.courses.visibility import Viewer

        return {name: Viewer(person) for name, person in cast.everybody.items()}

    def test_open_questions_are_the_clients_own(self, viewers, cast, asked, amira, now):
        assert [a.pk for a in panels.open_asks(viewers["amira"], now=now)] == [asked.pk]
        assert not panels.open_asks(viewers["amira"], now=now)[0].begun
        amira.post(page_of(asked, "keep"), {"q1": "1"})
        assert panels.open_asks(viewers["amira"], now=now)[0].begun
        amira.post(page_of(asked), ALL_ONES)
        assert panels.open_asks(viewers["amira"], now=now) == []

    @pytest.mark.parametrize("name", ["tom", "nia", "ben", "max", "sol"])
    def test_nobody_else_has_them_on_their_list(self, viewers, asked, name, now):
        assert panels.open_asks(viewers[name], now=now) == []

    def test_new_answers_wait_for_tom_until_he_opens_them(self, viewers, cast, signed_in, asked, amira):
        assert panels.unopened(viewers["tom"]) == []
        amira.post(page_of(asked), ALL_ONES)
        assert [r.pk for r in panels.unopened(viewers["tom"])] == [held().pk]
        assert panels.unopened(viewers["ben"]) == panels.unopened(viewers["amira"]) == []
        signed_in(cast.tom).get(reverse("questionnaires:read", args=[held().pk]))
        assert panels.unopened(viewers["tom"]) == []

    def test_the_latest_scores_stand_beside_the_first(self, viewers, cast, now, django_assert_num_queries):
        from datetime import timedelta

        for week, value in enumerate((3, 2, 1)):
            at = now + timedelta(weeks=week)
            for form_id, length in (("phq-9", 9), ("gad-7", 7)):
                asked = actions.ask(form_id, course=cast.ours, by=cast.tom, now=at)
                draft = actions.begin(asked.form, course=cast.ours, by=cast.amira, now=at, question=asked)
                said = {f"q{n}": 0 if n == 9 else value for n in range(1, length + 1)}
                actions.send(draft, said, now=at)
        with django_assert_num_queries(2):
            found = panels.latest_scores(viewers["tom"], cast.ours)
        assert [(one.form.id, one.counted_first.value, one.counted.value) for one in found] == [
            ("phq-9", 24, 8),
            ("gad-7", 21, 7),
        ]


def test_pages_cost_the_same_with_many_questions(cast, signed_in, now, asked, amira, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        amira.get(page_of(asked))
    tom, path = signed_in(cast.tom), reverse("questionnaires:ask", args=[cast.ours.pk])
    for _ in range(12):
        again = actions.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
        draft = actions.begin(again.form, course=cast.ours, by=cast.amira, now=now, question=again)
        actions.send(draft, {"q1": 1}, now=now)
    with django_assert_max_num_queries(17):
        tom.get(path)
