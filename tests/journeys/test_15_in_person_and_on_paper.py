"""What a client cannot be sent: Tom asks five questions in person, and keeps a total that was counted on paper."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from duologue.questionnaires import entering, library
from duologue.safety.models import Alert


def test_tom_asks_in_person_and_a_yes_leads_to_what_to_do(house, enter, look):
    tom = enter(house.tom)
    tom.goto(reverse("questionnaires:ask", args=[house.cast.ours.pk]))
    look(tom, "15-what-tom-can-ask")
    tom.get_by_role("link", name="Ask it together").click()
    expect(tom.get_by_role("heading", name="Ask Suicide-Screening Questions (ASQ)")).to_be_visible()
    look(tom, "15-in-person")
    for name, value in (("q1", "1"), ("q2", "0"), ("q3", "0"), ("q4", "open")):
        tom.locator(f'label:has(input[name="{name}"][value="{value}"])').click()
    tom.get_by_role("button", name="Keep these answers").click()
    expect(tom.get_by_text("Ask this one too.").first).to_be_visible()
    look(tom, "15-in-person-one-more")
    tom.complaints.clear()  # the browser's own line on a page that came back
    tom.locator('label:has(input[name="q5"][value="0"])').click()
    tom.get_by_role("button", name="Keep these answers").click()
    expect(tom.get_by_role("heading", name="Amira told us something that needs you")).to_be_visible()
    tom.get_by_role("link", name="All answers").click()
    expect(tom.get_by_role("heading", name="What the answers lead to")).to_be_visible()
    look(tom, "15-in-person-read")
    assert Alert.objects.unscoped().get().rule == "q1"


def test_tom_keeps_a_total_from_paper(house, enter, look, now):
    course = house.cast.ours
    for weeks, total in ((6, 29), (3, 24)):
        day = (now - timedelta(weeks=weeks)).date()
        entering.enter_total(library.newest("wsas"), total, on=day, course=course, by=house.tom, now=now)
    tom = enter(house.tom)
    tom.goto(reverse("questionnaires:ask", args=[course.pk]))
    tom.get_by_role("link", name="Enter a total").click()
    tom.get_by_text("Work and Social Adjustment Scale (WSAS), 0 to 40").click()
    tom.get_by_label("Its total").fill("52")
    tom.get_by_role("button", name="Keep this total").click()
    expect(tom.get_by_text("The totals of this form lie between 0 and 40, in whole points.").first).to_be_visible()
    look(tom, "15-a-total-too-high")
    tom.complaints.clear()  # the browser's own line on a page that came back
    tom.get_by_label("Its total").fill("16")
    tom.get_by_role("button", name="Keep this total").click()
    expect(tom.get_by_text("16 of 40")).to_be_visible()
    look(tom, "15-totals")
    amira = enter(house.amira, phone=True)
    amira.goto(reverse("progress:mine"))
    expect(amira.get_by_text("Each total was counted elsewhere and entered by the therapist.")).to_be_visible()
    look(amira, "15-progress-of-a-total")
