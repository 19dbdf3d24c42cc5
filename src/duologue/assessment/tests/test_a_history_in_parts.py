"""The history in nine parts: each asked before it opens, kept answer by answer, sent or set aside as its client likes."""

import pytest
from django.urls import reverse

from duologue.assessment import history, panels
from duologue.assessment.models import HistoryPart
from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.courses.visibility import Viewer
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Ask, Response

HARD = "history-hard-things"


@pytest.fixture
def parts(cast):
    return reverse("assessment:history", args=[cast.ours.pk])


def part(cast, form_id):
    return reverse("assessment:history-part", args=[cast.ours.pk]) + f"?part={form_id}"


def opened(browser, cast, form_id):
    """Opens a part and gives back where it is answered."""
    return browser.post(part(cast, form_id), {"do": "open"}).url


def whole(cast, who):
    viewer = Viewer(who)
    return panels.history_of(viewer, viewer.course(cast.ours.pk))


def test_there_are_nine_parts_and_the_hard_one_says_so_in_its_data():
    forms = history.forms()
    assert [form.extra.get("part", 1) for form in forms] == list(range(1, 10))
    assert [form.id for form in forms if form.extra.get("sensitive")] == [HARD]
    assert not [item for form in forms for item in form.items if item.needed]


def test_the_list_says_in_words_how_much_is_left(cast, signed_in, parts):
    amira = signed_in(cast.amira)
    page = amira.get(parts).content.decode()
    assert "0 of 9 parts, about 38 minutes left." in page and "Begin with “A little about you”" in page
    amira.post(opened(amira, cast, "history-health"), {"sleep": "Badly."})
    assert "1 of 9 parts, about 33 minutes left." in amira.get(parts).content.decode()
    for form in history.forms():
        if form.id != "history-health":
            amira.post(part(cast, form.id), {"do": "out"})
    page = amira.get(parts).content.decode()
    assert "9 of 9 parts." in page and "Nothing is left to do here." in page


def test_every_answer_is_kept_by_itself_and_the_part_goes_on_where_it_was(cast, signed_in, parts):
    amira = signed_in(cast.amira)
    where = opened(amira, cast, "history-family")
    assert amira.post(where + "keep/", {"who": "Mum and Samira"}).status_code == 204
    assert amira.post(where + "keep/", {"like": "Loud."}).status_code == 204
    page = amira.get(parts).content.decode()
    assert "begun, 2 of 5 answered, only you see it" in page and "Go on with “Where you come from”" in page
    assert "about 36 minutes left" in page
    assert opened(amira, cast, "history-family") == where
    assert "Mum and Samira" in amira.get(where).content.decode()


def test_a_draft_is_nobodys_but_hers_until_she_sends_it(cast, signed_in):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    overview = reverse("assessment:overview", args=[cast.ours.pk])
    where = opened(amira, cast, "history-family")
    amira.post(where + "keep/", {"like": "Loud and warm."})
    assert "Loud and warm." not in tom.get(overview).content.decode()
    assert whole(cast, cast.tom).done == 0 and whole(cast, cast.amira).part("history-family").answered == 1
    amira.post(where, {"like": "Loud and warm."})
    page = tom.get(overview).content.decode()
    assert "Loud and warm." in page and "History: family and growing up" in page
    assert "How was school for you?" not in page  # what was skipped is not spread out
    assert Response.objects.unscoped().get().opened_by_therapist_at


def test_the_hard_part_asks_before_it_opens_and_can_wait_for_the_session(cast, signed_in, parts):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    page = amira.get(part(cast, HARD)).content.decode()
    assert "You choose whether this opens now." in page and not Ask.objects.unscoped().exists()
    assert amira.post(part(cast, HARD), {"do": "session"}).url == parts
    assert "left for the session" in amira.get(parts).content.decode()
    overview = tom.get(reverse("assessment:overview", args=[cast.ours.pk])).content.decode()
    assert "Hard things that happened: left for the session." in overview
    amira.post(part(cast, HARD), {"do": "out"})
    assert HistoryPart.objects.unscoped().get().choice == "out"


