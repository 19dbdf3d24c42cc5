"""A practice writes a worksheet without code: draft, look, shelf, next version; or brings it as a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from tests.reading import words

from duologue.questionnaires import library, own_sheets
from duologue.questionnaires.models import Response
from duologue.questionnaires.own_models import OwnWorksheet
from duologue.techniques.models import UsedTogether

HEAD = {
    "title": "Night log",
    "called": "My night",
    "purpose": "It shows what a night was like.",
    "school": "cbt",
    "shown": "steps",
    "minutes": "2",
    "therapist_note": "Good in the first weeks. Leave it when counting keeps somebody awake.",
}
TWO = {
    "rows": "2",
    "q1_text": "How long did you lie awake?",
    "q1_kind": "choice",
    "q1_options": "Not long\nAn hour\nHalf the night",
    "q2_text": "How rested are you?",
    "q2_kind": "scale",
    "q2_low": "worn out",
    "q2_high": "fresh",
}
TYPED = {**HEAD, **TWO}


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def draft(tom):
    """A fresh draft of Tom's practice."""
    tom.post(reverse("techniques:own"))
    return OwnWorksheet.objects.get()


def page(made):
    return reverse("techniques:own-sheet", args=[made.pk])


def post(browser, made, move, **typed):
    made.refresh_from_db()
    return browser.post(page(made), {**typed, "move": move, "edition": str(typed.get("edition", made.edition))})


def shelve(browser, made, **changes):
    return post(browser, made, "shelf", **{**TYPED, **changes})


def test_it_is_written_looked_at_and_put_on_the_shelf(tom, draft):
    looked = words(post(tom, draft, "look", **TYPED))
    assert "As your client sees it" in looked and "Half the night" in looked and "worn out" in looked
    assert shelve(tom, draft).status_code == 302
    (form,) = own_sheets.on_the_shelf(draft.practice)
    assert [item.kind for item in form.items] == ["choice", "scale"] and form.called == "My night"
    assert "Night log" in words(tom.get(reverse("techniques:library")))


def test_what_is_missing_is_said_by_its_field_and_nothing_typed_is_lost(tom, draft):
    answer = shelve(tom, draft, title="", q1_options="Only one", q2_low="", minutes="many")
    text = words(answer)
    assert answer.status_code == 422
    for sentence in (
        "Give it a title.",
        "Write two answers at least",
        "Name both ends",
        "Write a number from 0 to 60.",
    ):
        assert sentence in text
    assert 'value="How long did you lie awake?"' in answer.content.decode()
    assert shelve(tom, draft).status_code == 302  # mended on the very page that came back


def test_a_draft_may_be_unfinished_and_waits(tom, draft):
    post(tom, draft, "keep", rows="1", q1_text="Half a thought")
    assert "Half a thought" in tom.get(page(draft)).content.decode()


@pytest.mark.parametrize(
    "move, left",
    [
        ("more", ["a", "b", "c", ""]),
        ("up.3", ["a", "c", "b"]),
        ("up.1", ["a", "b", "c"]),
        ("down.1", ["b", "a", "c"]),
        ("down.3", ["a", "b", "c"]),
        ("out.2", ["a", "c"]),
        ("out.9", ["a", "b", "c"]),
        ("out.x", ["a", "b", "c"]),
        ("dance", ["a", "b", "c"]),
    ],
)
def test_questions_are_added_moved_and_taken_out(tom, draft, move, left):
    typed = {"rows": "3", "q1_text": "a", "q2_text": "b", "q3_text": "c"}
    assert post(tom, draft, move, **typed).status_code == 302
    draft.refresh_from_db()
    assert [row.get("text", "") for row in draft.draft["rows"]] == left


def test_the_last_question_taken_out_leaves_an_empty_one(tom, draft):
    post(tom, draft, "out.1", rows="1", q1_text="a")
    draft.refresh_from_db()
    assert draft.draft["rows"] == [{}]


def test_two_windows_never_overwrite_one_another(tom, draft):
    post(tom, draft, "keep", **{**TYPED, "title": "From the first window"})
    late = post(tom, draft, "keep", **{**TYPED, "title": "From the second", "edition": 1})
    text = late.content.decode()
    assert late.status_code == 409 and "From the first window" in text and 'value="From the second"' in text
    draft.refresh_from_db()
    assert draft.title == "From the first window"


