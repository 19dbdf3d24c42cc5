"""A rule fires: the therapist reads it in words, and a strain is closed by what was tried and a day, and by nothing else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import TODAY
from tests.clinic import take_on_clients

from duologue.courses.models import CareTeamMember, Course
from duologue.courses.visibility import Viewer
from duologue.relationship import actions, noticing, panels
from duologue.relationship.signals import ActionCard, Signal
from duologue.science.strain_rules import Level, Rule
from duologue.science.strains import SERVICE_NEEDS

LATER = TODAY + timedelta(days=40)
CARD = {"tried": ["raised", "fit"], "words": "We slow down.", "again_on": LATER.isoformat()}


@pytest.fixture
def strained(cast, hold, say):
    """Three full ratings, then a fall of 8 points; Tom has given his own view."""
    for week, total in enumerate((36, 37, 36), start=1):
        say(week, total)
    say(4, 28)
    actions.give_own_view(hold(4), ratings={}, by=cast.tom, now=hold(4).ended_at)
    return Signal.objects.unscoped().select_related("course", "session").get(session=hold(4))


def text(browser, name, *where):
    return " ".join(browser.get(reverse(name, args=where)).content.decode().split())


def rules(signal):
    return {rule for rule, _ in signal.fired}


def test_a_fall_is_kept_with_its_rule_and_the_figure_of_the_day(strained):
    assert strained.level == Level.STRONG and {Rule.STRAIN, Rule.STRONG_STRAIN} <= rules(strained)
    assert [published.rule for published, _ in strained.rules if "strain" in published.rule] == [Rule.STRONG_STRAIN]
    assert "28 of 40 after 36. One standard deviation is 2.0 points" in strained.rules[0][1]


def test_the_therapist_reads_it_on_three_pages_and_the_client_on_theirs(cast, strained, signed_in):
    tom, address = signed_in(cast.tom), reverse("relationship:signal", args=[strained.pk])
    today, caseload = text(tom, "home:today"), text(tom, "home:caseload")
    assert "Amira: a session felt lower than their own usual" in today and address in today
    assert "A session felt lower than their own usual. Thank first, ask second." in caseload and address in caseload
    overview = text(tom, "relationship:overview", cast.ours.pk)
    assert "fell by 2 standard deviations or more" in overview and "Open the action card" in overview
    hers = text(signed_in(cast.amira), "relationship:overview", cast.ours.pk)
    assert "Thank you for being straight with us. Tom would like to hear more" in hers and "Talk next time" in hers
    assert "fell by 2 standard deviations or more" in hers and "Open the action card" not in hers


def test_talking_about_it_is_one_tap_for_the_client(cast, strained, signed_in):
    amira = signed_in(cast.amira)
    amira.post(reverse("sessions:agenda", args=[cast.ours.pk]), {"words": "How session 4 was"})
    assert "How session 4 was" in text(signed_in(cast.tom), "sessions:agenda", cast.ours.pk)


@pytest.mark.parametrize(
    "left_out, sentence",
    [
        ("tried", "Choose at least one thing you did."),
        ("words", "Write in a few words what you decided."),
        ("again_on", "Choose the day on which you look again."),
    ],
)
def test_a_strain_closes_only_with_what_was_tried_words_and_a_day(cast, strained, signed_in, left_out, sentence):
    tom, url = signed_in(cast.tom), reverse("relationship:signal", args=[strained.pk])
    answer = tom.post(url, {name: value for name, value in CARD.items() if name != left_out})
    assert answer.status_code == 422 and sentence in answer.content.decode()
    if left_out != "words":
        assert "We slow down." in answer.content.decode()
    looked = tom.post(url, {"do": "looked"})
    assert looked.status_code == 422 and "closed by what you tried" in looked.content.decode()
    strained.refresh_from_db()
    assert strained.closed_at is None and not ActionCard.objects.unscoped().exists()


def test_a_day_that_is_past_is_refused(cast, strained, signed_in):
    tom, url = signed_in(cast.tom), reverse("relationship:signal", args=[strained.pk])
    answer = tom.post(url, CARD | {"again_on": TODAY.isoformat()})
    assert answer.status_code == 422 and "Choose a day that is still to come." in answer.content.decode()


def test_what_was_tried_closes_it_and_both_read_it(cast, strained, signed_in):
    tom, url = signed_in(cast.tom), reverse("relationship:signal", args=[strained.pk])
    assert text(tom, "relationship:signal", strained.pk).count("<section") == 8  # seven things to look at, and the end
    tom.post(url, CARD)
    strained.refresh_from_db()
    assert strained.closed_at and strained.closed_by == cast.tom
    assert "signal" not in {one.kind for one in panels.waiting(Viewer(cast.tom), today=TODAY)}
    for person in (cast.amira, cast.tom):
        words = text(signed_in(person), "relationship:overview", cast.ours.pk)
        assert "We slow down." in words and "We talked about it openly" in words and "We look again on" in words
    again = tom.post(url, CARD)
    assert again.status_code == 422 and "Choose how it is now." in again.content.decode()
    with pytest.raises(ValueError, match="closed already"):
        noticing.write_card(strained, tried=["raised"], words="w", again_on=LATER, by=cast.tom, now=strained.closed_at)
    assert ActionCard.objects.unscoped().count() == 1


def test_the_verbs_refuse_what_the_page_refuses(cast, now, strained):
    by = {"by": cast.tom, "now": now}
    with pytest.raises(ValueError, match="tried"):
        noticing.close(strained, **by)
    for tried, words in (([], "w"), (["raised"], "  ")):
        with pytest.raises(ValueError, match="Say what you tried"):
            noticing.write_card(strained, tried=tried, words=words, again_on=LATER, **by)


def test_control_a_strain_that_a_look_closes_is_noticed(cast, now, strained, monkeypatch):
    monkeypatch.setattr(noticing, "why_not_close", lambda signal: None)
    assert noticing.close(strained, by=cast.tom, now=now).closed_at


def test_a_notice_is_closed_by_a_look(cast, hold, say, signed_in):
    say(5, 38, worth_it=4)
    actions.give_own_view(hold(5), ratings={}, by=cast.tom, now=hold(5).ended_at)
    found = Signal.objects.unscoped().get()
    assert rules(found) == {Rule.LOW_ITEM} and not found.is_strain
    tom = signed_in(cast.tom)
    assert "Amira: something to notice in how a session felt" in text(tom, "home:today")
    assert "A rule about how sessions felt has something to say." in text(tom, "home:caseload")
    tom.post(reverse("relationship:signal", args=[found.pk]), {"do": "looked"})
    assert "something to notice" not in text(tom, "home:today")
    assert "This was closed on" in text(tom, "relationship:signal", found.pk)


def test_two_sessions_without_a_word_are_noticed_when_the_next_begins(cast, hold, say):
    say(1, 38)
    hold(2), hold(3)
    assert not Signal.objects.unscoped().exists()
    hold(4)
    found = Signal.objects.unscoped().select_related("session").get()
    assert rules(found) == {Rule.SKIPPED} and found.session == hold(3) and found.feedback is None
    hold(5)
    assert Signal.objects.unscoped().count() == 1  # said at the second, not at each
    hold(6)
    assert Signal.objects.unscoped().count() == 2
    assert {one.called for one in panels.waiting(Viewer(cast.tom), today=TODAY) if one.kind == "signal"} == {"Amira"}


def test_a_session_written_down_afterwards_opens_what_waited_once(cast, now, hold, say):
    from duologue.sessions import actions as sessions
    from duologue.sessions import changes

    say(1, 20)
    at = now + timedelta(weeks=3)
    later = sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=now)
    for _ in range(2):
        changes.note_attended(later, late_minutes=5, by=cast.tom, now=at + timedelta(hours=2))
    assert Viewer(cast.tom).records(Signal).count() == 1


def test_the_practices_spread_counts_from_ten_clients_on(cast, now, hold, say):
    assert noticing.service_spread(cast.practice, now=now) is None
    from duologue.relationship.models import Feedback
    from duologue.sessions.models import Session

    courses = take_on_clients(SERVICE_NEEDS, practice=cast.practice, therapist=cast.tom, now=now)

    def rate(course, total):
        session = Session.objects.unscoped().filter(course=course).first()
        client = course.client
        four = dict(zip(("listened", "mattered", "suited", "could_say"), (total // 4,) * 4, strict=True))
        actions.write(Feedback, course=course, by=client, now=now, session=session, **four)

    for n, course in enumerate(courses[:-1]):
        rate(course, 20 + 4 * (n % 2))
    assert noticing.service_spread(cast.practice, now=now) is None
    rate(courses[-1], 24)
    found = noticing.service_spread(cast.practice, now=now)
    assert found.clients == 10 and found.sd == pytest.approx(2.108, abs=0.001)
    assert noticing.service_spread(cast.practice, now=now + timedelta(days=400)) is None  # what is old says little
    assert noticing.service_spread(cast.elsewhere, now=now) is None


def test_the_same_rule_holds_whoever_is_the_therapist(cast, now, strained):
    """The spread is the practice's: which therapist cared changes no figure, and no figure is kept by therapist."""
    before = noticing.look_at(strained.feedback, left_words=False, now=now)
    CareTeamMember.objects.unscoped().filter(course=cast.ours, lead=True).update(user=cast.ben)
    strained.feedback.course = Course.objects.unscoped().select_related("practice").get(pk=cast.ours.pk)
    assert noticing.look_at(strained.feedback, left_words=False, now=now) == before


def test_everybody_reads_the_rules_with_their_figures(cast, signed_in):
    for person in (cast.amira, cast.tom, cast.mo):
        words = text(signed_in(person), "relationship:rules")
        assert words.count("<dt>") == 9 and "10 clients on" in words and "Less than 2 points" in words
        assert "Gumz A and others (2012)" in words and "never a zero" in words


def test_progress_shows_the_same_small_lines(cast, strained, signed_in):
    for person in (cast.amira, cast.tom):
        words = text(signed_in(person), "progress:course", cast.ours.pk)
        assert "Sessions: how they felt" in words and words.count('class="small"') == 5
    assert "Sessions: how they felt" not in text(signed_in(cast.nia), "progress:mine")
