"""Tom's practice holds a licence: he brings the form along as a file, reads it, puts it in use, and Amira answers it."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect
from tests.science.hostile import GOOD, good, question, raw

from duologue.questionnaires import actions, licensed
from duologue.questionnaires.models import Response

HARM = "Have you thought that you would be better off dead?"


def given(held):
    return {"name": "scale.json", "mimeType": "application/json", "buffer": held}


def test_tom_brings_a_form_along_and_amira_answers_it(house, enter, look, now):
    tom = enter(house.tom)
    tom.goto(reverse("techniques:library"))
    tom.get_by_role("link", name="Instruments and forms of your own").click()
    expect(tom.get_by_text("Nothing yet.")).to_be_visible()
    look(tom, "16-forms")
    tom.get_by_label("The questionnaire as a file").set_input_files(given(GOOD.replace(b'"choice"', b'"slider"')))
    tom.get_by_label("Who holds the licence?").fill("Somebody Else")
    tom.get_by_label("What does the licence allow?").fill("50 clients a year, on screen")
    tom.get_by_role("button", name="Bring it in").click()
    expect(tom.get_by_text("is of a kind we cannot ask: “slider”.").first).to_be_visible()
    expect(tom.get_by_label("Who holds the licence?")).to_have_value("Somebody Else")
    look(tom, "16-forms-refused")
    tom.complaints.clear()  # the browser's own line on a page that came back
    found = good()
    found["item"].append(question("d", HARM))
    tom.get_by_label("The questionnaire as a file").set_input_files(given(raw(found)))
    tom.get_by_role("button", name="Bring it in").click()
    expect(tom.get_by_text("It speaks of dying or of harm.")).to_be_visible()
    look(tom, "16-own-form")
    tom.get_by_label("What does your client read above it?").fill("How tired were you?")
    tom.get_by_text("It is sent to the client").click()
    tom.get_by_text("Lower means less difficulty").click()
    tom.get_by_role("button", name="Put it in use").click()
    expect(tom.get_by_text("Question 4 speaks of dying or of harm.").first).to_be_visible()
    tom.complaints.clear()
    fourth = tom.get_by_role("group", name=HARM)
    fourth.get_by_text("A little").click()
    fourth.get_by_text("A lot").click()
    tom.get_by_role("button", name="Put it in use").click()
    expect(tom.get_by_text("It has been in use since")).to_be_visible()
    look(tom, "16-own-form-in-use")
    tom.goto(reverse("questionnaires:ask", args=[house.cast.ours.pk]))
    tom.get_by_role("button", name="Ask Amira Tiredness Scale").click()
    expect(tom.get_by_text("Not opened yet.")).to_be_visible()
    amira = enter(house.amira, phone=True)
    amira.goto("/")
    amira.get_by_role("link", name="How tired were you?").first.tap()
    amira.get_by_role("button", name="Begin").tap()
    for _ in range(4):
        amira.locator("label.choice:visible").get_by_text("A little", exact=True).tap()
    amira.get_by_role("button", name="Send to Tom").tap()
    expect(amira.get_by_role("heading", name="Thank you for telling us")).to_be_visible()
    assert Response.objects.unscoped().get().score.value == 4


def test_tom_sees_its_line(house, enter, look, now):
    licence = licensed.Licence("Somebody Else", "50 clients a year", (now + timedelta(days=200)).date())
    kept = licensed.bring_in(GOOD, licence=licence, practice=house.cast.practice, by=house.tom, now=now)
    licensed.put_in_use(kept, {"called": "How tired were you?", "counted": "lower"}, by=house.tom, now=now)
    for weeks, value in ((4, 2), (2, 2), (0, 1)):
        at = now - timedelta(weeks=weeks)
        asked = actions.ask(kept.form_id, course=house.cast.ours, by=house.tom, now=at)
        draft = actions.begin(asked.form, course=house.cast.ours, by=house.amira, now=at, question=asked)
        held = actions.send(draft, {"q1": value, "q2": value, "q3": value}, now=at)
    tom = enter(house.tom)
    tom.goto(reverse("progress:course", args=[house.cast.ours.pk]))
    expect(tom.get_by_role("heading", name="Tiredness Scale")).to_be_visible()
    look(tom, "16-progress-of-our-own")
    tom.goto(reverse("questionnaires:read", args=[held.pk]))
    expect(tom.get_by_text("3 of 6")).to_be_visible()
    look(tom, "16-own-form-read")
