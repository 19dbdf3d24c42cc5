"""A second screen in a session: who opens it, what it shows and never shows, and how it ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.courses.both import BothOfUs
from duologue.courses.models import CareTeamMember, Goal
from duologue.courses.visibility import Audience, Viewer
from duologue.progress.models import LifeEvent
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions, agenda, showing
from duologue.sessions import looking_together as looking
from duologue.sessions.live_views import LiveView
from duologue.sessions.models import AgendaItem
from duologue.techniques import actions as techniques
from tests.browsing import PostsWithKey

SCREEN = "/screen/"
Shown = LiveView.Shown


@pytest.fixture
def planned(cast, now):
    soon = now + timedelta(minutes=10)
    return actions.plan_session(course=cast.ours, starts_at=soon, minutes=50, by=cast.tom, now=now)


@pytest.fixture
def running(planned, cast, now):
    return actions.begin(planned, by=cast.tom, now=now)


@pytest.fixture
def live(running, cast, now):
    return looking.start(running, by=cast.tom, now=now)


@pytest.fixture
def screen(live, now):
    """A tablet that came in by the code; nobody is signed in on it."""
    tablet = PostsWithKey()
    assert tablet.post(SCREEN, {"code": looking.code_of(live)}).status_code == 302
    return tablet


def steer(browser, session, do, **more):
    return browser.post(reverse("sessions:looking", args=[session.pk]), {"do": do, **more})


def seen_on(page) -> str:
    return page.content.decode().partition('data-seen="')[2].partition('"')[0]


def at(monkeypatch, moment):
    monkeypatch.setattr("duologue.web.clock.now", lambda: moment)


def verbs() -> list[str]:
    held = LedgerLine.objects.filter(verb__startswith="liveview").order_by("seq")
    return [line.verb for line in held]


def test_a_tablet_comes_in_by_the_code_and_shows_what_the_therapist_chooses(running, cast, signed_in, screen, now):
    agenda.add(AgendaItem.Kind.TOPIC, "The noise upstairs", course=cast.ours, by=cast.amira, now=now)
    page = screen.get(SCREEN)
    assert "Tom chooses what it shows" in page.content.decode() and "noise" not in page.content.decode()
    assert page["Cache-Control"] == "no-store" and "<title>Together · Duologue</title>" in page.content.decode()
    tom = signed_in(cast.tom)
    assert steer(tom, running, "agenda").status_code == 302
    assert "The noise upstairs" in screen.get(SCREEN).content.decode()
    assert "A screen shows what you choose" in tom.get(reverse("sessions:session", args=[running.pk])).content.decode()
    steer(tom, running, "nothing")
    assert "noise" not in screen.get(SCREEN).content.decode()
    assert verbs() == ["liveview.written", "liveview.paired", "liveview.shown", "liveview.shown"]


def test_a_code_is_read_as_people_write_it_and_opens_one_screen(live, now):
    code = looking.code_of(live)
    assert len(code) == 6 and set(code) <= set(looking.LETTERS) and not set(looking.LETTERS) & set("0O1IL5S2Z8B")
    first, second = PostsWithKey(), PostsWithKey()
    assert first.post(SCREEN, {"code": f" {code[:3].lower()} {code[3:].lower()} "}).status_code == 302
    refused = second.post(SCREEN, {"code": code})
    assert refused.status_code == 422 and "This code opens nothing" in refused.content.decode()
    assert code in refused.content.decode()  # nothing typed is lost
    assert SCREEN not in refused.cookies and "screen" not in second.cookies


def test_neither_code_nor_secret_is_kept(live, screen):
    secret = screen.cookies["screen"].value
    live.refresh_from_db()
    kept = " ".join(str(getattr(live, field.attname)) for field in live._meta.fields)
    assert secret not in kept and looking.code_of(live) not in kept and live.code_hash == ""
    cookie = screen.cookies["screen"]
    assert cookie["httponly"] and cookie["samesite"] == "Strict" and cookie["path"] == SCREEN and not cookie["max-age"]


def test_a_code_runs_out(live, now, monkeypatch):
    at(monkeypatch, now + looking.CODE_LASTS)
    assert PostsWithKey().post(SCREEN, {"code": looking.code_of(live)}).status_code == 422
    at(monkeypatch, now + looking.CODE_LASTS - timedelta(seconds=1))
    assert PostsWithKey().post(SCREEN, {"code": looking.code_of(live)}).status_code == 302  # the control


def test_guesses_are_counted_and_then_no_code_is_taken(live):
    stranger, elsewhere = PostsWithKey(REMOTE_ADDR="10.0.0.7"), PostsWithKey(REMOTE_ADDR="10.0.0.8")
    for _ in range(looking.MOST_GUESSES):
        assert "This code opens nothing" in stranger.post(SCREEN, {"code": "AAAAAA"}).content.decode()
    right = {"code": looking.code_of(live)}
    assert "many tries" in stranger.post(SCREEN, right).content.decode()
    assert LedgerLine.objects.filter(verb="refused", route="sessions:screen").count() == looking.MOST_GUESSES
    assert elsewhere.post(SCREEN, right).status_code == 302
    assert stranger.post(SCREEN, {"code": ""}).status_code == 422  # empty is no guess, and no error of ours


def test_it_ends_with_the_session(running, cast, screen, now):
    actions.write_together(running, agreed="Walk to the corner", summary="", seen=1, by=cast.tom, now=now)
    looking.show(looking.live_of(running), Shown.AGREED, by=cast.tom, now=now)
    page = screen.get(SCREEN)
    assert "Walk to the corner" in page.content.decode()
    actions.end(running, by=cast.tom, now=now)
    asked = screen.get(SCREEN, {"seen": seen_on(page)}).content.decode()
    assert "This is over" in asked and "data-follow" not in asked
    after = screen.get(SCREEN)
    assert "This is over" in after.content.decode() and "corner" not in after.content.decode()
    assert after.cookies["screen"].value == ""
    assert verbs()[-1] == "liveview.stopped"


def test_it_ends_after_two_hours_at_the_latest(live, screen, now, monkeypatch):
    at(monkeypatch, now + looking.LASTS - timedelta(seconds=1))
    assert "This screen is connected" in screen.get(SCREEN).content.decode()
    at(monkeypatch, now + looking.LASTS)
    assert "This is over" in screen.get(SCREEN).content.decode()


def test_a_new_one_can_be_opened_after_the_old_one_ran_out(live, running, cast, now):
    again = looking.start(running, by=cast.tom, now=now + looking.LASTS)
    live.refresh_from_db()
    assert live.stopped_at and again.pk != live.pk and again.is_on(now + looking.LASTS)


@pytest.mark.parametrize("who", ["the screen", "the therapist", "the client"])
def test_either_side_stops_it(running, cast, signed_in, screen, who):
    if who == "the screen":
        assert screen.post("/screen/stop/").status_code == 302
    elif who == "the therapist":
        steer(signed_in(cast.tom), running, "stop")
    else:
        signed_in(cast.amira).post(reverse("sessions:look-here", args=[running.pk]), {"do": "stop"})
    assert "This is over" in screen.get(SCREEN).content.decode()
    assert verbs()[-1] == "liveview.stopped" and verbs().count("liveview.stopped") == 1


def test_the_clients_own_phone_needs_one_tap_and_takes_the_place_of_another_screen(
    running, cast, signed_in, screen, now
):
    amira = signed_in(cast.amira)
    today = amira.get(reverse("home:today")).content.decode()
    assert "Look here" in today and reverse("sessions:look-here", args=[running.pk]) in today
    assert amira.post(reverse("sessions:look-here", args=[running.pk]), {"do": "look"})["Location"] == SCREEN
    assert "This screen is connected" in amira.get(SCREEN).content.decode()
    assert "This screen is connected" not in screen.get(SCREEN).content.decode()
    page = signed_in(cast.tom).get(reverse("sessions:session", args=[running.pk])).content.decode()
    assert "Amira's own screen" in " ".join(page.replace("&#x27;", "'").split())


def test_today_says_nothing_while_nothing_is_looked_at(running, cast, signed_in, now):
    amira = signed_in(cast.amira)
    assert "Look here" not in amira.get(reverse("home:today")).content.decode()
    live = looking.start(running, by=cast.tom, now=now)
    assert "Look here" in amira.get(reverse("home:today")).content.decode()  # the control
    looking.stop(live, by=cast.tom, now=now)
    assert "Look here" not in amira.get(reverse("home:today")).content.decode()


def test_another_code_sends_the_first_screen_away(running, live, cast, screen, signed_in):
    steer(signed_in(cast.tom), running, "code")
    assert "This screen is connected" not in screen.get(SCREEN).content.decode()
    live.refresh_from_db()
    assert PostsWithKey().post(SCREEN, {"code": looking.code_of(live)}).status_code == 302


def test_nobody_else_steers_it(running, live, cast, signed_in):
    address = reverse("sessions:looking", args=[running.pk])
    for person in (cast.ben, cast.zoe, cast.amira, cast.nia, cast.sol, cast.mo):
        browser = signed_in(person)
        assert browser.get(address).status_code == 404 and steer(browser, running, "agenda").status_code == 404
    for person in (cast.nia, cast.tom, cast.zoe):
        answer = signed_in(person).post(reverse("sessions:look-here", args=[running.pk]), {"do": "look"})
        assert answer.status_code == 404
    live.refresh_from_db()
    assert live.shown == Shown.NOTHING and not live.screen_hash


def test_it_starts_only_while_the_session_runs(planned, cast, signed_in, now):
    with pytest.raises(ValueError, match="while the session runs"):
        looking.start(planned, by=cast.tom, now=now)
    assert steer(signed_in(cast.tom), planned, "start").status_code == 302
    assert not LiveView.objects.unscoped().exists()


def test_what_is_no_choice_is_not_there(running, live, cast, signed_in):
    tom = signed_in(cast.tom)
    assert steer(tom, running, "note").status_code == 404
    assert steer(tom, running, "calm", exercise="thought-record").status_code == 404
    assert steer(tom, running, "calm", exercise="slow-breathing").status_code == 302


def kept_apart(cast, running, now) -> None:
    """What one side keeps to itself, one word each."""
    both = {"course": cast.ours, "now": now}
    agenda.add(AgendaItem.Kind.SAFETY, "kanarie-team", by=cast.tom, audience=Audience.CARE_TEAM, **both)
    actions.keep_note(running, words="kanarie-note", seen=0, by=cast.tom, now=now)
    courses.write(LifeEvent, words="kanarie-life", on=now.date(), audience=Audience.ME, by=cast.amira, **both)
    courses.write(Goal, by=cast.amira, words="kanarie-goal", audience=Audience.ME, **both)
    record = library.newest("thought-record")
    draft = questionnaires.begin(record, by=cast.amira, audience=Audience.ME, **both)
    questionnaires.send(draft, {"happened": "kanarie-alone", "thought": "t"}, now=now)


def shared(cast, running, now) -> None:
    """What both read, so that each view has something to show."""
    both = {"course": cast.ours, "now": now}
    agenda.add(AgendaItem.Kind.TOPIC, "Shared topic", by=cast.amira, **both)
    courses.set_goal("Shared goal", value=3, by=cast.amira, **both)
    asked = questionnaires.ask("phq-9", by=cast.tom, **both)
    draft = questionnaires.begin(library.newest("phq-9"), by=cast.amira, question=asked, **both)
    questionnaires.send(draft, {f"q{n}": 1 for n in range(1, 9)} | {"q9": 0}, now=now)
    techniques.use(
        library.newest("thought-record"), {"thought": "Shared thought"}, session=running, by=cast.tom, **both
    )
    actions.write_together(running, agreed="Shared plan", summary="", seen=1, by=cast.tom, now=now)


EACH = [
    (Shown.AGENDA, "Shared topic"),
    (Shown.PROGRESS, "Low mood"),
    (Shown.GOALS, "Shared goal"),
    (Shown.AGREED, "Shared plan"),
    (Shown.WORKSHEET, "Shared thought"),
    (Shown.CALM, "Slow"),
]


@pytest.mark.parametrize("shown, words", EACH)
def test_the_screen_shows_what_both_read_and_nothing_that_one_side_keeps(running, cast, screen, now, shown, words):
    shared(cast, running, now)
    kept_apart(cast, running, now)
    looking.show(looking.live_of(running), shown, exercise="slow-breathing", by=cast.tom, now=now)
    page = screen.get(SCREEN).content.decode()
    assert words.lower() in page.lower()
    assert "kanarie" not in page
    body = page.partition('<div id="screen"')[2].partition("<footer")[0]
    assert "<a " not in body and "<form" not in body.replace('<form class="steps', "")


def test_control_the_words_of_one_side_would_be_found(running, cast, screen, now, monkeypatch):
    """With the client's plain view, what is only for the client comes onto the screen, and the test above turns red."""
    shared(cast, running, now)
    kept_apart(cast, running, now)
    monkeypatch.setattr(BothOfUs, "records", lambda viewer, model: Viewer.records(viewer, model))
    looking.show(looking.live_of(running), Shown.GOALS, by=cast.tom, now=now)
    assert "kanarie-goal" in screen.get(SCREEN).content.decode()


