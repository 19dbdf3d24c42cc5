"""An answer that cannot wait, from a phone to somebody who acts; who hears of it meanwhile; and the plan two people write."""

from datetime import timedelta

from django.urls import reverse
from playwright.sync_api import expect

from duologue.questionnaires import actions
from duologue.questionnaires.models import Response
from duologue.safety import escalation, plans
from duologue.safety.models import Alert


def answered(house, now, q9=1):
    """Amira's answer, sent at `now`."""
    asked = actions.ask("phq-9", course=house.cast.ours, by=house.tom, now=now)
    draft = actions.begin(asked.form, course=house.cast.ours, by=house.amira, now=now, question=asked)
    return actions.send(draft, {**{f"q{n}": 1 for n in range(1, 9)}, "q9": q9}, now=now)


def test_from_her_phone_to_somebody_who_acts(house, enter, look, now):
    sent = answered(house, now)
    amira = enter(house.amira, phone=True)
    amira.goto(reverse("safety:after", args=[sent.pk]))
    expect(amira.get_by_text("Nobody is watching this page right now.")).to_be_visible()
    look(amira, "21-told")
    amira.get_by_role("button", name="Please contact me before we meet").tap()
    expect(amira.get_by_text("Tom sees that you want to hear from them")).to_be_visible()
    tom = enter(house.tom, phone=True)
    tom.goto("/today/")
    look(tom, "21-today-with-an-answer")
    tom.get_by_role("link", name="Open, and write down what you did").tap()
    expect(tom.get_by_role("heading", name="Amira told us something that needs you")).to_be_visible()
    look(tom, "21-the-answer")
    tom.get_by_label("I called").check()
    tom.get_by_label("In a few words").fill("She is with her sister. We speak tomorrow at nine.")
    tom.get_by_role("button", name="Write down what I did").tap()
    expect(tom.get_by_text("She is with her sister.")).to_be_visible()
    look(tom, "21-acted-on")
    amira.reload()
    expect(amira.get_by_text("Tom has read this and acted on it")).to_be_visible()
    assert Alert.objects.unscoped().get().state == "closed"
    assert Response.objects.unscoped().get().sent_at


def test_while_nobody_acts_others_hear_of_it(house, enter, look, now):
    began = now - timedelta(hours=13)
    answered(house, began, q9=2)
    for minutes in range(0, 13 * 60, 30):
        escalation.pass_on(now=began + timedelta(minutes=minutes))
    ben = enter(house.cast.ben, phone=True)
    ben.goto("/today/")
    expect(ben.get_by_text("has come to you, because Tom has not acted yet")).to_be_visible()
    look(ben, "21-passed-on")
    ben.get_by_role("link", name="Open, and write down what you did").tap()
    expect(ben.get_by_role("heading", name="Who has been told")).to_be_visible()
    look(ben, "21-passed-on-answer")
    mo = enter(house.cast.mo)
    mo.goto("/today/")
    expect(mo.get_by_role("heading", name="An answer waits for a person")).to_be_visible()
    assert "Amira" not in mo.content()
    look(mo, "21-manager")
    mo.get_by_label("Who takes it now?").select_option("Ben")
    mo.get_by_role("button", name="Give it to them").click()
    expect(mo.get_by_text("Ben is told now, and sees the answer.")).to_be_visible()
    mo.get_by_role("link", name="Who is told first, who stands in, and when").click()
    look(mo, "21-who-is-reached")
    mo.get_by_role("button", name="Begin a drill now").click()
    expect(mo.get_by_text("It is marked as a drill.")).to_be_visible()


def test_the_two_write_her_plan(house, enter, look):
    amira, tom = enter(house.amira, phone=True), enter(house.tom)
    page = reverse("safety:plan", args=[house.cast.ours.pk])
    amira.goto(page)
    look(amira, "21-plan-empty")
    amira.get_by_role("link", name="Begin the plan").tap()
    amira.get_by_label("How I notice that it is coming").fill("It goes very quiet. I stop answering Jo.")
    amira.get_by_label("What I want to be there for").fill("The garden in spring.")
    look(amira, "21-plan-writing")
    tom.goto(reverse("safety:write-plan", args=[house.cast.ours.pk]))
    amira.get_by_role("button", name="Keep the plan").tap()
    expect(amira.get_by_text("The garden in spring.")).to_be_visible()
    tom.get_by_label("Whom I can tell").fill("Jo, 07700 900123")
    tom.get_by_role("button", name="Keep the plan").click()
    expect(tom.get_by_role("heading", name="You both wrote here")).to_be_visible()
    tom.complaints.clear()  # the browser reports the 409 itself
    tom.get_by_role("textbox").nth(0).fill("It goes very quiet. I stop answering Jo.")
    tom.get_by_role("textbox").nth(6).fill("The garden in spring.")
    tom.get_by_role("button", name="Keep this").click()
    expect(tom.get_by_text("Jo, 07700 900123")).to_be_visible()
    look(tom, "21-plan-of-amira")
    amira.reload()
    expect(amira.get_by_text("Jo, 07700 900123")).to_be_visible()
    amira.get_by_role("button", name="Keep it on this phone").tap()
    expect(amira.get_by_text("Whoever holds this phone can read it, too.")).to_be_visible()
    look(amira, "21-plan")
    amira.get_by_role("link", name="Open it for paper").tap()
    look(amira, "21-plan-for-paper")
    amira.goto("/help-now/")
    look(amira, "21-help-now")
    expect(amira.get_by_role("link", name="Open my safety plan")).to_be_visible()


def test_the_longest_plan_prints_on_one_page(house, enter, now):
    words = {
        name: "\n".join(["Sixty letters of somebody's words, as long as a line may be."] * 5) for name in plans.PARTS
    }
    plans.write_plan(words, course=house.cast.ours, seen=0, by=house.amira, now=now)
    amira = enter(house.amira)
    amira.goto(reverse("safety:print-plan", args=[house.cast.ours.pk]))
    sheets = amira.pdf(format="A4").count(b"/Type /Page\n") or amira.pdf(format="A4").count(b"/Type /Page ")
    assert sheets == 1, sheets


def test_without_a_script_the_choice_is_made_all_the_same(house, enter, now):
    sent = answered(house, now)
    amira = enter(house.amira, phone=True, javascript=False)
    amira.goto(reverse("safety:after", args=[sent.pk]))
    amira.get_by_role("button", name="I need help now").click()
    expect(amira.get_by_role("link", name="Call 999 If you are in danger now")).to_be_visible()
