"""Step 5: a weekly hour is planned, prepared, held and closed by two."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests.cast import NOW, PASSWORD

from duologue.courses import actions as courses
from duologue.courses.models import OwnWords
from duologue.courses.visibility import Audience
from duologue.homework import actions as homework
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.relationship import actions as relationship
from duologue.sessions import actions as sessions
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem

WEEK = timedelta(days=7)


def answered(house, form_id, at, **given):
    form = library.newest(form_id)
    answers = {item.id: 1 for item in form.items} | given
    draft = questionnaires.begin(form, course=house.cast.ours, by=house.amira, now=at)
    questionnaires.send(draft, answers, now=at)


@pytest.fixture
def some_weeks(house):
    """Two weeks of a course: a session with a plan, scores, goals, something to try, a remark; the next one is today."""
    ours, tom, amira = house.cast.ours, house.tom, house.amira
    by_amira = {"course": ours, "by": amira, "now": NOW - WEEK}
    courses.say(OwnWords.About.BRINGS, "I have not been to the shop alone since March.", **by_amira)
    courses.set_goal("Go to the shop on my own", value=2, **by_amira)
    goal = courses.set_goal("See Jo again, and stay for a cup of tea", value=1, **by_amira)
    courses.rate_goal(goal, value=4, by=amira, now=NOW - timedelta(days=1))
    last = sessions.plan_session(course=ours, starts_at=NOW - WEEK, minutes=50, by=tom, now=NOW - WEEK)
    sessions.begin(last, by=tom, now=NOW - WEEK)
    agreed = (
        "Walk to the corner on Tuesday and Friday.\nWrite one thought down when it gets loud.\nAsk Jo to come along."
    )
    sessions.write_together(last, agreed=agreed, summary="", seen=1, by=tom, now=NOW - WEEK)
    sessions.end(last, by=tom, now=NOW - WEEK + timedelta(minutes=50))
    relationship.give_feedback(last, ratings={"suited": 6}, remark="Too many questions.", by=amira, now=NOW - WEEK)
    answered(house, "phq-9", NOW - WEEK, q1=3, q2=3, q3=2, q9=1)
    answered(house, "gad-7", NOW - WEEK)
    answered(house, "phq-9", NOW - timedelta(hours=6), q1=0, q2=0, q9=0)
    answered(house, "gad-7", NOW - timedelta(hours=6))
    for what in ("Walk to the corner", "A thought record"):
        homework.agree(
            what=what,
            why="To see what happens.",
            when_where="Tuesday, after tea",
            obstacle="Rain",
            smaller="To the gate",
            confidence=8,
            course=ours,
            by=tom,
            now=NOW - WEEK,
        )
    agenda.add(AgendaItem.Kind.TOPIC, "The noise on the stairs at night", course=ours, by=amira, now=NOW)
    agenda.add(AgendaItem.Kind.REVIEW, "Looking back after six sessions", course=ours, by=tom, now=NOW)
    return sessions.plan_session(course=ours, starts_at=NOW + timedelta(minutes=10), minutes=50, by=tom, now=NOW - WEEK)


def test_tom_plans_every_thursday_with_a_mistake_first(house, enter, look):
    busy = NOW + 3 * WEEK + timedelta(minutes=10)
    sessions.plan_session(course=house.cast.ours, starts_at=busy, minutes=50, by=house.tom, now=NOW)
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/sessions/")
    tom.get_by_role("link", name="Plan sessions").click()
    look(tom, "05-plan")
    tom.get_by_label("First day").fill("2026-12-03")
    tom.get_by_label("Time").fill("14:00")
    tom.get_by_label("How many sessions").fill("6")
    tom.get_by_role("button", name="Plan these sessions").click()
    expect(tom.get_by_role("alert")).to_contain_text("There is another session on Thursday 17 December at 14:00.")
    tom.complaints.clear()  # the browser notes the refusal too
    expect(tom.get_by_label("First day")).to_have_value("2026-12-03")
    look(tom, "05-plan-again")
    tom.get_by_label("Time").fill("15:00")
    tom.get_by_role("button", name="Plan these sessions").click()
    expect(tom.get_by_text("6 sessions are planned.")).to_be_visible()
    look(tom, "05-sessions")
    tom.get_by_role("link", name="Calendar").click()
    tom.get_by_role("link", name="The week after").click()
    expect(tom.get_by_role("link", name="15:00 Amira")).to_be_visible()
    look(tom, "05-calendar")
    amira = enter(house.amira, phone=True)
    amira.goto(f"/course/{house.cast.ours.pk}/sessions/")
    expect(amira.get_by_role("link", name="Thu 3 Dec, 15:00")).to_be_visible()
    look(amira, "05-her-sessions")


def test_tom_prepares_on_one_screen_without_scrolling(house, enter, look, some_weeks):
    tom = enter(house.tom)
    tom.goto(f"/session/{some_weeks.pk}/")
    for words in ("PHQ-9 6", "(was 14)", "Question 9: not at all (was several days)", "The noise on the stairs"):
        expect(tom.get_by_text(words).first).to_be_visible()
    for heading in ("Since last time", "Between sessions", "Goals", "What we agreed last time", "Open items"):
        expect(tom.get_by_role("heading", name=heading)).to_be_visible()
    assert tom.viewport_size == {"width": 1280, "height": 800}
    button = tom.get_by_role("button", name="Start session")
    lowest = tom.locator("main section").evaluate_all(
        "all => Math.max(...all.map(s => s.getBoundingClientRect().bottom))"
    )
    assert lowest <= 800 and button.bounding_box()["y"] < 800
    assert tom.evaluate("document.documentElement.scrollHeight") <= 800
    look(tom, "05-before")


def test_both_write_and_nothing_is_lost(house, enter, look, some_weeks):
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    amira.goto(f"/session/{some_weeks.pk}/")
    expect(amira.get_by_role("heading", name="What we talk about")).to_be_visible()
    amira.get_by_label("Something to talk about").fill("How Tuesday went")
    amira.get_by_role("button", name="Add it to the list").click()
    expect(amira.get_by_text("How Tuesday went").first).to_be_visible()
    look(amira, "05-her-session")

    tom.goto(f"/session/{some_weeks.pk}/")
    tom.get_by_role("button", name="Start session").click()
    expect(tom.get_by_text("min left")).to_be_visible()
    tom.get_by_role("button", name="Hide the clock").click()
    expect(tom.get_by_text("min left")).to_be_hidden()
    tom.get_by_role("button", name="Show the clock").click()
    look(tom, "05-together")
    talked = tom.get_by_role("button", name="Talked about The noise on the stairs")
    talked.click()
    expect(talked).to_have_count(0)
    moved = tom.get_by_role("listitem").filter(has_text="How Tuesday went")
    moved.get_by_text("Change").click()
    tom.get_by_label("What we agreed").fill("Walk to the corner")  # stays while the list is swapped
    moved.get_by_role("button", name="Down").click()
    expect(tom.locator("#agenda li .what").nth(1)).to_contain_text("How Tuesday went")
    expect(tom.get_by_label("What we agreed")).to_have_value("Walk to the corner")

    amira.reload()
    amira.get_by_label("What we agreed").fill("Walk to the corner with Jo")
    amira.get_by_role("button", name="Keep this").click()
    expect(amira.get_by_text("Kept. Both of you can read it.")).to_be_visible()
    look(amira, "05-she-writes")

    tom.get_by_role("button", name="Keep this", exact=True).click()
    expect(tom.get_by_role("heading", name="You both wrote here")).to_be_visible()
    tom.complaints.clear()  # the browser notes the 409 too
    expect(tom.get_by_text("Walk to the corner with Jo")).to_be_visible()
    expect(tom.get_by_label("Yours").first).to_have_value("Walk to the corner")
    look(tom, "05-both-texts")
    tom.get_by_label("Yours").first.fill("Walk to the corner with Jo, on Tuesday")
    tom.get_by_role("button", name="Keep this").click()

    tom.get_by_role("link", name="Private").click()
    tom.get_by_label("Private note").fill("She looked away at the word shop.")
    look(tom, "05-private")
    tom.get_by_role("button", name="Keep this note").click()
    expect(tom.get_by_text("Nobody but you can read it.")).to_be_visible()
    tom.get_by_role("link", name="Together").click()
    expect(tom.get_by_text("looked away")).to_have_count(0)
    tom.get_by_label("What today was about").fill("The stairs, and what Jo said.")
    tom.get_by_role("button", name="Keep this and end the session").click()
    expect(tom.get_by_text("with Jo, on Tuesday")).to_be_visible()
    look(tom, "05-after")
    tom.get_by_role("link", name="Open my note").click()
    tom.get_by_label("Password").fill(PASSWORD)
    tom.get_by_role("main").get_by_role("button").last.click()
    expect(tom.get_by_label("Private note")).to_have_value("She looked away at the word shop.")

    amira.goto(f"/session/{some_weeks.pk}/")
    expect(amira.get_by_text("Walk to the corner with Jo, on Tuesday")).to_be_visible()
    assert "looked away" not in amira.content()
    look(amira, "05-she-keeps")


def test_the_agenda_without_javascript(house, enter, look, some_weeks):
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto(f"/course/{house.cast.ours.pk}/agenda/")
    amira.get_by_label("Something to talk about").fill("My sister")
    amira.get_by_role("button", name="Add it to the list").click()
    line = amira.get_by_role("listitem").filter(has_text="My sister")
    line.get_by_text("Change").click()
    line.get_by_role("button", name="Up").click()
    expect(amira.locator("#agenda li .what").first).to_contain_text("My sister")
    line.get_by_text("Change").click()
    line.get_by_role("button", name="Not today").click()
    amira.get_by_text("Not today (1)").click()
    amira.get_by_role("button", name="Today after all My sister").click()
    line.get_by_text("Change").click()
    line.get_by_role("button", name="Let go").click()
    expect(amira.get_by_text("My sister")).to_have_count(0)


def test_the_hour_without_javascript(house, enter, some_weeks):
    tom = enter(house.tom, javascript=False)
    tom.goto(f"/session/{some_weeks.pk}/")
    tom.get_by_role("button", name="Start session").click()
    expect(tom.get_by_text("Ends at 14:50")).to_be_visible()
    tom.get_by_label("What we agreed").fill("Walk")
    tom.get_by_role("button", name="Keep this and end the session").click()
    tom.get_by_label("Private note").fill("A note")
    tom.get_by_role("button", name="Keep this note").click()
    expect(tom.get_by_text("It opens after your password.")).to_be_visible()


def test_the_agenda_of_the_care_team(house, enter, look, some_weeks):
    agenda.add(
        AgendaItem.Kind.SAFETY,
        "How safe things feel at the moment",
        course=house.cast.ours,
        by=house.tom,
        now=NOW,
        about=some_weeks.pk,
        audience=Audience.CARE_TEAM,
    )
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/agenda/")
    expect(tom.locator("#agenda li .what").first).to_contain_text("only for the care team")
    look(tom, "05-agenda")
