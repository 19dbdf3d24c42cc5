"""The visibility table: each kind of thing a client writes between sessions, each of its three privacies, each role.

Everything readable is gone through for two sentences: one from what was written, one that is the line for the therapist. So a
copy that stands anywhere else counts, too. A kind that is not in the table fails.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from duologue.courses.models import CourseRecord
from duologue.courses.visibility import Audience, Viewer
from duologue.homework import actions as homework
from duologue.homework import notes
from duologue.homework.models import Assignment, Entry
from duologue.people.models import Role
from duologue.questionnaires import library
from duologue.techniques import diary, linking
from duologue.techniques.readers import ReadBy
from tests.cast import TODAY
from tests.reading import words

WROTE, LINE = "The lighthouse had no door.", "A line about Tuesday."
ROLES = {"client": "amira", "therapist": "tom", "supervisor": "sol", "manager": "mo", "intake": "ines"}
OTHERS = {"ben", "una", "zoe", "nia", "yan", "max"}  # therapists and clients of others, one who left, a stranger
TOMS_PAGES = ["home:course", "homework:course", "techniques:course", "techniques:dbt", "techniques:patterns"]
TOMS_PAGES += ["progress:course", "sessions:agenda", "interop:export"]

Keep = Callable[..., Any]
KINDS: dict[str, Keep] = {}


def kind(keep: Keep) -> Keep:
    KINDS[keep.__name__] = keep
    return keep


def _agreed(cast: Any, now: Any, sheet: str | None = None) -> Any:
    if held := Assignment.objects.unscoped().select_related("course").first():
        return held
    plan = {"what": "Something", "why": "To see.", "when_where": "At home", "confidence": 8}
    worksheet = library.newest(sheet) if sheet else None
    return homework.agree(course=cast.ours, by=cast.tom, now=now, worksheet=worksheet, **plan)


@kind
def homework_in_own_words(cast: Any, now: Any, read_by: str) -> Any:
    given = {"words": WROTE, "read_by": Entry.ReadBy(read_by), "line": LINE}
    return homework.do(_agreed(cast, now), by=cast.amira, now=now, **given)


@kind
def homework_on_a_worksheet(cast: Any, now: Any, read_by: str) -> Any:
    answers = {"happened": WROTE, "thought": "They look", "feeling": "scared"}
    given = {"answers": answers, "read_by": Entry.ReadBy(read_by), "line": LINE}
    return homework.do(_agreed(cast, now, "thought-record"), by=cast.amira, now=now, **given)


@kind
def an_exercise(cast: Any, now: Any, read_by: str) -> Any:
    given = {"answers": {"before": 7, "after": 3, "noticed": WROTE}, "read_by": Entry.ReadBy(read_by), "line": LINE}
    return homework.do(_agreed(cast, now, "muscle-by-muscle"), by=cast.amira, now=now, **given)


@kind
def a_note_in_the_journal(cast: Any, now: Any, read_by: str) -> Any:
    given = {"read_by": Entry.ReadBy(read_by), "line": LINE}
    return homework.write_down(WROTE, course=cast.ours, by=cast.amira, now=now, **given)


def _with_a_tool(form_id: str, answers: dict[str, Any], cast: Any, now: Any, read_by: str) -> Any:
    about = {"on": TODAY, "course": cast.ours, "by": cast.amira, "now": now, "at": now}
    return diary.keep_entry(library.newest(form_id), answers, **about, read_by=ReadBy(read_by), line=LINE)


@kind
def a_relationship_episode(cast: Any, now: Any, read_by: str) -> Any:
    return _with_a_tool("relationship-episode", {"wish": WROTE, "other": "Went"}, cast, now, read_by)


@kind
def a_dream(cast: Any, now: Any, read_by: str) -> Any:
    return _with_a_tool("dream", {"dream": WROTE}, cast, now, read_by)


@kind
def a_day_on_the_diary_card(cast: Any, now: Any, read_by: str) -> Any:
    held = {"on": ["anger", "target_1"], "own": {"target_1": "Messages"}}
    card = diary.newest(cast.ours) or diary.derive_card(held, seen=0, course=cast.ours, by=cast.tom, now=now)
    read = {"read_by": ReadBy(read_by), "line": LINE}
    said = {"anger": 3, "note": WROTE}
    return diary.fill_in_day(card, TODAY - timedelta(days=1), said, by=cast.amira, now=now, written_at=now, **read)


TWO_WAYS: dict[str, Keep] = {}  # what has no line: just for me, or for both


def two_ways(keep: Keep) -> Keep:
    TWO_WAYS[keep.__name__] = keep
    return keep


@two_ways
def a_chain(cast: Any, now: Any, read_by: str) -> Any:
    audience = Audience.SHARED if read_by == "both" else Audience.ME
    chain = linking.begin(WROTE, course=cast.ours, by=cast.amira, now=now, audience=audience)
    return linking.add_link(chain, "thought", WROTE, by=cast.amira, now=now)


@two_ways
def what_helped(cast: Any, now: Any, read_by: str) -> Any:
    return notes.keep_what_helped(WROTE, course=cast.ours, both=read_by == "both", by=cast.amira, now=now)


def readable(viewer: Viewer) -> list[tuple[str, str]]:
    """Every record this person may read, by its kind, with all of its words."""
    models = [model for model in apps.get_models() if issubclass(model, CourseRecord)]
    found = [(model, viewer.records(model).select_related("course").order_by("pk")) for model in models]
    return [(model.__name__, _words_of(row)) for model, rows in found for row in rows]


def _words_of(row: Any) -> str:
    """All that stands in a record, opened as for whoever may read it."""
    return str({field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})


def readers_of(words: str, cast: Any) -> set[str]:
    return {who for who, person in cast.everybody.items() if any(words in row for _, row in readable(Viewer(person)))}


EXPECTED = {  # of what was written; of the line, at most
    "me": ({"amira"}, {"amira"}),
    "line": ({"amira"}, {"amira", "tom"}),
    "both": ({"amira", "tom"}, {"amira", "tom"}),
}


def test_the_table_asks_every_role_and_every_kind_that_was_named(cast):
    held = {name: Viewer(getattr(cast, who)).roles for name, who in ROLES.items() if name != "client"}
    assert {role for roles in held.values() for role in roles} == set(Role)
    assert set(cast.everybody) == {*ROLES.values(), *OTHERS}
    assert len(KINDS) == 7 and len(TWO_WAYS) == 2


@pytest.mark.parametrize("read_by", list(EXPECTED))
@pytest.mark.parametrize("name", list(KINDS))
def test_who_reads_each_kind_in_each_of_its_privacies(cast, now, name, read_by):
    KINDS[name](cast, now, read_by)
    written, line = EXPECTED[read_by]
    assert readers_of(WROTE, cast) == written
    assert readers_of(LINE, cast) <= line  # whether a line that was not given is kept at all is each kind's own matter
    assert read_by != "line" or "tom" in readers_of(LINE, cast)


@pytest.mark.parametrize("read_by, readers", [("me", {"amira"}), ("both", {"amira", "tom"})])
@pytest.mark.parametrize("name", list(TWO_WAYS))
def test_who_reads_what_has_no_line(cast, now, name, read_by, readers):
    TWO_WAYS[name](cast, now, read_by)
    assert readers_of(WROTE, cast) == readers


@pytest.mark.parametrize("name", [*KINDS, *TWO_WAYS])
def test_his_pages_never_show_that_something_was_kept_back(cast, now, signed_in, name):
    keep, tom = (KINDS | TWO_WAYS)[name], signed_in(cast.tom)
    keep(cast, now, "both")  # what both know of stands there in either world
    before = his_world(cast, tom)
    keep(cast, now, "me")
    after = his_world(cast, tom)
    assert [address for address in before if before[address] != after[address]] == []


def his_world(cast: Any, browser: Any) -> dict[str, Any]:
    """What he can read and what his pages say."""
    told: dict[str, Any] = {name: words(browser.get(reverse(name, args=[cast.ours.pk]))) for name in TOMS_PAGES}
    told["records"] = readable(Viewer(cast.tom))
    return told


@pytest.mark.parametrize("name", list(KINDS))
def test_control_what_is_given_by_mistake_is_noticed(cast, now, monkeypatch, name):
    """Whatever way is chosen, everything is shared: the table turns red for every kind."""
    monkeypatch.setattr("duologue.techniques.diary.audiences", lambda read_by: (Audience.SHARED, Audience.SHARED))
    monkeypatch.setattr("duologue.homework.actions._audience", lambda read_by: Audience.SHARED)
    KINDS[name](cast, now, "me")
    assert "tom" in readers_of(WROTE, cast)


def test_control_a_page_that_counts_what_was_kept_back_is_noticed(cast, now, signed_in, monkeypatch):
    from duologue.techniques import recurring

    tom, before = signed_in(cast.tom), recurring.written
    a_dream(cast, now, "both")
    told = his_world(cast, tom)
    everything = lambda viewer, *which: before(Viewer(cast.amira), *which)  # noqa: E731
    monkeypatch.setattr("duologue.techniques.recurring.written", everything)
    a_dream(cast, now, "me")
    assert his_world(cast, tom) != told
