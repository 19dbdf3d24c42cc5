"""A letter with a link, a tablet that is handed over, a sheet of paper, and what is asked again and again."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from duologue.questionnaires import actions, asking, links
from duologue.questionnaires.models import AskRule, LinkCode, Response
from duologue.safety.models import Alert


@pytest.fixture
def asked(house, now):
    """`asked("gad-7")` is a question put to Amira by Tom."""
    return lambda form_id: actions.ask(form_id, course=house.cast.ours, by=house.tom, now=now)


def sent() -> Response:
    return Response.objects.unscoped().select_related("course").get(sent_at__isnull=False)


def touch(page, name, role="button"):
    page.get_by_role(role, name=name, exact=True).and_(page.locator(":visible")).tap()


def test_a_link_from_a_letter_is_one_form_with_six_numbers_and_no_password(house, enter, look, asked, now, mailoutbox):
    links.send(asked("gad-7"), by=house.tom, now=now)
    path = re.search(r"(/one/[^/\s]+/)", mailoutbox[-1].body).group(1)
    code = LinkCode.objects.unscoped().select_related("course").get().code
    page = enter(None, phone=True)
    page.goto(path)
    look(page, "16-a-link")
    page.get_by_label("The six numbers you were told").fill(code)
    touch(page, "Open it")
    touch(page, "Begin")
    for _ in range(7):
        page.locator("label.choice:visible").get_by_text("Several days", exact=True).tap()
    touch(page, "Send to Tom")
    expect(page.get_by_role("heading", name="Thank you. Tom has your answers")).to_be_visible()
    look(page, "16-a-link-has-done-its-work")
    assert sent().score.value == 7 and sent().author == house.amira
    page.go_back()
    expect(page.get_by_role("button", name="Begin")).to_have_count(0)
    other = enter(None, phone=True)
    other.goto(path)
    expect(other.get_by_role("button", name="Send me a new link")).to_be_visible()
    look(other, "16-a-link-that-is-over")
    other.complaints.clear()  # the browser's own line about 410


def test_a_link_tells_where_to_turn_when_things_are_hard_and_asks_once(house, enter, look, asked, now, mailoutbox):
    links.send(asked("phq-9"), by=house.tom, now=now)
    path = re.search(r"(/one/[^/\s]+/)", mailoutbox[-1].body).group(1)
    page = enter(None, phone=True)
    page.goto(path)
    page.get_by_label("The six numbers you were told").fill(
        LinkCode.objects.unscoped().select_related("course").get().code
    )
    touch(page, "Open it")
    touch(page, "Begin")
    for _ in range(9):
        page.locator("label.choice:visible").get_by_text("Nearly every day", exact=True).tap()
    touch(page, "Send to Tom")
    expect(page.get_by_role("link", name="Call 116 123")).to_be_visible()
    look(page, "16-told-by-a-link")
    touch(page, "Please contact me before we meet")
    expect(page.get_by_text("Tom sees that you want to hear from them before you meet.")).to_be_visible()
    expect(page.get_by_role("button", name="I need help now")).to_have_count(0)
    assert Alert.objects.unscoped().get().choice == "contact"


def test_a_tablet_is_handed_over_and_nothing_of_toms_is_behind_it(house, enter, look, asked):
    asked("gad-7")
    page = enter(house.tom, phone=True)
    page.goto(reverse("questionnaires:ask", args=[house.cast.ours.pk]))
    page.locator("summary", has_text="GAD-7").tap()
    look(page, "16-other-ways")
    page.get_by_role("link", name=re.compile("Hand over this device.*GAD-7")).tap()
    page.get_by_label("Your PIN").fill("4321")
    look(page, "16-handing-over")
    touch(page, "Hand it over")
    expect(page.get_by_role("button", name="Begin")).to_be_visible()
    look(page, "16-one-form-only")
    page.go_back()
    expect(page.get_by_text("Questions for Amira")).to_have_count(0)
    expect(page.get_by_text("signed in as")).to_have_count(0)
    for path in ("/today/", "/caseload/", reverse("home:course", args=[house.cast.ours.pk])):
        page.goto(path)
        expect(page).to_have_url(re.compile("/here/form/$"))
    touch(page, "Begin")
    for _ in range(7):
        page.locator("label.choice:visible").get_by_text("Not at all", exact=True).tap()
    touch(page, "Send to Tom")
    touch(page, "Tom takes it back", role="link")
    look(page, "16-taking-it-back")
    page.get_by_label("Your PIN").fill("1111")
    touch(page, "Take it back")
    expect(page.get_by_text("This is not the PIN.").first).to_be_visible()
    page.complaints.clear()  # the browser's own line about 422
    page.get_by_label("Your PIN").fill("4321")
    touch(page, "Take it back")
    expect(page.get_by_role("heading", name="Questions for Amira")).to_be_visible()
    assert sent().score.value == 0


def test_a_sheet_of_paper_is_entered_and_both_see_that_it_was(house, enter, look):
    page = enter(house.tom, phone=True)
    page.goto(f"{reverse('questionnaires:from-paper', args=[house.cast.ours.pk])}?form=gad-7")
    page.get_by_label("Which day is on the paper?").fill("2026-11-20")
    for n in range(1, 8):
        page.locator(f"[data-question=q{n}]").get_by_text("Several days").tap()
    look(page, "16-from-paper")
    touch(page, "Keep these answers")
    expect(page.get_by_text("filled them in on paper, on 20 November 2026")).to_be_visible()
    assert sent().score.value == 7 and sent().entered_by == house.tom
    look(page, "16-read-from-paper")


def test_tom_asks_again_and_again_and_amira_sees_it(house, enter, look):
    tom = enter(house.tom, phone=True)
    path = reverse("questionnaires:rules", args=[house.cast.ours.pk])
    tom.goto(path)
    look(tom, "16-nothing-asked-by-itself")
    tom.get_by_label("Which form?").select_option("phq-9")
    tom.get_by_label("Why do you ask?").fill("To see how low mood moves.")
    tom.get_by_text("Before each session", exact=True).tap()
    touch(tom, "Ask by this rule")
    expect(tom.get_by_role("heading", name=re.compile("PHQ-9"))).to_be_visible()
    tom.get_by_label("Which form?").select_option("dass-21")
    tom.get_by_label("Why do you ask?").fill("One more.")
    tom.get_by_text("Every few days", exact=True).tap()
    tom.locator("summary", has_text="How often").tap()
    tom.get_by_label("how many days apart?").fill("3")
    touch(tom, "Ask by this rule")
    expect(tom.get_by_text("That comes to 58 questions a week").first).to_be_visible()
    look(tom, "16-more-than-the-budget")
    tom.complaints.clear()
    amira = enter(house.amira, phone=True)
    amira.goto("/plan/")
    amira.get_by_role("link", name="What you are asked, and when").tap()
    expect(amira.get_by_text("To see how low mood moves.")).to_be_visible()
    look(amira, "16-what-i-am-asked")


def test_what_nobody_opened_three_times_is_stopped_with_one_touch(house, enter, look, now):
    from datetime import timedelta

    rule = asking.set_rule(
        "week-in-numbers",
        course=house.cast.ours,
        by=house.tom,
        now=now - timedelta(days=4),
        when="days",
        every_days=1,
        open_days=1,
        why="To begin with.",
    )
    for n in (4, 3, 2):
        then = now - timedelta(days=n)
        asking.ask_by(rule, asking.turn_of(rule, now=then), now=then)
    page = enter(house.tom, phone=True)
    page.goto(reverse("questionnaires:rules", args=[house.cast.ours.pk]))
    expect(page.get_by_text("Stop it?")).to_be_visible()
    look(page, "16-stop-it")
    page.goto("/caseload/")
    expect(page.get_by_text("was not opened the last 3 times. Stop it?")).to_be_visible()
    look(page, "16-stop-it-on-the-caseload")
    page.get_by_text("Stop it?").get_by_role("link", name="Change it").tap()
    page.locator(".unopened").get_by_role("button", name="Stop asking").tap()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    assert AskRule.objects.unscoped().get().stopped_at
