"""Neither sees the other's numbers until both are in; words open when the client says so."""

import pytest
from django.urls import reverse
from tests.cast import TODAY

from duologue.courses.visibility import Viewer
from duologue.relationship import actions, both_sides, panels
from duologue.relationship.actions import OpensWhen
from duologue.relationship.models import Feedback, Moment, OwnView, Remark
from duologue.relationship.signals import Signal
from duologue.sessions.models import AgendaItem

HIS = {"listened": 9, "mattered": 6, "suited": 8, "could_say": 3}


def page(browser, name, pk):
    return " ".join(browser.get(reverse(f"relationship:{name}", args=[pk])).content.decode().split())


def sees(person, model):
    return Viewer(person).records(model).exists()


def blind_both_ways(cast, hold, say):
    """What each of the two sees of the other's numbers at each step."""
    say(1, 20)
    assert sees(cast.amira, Feedback) and not sees(cast.tom, Feedback) and not sees(cast.tom, Signal)
    actions.give_own_view(hold(1), ratings=HIS, by=cast.tom, now=hold(1).ended_at)
    assert all(sees(person, model) for person in (cast.amira, cast.tom) for model in (Feedback, OwnView, Signal))
    actions.give_own_view(hold(2), ratings=HIS, by=cast.tom, now=hold(2).ended_at)
    latest = Viewer(cast.amira).records(OwnView).filter(session=hold(2))
    assert not latest.exists() and Viewer(cast.tom).records(OwnView).filter(session=hold(2)).exists()
    say(2, 36)
    assert latest.exists() and Viewer(cast.tom).records(Feedback).filter(session=hold(2)).exists()


def test_neither_sees_the_others_numbers_until_both_are_in(cast, hold, say):
    blind_both_ways(cast, hold, say)


@pytest.mark.parametrize("model", [Feedback, OwnView])
def test_control_numbers_that_are_shown_at_once_are_noticed(cast, hold, say, monkeypatch, model):
    written = actions.write

    def shown(kind, **fields):
        return written(kind, **fields | ({"audience": "shared"} if kind is model else {}))

    monkeypatch.setattr(actions, "write", shown)
    with pytest.raises(AssertionError):
        blind_both_ways(cast, hold, say)


def test_a_next_session_opens_the_clients_numbers_and_not_a_view_without_them(cast, hold, say):
    say(1, 30)
    hold(2)
    assert sees(cast.tom, Feedback)
    actions.give_own_view(hold(2), ratings=HIS, by=cast.tom, now=hold(2).ended_at)
    hold(3)
    assert not sees(cast.amira, OwnView)  # she said nothing about the second: his view stays his


def test_tom_says_how_it_was_for_him_and_then_sees_both(cast, hold, say, signed_in):
    say(1, 20)
    browser, url = signed_in(cast.tom), reverse("relationship:own-view", args=[hold(1).pk])
    before = page(browser, "overview", cast.ours.pk)
    assert "Amira has said how session 1 was" in before and 'class="mark"' not in before
    today = browser.get(reverse("home:today")).content.decode()
    assert "Amira said how a session was" in today and url in today and "lower than" not in today
    empty = browser.post(url, {})
    assert empty.status_code == 422 and "Choose at least one number, or look without." in empty.content.decode()
    assert browser.post(url, {"listened": "11"}).status_code == 422
    browser.post(url, {name: str(value) for name, value in HIS.items()})
    after = page(browser, "overview", cast.ours.pk)
    assert after.count('class="theirs"') == 4 and "5 | 9" in after and "Kept." in after
    assert "You have said how this session was for you already." in page(browser, "own-view", hold(1).pk)
    assert browser.post(url, {"listened": "1"}).status_code == 200 and OwnView.objects.unscoped().get().listened == 9
    assert page(signed_in(cast.amira), "overview", cast.ours.pk).count('class="theirs"') == 4


def test_tom_may_look_without(cast, hold, say, signed_in):
    say(1, 36)
    browser = signed_in(cast.tom)
    browser.post(reverse("relationship:own-view", args=[hold(1).pk]), {"do": "without"})
    words = page(browser, "overview", cast.ours.pk)
    assert words.count('class="mark"') == 5 and 'class="theirs"' not in words
    with pytest.raises(ValueError, match="already"):
        actions.give_own_view(hold(1), ratings=HIS, by=cast.tom, now=hold(1).ended_at)


def test_it_is_for_afterwards_and_for_the_therapist(cast, now, hold, signed_in):
    from duologue.sessions import actions as sessions

    ahead = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    assert "has not started yet" in page(signed_in(cast.tom), "own-view", ahead.pk)
    assert signed_in(cast.amira).get(reverse("relationship:own-view", args=[ahead.pk])).status_code == 404