def test_what_was_set_aside_can_be_opened_again_with_everything_in_it(cast, signed_in):
    amira = signed_in(cast.amira)
    where = opened(amira, cast, HARD)
    amira.post(where + "keep/", {"careful": "The word funeral."})
    amira.post(part(cast, HARD), {"do": "session"})
    assert where not in amira.get(reverse("home:today")).content.decode()
    assert opened(amira, cast, HARD) == where
    assert "The word funeral." in amira.get(where).content.decode()
    assert Ask.objects.unscoped().count() == 1


def test_a_choice_that_is_none_changes_nothing_and_says_so(cast, signed_in, now):
    amira = signed_in(cast.amira)
    back = amira.post(part(cast, HARD), {"do": "whatever"})
    assert back.status_code == 422 and "Choose one of the ways below." in back.content.decode()
    assert not HistoryPart.objects.unscoped().exists()
    assert amira.get(part(cast, "phq-9")).status_code == 404
    with pytest.raises(KeyError):
        history.open_part("phq-9", course=cast.ours, by=cast.amira, now=now)
    with pytest.raises(KeyError):
        history.set_aside("phq-9", "out", course=cast.ours, by=cast.amira, now=now)


def test_a_part_that_was_sent_is_read_and_not_asked_again(cast, signed_in):
    amira = signed_in(cast.amira)
    where = opened(amira, cast, "history-people")
    assert "See the parts of your history" in amira.post(where, {"close": "Jo"}, follow=True).content.decode()
    read = opened(amira, cast, "history-people")
    assert read.startswith("/answers/") and "Jo" in amira.get(read).content.decode()
    assert Response.objects.unscoped().count() == 1


def test_a_history_from_before_there_were_parts_is_the_first_of_them(cast, signed_in, now):
    asked = questionnaires.ask("first-history", course=cast.ours, by=cast.tom, now=now)
    signed_in(cast.amira).post(reverse("questionnaires:answer", args=[asked.pk]), {"brings": "I stay in."})
    first = whole(cast, cast.tom).parts[0]
    assert first.is_sent and first.said == [("What brings you here now?", "I stay in.")]


def test_today_offers_it_while_the_first_stage_lasts(cast, signed_in, now, parts):
    amira = signed_in(cast.amira)
    assert parts in amira.get(reverse("home:today")).content.decode()
    courses.move_to(Stage.Kind.TREATMENT, course=cast.ours, by=cast.tom, now=now.replace(hour=14))
    assert parts not in amira.get(reverse("home:today")).content.decode()


def test_hard_things_do_not_leave_for_another_practice(cast, signed_in):
    amira = signed_in(cast.amira)
    amira.post(opened(amira, cast, HARD), {"happened": "Something when I was nine."})
    amira.post(opened(amira, cast, "history-days"), {"work": "I repair clocks."})
    exported = signed_in(cast.tom).post(reverse("interop:export", args=[cast.ours.pk])).content.decode()
    assert "I repair clocks." in exported and "when I was nine" not in exported


@pytest.mark.parametrize("name", ["tom", "nia", "ben", "sol", "mo", "ines"])
def test_only_the_client_has_these_pages(cast, signed_in, parts, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(parts).status_code == browser.get(part(cast, HARD)).status_code == 404
    assert browser.post(part(cast, HARD), {"do": "out"}).status_code == 404


def test_the_page_costs_the_same_when_everything_is_answered(cast, signed_in, parts, django_assert_max_num_queries):
    amira = signed_in(cast.amira)
    for form in history.forms():
        amira.post(opened(amira, cast, form.id), {form.items[0].id: "x"})
    with django_assert_max_num_queries(12):
        page = amira.get(parts).content.decode()
    assert page.count("tag leaf") == 9
