"""Amira looks at her name, her password and who has opened her pages."""

import pytest


@pytest.fixture
def opened(signed_in, cast):
    """Tom and Ben open pages; some are Amira's."""
    tom = signed_in(cast.tom)
    tom.get(f"/course/{cast.ours.pk}/goals/")
    tom.get(f"/course/{cast.ours.pk}/goals/")
    signed_in(cast.ben).get(f"/course/{cast.theirs.pk}/goals/")


def looks(browser, query=""):
    page = browser.get(f"/me/{query}").content.decode()
    return page.split('id="looks"')[1].split("</main>")[0]


def test_she_reads_who_opened_what_and_when(signed_in, cast, opened):
    text = looks(signed_in(cast.amira))
    assert "Tom opened your goals" in text and "and 1 more time that day" in text
    assert "Thursday 26 November 2026" in text and "13:50" in text
    assert "Ben" not in text, "what happened in Nia's course is not hers to read"


def test_her_own_looks_are_not_listed(signed_in, cast):
    browser = signed_in(cast.amira)
    browser.get("/here/")
    assert "Amira" not in looks(browser)


def test_before_anybody_looked_it_says_what_will_be_here(signed_in, cast):
    assert "Nobody has opened your pages yet." in looks(signed_in(cast.yan)) or "Zoe" in looks(signed_in(cast.yan))


def test_a_long_list_comes_in_pages_and_costs_the_same(signed_in, cast, django_assert_max_num_queries):
    tom = signed_in(cast.tom)
    for _ in range(55):
        tom.get(f"/course/{cast.ours.pk}/goals/")
    browser = signed_in(cast.amira)
    with django_assert_max_num_queries(14):
        first = looks(browser)
    assert "and 49 more times that day" in first
    older = first.split('href="?until=')[1].split('"')[0].split("#")[0]
    assert "Tom" in looks(browser, f"?until={older}")


@pytest.mark.parametrize("until", ["x", "-1", "9" * 40, "", "%00", "٣"])
def test_a_broken_page_number_does_no_harm(signed_in, cast, opened, until):
    assert signed_in(cast.amira).get(f"/me/?until={until}").status_code == 200


def test_staff_read_what_they_may_see_and_no_list(signed_in, cast, opened):
    page = signed_in(cast.tom).get("/me/").content.decode()
    assert 'id="looks"' not in page and "the client can read it" in page


def test_she_changes_what_people_call_her(signed_in, cast):
    browser = signed_in(cast.amira)
    assert browser.post("/me/", {"called": "Ami", "name": "Amira Rahman"}).status_code == 302
    page = browser.get("/me/").content.decode()
    assert "Your name is kept." in page and 'value="Ami"' in page
    assert "Ami" not in "".join(morsel.value for morsel in browser.cookies.values()), "no name in a cookie"


def test_an_empty_name_gets_a_sentence_and_the_other_stays(signed_in, cast):
    page = signed_in(cast.amira).post("/me/", {"called": "", "name": "Amira Rahman"})
    assert page.status_code == 422
    assert "Write the name people call you by." in page.content.decode() and "Amira Rahman" in page.content.decode()