def test_on_the_shelf_it_stays_and_a_change_is_the_next_version(tom, draft):
    shelve(tom, draft)
    was = OwnWorksheet.objects.get().text
    assert tom.post(page(draft), {**TYPED, "move": "keep", "edition": "1"}).status_code == 409
    assert OwnWorksheet.objects.get().text == was
    for _ in range(2):  # twice is once: the open draft is opened again
        tom.post(reverse("techniques:own-next", args=[draft.pk]))
    second = OwnWorksheet.objects.get(version="2")
    assert 'value="Night log"' in tom.get(page(second)).content.decode()
    shelve(tom, second, title="Night log, shorter")
    assert [form.version for form in own_sheets.on_the_shelf(draft.practice)] == ["2"]
    assert library.form(draft.form_id, "1").title == "Night log"  # what was filled in on it stays readable


def test_it_is_used_with_a_client_and_what_was_filled_in_stays_after_it_was_put_away(cast, tom, draft):
    shelve(tom, draft)
    begin = reverse("techniques:begin", args=[cast.ours.pk])
    assert "Night log" in words(tom.get(begin))
    tom.post(f"{begin}?worksheet={draft.form_id}", {"q1": "2", "q2": "7"})
    kept = Response.objects.unscoped().get()
    assert (kept.form_id, kept.form_version, kept.answers) == (draft.form_id, "1", {"q1": 2, "q2": 7})
    tom.post(reverse("techniques:own-put-away", args=[draft.pk]))
    assert own_sheets.on_the_shelf(draft.practice) == []
    assert tom.get(f"{begin}?worksheet={draft.form_id}").status_code == 404
    used = reverse("techniques:used", args=[UsedTogether.objects.unscoped().get().pk])
    assert "An hour" in words(tom.get(used))


def bring(browser, text, at=None, **more):
    raw = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile("sheet.toml", raw)
    return browser.post(at or reverse("techniques:own"), {"do": "bring", "file": file, **more})


def groups():
    return (library.LIBRARY / "worksheets/ladder.v1.toml").read_text()


def test_a_file_with_more_than_the_page_offers_is_brought_looked_at_and_changed_as_a_file(cast, tom):
    assert bring(tom, groups()).status_code == 302
    made = OwnWorksheet.objects.get()
    assert "A draft from a file" in words(tom.get(page(made)))
    changed = groups().replace('title = "', 'title = "Our ')
    assert bring(tom, changed, page(made), do="replace", edition="1").status_code == 302
    assert bring(tom, "nonsense", page(made), do="replace", edition="2").status_code == 422
    assert bring(tom, groups(), page(made), do="replace", edition="1").status_code == 422  # another window was quicker
    tom.post(page(made), {"do": "shelf"})
    made.refresh_from_db()
    assert made.title.startswith("Our ") and made.on_shelf_since
    text = tom.get(reverse("techniques:own-text", args=[made.pk]))
    assert text.content.decode() == changed and made.form_id in text["Content-Disposition"]


@pytest.mark.parametrize("text", ["title = ", "[scoring]\nlow = 1", b"\xff\xfe", "#" * 70_000])
def test_a_file_that_is_no_worksheet_is_refused_and_nothing_is_kept(cast, tom, text):
    answer = bring(tom, text)
    assert answer.status_code == 422 and not OwnWorksheet.objects.exists()
    assert 'id="id_file_error"' in answer.content.decode()


def test_another_practice_finds_none_of_it(cast, tom, draft, signed_in):
    shelve(tom, draft)
    zoe = signed_in(cast.zoe)
    assert own_sheets.on_the_shelf(cast.elsewhere) == [] and zoe.get(page(draft)).status_code == 404
    assert zoe.get(f"/library/{draft.form_id}/").status_code == 404
    assert zoe.get(f"{reverse('techniques:begin', args=[cast.abroad.pk])}?worksheet={draft.form_id}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"form_id": "phq-9"}, {"on_shelf_since": "2026-11-26T10:00Z", "text": ""}])
def test_the_database_holds_it_too(cast, now, wrong):
    made = own_sheets.begin(practice=cast.practice, by=cast.tom, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        OwnWorksheet.objects.filter(pk=made.pk).update(**wrong)
