"""The calendar on a phone and by keyboard: planning, another time, calling off, time away, one's own calendar."""

from __future__ import annotations

from datetime import date, time, timedelta

from playwright.sync_api import expect

from duologue.sessions import actions, changes, planning
from duologue.sessions.models import How, Session


def a_week(house, now):
    """A week as it can be: one moved, one called off late, one by video, one away ahead."""
    tom = {"by": house.tom, "now": now}
    planning.plan_series(
        course=house.cast.ours, starts_on=date(2026, 11, 26), at=time(16), every_weeks=1, minutes=50, how_many=4, **tom
    )
    held = list(
        Session.objects.unscoped()
        .filter(course=house.cast.ours)
        .select_related("course__practice", "therapist")
        .order_by("starts_at")
    )
    planning.move(held[1], starts_at=held[1].starts_at + timedelta(days=1), **tom)
    planning.arrange(held[2], how=How.VIDEO, link="https://video.example.org/room", **tom)
    early = actions.plan_session(course=house.cast.ours, starts_at=now + timedelta(hours=18), minutes=50, **tom)
    changes.call_off(early, by=house.amira, now=now)
    changes.take_a_break(
        user=house.tom, first_on=date(2026, 12, 24), last_on=date(2027, 1, 2), courses=[], by=house.tom, now=now
    )
    return held


def test_tom_reads_his_calendar_and_walks_it_by_keyboard(house, enter, look, now):
    a_week(house, now)
    page = enter(house.tom)
    page.goto("/calendar/")
    look(page, "15-week")
    for name in ("Month", "Day"):
        page.get_by_role("navigation", name="Day, week or month").get_by_role("link", name=name).focus()
        page.keyboard.press("Enter")
        look(page, f"15-{name.lower()}")
    page.goto("/calendar/")
    page.get_by_role("link", name="16:00 Amira").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amira, session")
    page.get_by_text("Another time, or not at all").click()
    page.get_by_role("link", name="Another time or place").click()
    look(page, "15-another-time")


def test_amira_asks_for_another_time_on_her_phone_and_tom_moves_it(house, enter, look, now):
    held = a_week(house, now)
    phone = enter(house.amira, phone=True)
    phone.goto(f"/session/{held[0].pk}/")
    phone.get_by_role("link", name="Ask for another time").click()
    look(phone, "15-ask-to-move")
    phone.get_by_role("button", name="Ask Tom").click()
    expect(phone.get_by_text("Choose a day and a time that suit you.").first).to_be_visible()
    phone.complaints.clear()  # the browser notes the 422 in its console
    phone.get_by_label("A time that suits you").fill("2026-11-27T15:00")
    phone.get_by_label("Anything to add").fill("I have an exam.")
    phone.get_by_role("button", name="Ask Tom").click()
    look(phone, "15-asked")
    desk = enter(house.tom)
    desk.goto("/today/")
    desk.get_by_role("link", name="Amira asks for another time").click()
    look(desk, "15-wish")
    desk.get_by_role("button", name="Move it here").click()
    phone.goto("/calendar/")
    expect(phone.get_by_role("link", name="15:00 Session")).to_be_visible()
    look(phone, "15-clients-week")


def test_amira_calls_a_session_off_without_a_script(house, enter, look, now):
    held = a_week(house, now)
    phone = enter(house.amira, phone=True, javascript=False)
    phone.goto(f"/session/{held[0].pk}/")
    phone.get_by_role("link", name="Call it off").click()
    expect(phone.get_by_text("That can happen to anybody.")).to_be_visible()
    phone.get_by_role("button", name="Call it off").click()
    expect(phone.get_by_text("This session is off. Tom hears of it.")).to_be_visible()


def test_call_off_and_the_other_pages_look_right(house, enter, look, now):
    held = a_week(house, now)
    phone = enter(house.amira, phone=True)
    for path, name in (
        (f"/session/{held[0].pk}/call-off/", "call-off"),
        (f"/session/{held[2].pk}/", "by-video"),
        ("/reminders/", "reminders"),
        ("/calendar/breaks/", "breaks"),
    ):
        phone.goto(path)
        look(phone, f"15-{name}")
    desk = enter(house.tom)
    for path, name in (
        (f"/course/{house.cast.ours.pk}/sessions/", "sessions"),
        (f"/course/{house.cast.ours.pk}/sessions/plan/", "plan"),
        (f"/session/{held[0].pk}/what-became/", "what-became"),
        (f"/series/{held[0].series_id}/", "series"),
        ("/calendar/address/", "address"),
    ):
        desk.goto(path)
        look(desk, f"15-{name}")
    desk.get_by_label("Show initials").check()
    desk.get_by_role("button", name="Get a private address").click()
    expect(desk.get_by_role("heading", name="Here is your address")).to_be_visible()
    look(desk, "15-your-address")
    desk.goto("/calendar/breaks/")
    desk.get_by_label("First day away").fill("2026-12-03")
    desk.get_by_label("Last day away").fill("2026-12-12")
    desk.get_by_role("button", name="Keep these days").click()
    look(desk, "15-break-calls-off")
    desk.get_by_role("button", name="Keep these days, and call").click()
    expect(desk.get_by_text("sessions are off.")).to_be_visible()


def test_tom_writes_the_note_and_a_killed_browser_loses_nothing(house, enter, look, now):
    session = actions.plan_session(course=house.cast.ours, starts_at=now, minutes=50, by=house.tom, now=now)
    actions.begin(session, by=house.tom, now=now)
    words = {"agreed": "Walk to the corner each morning", "summary": "What makes mornings heavy."}
    actions.write_together(session, **words, seen=1, by=house.amira, now=now)
    actions.end(session, by=house.tom, now=now + timedelta(minutes=50))
    page = enter(house.tom)
    page.goto(f"/session/{session.pk}/progress-note/?template=dap")
    expect(page.get_by_label("Plan")).to_have_value("Agreed: Walk to the corner each morning")
    look(page, "15-note")
    page.get_by_label("Assessment").press_sequentially("Livelier than last week. ")
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Assessment").press_sequentially("Laughed twice.")
    expect(page.get_by_text("On this computer. Not kept in the record yet. We try again.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Kept as a draft.")).to_be_visible()
    page.complaints.clear()  # the browser notes the cut network in its console
    page.context.close()  # nobody pressed anything
    again = enter(house.tom)
    again.goto(f"/session/{session.pk}/progress-note/")
    expect(again.get_by_label("Assessment")).to_have_value(
        "Livelier than last week. Laughed twice.What makes mornings heavy."
    )
    again.get_by_role("button", name="Keep and sign").click()
    again.get_by_label("Add to this note").fill("He came five minutes late.")
    again.get_by_role("button", name="Add this").click()
    expect(again.get_by_text("He came five minutes late.")).to_be_visible()
    look(again, "15-note-signed")
