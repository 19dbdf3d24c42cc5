"""Progress looked at together: a course that improves, one that worsens and turns, one with flat scores and a strong bond."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from tests import histories
from tests.cast import NOW
from tests.journeys.test_08_looking_at_how_it_goes import OUTSIDE, SIZES

from duologue.courses import actions as courses
from duologue.demo import earlier
from duologue.people.models import Practice
from duologue.relationship import actions as relationship

# What a person meets of each measure: the sentence, the drawing of this width (titles, and heights read back), the table.
READ = """() => [...document.querySelectorAll('section.measure')].map(card => {
  const drawing = [...card.querySelectorAll('.chart svg')].find(svg => svg.getClientRects().length);
  const [, top, floor] = drawing.querySelector('.axis').getAttribute('d').match(/M\\d+ (\\d+)V(\\d+)/).map(Number);
  const high = parseFloat(card.querySelector('.chart-end').textContent);
  const marks = [...drawing.querySelectorAll('.mark')];
  return {
    name: card.querySelector('h2').firstChild.textContent.trim(),
    sentence: [...card.querySelector('.lead').textContent.matchAll(/(?:was|is) (\\d+)/g)].map(found => Number(found[1])),
    meaning: card.querySelector('.lead + p').textContent,
    drawn: marks.map(mark => parseFloat(mark.querySelector('title').textContent)),
    heights: marks.map(mark => high * (floor - parseFloat(mark.getAttribute('cy'))) / (floor - top)),
    table: [...card.querySelectorAll('tbody tr:not(.happened)')].map(row => parseFloat(row.lastElementChild.textContent)),
  };
})"""


def agree(measure) -> bool:
    """Whether the sentence, the picture and the table of a measure say the same numbers."""
    ends = [measure["table"][0], measure["table"][-1]]
    heights = measure["heights"] == pytest.approx(measure["table"], abs=0.1)
    return measure["drawn"] == measure["table"] and heights and measure["sentence"] == ends


def read(page):
    """Every measure of the page, found to agree with itself at both widths, with letters of 12 pixels or more."""
    for size in ({"width": 360, "height": 740}, {"width": 1280, "height": 800}):
        page.set_viewport_size(size)
        found = page.evaluate(READ)
        assert found and all(agree(one) for one in found), found
        sizes = page.evaluate(SIZES)
        assert sizes and min(sizes) >= 12 and not page.evaluate(OUTSIDE), size
    return {one["name"]: one for one in found}


def answers(course, form_id, totals, first):
    for n, total in enumerate(totals):
        histories.answered(course, form_id, total, first + histories.WEEK * n - timedelta(hours=3))


def test_a_course_that_improves(house, enter, look):
    ours, first = house.cast.ours, histories.held(house.cast.ours, 6)[0].starts_at
    answers(ours, "phq-9", [19, 17, 14, 12, 9, 7], first)
    answers(ours, "gad-7", [14, 9], first)
    courses.mark_milestone("I rang my sister.", on=NOW.date(), course=ours, by=house.amira, now=NOW)
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto("/progress/")
    found = read(amira)
    assert found["Low mood"]["table"] == [19, 17, 14, 12, 9, 7]
    assert "12 points lower than at the start. It is more than ordinary ups and downs." in found["Low mood"]["meaning"]
    # Two scores: they are told, and no word says which way things go.
    assert "Two scores are too few to say which way" in found["Worry"]["meaning"]
    assert "lower than" not in found["Worry"]["meaning"] and "higher than" not in found["Worry"]["meaning"]
    expect(amira.get_by_text("I rang my sister.").first).to_be_visible()
    look(amira, "34-a-course-that-improves")
    tom.goto(f"/course/{ours.pk}/progress/")
    twin = read(tom)
    assert [twin[name]["table"] for name in found] == [one["table"] for one in found.values()]
    tom.goto("/caseload/")
    expect(tom.get_by_text("and out of the clinical range")).to_be_visible()
    expect(tom.locator("#people")).not_to_contain_text("Low mood was")
    # The control: one number that is not the same is noticed, in the table as in the picture.
    amira.evaluate("document.querySelector('section.measure tbody tr:not(.happened) td:last-child').textContent = '18'")
    assert not all(agree(one) for one in amira.evaluate(READ))
    amira.reload()
    amira.evaluate("document.querySelectorAll('.chart .mark').forEach(mark => mark.setAttribute('cy', '60'))")
    assert not all(agree(one) for one in amira.evaluate(READ))


def test_a_course_that_worsens_and_turns(house, enter, look, monkeypatch):
    today = [NOW]
    monkeypatch.setattr("duologue.web.clock.now", lambda: today[0])
    Practice.objects.update(four_words=True)
    ours, first = house.cast.ours, histories.held(house.cast.ours, 4)[0].starts_at
    answers(ours, "phq-9", [12, 14, 16, 19], first)
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    tom.goto("/caseload/")
    reason = tom.get_by_text("Low mood 12, now 19: red. Reliably worse than at the start.")
    expect(reason).to_be_visible()
    look(tom, "34-needs-a-conversation")
    tom.get_by_role("link", name="See the line").first.click()
    worse = read(tom)["Low mood"]["meaning"]
    assert "7 points higher" in worse and "It is a reason to talk about what to change." in worse
    tom.get_by_role("link", name="Ask together what could change").click()
    tom.get_by_role("group", name="Support and life events").get_by_label("What we found").fill("Her brother moved in.")
    tom.get_by_label("What we decided").fill("Two evenings a week are hers. We meet twice a week in December.")
    tom.get_by_role("button", name="Keep what we decided").click()
    expect(tom.get_by_role("link", name="Choose a date.")).to_be_visible()
    tom.complaints.clear()  # the browser reports the 422 itself
    enter_again = enter(house.tom)
    enter_again.goto("/caseload/")
    expect(enter_again.get_by_text("Reliably worse than at the start.")).to_be_visible()  # nothing but a day closes it
    tom.get_by_label("By when").fill("2026-12-17")
    tom.get_by_role("button", name="Keep what we decided").click()
    expect(tom.get_by_text("Two evenings a week are hers.")).to_be_visible()
    tom.goto("/caseload/")
    expect(tom.get_by_text("Reliably worse than at the start.")).to_be_hidden()

    today[0] = NOW + 5 * histories.WEEK
    later = histories.held(ours, 4, last=today[0] - histories.WEEK)[0].starts_at
    answers(ours, "phq-9", [17, 12, 8, 5], later)
    tom.goto("/caseload/")
    expect(tom.get_by_text("Low mood 12, now 5: more than ordinary ups and downs")).to_be_visible()
    expect(tom.get_by_text("Reliably worse than at the start.")).to_be_hidden()
    amira.goto("/progress/")
    assert read(amira)["Low mood"]["table"] == [12, 14, 16, 19, 17, 12, 8, 5]
    expect(amira.get_by_text("That is 7 points lower than at the start.")).to_be_visible()
    expect(amira.get_by_text("Two evenings a week are hers.")).to_be_visible()
    expect(amira.get_by_text("red")).to_have_count(0)  # the practice's words are the therapist's


def test_flat_scores_and_a_strong_relationship(house, enter, look):
    ours, sessions = house.cast.ours, histories.held(house.cast.ours, 6)
    answers(ours, "phq-9", [14, 15, 13, 14, 15, 14], sessions[0].starts_at)
    for session in sessions:
        ratings = dict.fromkeys(("listened", "mattered", "suited", "could_say", "worth_it"), 9)
        for verb in (relationship.give_own_view, relationship.give_feedback):
            person = house.tom if verb is relationship.give_own_view else house.amira
            more = {"remark": ""} if verb is relationship.give_feedback else {}
            verb(session, ratings=ratings, by=person, now=session.ended_at, **more)
    goal = courses.set_goal("Say no to extra shifts", value=2, course=ours, by=house.amira, now=sessions[0].starts_at)
    courses.rate_goal(goal, value=6, by=house.amira, now=sessions[-1].starts_at)
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto("/progress/")
    assert read(amira)["Low mood"]["meaning"] == "That is the same as at the start."
    expect(amira.get_by_text("It was 2 of 10 at first. It is 6 now.")).to_be_visible()
    felt = amira.get_by_role("heading", name="Sessions: how they felt")
    expect(felt).to_be_visible()
    expect(amira.get_by_text("Listened to and respected 9")).to_be_visible()
    look(amira, "34-flat-scores-and-a-strong-relationship")
    tom.goto(f"/course/{ours.pk}/progress/")
    read(tom)
    expect(tom.get_by_text("Listened to and respected 9")).to_be_visible()
    tom.get_by_role("link", name="Look back together").click()
    tom.get_by_label("What is working").fill("She can say anything here.")
    tom.get_by_label("What is not working").fill("The mood has not moved.")
    tom.get_by_role("button", name="Keep this").click()
    tom.get_by_role("button", name="Sign these words").click()
    expect(tom.get_by_text("You have signed. Amira has not signed yet.")).to_be_visible()
    amira.goto(f"/course/{ours.pk}/review/")
    amira.get_by_role("button", name="Sign these words").click()
    expect(amira.get_by_text("signed by both")).to_be_visible()


def test_a_manager_reads_the_outcomes_and_says_when_two_look_back(house, enter, look):
    earlier.courses(house.cast.practice, now=NOW)
    mo = enter(house.cast.mo)
    mo.goto("/today/")
    mo.get_by_role("link", name="Outcomes in counts").click()
    rate = mo.get_by_role("row").filter(has=mo.get_by_role("rowheader", name="Recovery", exact=True))
    expect(rate).to_contain_text("122 of 272")
    expect(rate.locator(".share-mark")).to_be_visible()
    expect(mo.locator("main")).not_to_contain_text("Eva")
    look(mo, "34-outcomes")
    mo.goto("/service/progress/")
    expect(mo.get_by_text("finished courses with scores at two sessions or more").first).to_be_visible()
    mo.get_by_label("Look back after how many sessions?").fill("0")
    mo.get_by_role("button", name="Keep this").click()
    expect(mo.get_by_role("link", name="Write 1 or more.")).to_be_visible()
    mo.complaints.clear()  # the browser reports the 422 itself
    mo.get_by_label("Look back after how many sessions?").fill("4")
    mo.get_by_label("And at the latest after how many weeks?").fill("8")
    mo.get_by_role("button", name="Keep this").click()
    expect(mo.get_by_role("status")).to_contain_text("Kept.")
    look(mo, "34-how-progress-is-looked-at")
    amira = enter(house.amira, phone=True)
    amira.goto("/progress/")
    expect(amira.get_by_text("after every 4 sessions and at the latest 8 weeks after the last one")).to_be_visible()
