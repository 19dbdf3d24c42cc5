"""Just for me, one line, both of us, for whatever was written: who reads it, and two worlds that Tom cannot tell apart."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.homework import actions, notes
from duologue.homework.models import Assignment, EarlierNote, Entry, Helped
from duologue.homework.tests.conftest import SAID
from duologue.questionnaires.models import Response

ReadBy = Entry.ReadBy
EVERYBODY = ["amira", "tom", "sol", "mo", "ines", "nia", "ben", "max", "una", "zoe", "yan"]
SECRET, LINE = "The whole of it", "Only the line"
WAYS = ["own words", "too hard", "worksheet", "note"]


@pytest.fixture
def wrote(cast, agree, now):
    """`wrote("note", ReadBy.LINE)` is something Amira wrote in one of the ways, with a line in case it is wanted."""

    def write(way, read_by):
        who = {"by": cast.amira, "now": now, "read_by": read_by, "line": LINE if read_by == ReadBy.LINE else ""}
        if way == "note":
            return actions.write_down(SECRET, course=cast.ours, **who)
        if way == "worksheet":
            return actions.do(agree("thought-record"), answers={**SAID, "thought": SECRET, "strength": 7}, **who)
        how = Entry.How.HARD if way == "too hard" else Entry.How.DONE
        return actions.do(agree(), how=how, words=SECRET, how_much="Twice", difficulty=9, **who)

    return write


def readers_of(words, everybody):
    """The people who may read these words, wherever they stand."""

    def reads(person):
        found = [entry.words + entry.line for entry in Entry.objects.visible_to(person)]
        found += [str(response.answers) for response in Response.objects.visible_to(person)]
        return any(words in one for one in found)

    return {name for name in EVERYBODY if reads(everybody[name])}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "read_by, whole, line",
    [(ReadBy.ME, {"amira"}, set()), (ReadBy.LINE, {"amira"}, {"amira", "tom"}), (ReadBy.BOTH, {"amira", "tom"}, set())],
)
def test_each_privacy_and_each_person(cast, wrote, way, read_by, whole, line):
    entry = wrote(way, read_by)
    assert entry.read_by == read_by
    assert readers_of(SECRET, cast.everybody) == whole
    assert readers_of(LINE, cast.everybody) == line


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("first", list(ReadBy))
@pytest.mark.parametrize("then", list(ReadBy))
def test_she_changes_it_in_both_directions(signed_in, cast, wrote, way, first, then):
    entry = wrote(way, first)
    answer = signed_in(cast.amira).post(f"/entry/{entry.pk}/audience/", {"read_by": then, "one_line": LINE})
    assert answer.status_code == 302
    held = Entry.objects.unscoped().select_related("given_line").get(pk=entry.pk)
    assert held.read_by == then and held.line == LINE
    assert readers_of(SECRET, cast.everybody) == ({"amira", "tom"} if then == ReadBy.BOTH else {"amira"})
    assert ("tom" in readers_of(LINE, cast.everybody)) == (then != ReadBy.ME)
    assert Entry.objects.unscoped().filter(line_of=entry).count() == (then == ReadBy.LINE)


def test_a_new_line_takes_the_place_of_the_one_before(signed_in, cast, wrote):
    entry = wrote("note", ReadBy.LINE)
    signed_in(cast.amira).post(f"/entry/{entry.pk}/audience/", {"read_by": "line", "one_line": "Another line"})
    page = signed_in(cast.tom).get(f"/course/{cast.ours.pk}/between/").content.decode()
    assert "Another line" in page and LINE not in page


def test_the_line_is_no_entry_of_its_own_on_her_pages(signed_in, cast, wrote):
    entry = wrote("note", ReadBy.LINE)
    line = entry.given_line
    amira = signed_in(cast.amira)
    assert amira.get("/between/notes/").content.decode().count('class="card"') == 1
    for address in (f"/entry/{line.pk}/audience/", f"/between/notes/{line.pk}/", f"/between/notes/{line.pk}/delete/"):
        assert amira.get(address).status_code == 404


@pytest.mark.parametrize("both, readers", [(False, {"amira"}), (True, {"amira", "tom"})])
def test_who_reads_what_helped(cast, now, both, readers):
    notes.keep_what_helped("Going anyway", course=cast.ours, both=both, by=cast.amira, now=now)
    assert {name for name in EVERYBODY if Helped.objects.visible_to(cast.everybody[name]).exists()} == readers


def test_what_a_note_said_before_is_hers_alone_also_when_the_note_is_given(cast, now, wrote):
    note = wrote("note", ReadBy.BOTH)
    notes.change(note, "In other words", seen=1, by=cast.amira, now=now + timedelta(hours=1))
    assert {name for name in EVERYBODY if EarlierNote.objects.visible_to(cast.everybody[name]).exists()} == {"amira"}


# Two worlds: what happens in the second one besides, Tom must not be able to tell.

PAGES = ["home:today", "home:caseload"]
OF_A_COURSE = [
    "home:course",
    "homework:course",
    "homework:agree",
    "sessions:agenda",
    "sessions:course",
    "progress:course",
    "progress:review",
    "ending:overview",
    "interop:export",
]


def everything_tom_sees(browser, cast, assignments):
    """Every page of his about this course, his export and the agenda, without what is new in each answer."""
    addresses = [reverse(name) for name in PAGES] + [reverse(name, args=[cast.ours.pk]) for name in OF_A_COURSE]
    addresses += [reverse("homework:assignment", args=[one.pk]) for one in assignments]
    seen = {address: browser.get(address).content.decode() for address in addresses}
    export = browser.post(reverse("interop:export", args=[cast.ours.pk]))
    seen["the export"] = export.content.decode(errors="replace")
    return {address: plain(text) for address, text in seen.items()}


def plain(text):
    text = re.sub(r'name="(csrfmiddlewaretoken|entry_key)" value="[^"]*"', "", text)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "id", text)


def given_life(cast, agree, now):
    """What both worlds have: three things agreed, some of it given."""
    daily = agree(what="Walk", rhythm=Assignment.Rhythm.DAILY)
    sheet, once = agree("thought-record"), agree(what="Call Jo", due_on=now.date() - timedelta(days=1))
    who = {"by": cast.amira, "now": now}
    actions.do(daily, read_by=ReadBy.BOTH, words="Windy", on=now.date() - timedelta(days=1), **who)
    actions.do(once, read_by=ReadBy.LINE, line=LINE, words="Much more than that", **who)
    notes.keep_what_helped("Going anyway", course=cast.ours, both=True, **who)
    return [daily, sheet, once]


def kept_back(cast, assignments, now):
    """What the second world has besides: entries of every kind, all of them private."""
    who = {"by": cast.amira, "now": now + timedelta(minutes=7), "read_by": ReadBy.ME}
    daily, sheet, once = assignments
    for how in (Entry.How.DONE, Entry.How.A_BIT, Entry.How.HARD, Entry.How.NOT):
        actions.do(daily, how=how, words=SECRET, reason="too_big", usefulness=9, **who)
    actions.do(sheet, answers={**SAID, "strength": 7}, line="Not given", **who)
    actions.do(once, words=SECRET, **who)
    note = actions.write_down(SECRET, course=cast.ours, **who)
    notes.change(note, "Other words", seen=1, by=cast.amira, now=now)
    notes.delete(actions.write_down(SECRET, course=cast.ours, **who), by=cast.amira, now=now)
    notes.keep_what_helped(SECRET, course=cast.ours, both=False, by=cast.amira, now=now)


def test_two_worlds_that_differ_by_private_entries_look_the_same_to_him(signed_in, cast, agree, now):
    assignments, tom = given_life(cast, agree, now), signed_in(cast.tom)
    everything_tom_sees(tom, cast, assignments)  # what is read for the first time may be marked as read
    one = everything_tom_sees(tom, cast, assignments)
    kept_back(cast, assignments, now)
    other = everything_tom_sees(tom, cast, assignments)
    assert [address for address in one if one[address] != other[address]] == []
    assert not [address for address, text in other.items() if SECRET in text or "Not given" in text]


@pytest.mark.parametrize("read_by", [ReadBy.LINE, ReadBy.BOTH])
def test_control_one_entry_that_is_given_is_noticed_on_every_page_about_it(signed_in, cast, agree, now, read_by):
    assignments, tom = given_life(cast, agree, now), signed_in(cast.tom)
    everything_tom_sees(tom, cast, assignments)
    one = everything_tom_sees(tom, cast, assignments)
    later = {"on": now.date() - timedelta(days=2), "now": now + timedelta(minutes=7)}
    actions.do(assignments[0], by=cast.amira, read_by=read_by, words=SECRET, line=LINE, **later)
    other = everything_tom_sees(tom, cast, assignments)
    changed = {address for address in one if one[address] != other[address]}
    course = cast.ours.pk
    about = [
        f"/course/{course}/between/",
        f"/course/{course}/progress/",
        f"/between/{assignments[0].pk}/",
        f"/course/{course}/",
    ]
    assert changed >= set(about)


def test_control_a_leak_of_a_count_is_noticed(signed_in, cast, agree, now, monkeypatch):
    """The fault this test is here for: a page that counts rows past the viewer."""
    from duologue.homework import views

    assignments, tom = given_life(cast, agree, now), signed_in(cast.tom)
    everything_tom_sees(tom, cast, assignments)
    monkeypatch.setattr(
        views.reading, "entries_of", lambda viewer: Entry.objects.unscoped().select_related("response", "given_line")
    )
    one = everything_tom_sees(tom, cast, assignments)
    kept_back(cast, assignments, now)
    assert one != everything_tom_sees(tom, cast, assignments)
