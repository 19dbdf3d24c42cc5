"""CBT tools: given in the session, done on a phone without a signal, looked at together next time."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.cast import NOW

from duologue.assessment import mapping
from duologue.homework import actions as homework
from duologue.homework.models import Entry
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.sessions import actions as sessions
from duologue.techniques.models import UsedTogether

PLAN = {"why": "To look at it together.", "when_where": "Tuesday evening", "confidence": 8}


@pytest.fixture
def given(house):
    """`given("ladder")` is the address at which Amira does that worksheet at home."""

    def give(form_id, what="Something to try"):
        sheet = library.newest(form_id)
        made = homework.agree(course=house.cast.ours, by=house.tom, now=NOW, what=what, worksheet=sheet, **PLAN)
        return reverse("homework:do", args=[made.pk])

    return give


def sent(form_id) -> list[Response]:
    found = Response.objects.unscoped().filter(form_id=form_id, sent_at__isnull=False).select_related("course")
    return list(found.order_by("written_at", "pk"))


def keep(page, readers="Both of us: Tom and me"):
    page.get_by_role("radio", name=readers).check()
    kept(page)


def kept(page):
    page.get_by_role("button", name="Keep it").tap()
    expect(page.locator("main > .notice.done")).to_contain_text("Kept")


def choose(page, group, answer):
    """Taps one number or answer of a question."""
    page.get_by_role("group", name=group).get_by_text(answer, exact=True).first.tap()


def test_a_thought_is_caught_in_four_screens_and_added_to_when_she_is_ready(house, enter, given, look):
    place = given("thought-record", "Catch one thought")
    amira = enter(house.amira, phone=True)
    amira.goto(place)
    fields = "textarea:visible, input[type=text]:visible"
    screens, texts = 1, amira.locator(fields).count()
    amira.get_by_label("What happened?").fill("The bus was full and somebody laughed.")
    amira.get_by_role("button", name="Continue").tap()
    amira.get_by_label("What went through your mind?").fill("They laugh at me.")
    screens, texts = screens + 1, texts + amira.locator(fields).count()
    amira.get_by_role("button", name="Continue").tap()
    amira.get_by_label("What did you feel?").fill("ashamed")
    screens, texts = screens + 1, texts + amira.locator(fields).count()
    choose(amira, "How strong was it?", "8")
    amira.get_by_role("button", name="Continue").tap()
    screens, texts = screens + 1, texts + amira.locator(fields).count()
    assert screens <= 4 and texts <= 3  # T11
    amira.context.set_offline(True)
    amira.get_by_role("radio", name="Both of us: Tom and me").check()
    amira.get_by_role("button", name="Keep it").tap()
    expect(amira.get_by_role("heading", name="On this phone. Not sent yet.")).to_be_visible()
    amira.context.set_offline(False)
    amira.wait_for_url(lambda url: not url.endswith("/do/"))
    amira.complaints.clear()  # the browser notes that there was no signal

    amira.get_by_role("link", name="Add more when you are ready").tap()
    thought = amira.get_by_text("They laugh at me.", exact=True).locator("visible=true")
    for step in range(3):  # five columns: how true it felt, another way to see it, and now
        expect(thought.first).to_be_visible()
        if step == 1:
            amira.get_by_label("What could you answer the thought?").fill("I did not hear what they laughed at.")
            choose(amira, "How much do you believe your answer?", "60")
            look(amira, "29-another-way-to-see-it")
        elif step == 0:
            choose(amira, "How much did you believe the thought then?", "90")
        else:
            choose(amira, "How strong is the feeling now?", "5")
        amira.get_by_role("button", name="Continue").tap()
    kept(amira)

    amira.get_by_role("link", name="Add more when you are ready").tap()
    for words in ("Somebody laughed.", "They looked at a phone."):
        expect(thought.first).to_be_visible()
        amira.get_by_role("textbox").locator("visible=true").fill(words)
        amira.get_by_role("button", name="Continue").tap()
    look(amira, "29-a-habit-of-thinking")
    amira.get_by_text("Reading minds").tap()
    amira.get_by_role("button", name="Continue").tap()
    amira.get_by_label("What thought has room for all the facts?").fill("They may have laughed at anything.")
    amira.get_by_role("button", name="Continue").tap()
    choose(amira, "How much do you believe the first thought now?", "30")
    amira.get_by_role("button", name="Continue").tap()
    kept(amira)
    [record] = sent("thought-record")
    assert record.answers["believed_now"] == 30 and record.answers["strength_now"] == 5 and record.version == 3
    assert Entry.objects.unscoped().count() == 1

    amira.goto(place)  # earlier records are one tap away, also without a signal
    amira.context.set_offline(True)
    amira.get_by_text("Your earlier ones (1)").tap()
    expect(amira.get_by_text("They may have laughed at anything.")).to_be_visible()
    look(amira, "29-earlier-records")
    amira.context.set_offline(False)

    tom = enter(house.tom)
    tom.goto(place.replace("/do/", "/"))
    expect(tom.get_by_text("They may have laughed at anything.")).to_be_visible()
    look(tom, "29-a-record-looked-at-together")


def test_a_ladder_is_made_in_the_session_and_climbed_at_home(house, enter, given, look, monkeypatch):
    hour = sessions.plan_session(course=house.cast.ours, starts_at=NOW, minutes=50, by=house.tom, now=NOW)
    sessions.begin(hour, by=house.tom, now=NOW)
    tom, amira = enter(house.tom), enter(house.amira, phone=True)
    tom.goto(reverse("sessions:session", args=[hour.pk]))
    tom.get_by_role("link", name="Fill something in together").click()
    look(tom, "29-choose-a-tool")
    tom.get_by_role("link", name="Ladder of small steps").click()
    tom.get_by_label("What would you like to be able to do?").fill("Buy bread alone")
    first, second = tom.get_by_label("What would you do?").nth(0), tom.get_by_label("What would you do?").nth(1)
    first.fill("Stand in the queue")
    second.fill("Walk to the corner")
    tom.get_by_label("What would you leave out").first.fill("The phone in my hand")
    tom.get_by_role("group", name="How hard does it look today?").nth(0).get_by_text("70", exact=True).click()
    tom.get_by_role("group", name="How hard does it look today?").nth(1).get_by_text("30", exact=True).click()
    second_up = tom.get_by_role("button", name="Easier: move Step 2 before the one above")
    second_up.focus()  # by the keyboard alone, with a name that says what it does
    tom.keyboard.press("Enter")
    expect(tom.get_by_label("What would you do?").nth(0)).to_have_value("Walk to the corner")
    expect(tom.get_by_label("What would you leave out").nth(1)).to_have_value("The phone in my hand")
    look(tom, "29-a-ladder-together")
    tom.get_by_role("button", name="Keep it").click()
    used = UsedTogether.objects.unscoped().select_related("response", "course").get()
    assert used.session == hour and used.response.answers["step_1"] == "Walk to the corner"
    tom.get_by_role("radio", name="It helped", exact=True).check()
    tom.get_by_role("button", name="Keep this").click()
    look(tom, "29-a-ladder-read-together")
    amira.goto(reverse("sessions:session", args=[hour.pk]))
    amira.get_by_role("link", name="Session 1").tap()
    expect(amira.get_by_text("Walk to the corner")).to_be_visible()
    look(amira, "29-a-ladder-on-her-phone")

    place = given("exposure-log", "Walk to the corner")
    for n, (start, peak, end) in enumerate([(60, 80, 50), (50, 60, 30), (40, 40, 10)]):
        monkeypatch.setattr("duologue.web.clock.now", lambda n=n: NOW + timedelta(minutes=30 * n))
        amira.goto(place)
        amira.get_by_label("Which step is it?").fill("The corner")
        amira.get_by_label("What do you fear will happen?").fill("I will faint.")
        choose(amira, "How sure are you?", "80")
        if n == 0:
            look(amira, "29-before-she-goes")
        amira.get_by_role("button", name="Continue").tap()
        keep(amira)
        amira.get_by_role("link", name="Add more when you are ready").first.tap()
        for name, value in (("when it began", start), ("at its highest", peak), ("at the end", end)):
            choose(amira, f"How hard was it {name}?", str(value))
        amira.get_by_label("How many minutes did you stay?").fill("20")
        amira.get_by_role("button", name="Continue").tap()
        amira.get_by_label("What did you learn?").fill("I did not faint.")
        amira.get_by_role("button", name="Continue").tap()
        kept(amira)
    words = "At its highest it was 80 of 100 the first time and 40 the last time, 3 times in all."
    expect(amira.get_by_text(words)).to_be_visible()
    for page in (amira, tom):
        page.goto(reverse("progress:course", args=[house.cast.ours.pk]))
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.get_by_text("The two together prove nothing.")).to_be_visible()
        small = page.evaluate(
            """() => [...document.querySelectorAll("svg text")].filter((text) => text.getClientRects().length)
                .map((text) => parseFloat(getComputedStyle(text).fontSize) * text.getCTM().a)"""
        )
        assert small and min(small) >= 12
    page.get_by_text("Show the numbers").first.click()
    look(amira, "29-a-curve-on-her-phone")
    look(tom, "29-a-curve-beside-progress")


def test_a_week_of_things_to_do_shows_what_lifted_her_and_grows_without_a_signal(house, enter, given, look):
    place = given("activity-plan", "One small thing a day")
    amira = enter(house.amira, phone=True)
    amira.goto(place)
    amira.get_by_label("What?").first.fill("A walk with Jo")
    amira.get_by_role("radio", name="Tu Tuesday").first.check()
    amira.get_by_role("radio", name="10 10 o'clock").first.check()
    amira.context.set_offline(True)
    amira.get_by_role("button", name="Add another thing to do").tap()  # without a signal
    expect(amira.get_by_role("heading", name="Thing to do 3")).to_be_visible()
    amira.get_by_label("What?").nth(2).fill("Call my sister")
    look(amira, "29-things-to-do")
    amira.context.set_offline(False)
    keep(amira)
    amira.get_by_role("link", name="Go on with it").tap()
    for n, (before, after) in ((0, (3, 7)), (2, (4, 4))):
        amira.get_by_text("How it was").nth(n).tap()
        amira.get_by_role("group", name="Did it happen?").nth(0 if n == 0 else 1).get_by_text("Yes").tap()
        amira.get_by_role("group", name="Your mood before").locator("visible=true").last.get_by_text(
            str(before), exact=True
        ).tap()
        amira.get_by_role("group", name="Your mood after").locator("visible=true").last.get_by_text(
            str(after), exact=True
        ).tap()
    kept(amira)
    amira.get_by_text("What you wrote", exact=True).last.tap()
    words = "2 in the week, 2 done. The mood was higher after 1 of 2, most of all after: A walk with Jo."
    expect(amira.get_by_text(words)).to_be_visible()
    look(amira, "29-what-lifted-her")
    tom = enter(house.tom)
    tom.goto(place.replace("/do/", "/"))
    expect(tom.get_by_text(words)).to_be_visible()
    look(tom, "29-her-week-looked-at-together")


def test_a_belief_is_tested_a_problem_turned_about_and_worries_are_sorted(house, enter, given, look):
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    place = given("behavioural-experiment", "Ask one question in the meeting")
    amira.goto(place)
    amira.get_by_label("Which thought do you want to test?").fill("They will all stare at me.")
    choose(amira, "How much do you believe it?", "80")
    amira.get_by_role("button", name="Continue").tap()
    amira.get_by_label("What will happen, if it is true?").fill("Everybody turns round.")
    amira.get_by_role("button", name="Continue").tap()
    keep(amira)
    amira.get_by_role("link", name="Add more when you are ready").tap()
    expect(amira.get_by_text("They will all stare at me.", exact=True).first).to_be_visible()
    amira.get_by_label("What happened?").fill("Two looked up.")
    choose(amira, "How much do you believe it now?", "40")
    amira.get_by_role("button", name="Continue").tap()
    kept(amira)
    tom.goto(place.replace("/do/", "/"))
    expect(tom.get_by_text("80 % before, 40 % after.")).to_be_visible()
    look(tom, "29-before-and-after")

    place = given("problem-solving", "The noise upstairs")
    amira.goto(place)
    amira.get_by_label("What is the problem, in one or two sentences?").fill("The neighbour is loud.")
    amira.get_by_label("What could you do?").first.fill("Ring the bell")
    amira.get_by_label("What speaks for it").first.fill("It is quick.")
    amira.get_by_label("What speaks against it").first.fill("I am afraid of him.")
    look(amira, "29-ways-out")
    keep(amira)
    tom.goto(place.replace("/do/", "/"))
    look(tom, "29-ways-out-read")

    place = given("worry-time", "Park them until five")
    amira.goto(place)
    amira.get_by_label("What is the worry?").nth(0).fill("The letter from the bank")
    amira.get_by_label("What is the worry?").nth(1).fill("What if he leaves")
    amira.get_by_text("At my worry time").first.tap()
    amira.get_by_role("group", name="Where does it belong?").first.get_by_text("I can act on it").tap()
    look(amira, "29-worries-parked")
    keep(amira)
    amira.get_by_text("What you wrote", exact=True).last.tap()
    expect(amira.get_by_role("group", name="I can act on it")).to_contain_text("The letter from the bank")
    expect(amira.get_by_role("group", name="Not sorted yet")).to_contain_text("What if he leaves")
    look(amira, "29-worries-sorted")


def test_how_it_came_about_is_a_line_from_then_to_now(house, enter, look):
    line = mapping.begin("longitudinal", "Being no trouble", course=house.cast.ours, by=house.tom, now=NOW)
    said = {"early": "Nobody spoke of Nani", "beliefs": "I am too much", "set_off": "A full shop", "carries": "Jo"}
    boxes = {place: mapping.write_box(line, place, words, by=house.amira, now=NOW) for place, words in said.items()}
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto(reverse("assessment:map", args=[line.pk]))
    amira.get_by_role("link", name="Add to Rules I live by").tap()
    amira.get_by_label("Rules I live by").fill("If I need nothing, they stay")
    amira.get_by_role("button", name="Keep").tap()
    expect(amira.get_by_text("To get by, you live by “If I need nothing, they stay”.")).to_be_visible()
    look(amira, "29-from-then-to-now-on-her-phone")
    mapping.draw_arrow(boxes["set_off"], boxes["beliefs"], "wakes", by=house.tom, now=NOW)
    tom.goto(reverse("assessment:map", args=[line.pk]))
    expect(tom.get_by_text("“A full shop” wakes the belief “I am too much”.")).to_be_visible()
    look(tom, "29-from-then-to-now")


def test_a_tool_works_without_a_script(house, enter, given):
    amira = enter(house.amira, phone=True, javascript=False)
    place = given("activity-plan")
    amira.goto(place)
    amira.get_by_label("What?").first.fill("A walk")
    amira.get_by_role("button", name="Add another thing to do").tap()
    expect(amira.get_by_label("What?")).to_have_count(3)
    expect(amira.get_by_label("What?").first).to_have_value("A walk")
    amira.get_by_role("radio", name="Just for me", exact=True).check()
    kept(amira)
    assert sent("activity-plan")[0].answers["what_1"] == "A walk"
