"""Between sessions: agreed by two, done in three steps at night, read by whom she chooses, looked at together."""

from playwright.sync_api import expect
from tests.cast import NOW

from duologue.homework import actions
from duologue.homework.models import Assignment
from duologue.questionnaires import library
from duologue.sessions.models import AgendaItem

BUS = "The bus was full and somebody laughed."
LOOKING = "They are all looking at me."


def open_lines():
    return AgendaItem.objects.unscoped().filter(kind=AgendaItem.Kind.PRACTICE, outcome="open").count()


def agreed(house, **words):
    plan = {
        "what": "Catch one thought",
        "why": "So that we can look at it together.",
        "when_where": "Tuesday evening at the kitchen table",
        "obstacle": "Too tired",
        "smaller": "Only the thought, one minute",
        "confidence": 7,
        **words,
    }
    sheet = library.newest("thought-record")
    return actions.agree(course=house.cast.ours, by=house.tom, now=NOW, worksheet=sheet, **plan)


def test_tom_agrees_a_thought_record_with_amira_and_makes_it_smaller(house, enter, look):
    page = enter(house.tom)
    page.goto(f"/course/{house.cast.ours.pk}/between/")
    expect(page.get_by_text("Nothing open.")).to_be_visible()
    look(page, "07-nothing-agreed-yet")
    page.goto("/library/")
    look(page, "07-library")
    page.get_by_role("link", name="Thought record").click()
    expect(page.get_by_role("textbox", name="What happened?")).to_be_visible()
    expect(page.get_by_role("textbox", name="What went through your mind?")).to_be_hidden()
    look(page, "07-worksheet")
    page.get_by_label("Use this with").select_option(label="Amira")
    page.get_by_role("button", name="Agree it for between sessions").click()

    expect(page.get_by_role("radio", name="Thought record")).to_be_checked()
    look(page, "07-agree")
    page.get_by_role("textbox", name="What (if you like)").fill("Catch one thought")
    page.get_by_label("Why this").fill("So that we can look at it together.")
    page.get_by_label("When and where").fill("Tuesday evening at the kitchen table")
    page.get_by_label("What could get in the way").fill("Too tired")
    page.get_by_role("radio", name="6", exact=True).check()
    page.get_by_role("button", name="Agree this together").click()
    expect(page.get_by_role("heading", name="6 of 10. Could it be a little smaller?")).to_be_visible()
    expect(page.get_by_label("When and where")).to_have_value("Tuesday evening at the kitchen table")
    look(page, "07-agree-smaller")
    page.get_by_label("The smaller version").fill("Only the thought, one minute")
    page.get_by_role("button", name="Agree this together").click()
    expect(page.get_by_role("status")).to_contain_text("Agreed. Amira has it too")
    expect(page.get_by_text("Nothing given to you yet")).to_be_visible()
    assert Assignment.objects.unscoped().get().confidence == 6 and open_lines() == 1


def test_amira_does_it_in_three_steps_for_herself_and_then_gives_tom_one_line(house, enter, look):
    agreed(house)
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto("/between/")
    look(amira, "07-between-sessions")
    amira.get_by_role("link", name="Do it now").click()
    look(amira, "07-step-1")
    amira.get_by_role("button", name="Continue").click()  # a first step left empty says so, and stays
    expect(amira.get_by_text("A few words are enough here.")).to_be_visible()
    amira.get_by_role("textbox", name="What happened?").fill(BUS)
    amira.get_by_role("button", name="Continue").click()
    expect(amira.get_by_text(BUS, exact=True)).to_be_visible()  # the earlier answer stays in view
    amira.get_by_role("textbox", name="What went through your mind?").fill(LOOKING)
    amira.get_by_role("button", name="Continue").click()
    amira.get_by_role("textbox", name="What did you feel?").fill("scared")
    amira.get_by_role("radio", name="7", exact=True).check()
    expect(amira.get_by_text(LOOKING, exact=True)).to_be_visible()
    expect(amira.get_by_text("Step 3 of 4")).to_be_visible()
    look(amira, "07-step-3")
    amira.go_back()  # the phone's own Back is a step back, and nothing is lost
    expect(amira.get_by_role("textbox", name="What went through your mind?")).to_have_value(LOOKING)
    amira.get_by_role("button", name="Continue").click()
    amira.get_by_role("button", name="Continue").click()
    expect(amira.get_by_text("7 of 10")).to_be_visible()
    expect(amira.get_by_role("radio", name="Just for me", exact=True)).to_be_checked()
    look(amira, "07-who-reads-it")
    amira.get_by_role("button", name="Keep it").click()
    expect(amira.locator("main > .notice")).to_contain_text("Kept, just for you.")
    look(amira, "07-what-she-wrote")

    tom.goto(f"/course/{house.cast.ours.pk}/between/")
    look(tom, "07-agreed")
    tom.get_by_role("link", name="Catch one thought").click()
    expect(tom.get_by_text("Nothing given to you yet.")).to_be_visible()

    amira.get_by_role("link", name="Do it now").click()
    for words in ("The phone rang.", "Now it is about Mum."):
        amira.get_by_role("textbox").locator("visible=true").fill(words)
        amira.get_by_role("button", name="Continue").click()
    amira.get_by_role("button", name="Continue").click()
    amira.get_by_role("radio", name="one line for Tom").check()
    amira.get_by_label("Your line for Tom").fill("It comes when the phone rings.")
    amira.get_by_role("button", name="Keep it").click()
    expect(amira.locator("main > .notice")).to_contain_text("Your line is there for Tom")

    tom.reload()
    expect(tom.get_by_text("It comes when the phone rings.")).to_be_visible()
    for kept_back in (BUS, LOOKING, "Now it is about Mum."):
        expect(tom.get_by_text(kept_back)).to_have_count(0)
    look(tom, "07-look-at-it-together")
    tom.get_by_role("radio", name="We have looked at it").check()
    tom.get_by_label("A word of why").fill("The phone is the place to start.")
    tom.get_by_role("button", name="Settle it together").click()
    expect(tom.get_by_role("status")).to_contain_text("It has left the agenda.")
    look(tom, "07-settled")
    assert open_lines() == 0
    amira.reload()
    expect(amira.get_by_text("The phone is the place to start.")).to_be_visible()
    expect(amira.get_by_role("link", name="Do it now")).to_have_count(0)


