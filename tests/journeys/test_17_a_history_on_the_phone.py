"""Amira writes her history on a phone whose line keeps breaking: every answer arrives, and hard things wait for the session."""

from itertools import count

from django.urls import reverse
from playwright.sync_api import expect

from duologue.questionnaires.models import Response


def test_a_part_on_a_line_that_breaks_loses_nothing(house, enter, look):
    amira = enter(house.amira, phone=True)
    amira.goto(reverse("assessment:history", args=[house.cast.ours.pk]))
    expect(amira.get_by_text("0 of 9 parts, about 38 minutes left.")).to_be_visible()
    look(amira, "17-a-history-in-parts")
    amira.get_by_role("link", name="Where you come from").tap()
    expect(amira.get_by_role("heading", name="Where you come from")).to_be_visible()
    look(amira, "17-a-part-before-it-opens")
    amira.get_by_role("button", name="Open it now").tap()
    tried = count()
    amira.route("**/keep/", lambda route: route.abort() if next(tried) % 2 == 0 else route.continue_())
    amira.get_by_role("button", name="Begin").tap()
    said = {"who": "Mum and Samira", "like": "Loud and warm", "school": "Sick on the bus every Monday"}
    for words in said.values():
        amira.locator(".step[data-now] textarea").fill(words)
        amira.locator(".step[data-now]").get_by_role("button", name="Continue").tap()
    expect(amira.locator("[data-state]")).to_contain_text("Saved.", timeout=30_000)
    assert next(tried) > len(said)  # some were lost on the way, and sent again
    amira.unroute("**/keep/")
    amira.complaints.clear()  # Chromium writes each lost request on its console
    kept = Response.objects.unscoped().get()
    assert {name: kept.answers.get(name) for name in said} == said and kept.sent_at is None

    amira.goto(reverse("assessment:history", args=[house.cast.ours.pk]))
    expect(amira.get_by_text("begun, 3 of 5 answered, only you see it")).to_be_visible()
    amira.get_by_role("link", name="Go on with").tap()
    amira.get_by_role("button", name="Go on").tap()
    expect(amira.get_by_text("What changed a lot in those years?").first).to_be_visible()


def test_hard_things_ask_before_they_open_and_wait_for_the_session(house, enter, look):
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto(reverse("assessment:history", args=[house.cast.ours.pk]))
    amira.get_by_role("link", name="Hard things that happened").tap()
    expect(amira.get_by_text("You choose whether this opens now.")).to_be_visible()
    amira.get_by_role("button", name="Leave it for the session").tap()
    expect(amira.get_by_text("left for the session")).to_be_visible()
    with_script = enter(house.amira, phone=True)
    with_script.goto(reverse("assessment:history-part", args=[house.cast.ours.pk]) + "?part=history-hard-things")
    look(with_script, "17-hard-things")
    tom = enter(house.tom)
    tom.goto(reverse("assessment:overview", args=[house.cast.ours.pk]))
    expect(tom.get_by_text("Hard things that happened: left for the session.")).to_be_visible()
    look(tom, "17-what-amira-told-us")