def test_whoever_left_the_care_team_shows_nothing_more(running, cast, screen, now):
    shared(cast, running, now)
    looking.show(looking.live_of(running), Shown.GOALS, by=cast.tom, now=now)
    assert "Shared goal" in screen.get(SCREEN).content.decode()
    CareTeamMember.objects.unscoped().filter(course=cast.ours, user=cast.tom).update(until_on=now.date())
    assert "Shared goal" not in screen.get(SCREEN).content.decode()


def questions(browser, address, **asked):
    with CaptureQueriesContext(connection) as held:
        answer = browser.get(address, asked)
    return answer, [query["sql"] for query in held.captured_queries]


def test_a_look_that_brings_nothing_costs_three_queries_and_writes_nothing(running, cast, screen, now):
    shared(cast, running, now)
    looking.show(looking.live_of(running), Shown.PROGRESS, by=cast.tom, now=now)
    page = screen.get(SCREEN)
    lines = LedgerLine.objects.count()
    answer, asked = questions(screen, SCREEN, seen=seen_on(page))
    assert answer.status_code == 204 and not answer.content
    assert len(asked) <= 3 and all(sql.startswith("SELECT") for sql in asked), "\n".join(asked)
    assert LedgerLine.objects.count() == lines


def test_whatever_changes_in_the_course_is_new_to_the_screen(running, cast, screen, now):
    looking.show(looking.live_of(running), Shown.AGENDA, by=cast.tom, now=now)
    before = seen_on(screen.get(SCREEN))
    assert screen.get(SCREEN, {"seen": before}).status_code == 204
    line = agenda.add(AgendaItem.Kind.TOPIC, "Something new", course=cast.ours, by=cast.amira, now=now)
    answer = screen.get(SCREEN, {"seen": before})
    assert (
        answer.status_code == 200
        and "Something new" in answer.content.decode()
        and "<html" not in answer.content.decode()
    )
    before = seen_on(answer)
    agenda.settle(line, AgendaItem.Outcome.TALKED, session=running, by=cast.tom, now=now)
    assert "Something new" not in screen.get(SCREEN, {"seen": before}).content.decode()


