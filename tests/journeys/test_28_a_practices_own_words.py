"""Mo says how sessions go here and what agreements begin with; Tom plans in the hour the clocks repeat, and says which."""

from django.urls import reverse
from playwright.sync_api import expect


def test_mo_writes_the_practices_own_words_and_a_new_agreement_begins_with_them(house, enter, look):
    mo = enter(house.cast.mo)
    mo.goto("/today/")
    mo.get_by_role("link", name="How sessions go here: length, notice, enquiries").click()
    mo.get_by_label("How many hours before is early enough to call off?").fill("48")
    look(mo, "28-how-sessions-go-here")
    mo.get_by_role("button", name="Keep this").click()
    expect(mo.get_by_text("Kept. It holds from now on.")).to_be_visible()
    mo.get_by_role("link", name="what agreements begin with").click()
    mo.get_by_label("Money").fill("Each session costs 70 pounds.")
    mo.get_by_label("Meeting on screen").fill("")
    mo.get_by_role("button", name="Keep this text").click()
    expect(mo.get_by_text("This text does not speak of: Meeting on screen.")).to_be_visible()
    look(mo, "28-what-agreements-begin-with")
    tom = enter(house.tom)
    tom.goto(reverse("assessment:agreement", args=[house.cast.ours.pk]))
    words = tom.get_by_label("What we agree").input_value()
    assert "at least 48 hours before" in words and "Each session costs 70 pounds." in words
