"""Three plain questions before a look back: asked when one is open, answered by the client, read by both."""

import pytest
from django.urls import reverse

from duologue.progress import actions as progress
from duologue.relationship.spoken import UnwantedEffects
from duologue.sessions.models import AgendaItem

ASKED = "Three questions before you look back"


@pytest.fixture
def url(cast):
    return reverse("relationship:effects", args=[cast.ours.pk])


def text(browser, name, *where):
    return " ".join(browser.get(reverse(name, args=where)).content.decode().split())


def look_back(cast, now):
    words = {"working": "w", "not_working": "", "next_steps": ""}
    return progress.write_review(**words, review=None, seen=0, course=cast.ours, by=cast.tom, now=now)


def test_they_are_asked_once_for_each_look_back(cast, now, signed_in, url):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    assert ASKED not in text(amira, "home:today")
    look_back(cast, now)
    assert ASKED in text(amira, "home:today") and url in text(amira, "progress:review", cast.ours.pk)
    assert "Amira has not answered the three questions yet." in text(tom, "progress:review", cast.ours.pk)
    amira.post(url, {"harder": "little", "hurt": "no", "words": "I sleep worse after Thursdays."})
    assert ASKED not in text(amira, "home:today")
    for person in (cast.amira, cast.tom):
        words = text(signed_in(person), "progress:review", cast.ours.pk)
        assert "I sleep worse after Thursdays." in words and "not answered" in words and "A little" in words
        assert "I sleep worse" in text(signed_in(person), "relationship:effects", cast.ours.pk)
    kept = UnwantedEffects.objects.unscoped().get()
    assert (kept.harder, kept.hurt, kept.elsewhere, kept.after_session) == ("little", "no", "", 0)


def test_anything_but_a_no_is_a_line_to_talk_about(cast, signed_in, url):
    amira = signed_in(cast.amira)
    amira.post(url, {"harder": "no", "hurt": "no"})
    assert not AgendaItem.objects.unscoped().exists()
    amira.post(url, {"elsewhere": "lot"})
    assert [line.words for line in AgendaItem.objects.unscoped()] == ["What the work did that was not good"]


def test_a_question_left_out_is_never_a_no(cast, signed_in, url):
    signed_in(cast.amira).post(url, {"words": "Only this."})
    kept = UnwantedEffects.objects.unscoped().get()
    assert {answer for _, answer in kept.given} == {"not answered"} and kept.says_something


def test_an_empty_page_and_a_stranger_s_answer_are_refused(cast, signed_in, url):
    amira = signed_in(cast.amira)
    empty = amira.post(url, {})
    assert empty.status_code == 422 and "One answer is enough." in empty.content.decode()
    wrong = amira.post(url, {"harder": "maybe", "words": "mine"})
    assert wrong.status_code == 422 and "mine" in wrong.content.decode()
    assert signed_in(cast.tom).post(url, {"harder": "no"}).status_code == 404
    assert not UnwantedEffects.objects.unscoped().exists()


def test_nothing_said_is_said_so(cast, signed_in):
    assert "Nothing said so far." in text(signed_in(cast.tom), "relationship:effects", cast.ours.pk)
