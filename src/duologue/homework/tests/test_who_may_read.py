"""Just for me, one line for Tom, both of us: what Tom's pages show, and that nothing shows what was kept back."""

import re

import pytest

from duologue.homework import actions, panels
from duologue.homework.models import Entry
from duologue.homework.tests.conftest import SAID
from duologue.questionnaires.models import Response
from duologue.sessions.models import AgendaItem

ReadBy = Entry.ReadBy
ANSWERS = {**SAID, "strength": 7}
EVERYBODY = ["amira", "tom", "sol", "mo", "ines", "nia", "ben", "max", "una", "zoe", "yan"]


def write(assignment, cast, now, read_by, line="A line"):
    return actions.do(assignment, by=cast.amira, now=now, read_by=read_by, line=line, answers=ANSWERS)


def plain(html):
    """A page without what is different in every answer."""
    return re.sub(r'name="(csrfmiddlewaretoken|entry_key)" value="[^"]*"', "", html)


def toms_pages(signed_in, cast, assignment):
    tom = signed_in(cast.tom)
    pages = (f"/between/{assignment.pk}/", f"/course/{cast.ours.pk}/between/", f"/course/{cast.ours.pk}/between/agree/")
    return [plain(tom.get(page).content.decode()) for page in pages]


@pytest.mark.parametrize(
    "read_by, entry_readers, answer_readers",
    [
        (ReadBy.ME, {"amira"}, {"amira"}),
        (ReadBy.LINE, {"amira", "tom"}, {"amira"}),
        (ReadBy.BOTH, {"amira", "tom"}, {"amira", "tom"}),
    ],
)
def test_who_reads_what(cast, agree, now, read_by, entry_readers, answer_readers):
    write(agree("thought-record"), cast, now, read_by)
    people = cast.everybody
    assert {name for name in EVERYBODY if Entry.objects.visible_to(people[name]).exists()} == entry_readers
    assert {name for name in EVERYBODY if Response.objects.visible_to(people[name]).exists()} == answer_readers


def test_a_private_entry_leaves_no_trace_on_toms_pages(signed_in, cast, agree, now):
    assignment = agree("thought-record")
    before = toms_pages(signed_in, cast, assignment)
    write(assignment, cast, now, ReadBy.ME)
    actions.write_down("Only mine", course=cast.ours, by=cast.amira, now=now)
    assert toms_pages(signed_in, cast, assignment) == before


def test_the_comparison_notices_an_entry_that_was_given(signed_in, cast, agree, now):
    """The control of the test above: given instead of kept, the pages differ."""
    assignment = agree("thought-record")
    before = toms_pages(signed_in, cast, assignment)
    write(assignment, cast, now, ReadBy.BOTH)
    after = toms_pages(signed_in, cast, assignment)
    assert after[0] != before[0] and after[1] != before[1]


def test_one_line_looks_the_same_whether_more_was_kept_back_or_not(signed_in, cast, agree, now):
    assignment = agree("thought-record")
    entry = write(assignment, cast, now, ReadBy.LINE, line="It was the bus.")
    with_more = toms_pages(signed_in, cast, assignment)
    Entry.objects.unscoped().filter(pk=entry.pk).update(response=None, difficulty=9)
    assert toms_pages(signed_in, cast, assignment) == with_more
    assert "It was the bus." in with_more[0] and SAID["thought"] not in with_more[0]


def test_what_is_for_both_is_there_in_full_and_amira_sees_that_it_was_opened(signed_in, cast, agree, now):
    assignment = agree("thought-record")
    write(assignment, cast, now, ReadBy.BOTH)
    hers = f"/between/{assignment.pk}/"
    assert "has opened it" not in signed_in(cast.amira).get(hers).content.decode()
    assert SAID["thought"] in toms_pages(signed_in, cast, assignment)[0]
    assert "has opened it" in signed_in(cast.amira).get(hers).content.decode()


