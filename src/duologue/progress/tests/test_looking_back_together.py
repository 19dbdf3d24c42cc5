"""A review both write and both sign; a milestone; the formula behind a change."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW, TODAY
from tests.reading import words

from duologue.progress.models import Review
from duologue.sessions.models import AgendaItem

THREE = {"working": "Going anyway", "not_working": "The long forms", "next_steps": "Shop twice a week"}


@pytest.fixture
def url(cast):
    return reverse("progress:review", args=[cast.ours.pk])


def the_review(cast):
    return Review.objects.visible_to(cast.tom).get()


def write(browser, url, cast, **changes):
    held = Review.objects.visible_to(cast.tom).order_by("-written_at").first()
    sent = {**THREE, "version": held.version if held else 0, "review": held.pk if held else "", **changes}
    return browser.post(url, sent)


def sign(browser, review, version=None):
    return browser.post(reverse("progress:sign", args=[review.pk]), {"version": version or review.version})


def test_opening_a_review_puts_it_on_the_agenda_after_the_last_session(cast, url, signed_in):
    histories.held(cast.ours, 6)
    assert write(signed_in(cast.tom), url, cast).status_code == 302
    review = the_review(cast)
    assert (review.after_session, review.working, review.author) == (6, "Going anyway", cast.tom)
    (line,) = AgendaItem.objects.visible_to(cast.amira)
    assert (line.kind, line.about) == ("review", review.pk)


def test_it_opens_with_what_has_changed(cast, url, signed_in):
    histories.amiras(cast)
    text = words(signed_in(cast.amira).get(url))
    assert "Your low mood score was 19 when you started. It is 9 now." in text
    assert text.index("what has changed") < text.index("What is working")


def test_both_sign_the_same_words_and_the_agenda_line_is_settled(cast, url, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    write(amira, url, cast)
    sign(amira, the_review(cast))
    assert not the_review(cast).is_signed_by_both
    sign(tom, the_review(cast))
    review = the_review(cast)
    assert review.client_signed_by == cast.amira and review.therapist_signed_by == cast.tom
    assert AgendaItem.objects.visible_to(cast.tom).get().outcome == "talked"
    assert "signed by both" in words(amira.get(url)) and "Shop twice a week" in words(amira.get(url))


def test_a_change_takes_the_signature_off(cast, url, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    write(tom, url, cast)
    sign(tom, the_review(cast))
    write(amira, url, cast, working="Going anyway, with Jo")
    review = the_review(cast)
    assert review.therapist_signed_at is None and review.version == 2


def test_the_same_words_again_leave_the_signature_on(cast, url, signed_in):
    tom = signed_in(cast.tom)
    write(tom, url, cast)
    sign(tom, the_review(cast))
    write(tom, url, cast)
    assert the_review(cast).therapist_signed_at and the_review(cast).version == 1


def test_nobody_signs_words_they_have_not_read(cast, url, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    write(tom, url, cast)
    write(tom, url, cast, next_steps="Something else")
    answer = sign(amira, the_review(cast), version=1)
    assert answer.status_code == 409 and "The words have changed since you read them." in words(answer)
    assert the_review(cast).client_signed_at is None


def test_two_who_write_at_once_get_both_texts(cast, url, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    write(tom, url, cast)
    review = the_review(cast)
    write(tom, url, cast, working="Tom's second thought")
    answer = amira.post(url, {**THREE, "working": "Amira's own", "version": 1, "review": review.pk})
    assert answer.status_code == 409
    assert "Tom&#x27;s second thought" in answer.content.decode() and "Amira&#x27;s own" in answer.content.decode()
    assert the_review(cast).working == "Tom's second thought"


def test_two_who_open_one_at_once_get_one_review(cast, url, signed_in):
    write(signed_in(cast.tom), url, cast)
    answer = signed_in(cast.amira).post(url, {**THREE, "version": 0, "review": ""})
    assert answer.status_code == 409 and b"You both wrote here" in answer.content
    together = signed_in(cast.amira).post(url, {**THREE, "version": 1, "review": the_review(cast).pk})
    assert together.status_code == 302


def test_words_for_a_review_that_is_signed_already_are_kept_in_the_form(cast, url, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    write(tom, url, cast)
    review = the_review(cast)
    sign(amira, review), sign(tom, review)
    late = amira.post(url, {**THREE, "working": "One more thing", "version": 1, "review": review.pk})
    assert late.status_code == 409 and b"One more thing" in late.content
    assert write(amira, url, cast, review="", version=0).status_code == 302
    assert Review.objects.visible_to(cast.amira).count() == 2


def test_an_empty_review_is_not_opened(cast, url, signed_in):
    answer = signed_in(cast.amira).post(url, {"working": "", "version": 0})
    assert answer.status_code == 422 and "Write something in at least one of these." in words(answer)


def test_nobody_else_reads_or_signs_it(cast, url, signed_in):
    write(signed_in(cast.tom), url, cast)
    for person in (cast.nia, cast.ben, cast.una, cast.sol, cast.mo, cast.ines, cast.max, cast.zoe):
        stranger = signed_in(person)
        assert stranger.get(url).status_code == 404
        assert stranger.post(url, THREE).status_code == 404
        assert sign(stranger, the_review(cast)).status_code == 404
        assert stranger.get(reverse("progress:milestone", args=[cast.ours.pk])).status_code == 404


@pytest.mark.parametrize("who", ["amira", "tom"])
def test_either_side_keeps_a_milestone_in_the_clients_words(cast, signed_in, who):
    browser = signed_in(getattr(cast, who))
    where = reverse("progress:milestone", args=[cast.ours.pk])
    answer = browser.post(where, {"words": "I bought bread.", "on": TODAY.isoformat()}, follow=True)
    assert "It is on the page now." in words(answer) and "I bought bread." in words(answer)


@pytest.mark.parametrize(
    "sent, sentence",
    [
        ({"words": "", "on": "2026-11-20"}, "Write what happened, in a few words."),
        ({"words": "Bread", "on": "2026-11-27"}, "This day is still to come."),
        ({"words": "Bread", "on": "soon"}, "Write the date like 2026-11-26."),
    ],
)
def test_a_milestone_that_cannot_be_kept_says_why(cast, signed_in, sent, sentence):
    answer = signed_in(cast.amira).post(reverse("progress:milestone", args=[cast.ours.pk]), sent)
    assert answer.status_code == 422 and sentence in words(answer)


def test_the_formula_stands_there_with_this_instruments_figures(cast, signed_in):
    text = words(signed_in(cast.amira).get(reverse("progress:formula", args=["phq-9"])))
    assert "1.96 × Sdiff = 5.06 points" in text
    assert "A score goes from 19 to 9." in text and "(9 − 19) ÷ 2.58 = -3.88" in text
    assert "a difference of 6 points or more counts" in text
    assert "Jacobson NS, Truax P (1991)" in text


@pytest.mark.parametrize("form_id", ["thought-record", "nothing-like-it"])
def test_there_is_no_formula_for_what_is_not_counted(cast, signed_in, form_id):
    assert signed_in(cast.amira).get(reverse("progress:formula", args=[form_id])).status_code == 404


def test_a_score_long_ago_still_stands_where_it_was(cast, signed_in):
    """Answers given before the first session stand at 0 sessions, not at the first."""
    histories.answered(cast.ours, "phq-9", 19, NOW - timedelta(days=60))
    histories.held(cast.ours, 3)
    page = signed_in(cast.amira).get(reverse("progress:course", args=[cast.ours.pk]))
    assert "<td>0</td><td>19</td>" in page.content.decode()
