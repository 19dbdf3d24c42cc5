"""Both write one plan, nobody's words vanish, it prints on a page, and only the client says whether a phone keeps it."""

from datetime import date

import pytest
from django.urls import reverse

from duologue.safety import plans
from duologue.safety.models import EarlierSafetyPlan, SafetyPlan

WORDS = {"signs": "It goes quiet", "ask": "Jo, 07700 900123", "reason": "The garden"}


def at(name, cast):
    return reverse(f"safety:{name}", args=[cast.ours.pk])


@pytest.fixture
def written(cast, now):
    words = dict.fromkeys(plans.PARTS, "") | WORDS
    return plans.write_plan(words, course=cast.ours, seen=0, by=cast.amira, now=now)


def test_an_empty_plan_says_what_it_is_for(cast, signed_in):
    page = signed_in(cast.amira).get(at("plan", cast)).content.decode()
    assert "what helps when it gets dangerous" in page and "tel:999" in page


def test_one_begins_it_the_other_goes_on_and_what_stood_before_is_kept(cast, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    assert amira.post(at("write-plan", cast), {"version": "0", **WORDS}).url == at("plan", cast)
    tom.post(at("write-plan", cast), {"version": "1", **WORDS, "safer": "Jo keeps the tablets"})
    page = amira.get(at("plan", cast)).content.decode()
    assert "Jo keeps the tablets" in page and "Last changed by Tom" in page
    before = amira.get(at("earlier-plans", cast)).content.decode()
    assert "Amira wrote this" in before and "It goes quiet" in before and "Jo keeps" not in before


def test_a_stale_change_shows_both_texts(cast, signed_in, written):
    signed_in(cast.tom).post(at("write-plan", cast), {"version": "1", **WORDS, "signs": "Tom heard: quiet"})
    late = signed_in(cast.amira).post(at("write-plan", cast), {"version": "1", **WORDS, "signs": "Very quiet"})
    page = late.content.decode()
    assert late.status_code == 409 and "Tom heard: quiet" in page and "Very quiet" in page
    assert SafetyPlan.objects.unscoped().get().signs == "Tom heard: quiet"


def test_the_same_words_again_change_nothing(cast, written, now):
    words = dict.fromkeys(plans.PARTS, "") | WORDS
    assert plans.write_plan(words, course=cast.ours, seen=0, by=cast.tom, now=now).version == 1
    assert not EarlierSafetyPlan.objects.unscoped().exists()


@pytest.mark.parametrize("sent, sentence", [({}, "at least one step"), ({"signs": "x" * 421}, "prints on one page")])
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(cast, signed_in, sent, sentence):
    back = signed_in(cast.amira).post(at("write-plan", cast), {"version": "0", "ask": " ", **sent})
    assert back.status_code == 422 and sentence in back.content.decode()
    assert sent.get("signs", "") in back.content.decode()


def test_looking_at_it_together_is_dated_and_a_day_to_do_so_again_is_shown(cast, signed_in, written, now):
    tom = signed_in(cast.tom)
    assert "Not looked at together yet" in tom.get(at("plan", cast)).content.decode()
    assert tom.post(at("plan", cast), {"again_on": "2026-11-26"}).status_code == 422
    tom.post(at("plan", cast), {"again_on": "2026-12-24"})
    assert "again on 24 December 2026" in tom.get(at("plan", cast)).content.decode()
    SafetyPlan.objects.unscoped().update(review_on=date(2026, 11, 20))
    assert "You wanted to look at this again" in tom.get(at("plan", cast)).content.decode()


class TestOnThePhone:
    KEEP, FORGET = '<meta name="duologue-offline" content="keep">', '<meta name="duologue-offline" content="forget">'

    def test_it_is_kept_only_by_her_choice(self, cast, signed_in, written):
        amira = signed_in(cast.amira)
        page = amira.get(at("plan", cast)).content.decode()
        assert self.FORGET in page and "whoever holds the phone can read it, too" in page
        amira.post(at("keep-on-phone", cast), {"kept": "yes"})
        assert self.KEEP in amira.get(at("plan", cast)).content.decode()
        amira.post(at("keep-on-phone", cast), {"kept": "no"})
        assert self.FORGET in amira.get(at("plan", cast)).content.decode()

    def test_a_therapists_page_is_never_kept_and_a_therapist_does_not_choose(self, cast, signed_in, written):
        signed_in(cast.amira).post(at("keep-on-phone", cast), {"kept": "yes"})
        tom = signed_in(cast.tom)
        assert "duologue-offline" not in tom.get(at("plan", cast)).content.decode()
        assert tom.post(at("keep-on-phone", cast), {"kept": "no"}).status_code == 404

    def test_a_change_of_words_keeps_the_choice(self, cast, signed_in, written, now):
        plans.keep_on_phone(written, kept=True, by=cast.amira, now=now)
        signed_in(cast.tom).post(at("write-plan", cast), {"version": "1", "signs": "Other words"})
        assert self.KEEP in signed_in(cast.amira).get(at("plan", cast)).content.decode()


def test_it_is_one_tap_from_help_now_and_from_today(cast, signed_in, written):
    amira, link = signed_in(cast.amira), f'href="{at("plan", cast)}"'
    assert link in amira.get("/help-now/").content.decode() and link in amira.get("/today/").content.decode()
    assert link not in signed_in(cast.tom).get("/help-now/").content.decode()


def test_the_sheet_of_paper_has_the_words_and_the_numbers(cast, signed_in, written):
    page = signed_in(cast.amira).get(at("print-plan", cast)).content.decode()
    assert "The garden" in page and "116 123" in page and "data-print" in page


def test_after_the_end_it_stays_to_read_and_is_not_written(cast, signed_in, written, now):
    from duologue.courses import actions as courses
    from duologue.courses.models import Stage

    courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now)
    amira = signed_in(cast.amira)
    assert "The garden" in amira.get(at("plan", cast)).content.decode()
    assert amira.post(at("write-plan", cast), {"version": "1", "signs": "New"}).status_code == 422