def test_on_a_bad_day_the_smaller_version_is_one_tap_away(house, enter, look):
    agreed(house)
    amira = enter(house.amira, phone=True)
    amira.goto("/between/")
    amira.get_by_role("link", name="Too hard today").click()
    expect(amira.get_by_text("Only the thought, one minute")).to_be_visible()
    look(amira, "07-too-hard-today")
    amira.get_by_role("radio", name="Too big").check()
    amira.get_by_role("button", name="Keep this").click()
    expect(amira.locator("main > .notice")).to_contain_text("Kept, just for you.")
    amira.get_by_role("link", name="Too hard today").click()
    amira.get_by_role("link", name="Do the smaller one").click()
    amira.get_by_role("button", name="Continue").click()  # nothing is needed now
    amira.get_by_role("textbox", name="What went through your mind?").fill("I cannot do this.")
    amira.get_by_role("button", name="Continue").click()
    amira.get_by_role("button", name="Continue").click()
    amira.get_by_role("button", name="Keep it").click()
    expect(amira.get_by_text("I did a bit")).to_be_visible()
    expect(amira.get_by_text("Too hard that day: Too big")).to_be_visible()
    amira.get_by_role("link", name="Not this time").click()
    look(amira, "07-not-this-time")


def test_she_writes_something_down_and_changes_her_mind_about_who_reads_it(house, enter, look):
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    amira.goto("/between/")
    look(amira, "07-nothing-to-try")
    amira.get_by_role("link", name="Write something down").click()
    look(amira, "07-write-something-down")
    amira.get_by_label("What would you like to write down?").fill("I dreamt of the sea.")
    amira.get_by_role("button", name="Keep it").click()
    tom.goto(f"/course/{house.cast.ours.pk}/between/")
    expect(tom.get_by_text("I dreamt of the sea.")).to_have_count(0)
    amira.get_by_role("link", name="Who may read it").click()
    look(amira, "07-who-may-read-it")
    amira.get_by_role("radio", name="Both of us: Tom and me").check()
    amira.get_by_role("button", name="Keep this choice").click()
    tom.reload()
    expect(tom.get_by_text("I dreamt of the sea.")).to_be_visible()
    amira.get_by_role("link", name="Who may read it").click()
    amira.get_by_role("radio", name="Just for me", exact=True).check()
    amira.get_by_role("button", name="Keep this choice").click()
    tom.reload()
    expect(tom.get_by_text("I dreamt of the sea.")).to_have_count(0)


def test_all_of_it_works_without_javascript(house, enter):
    tom = enter(house.tom, javascript=False)
    tom.goto("/library/thought-record/")
    tom.get_by_label("Use this with").select_option(label="Amira")
    tom.get_by_role("button", name="Agree it for between sessions").click()
    tom.get_by_label("Why this").fill("To look at it together.")
    tom.get_by_label("When and where").fill("Tuesday evening")
    tom.get_by_label("What could get in the way").fill("Too tired")
    tom.get_by_role("radio", name="8", exact=True).check()
    tom.get_by_role("button", name="Agree this together").click()
    expect(tom.get_by_role("status")).to_contain_text("Agreed.")

    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto("/between/")
    amira.get_by_role("link", name="Do it now").click()
    expect(amira.get_by_role("button", name="Continue")).to_have_count(0)  # one page, nothing hidden
    amira.get_by_role("textbox", name="What happened?").fill(BUS)
    amira.get_by_role("radio", name="one line for Tom").check()
    amira.get_by_label("Your line for Tom").fill("It was the bus.")
    amira.get_by_role("button", name="Keep it").click()
    expect(amira.get_by_role("alert")).to_contain_text("Nothing you wrote is lost.")
    expect(amira.get_by_role("textbox", name="What happened?")).to_have_value(BUS)
    amira.get_by_role("textbox", name="What went through your mind?").fill(LOOKING)
    amira.get_by_role("button", name="Keep it").click()
    expect(amira.locator("main > .notice")).to_contain_text("Your line is there for Tom")
    amira.complaints.clear()  # the browser notes that a page came back with an error

    tom.get_by_role("link", name="Catch a thought").click()
    expect(tom.get_by_text("It was the bus.")).to_be_visible()
    expect(tom.get_by_text(LOOKING)).to_have_count(0)
    tom.get_by_role("radio", name="We let it go").check()
    tom.get_by_label("A word of why").fill("Enough for now.")
    tom.get_by_role("button", name="Settle it together").click()
    expect(tom.get_by_role("status")).to_contain_text("It has left the agenda.")
    assert open_lines() == 0