WORDS = {"remark": "You looked at the clock.", "helped_most": "The silence."}


def words_wait(cast, hold, say):
    """Words that are to wait for the next session are read from then on, the others at once."""
    say(1, 36, **WORDS, opens=OpensWhen.SESSION)
    say(2, 36, **WORDS, opens=OpensWhen.SESSION)  # the second session opened the words on the first
    open_ones = [
        r.feedback.session.number for r in Viewer(cast.tom).records(Remark).select_related("feedback__session")
    ]
    assert open_ones == [1] and Viewer(cast.tom).records(Moment).count() == 1
    assert Viewer(cast.amira).records(Remark).count() == Viewer(cast.amira).records(Moment).count() == 2
    say(3, 36, **WORDS)
    assert Viewer(cast.tom).records(Remark).count() == 3


def test_words_that_wait_tell_nobody_that_they_are_there(cast, hold, say, signed_in):
    say(1, 36, remark="You looked at the clock.", opens=OpensWhen.SESSION)
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    assert not AgendaItem.objects.unscoped().exists() and "remark" not in {
        w.kind for w in panels.waiting(Viewer(cast.tom), today=TODAY)
    }
    actions.give_own_view(hold(1), ratings={}, by=cast.tom, now=hold(1).ended_at)
    assert not Signal.objects.unscoped().exists()  # a signal would tell, too
    assert "clock" not in page(tom, "overview", cast.ours.pk)
    hers = page(amira, "overview", cast.ours.pk)
    assert "clock" in hers and "It opens when you meet again." in hers
    amira.post(reverse("relationship:open-words", args=[hold(1).pk]))
    assert "clock" in page(tom, "overview", cast.ours.pk)
    assert [i.kind for i in AgendaItem.objects.unscoped()] == ["remark"]


def test_words_open_at_once_or_when_the_two_meet_again(cast, hold, say):
    words_wait(cast, hold, say)


@pytest.mark.parametrize("model", [Remark, Moment])
def test_control_words_that_do_not_wait_are_noticed(cast, hold, say, monkeypatch, model):
    written = actions.write
    shown = {"audience": "shared"}
    monkeypatch.setattr(
        actions, "write", lambda kind, **fields: written(kind, **fields | (shown if kind is model else {}))
    )
    with pytest.raises(AssertionError):
        words_wait(cast, hold, say)


def test_the_page_says_who_sees_what_and_keeps_the_choice(cast, hold, signed_in):
    browser, url = signed_in(cast.amira), reverse("relationship:feedback", args=[hold(1).pk])
    words = " ".join(browser.get(url).content.decode().split())
    assert "Not a report card. Lower marks help us change course." in words
    assert "You see one another's numbers once both are in" in words
    assert words.count('type="radio"') == 5 * 11 + 2 + 3  # six taps at most, nothing of it chosen beforehand
    assert words.count(" checked") == 1 and 'value="now" id="id_opens_0" checked' in words
    browser.post(url, {"remark": "You looked at the clock.", "opens": "session"})
    assert not sees(cast.tom, Remark) and sees(cast.amira, Remark)
    wrong = browser.post(reverse("relationship:feedback", args=[hold(2).pk]), {"remark": "x", "opens": "never"})
    assert wrong.status_code == 422


def test_words_that_waited_on_a_phone_keep_both_times(cast, hold, signed_in):
    from tests.test_outbox import DAY, from_phone

    place = reverse("relationship:feedback", args=[hold(1).pk])
    from_phone(signed_in(cast.amira), cast.amira, "", waited=2 * DAY, place=place, listened="7", remark="Late")
    kept = Feedback.objects.unscoped().select_related("remark").get()
    assert (kept.received_at - kept.written_at).days == 2 == (kept.remark.received_at - kept.remark.written_at).days


def test_a_second_look_by_the_same_person_in_the_same_moment_is_refused(cast, hold, monkeypatch):
    actions.give_own_view(hold(1), ratings=HIS, by=cast.tom, now=hold(1).ended_at)
    monkeypatch.setattr(actions, "why_not_view", lambda *_, **__: None)
    with pytest.raises(ValueError, match="already"):
        actions.give_own_view(hold(1), ratings=HIS, by=cast.tom, now=hold(1).ended_at)


def test_meeting_shows_nothing_of_another_session(cast, hold, say):
    say(1, 30)
    both_sides.meet(hold(1))
    assert not sees(cast.tom, Feedback)
