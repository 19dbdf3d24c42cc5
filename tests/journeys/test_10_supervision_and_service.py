"""Step 10: Sol sees only the packet Tom chose, Mo sees only counts, and everybody else nothing."""

from playwright.sync_api import expect
from tests import histories


def test_sol_sees_only_the_packet_and_answers(house, enter, look):
    histories.amiras(house.cast)
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/progress/")
    tom.get_by_role("link", name="Bring to supervision").click()
    tom.get_by_label("What do you call the client here?").fill("K.")
    tom.get_by_label("Your question").fill("Amira comes late since the review.")
    tom.get_by_role("button", name="Bring this").click()
    expect(tom.get_by_role("alert")).to_contain_text("“Amira” is part of the client's name. Please write it without.")
    tom.complaints.clear()  # the browser reports the 422 itself
    look(tom, "10-bring")
    tom.complaints.clear()
    tom.get_by_label("Your question").fill("K. comes late since the review. What am I not seeing?")
    tom.get_by_role("button", name="Bring this").click()
    expect(tom.get_by_role("heading", name="K.", exact=True)).to_be_visible()

    sol = enter(house.cast.sol)
    sol.goto("/supervision/")
    look(sol, "10-brought-to-me")
    sol.get_by_role("link", name="K., from Tom").click()
    expect(sol.get_by_text("K.'s low mood score was 19 at the start. It is 9 now.")).to_be_visible()
    assert "Amira" not in sol.content()
    look(sol, "10-packet")
    sol.get_by_label("Your answer").fill("What happened in that review?")
    sol.get_by_role("button", name="Send to Tom").click()
    expect(sol.locator("blockquote").filter(has_text="What happened in that review?")).to_be_visible()
    for path in ("progress", "review", "ending", "staying-well", "milestones"):
        assert sol.goto(f"/course/{house.cast.ours.pk}/{path}/").status == 404
    sol.complaints.clear()  # the browser reports each 404 itself

    tom.reload()
    expect(tom.get_by_text("What happened in that review?")).to_be_visible()
    packet = tom.url
    tom.get_by_role("button", name="Take it back").click()
    expect(tom.get_by_text("taken back", exact=True)).to_be_visible()
    look(tom, "10-what-i-brought")
    assert sol.goto(packet).status == 404
    sol.complaints.clear()


def test_mo_sees_only_counts(house, enter, look):
    histories.amiras(house.cast)
    mo = enter(house.cast.mo)
    mo.goto("/service/")
    expect(mo.get_by_text("It shows no names and opens nothing that anybody wrote.")).to_be_visible()
    expect(mo.get_by_text("fewer than 10 were counted").first).to_be_visible()
    main = mo.get_by_role("main").inner_text()
    assert not [name for name in ("Amira", "Nia", "Tom", "Ben") if name in main]
    look(mo, "10-service")
    mo.get_by_role("link", name="The four words, which are turned off").click()
    expect(mo.get_by_text("Nobody sees these words now.")).to_be_visible()
    mo.get_by_role("button", name="Turn them on for this practice").click()
    expect(mo.get_by_role("heading", name="Turned on")).to_be_visible()
    look(mo, "10-the-four-words")
    for path in ("progress", "review", "ending", "supervision/bring"):
        assert mo.goto(f"/course/{house.cast.ours.pk}/{path}/").status == 404
    mo.complaints.clear()


def test_strangers_see_nothing(house, enter):
    for person in (house.cast.max, house.cast.nia, house.cast.ines):
        page = enter(person)
        assert page.goto("/service/").status == 404
        assert page.goto("/supervision/").status == 404
        assert page.goto(f"/course/{house.cast.ours.pk}/progress/").status == 404
        page.complaints.clear()
    nobody = enter(None)
    nobody.goto("/service/")
    assert "/account/login/" in nobody.url