def test_a_look_of_somebody_is_nothing_new(running, cast, screen, signed_in):
    before = seen_on(screen.get(SCREEN))
    signed_in(cast.amira).get(reverse("sessions:session", args=[running.pk]))
    assert screen.get(SCREEN, {"seen": before}).status_code == 204


def test_that_the_screen_is_there_is_written_down_every_ten_seconds(live, screen, now, monkeypatch):
    def heard():
        return LiveView.objects.unscoped().get(pk=live.pk).seen_at

    at(monkeypatch, now + timedelta(minutes=1))
    screen.get(SCREEN)
    assert heard() == now + timedelta(minutes=1)
    at(monkeypatch, now + timedelta(minutes=1, seconds=9))
    screen.get(SCREEN)
    assert heard() == now + timedelta(minutes=1)


def test_the_therapist_sees_a_screen_that_fell_asleep(running, live, screen, cast, now):
    live = looking.live_of(running)
    assert live.is_heard(live.seen_at + timedelta(seconds=24)) and not live.is_heard(
        live.seen_at + timedelta(seconds=25)
    )
    awake, asleep = (showing.state(live, now=live.seen_at + timedelta(seconds=s)) for s in (1, 60))
    assert awake != asleep


def test_the_therapists_part_asks_for_little_and_hears_what_is_new(running, live, cast, signed_in, now):
    tom, address = signed_in(cast.tom), reverse("sessions:looking", args=[running.pk])
    seen = seen_on(tom.get(address))
    answer, _ = questions(tom, address, seen=seen)
    assert answer.status_code == 204
    lines = LedgerLine.objects.count()
    tom.get(address, {"seen": seen})
    assert LedgerLine.objects.count() == lines  # a look that brings nothing is no line
    PostsWithKey().post(SCREEN, {"code": looking.code_of(live)})
    answer = tom.get(address, {"seen": seen})
    assert "A screen shows what you choose" in answer.content.decode() and "<html" not in answer.content.decode()


def test_a_choice_by_htmx_swaps_the_part_and_loses_nothing_typed(running, live, cast, signed_in):
    tom, address = signed_in(cast.tom), reverse("sessions:looking", args=[running.pk])
    answer = tom.post(address, {"do": "goals"}, headers={"hx-request": "true"})
    assert answer.status_code == 200 and answer["X-Written"] == "yes" and "<html" not in answer.content.decode()
    live.refresh_from_db()
    assert live.shown == Shown.GOALS


def test_two_screens_with_one_code_at_the_same_moment(live, now):
    held = [LiveView.objects.unscoped().select_related("session").get(pk=live.pk) for _ in range(2)]
    secrets = [looking._pair(one, by=None, now=now) for one in held]
    assert [bool(secret) for secret in secrets] == [True, False]


def test_a_stranger_without_a_code_sees_the_door(db, cast):
    page = Client().get(SCREEN)
    assert page.status_code == 200 and "The code" in page.content.decode() and page["Cache-Control"] == "no-store"
    asked = Client().get(SCREEN, {"seen": "x"}, headers={"cookie": "screen=nobody-knows-this"}).content.decode()
    assert "This is over" in asked
    assert PostsWithKey().post("/screen/stop/").status_code == 302
