"""Amira's own pages: written with a first line if wanted, found, changed, taken along, deleted; hers alone unless she says so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.courses import versions
from duologue.courses.visibility import Viewer
from duologue.homework import actions, notes, reading
from duologue.homework.models import EarlierNote, Entry
from duologue.homework.prompts import PROMPTS
from duologue.sessions.models import AgendaItem

NOTES = "/between/notes/"


@pytest.fixture
def write(cast, now):
    def write_(words, read_by=Entry.ReadBy.ME, line="", days_ago=0):
        at = now - timedelta(days=days_ago)
        return actions.write_down(words, course=cast.ours, by=cast.amira, now=at, read_by=read_by, line=line)

    return write_


@pytest.fixture
def amira(signed_in, cast):
    return signed_in(cast.amira)


def test_before_anything_was_written_it_says_so(amira):
    assert "A page here can be one word long." in amira.get(NOTES).content.decode()


@pytest.mark.parametrize(
    "begin, shown", [("1", PROMPTS[0]), ("8", PROMPTS[7]), ("0", None), ("9", None), ("x", None), ("²", None)]
)
def test_a_first_line_if_wanted(amira, begin, shown):
    text = amira.get("/between/write/", {"begin": begin}).content.decode()
    assert text.count('<p class="lead">') == (shown is not None)
    assert shown is None or f'<p class="lead">{shown}</p>' in text
    assert 'data-outbox="a note"' in text


def test_twenty_on_a_page_and_the_older_ones_behind_it(amira, write):
    for n in range(23):
        write(f"Note number {n}.", days_ago=n)
    first, second = (amira.get(NOTES, {"page": n}).content.decode() for n in (1, 2))
    assert first.count("<article") == 20 and second.count("<article") == 3
    assert "Note number 0." in first and "Note number 22." in second and "Page 2 of 2" in second
    assert amira.get(NOTES, {"page": "nonsense"}).status_code == 200


@pytest.mark.parametrize(
    "wanted, found",
    [("sea", {"The SEA was grey"}), ("Dream sea", {"The SEA was grey, a dream"}), ("ß", {"Straße"}), ("river", set())],
)
def test_words_are_found_in_any_case_and_all_of_them(write, wanted, found):
    texts = {
        "sea": ["The SEA was grey", "A tree"],
        "Dream sea": ["The SEA was grey, a dream", "A dream"],
        "ß": ["Straße", "Bahn"],
    }
    kept = [write(words) for words in texts.get(wanted, ["The SEA was grey"])]
    assert {note.words for note in reading.find(kept, wanted)} == found


def test_she_looks_for_words_and_they_stand_in_no_address(amira, write):
    write("I dreamt of the sea.")
    write("A tree fell.")
    answer = amira.post(NOTES, {"find": "SEA"})
    text = answer.content.decode()
    assert answer.status_code == 200 and "1 note with “SEA”." in text
    assert "I dreamt of the sea." in text and "A tree fell." not in text
    assert "?find" not in text and 'method="get"' not in text
    assert "No note has these words in it." in amira.post(NOTES, {"find": "mountain"}).content.decode()


def test_found_ones_have_pages_too(amira, write):
    for n in range(25):
        write(f"A sea, {n}.")
    text = amira.post(NOTES, {"find": "sea", "page": "2"}).content.decode()
    assert text.count("<article") == 5 and 'name="find" value="sea"' in text


def test_nobody_finds_anothers_notes(signed_in, cast, write):
    write("I dreamt of the sea.", read_by=Entry.ReadBy.BOTH)
    nia = signed_in(cast.nia)
    assert "sea." not in nia.post(NOTES, {"find": "sea"}).content.decode()
    assert signed_in(cast.tom).post(NOTES, {"find": "sea"}).status_code == 404


def test_what_she_looked_for_is_kept_nowhere(amira, write):
    write("A tree fell.")
    amira.post(NOTES, {"find": "kanarienvogel"})
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "kanarienvogel" not in str(cursor.fetchall()), table


def test_she_changes_a_note_and_what_it_said_before_stays_with_it(amira, write):
    note = write("He shouted.")
    address = reverse("homework:note", args=[note.pk])
    assert amira.post(address, {"words": ""}).status_code == 422
    assert amira.post(address, {"words": "He was loud.", "version": "1"}).status_code == 302
    assert (
        amira.post(address, {"words": "He was loud.", "version": "1"}).status_code == 302
    )  # the same words once more change nothing
    held = Entry.objects.unscoped().get()
    assert held.words == "He was loud." and held.changed_at
    assert [one.words for one in EarlierNote.objects.unscoped()] == ["He shouted."]
    assert "He shouted." in amira.get(address).content.decode()


def from_two_devices(amira, note):
    """What stands in a note after the desk and the phone each changed the words both had opened."""
    address = reverse("homework:note", args=[note.pk])
    for device in (amira, amira):
        assert 'name="version" value="1"' in device.get(address).content.decode()
    assert amira.post(address, {"words": "From the desk.", "version": "1"}).status_code == 302
    answer = amira.post(address, {"words": "From the phone.", "version": "1"})
    return answer, Entry.objects.unscoped().get(pk=note.pk).words


def test_a_note_changed_on_two_devices_keeps_both_texts(amira, write):
    note = write("He shouted.")
    answer, kept = from_two_devices(amira, note)
    page = answer.content.decode()
    assert answer.status_code == 409 and kept == "From the desk."
    assert "From the desk." in page and "From the phone." in page and "You wrote here on two pages" in page
    address = reverse("homework:note", args=[note.pk])
    assert amira.post(address, {"words": "From both.", "version": "2"}).status_code == 302
    assert Entry.objects.unscoped().get().words == "From both."
    earlier = {one.words for one in EarlierNote.objects.unscoped()}
    assert earlier == {"He shouted.", "From the desk."}


def test_control_a_note_without_a_version_loses_the_first_text(amira, write, monkeypatch):
    def keep(note, *, seen, **changes):
        Entry.objects.unscoped().filter(pk=note.pk).update(version=seen)
        versions.keep(note, seen=seen, **changes)

    monkeypatch.setattr(notes, "keep", keep)
    answer, kept = from_two_devices(amira, write("He shouted."))
    assert answer.status_code == 302 and kept == "From the phone."


def test_tom_reads_the_newest_words_of_a_note_he_was_given_and_never_the_earlier_ones(signed_in, cast, amira, write):
    note = write("He shouted.", read_by=Entry.ReadBy.BOTH)
    amira.post(reverse("homework:note", args=[note.pk]), {"words": "He was loud.", "version": "1"})
    text = signed_in(cast.tom).get(f"/course/{cast.ours.pk}/between/").content.decode()
    assert "He was loud." in text and "He shouted." not in text
    assert signed_in(cast.tom).get(reverse("homework:note", args=[note.pk])).status_code == 404


@pytest.mark.parametrize("read_by", list(Entry.ReadBy))
def test_deleted_is_deleted(amira, write, read_by):
    note = write("He shouted.", read_by=read_by, line="A line")
    notes.change(note, "He was loud.", seen=1, by=note.author, now=note.written_at)
    address = reverse("homework:delete-note", args=[note.pk])
    assert "He was loud." in amira.get(address).content.decode() and Entry.objects.unscoped().exists()
    assert amira.post(address).status_code == 302
    assert not Entry.objects.unscoped().exists() and not EarlierNote.objects.unscoped().exists()
    assert not AgendaItem.objects.unscoped().filter(outcome="open").exists()
    line = LedgerLine.objects.get(verb="entry.deleted")
    assert (line.subject, line.actor) == (note.pk, note.author_id)
    assert amira.get(address).status_code == 404


def test_only_notes_can_be_deleted_and_only_by_their_author(cast, agree, now, amira, write):
    entry = actions.do(agree(), by=cast.amira, now=now, words="Did it")
    for name in ("note", "delete-note"):
        assert amira.post(reverse(f"homework:{name}", args=[entry.pk]), {"words": "x"}).status_code == 404
    for wrong in (entry, write("mine", read_by=Entry.ReadBy.LINE, line="x").given_line):
        with pytest.raises(ValueError, match="Only the person"):
            notes.delete(wrong, by=cast.amira, now=now)
    with pytest.raises(ValueError, match="Only the person"):
        notes.change(write("mine"), "yours", seen=1, by=cast.tom, now=now)


def test_she_takes_all_of_it_along_as_text(amira, write):
    write("The older one\nwith two lines", days_ago=3)
    write("The newer one <b>", read_by=Entry.ReadBy.LINE, line="A line")
    answer = amira.get("/between/notes/all.txt")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8" and "my-notes.txt" in answer["Content-Disposition"]
    assert text.index("The older one\nwith two lines") < text.index("The newer one <b>") and "A line" not in text
    assert "Monday 23 November 2026, 13:50" in text and "no-store" in answer["Cache-Control"]


def test_what_helped_is_kept_from_an_entry_shown_taken_back_and_taken_out(signed_in, cast, amira, agree, now):
    entry = actions.do(agree(), by=cast.amira, now=now, words="Going anyway")
    page = f"/between/helped/?entry={entry.pk}"
    assert f"?entry={entry.pk}" in amira.get(f"/between/{entry.assignment_id}/").content.decode()
    assert 'value="Going anyway"' in amira.get(page).content.decode()
    assert amira.post("/between/helped/", {"words": "", "read_by": "me"}).status_code == 422
    amira.post("/between/helped/", {"words": "Going anyway", "read_by": "me", "entry": str(entry.pk)})
    [one] = reading.helped(Viewer(cast.amira), [cast.ours])
    assert one.entry_id == entry.pk
    theirs = [f"/course/{cast.ours.pk}/{page}/" for page in ("between", "progress", "ending")]
    tom, change = signed_in(cast.tom), f"/between/helped/{one.pk}/"
    for what, stands in (("both", True), ("me", False), ("both", True), ("out", False)):
        assert amira.post(change, {"what": what}).status_code == 302
        for address in theirs:
            assert ("<li>Going anyway</li>" in tom.get(address).content.decode()) == stands, (what, address)
    assert amira.post(change, {"what": "both"}).status_code == 404
    assert "Nothing here yet." in amira.get("/between/helped/").content.decode()


def test_what_helped_stands_on_her_progress_and_at_her_ending(cast, amira, now):
    notes.keep_what_helped("Walking with Jo", course=cast.ours, both=False, by=cast.amira, now=now)
    for page in ("progress", "ending"):
        assert "<li>Walking with Jo</li>" in amira.get(f"/course/{cast.ours.pk}/{page}/").content.decode()


def test_nobody_changes_what_helped_for_her(cast, signed_in, now):
    one = notes.keep_what_helped("Jo", course=cast.ours, both=True, by=cast.amira, now=now)
    assert signed_in(cast.tom).post(f"/between/helped/{one.pk}/", {"what": "out"}).status_code == 404
    assert signed_in(cast.amira).post(f"/between/helped/{one.pk}/", {"what": "sell"}).status_code == 404
    for verb in (notes.take_out_what_helped, lambda *a, **k: notes.choose_readers_of_what_helped(*a, both=False, **k)):
        with pytest.raises(ValueError, match="Only the person"):
            verb(one, by=cast.tom, now=now)
