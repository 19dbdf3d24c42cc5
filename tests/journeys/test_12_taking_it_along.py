"""After everything: her archive opens with no server and no line, his export is FHIR, and both read the same date."""

from __future__ import annotations

import json
import zipfile

import pytest
from playwright.sync_api import expect
from tests import histories
from tests.cast import NOW

from duologue.courses import actions as courses
from duologue.courses.models import Stage


def after_the_ending(house):
    histories.amiras(house.cast)
    courses.move_to(Stage.Kind.CLOSED, course=house.cast.ours, by=house.tom, now=NOW)


def downloaded(page, button, folder):
    with page.expect_download() as coming:
        page.get_by_role("button", name=button).click()
    held = coming.value
    held.save_as(folder / held.suggested_filename)
    return folder / held.suggested_filename


@pytest.fixture
def without_us(browser):
    """A browser with the network off, as it opens a file on her device."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, offline=True, java_script_enabled=True)
    page = context.new_page()
    page.asked = []
    page.on("request", lambda request: page.asked.append(request.url))
    yield page
    context.close()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_she_takes_her_words_along_and_reads_them_without_us(house, enter, look, without_us, tmp_path, javascript):
    after_the_ending(house)
    amira = enter(house.amira, phone=True, javascript=javascript)
    amira.goto("/me/")
    amira.get_by_role("link", name="Take your words with you").click()
    expect(amira.get_by_text("These pages are kept until 26 November 2033.")).to_be_visible()
    if javascript:
        look(amira, "12-take-away")
    packed = downloaded(amira, "Take my file", tmp_path)
    assert packed.name == "pages-2026-11-26.zip"
    with zipfile.ZipFile(packed) as held:
        assert sorted(held.namelist()) == ["fhir.json", "index.html", "scores.csv"]
        held.extractall(tmp_path)

    hers = without_us
    hers.goto((tmp_path / "index.html").as_uri())
    expect(hers.get_by_text("I stopped going out on my own.")).to_be_visible()
    hers.get_by_role("link", name="Your numbers").click()
    row = hers.get_by_role("row").filter(has_text="PHQ-9")
    expect(row.first).to_contain_text("19 of 27")
    expect(row.last).to_contain_text("9 of 27")
    expect(row.nth(5)).to_contain_text("not enough answers to count")
    assert [url for url in hers.asked if not url.startswith("file://")] == []
    if javascript:
        without_its_policy(tmp_path)
        hers.goto((tmp_path / "to-look-at.html").as_uri())
        look(hers, "12-archive")
        assert len(hers.pdf()) > 10_000


def without_its_policy(folder):
    """A copy for axe, which is a script and is rightly kept out by the page's own policy."""
    page = (folder / "index.html").read_text()
    start = page.index("<meta http-equiv")
    (folder / "to-look-at.html").write_text(page[:start] + page[page.index("\n", start) :])


def test_the_page_lets_no_script_in(house, enter, without_us, tmp_path):
    """Even words that found a way past the escaping could do nothing there."""
    after_the_ending(house)
    amira = enter(house.amira, phone=True)
    amira.goto(f"/course/{house.cast.ours.pk}/take-away/")
    with zipfile.ZipFile(downloaded(amira, "Take my file", tmp_path)) as held:
        page = held.read("index.html").decode()
    planted = tmp_path / "planted.html"
    planted.write_text(page.replace("</main>", "<script>document.title = 'taken over'</script></main>"))
    without_us.goto(planted.as_uri())
    assert without_us.title() == "My pages"


def test_he_exports_what_both_see(house, enter, look, tmp_path):
    after_the_ending(house)
    tom = enter(house.tom)
    tom.goto(f"/course/{house.cast.ours.pk}/")
    tom.get_by_role("link", name="Export for another practice").click()
    expect(tom.get_by_text("These pages are kept until 26 November 2033.")).to_be_visible()
    look(tom, "12-export")
    bundle = json.loads(downloaded(tom, "Export as FHIR", tmp_path).read_text())
    kinds = {entry["resource"]["resourceType"] for entry in bundle["entry"]}
    assert kinds == {"EpisodeOfCare", "Appointment", "Goal", "Questionnaire", "QuestionnaireResponse", "Observation"}

    amira = enter(house.amira, phone=True)
    amira.goto("/me/#looks")
    expect(amira.get_by_text("Tom exported what you both see, as a file")).to_be_visible()
    amira.goto("/plan/")
    expect(amira.get_by_role("link", name="Take your words with you")).to_be_visible()