@pytest.mark.parametrize("first", list(ReadBy))
@pytest.mark.parametrize("then", list(ReadBy))
def test_amira_changes_who_reads_it_in_both_directions(signed_in, cast, agree, now, first, then):
    assignment = agree("thought-record")
    entry = write(assignment, cast, now, first)
    answer = signed_in(cast.amira).post(f"/entry/{entry.pk}/audience/", {"read_by": then, "one_line": "The bus"})
    assert answer.status_code == 302
    page = toms_pages(signed_in, cast, assignment)[0]
    assert (SAID["thought"] in page) == (then == ReadBy.BOTH)
    assert ("The bus" in page) == (then != ReadBy.ME)
    assert Entry.objects.unscoped().select_related("response").get(pk=entry.pk).read_by == then


def test_nobody_else_changes_it(signed_in, cast, agree, now):
    entry = write(agree("thought-record"), cast, now, ReadBy.BOTH)
    for name in set(EVERYBODY) - {"amira"}:
        browser = signed_in(cast.everybody[name])
        assert browser.get(f"/entry/{entry.pk}/audience/").status_code == 404
        assert browser.post(f"/entry/{entry.pk}/audience/", {"read_by": "me"}).status_code == 404
    with pytest.raises(ValueError, match="Only the person who wrote this"):
        actions.choose_readers(entry, ReadBy.ME, by=cast.tom, now=now)


def test_a_line_is_asked_for_when_a_record_gets_one(signed_in, cast, agree, now):
    entry = write(agree("thought-record"), cast, now, ReadBy.ME, line="")
    answer = signed_in(cast.amira).post(f"/entry/{entry.pk}/audience/", {"read_by": "line", "one_line": ""})
    assert answer.status_code == 422 and Entry.objects.unscoped().get(pk=entry.pk).audience == "me"


def test_a_shared_note_reaches_the_agenda_and_leaves_it_when_taken_back(signed_in, cast, now):
    amira = signed_in(cast.amira)
    answer = amira.post("/between/write/", {"words": "I dreamt of the sea.", "read_by": "both"}, follow=True)
    assert "I dreamt of the sea." in answer.content.decode()
    note = Entry.objects.unscoped().get()
    [line] = AgendaItem.objects.unscoped().filter(about=note.pk)
    assert line.outcome == "open" and "sea" not in line.words
    theirs = f"/course/{cast.ours.pk}/between/"
    assert "I dreamt of the sea." in signed_in(cast.tom).get(theirs).content.decode()
    amira.post(f"/entry/{note.pk}/audience/", {"read_by": "me"})
    assert not AgendaItem.objects.unscoped().filter(about=note.pk, outcome="open").exists()
    assert "I dreamt of the sea." not in signed_in(cast.tom).get(theirs).content.decode()
    assert Entry.objects.unscoped().get().words == "I dreamt of the sea."  # her words stay hers


def test_a_note_is_private_unless_she_says_otherwise(signed_in, cast):
    assert 'value="me" id="id_read_by_0" checked' in signed_in(cast.amira).get("/between/write/").content.decode()
    assert signed_in(cast.amira).post("/between/write/", {"words": "", "read_by": "me"}).status_code == 422


def test_the_first_pages_offer_only_what_may_be_read(cast, agree, now):
    from duologue.courses.visibility import Viewer

    assignment = agree("thought-record")
    write(assignment, cast, now, ReadBy.ME)
    assert panels.done_lately(Viewer(cast.tom), cast.ours) == []
    line = write(assignment, cast, now, ReadBy.LINE).given_line
    assert panels.done_lately(Viewer(cast.tom), cast.ours) == [line]
    assert panels.to_do(Viewer(cast.amira)) == [assignment] and panels.to_do(Viewer(cast.nia)) == []
    assert panels.open_counts(Viewer(cast.tom)) == {cast.ours.pk: 1} and panels.open_counts(Viewer(cast.ben)) == {}
