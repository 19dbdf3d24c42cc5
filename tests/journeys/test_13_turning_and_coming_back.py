"""Six sessions about the same lead to a talk and a decision; after the ending somebody looks in, and comes back."""

import pytest
from playwright.sync_api import expect
from tests import histories
from tests.cast import NOW, TODAY

from duologue.ending import actions as ending
from duologue.people.models import Practice


def about_the_same(house):
    kept = histories.held(house.cast.ours, 6)
    histories.answered(house.cast.ours, "phq-9", 19, kept[0].starts_at)
    histories.answered(house.cast.ours, "phq-9", 18, kept[-1].starts_at)


def after_the_ending(house):
    ours = house.cast.ours
    plan = {
        "early_signs": "Ordering in twice in one week. Not answering Jo.",
        "first_i_do": "Go before nine, when it is empty.",
        "then_i_do": "Tell Samira, in words.",
        "i_call": "Jo. Samira.",
    }
    ending.write_plan(plan, course=ours, seen=0, by=house.amira, now=NOW)
    ending.begin("planned", last_session_number=0, why="The shop is easy now.", course=ours, by=house.tom, now=NOW)
    ending.set_follow_up(TODAY, course=ours, by=house.tom, now=NOW)
    ending.end(course=ours, by=house.tom, now=NOW)


def test_six_sessions_about_the_same_are_a_time_to_ask(house, enter, look):
    about_the_same(house)
    Practice.objects.update(four_words=True)  # the rules about scores are off until a practice turns them on
    tom = enter(house.tom)
    tom.goto("/caseload/")
    expect(tom.get_by_text("About the same as at the start after 6 sessions.")).to_be_visible()
    tom.goto(f"/course/{house.cast.ours.pk}/progress/")
    look(tom, "13-a-good-time-to-ask")
    tom.get_by_role("link", name="Ask together what could change").click()
    expect(tom.get_by_text("Low mood was 19 at the start and is 18 now, after 6 sessions.")).to_be_visible()
    look(tom, "13-what-could-change")
    group = tom.get_by_role("group", name="Motivation and goals")
    group.get_by_label("What we found").fill("The work goal was her mother's.")
    tom.get_by_role("button", name="Keep what we decided").click()
    expect(tom.get_by_role("link", name="Until then the line stays.")).to_be_visible()
    expect(group.get_by_label("What we found")).to_have_value("The work goal was her mother's.")
    tom.complaints.clear()  # the browser reports the 422 itself
    tom.get_by_label("What we decided").fill("The work goal rests. Jo once a week.")
    tom.get_by_label("By when").fill("2026-12-17")
    tom.get_by_role("button", name="Keep what we decided").click()
    expect(tom.get_by_text("The work goal rests. Jo once a week.")).to_be_visible()
    expect(tom.get_by_text("good time to ask")).to_be_hidden()

    amira = enter(house.amira, phone=True)
    amira.goto("/progress/")
    expect(amira.get_by_text("On 26 November you decided together:")).to_be_visible()
    expect(amira.get_by_text("The work goal rests. Jo once a week.")).to_be_visible()
    look(amira, "13-what-we-decided")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_she_looks_in_wants_to_talk_and_comes_back(house, enter, look, javascript):
    after_the_ending(house)
    amira = enter(house.amira, phone=True, javascript=javascript)
    amira.goto("/today/")
    amira.get_by_role("link", name="How is it going?").click()
    expect(amira.get_by_text("Ordering in twice in one week.")).to_be_visible()
    for question, answer in (("early signs", "A little"), ("ordinary days", "A little"), ("let go", "Not at all")):
        amira.get_by_role("group", name=question).get_by_label(answer).check()
    if javascript:
        look(amira, "13-how-is-it-going")
    amira.get_by_role("button", name="See what it says").click()
    expect(amira.get_by_text("Amber: some early signs are back.")).to_be_visible()
    expect(amira.get_by_text("Go before nine, when it is empty.")).to_be_visible()
    if javascript:
        look(amira, "13-some-early-signs")
    amira.get_by_role("button", name="I would like to talk to Tom").click()
    expect(amira.get_by_text("Tom sees that you would like to talk.")).to_be_visible()

    tom = enter(house.tom, javascript=javascript)
    tom.goto("/today/")
    if javascript:
        look(tom, "13-would-like-to-talk")
    tom.get_by_role("link", name="Amira would like to talk").click()
    expect(tom.get_by_text("Amber: some early signs are back.")).to_be_visible()
    if javascript:
        look(tom, "13-the-way-back")
    tom.get_by_role("button", name="Work together again").click()
    expect(tom.get_by_text("The way back is open. You work with Amira again.")).to_be_visible()
    tom.goto("/today/")
    expect(tom.get_by_role("link", name="Amira would like to talk")).to_be_hidden()
    amira.goto(f"/course/{house.cast.ours.pk}/looking-in/")
    expect(amira.get_by_text("The way back is open.")).to_be_visible()
