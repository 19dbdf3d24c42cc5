"""The ledger (R13): who read and who changed what, chained, only ever longer, and without a word that anybody wrote."""

from __future__ import annotations

import threading
from importlib import import_module

import pytest
from django.db import DatabaseError, connection, connections, transaction

from duologue.audit import ledger
from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.courses.models import OwnWords
from duologue.homework import actions as homework
from duologue.homework.models import Entry
from duologue.sessions import actions as sessions

SECRET = "the canary in the kitchen"
guard = import_module("duologue.migrations.0002_ledger_is_append_only")


def lines(**wanted):
    return list(LedgerLine.objects.filter(**wanted).order_by("seq"))


def write_some(cast, now, n=5):
    for k in range(n):
        courses.say(OwnWords.About.BRINGS, f"{SECRET} {k}", course=cast.ours, by=cast.amira, now=now)


class Unguarded:
    """The table without its triggers, as somebody with the database in their hands would make it."""

    def __enter__(self):
        with connection.schema_editor() as editor:
            guard.unguard(None, editor)

    def __exit__(self, *_):
        with connection.schema_editor() as editor:
            guard.guard(None, editor)


@pytest.fixture
def unguarded(transactional_db):
    return Unguarded


# The chain


def test_an_untouched_ledger_has_no_faults(cast, now):
    write_some(cast, now)
    assert not list(ledger.faults())
    assert [line.seq for line in lines()] == list(range(1, LedgerLine.objects.count() + 1))


@pytest.mark.parametrize(
    "changed",
    [{"verb": "read"}, {"actor": None}, {"course": None}, {"subject": None}, {"route": "x"}, {"hash": "0" * 64}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_line_is_noticed(unguarded, cast, now, changed):
    write_some(cast, now)
    with unguarded():
        LedgerLine.objects.filter(seq=lines()[-3].seq).update(**changed)
    assert [fault for fault in ledger.faults() if "has been changed" in fault]


def test_a_changed_time_is_noticed(unguarded, cast, now):
    from datetime import timedelta

    write_some(cast, now)
    with unguarded():
        LedgerLine.objects.filter(seq=2).update(at=now - timedelta(days=1))
    assert "Line 2 has been changed." in list(ledger.faults())


def test_a_line_taken_out_is_noticed(unguarded, cast, now):
    write_some(cast, now)
    with unguarded():
        LedgerLine.objects.filter(seq=3).delete()
    faults = list(ledger.faults())
    assert "Line 3 is missing." in faults and "Line 4 has been changed." in faults


def test_a_line_rewritten_with_its_own_hash_breaks_the_next(unguarded, cast, now):
    write_some(cast, now)
    with unguarded():
        forged = LedgerLine.objects.get(seq=3)
        forged.verb = "nothing.happened"
        forged.hash = forged.fingerprint()
        forged.save()
    assert list(ledger.faults()) == ["Line 4 has been changed."]


def test_control_a_chain_without_fingerprints_notices_nothing(unguarded, cast, now, monkeypatch):
    write_some(cast, now)
    with unguarded():
        LedgerLine.objects.filter(seq=3).update(verb="read")
    assert list(ledger.faults())
    monkeypatch.setattr(LedgerLine, "fingerprint", lambda line: line.hash)
    assert not list(ledger.faults())


# The end


def test_a_cut_off_end_is_noticed_by_the_anchor(unguarded, cast, now, tmp_path):
    anchor = tmp_path / "outside" / "audit.anchor"
    write_some(cast, now)
    ledger.anchor_head(anchor)
    assert not list(ledger.faults(anchor))
    with unguarded():
        LedgerLine.objects.filter(seq__gt=LedgerLine.objects.count() - 2).delete()
    assert not list(ledger.faults())  # the control: the chain alone cannot see its own end
    assert [fault for fault in ledger.faults(anchor) if "cut off" in fault]


def test_an_end_that_grew_after_the_anchor_is_fine(cast, now, tmp_path):
    ledger.anchor_head(tmp_path / "anchor")
    write_some(cast, now)
    assert not list(ledger.faults(tmp_path / "anchor"))


def test_an_end_cut_off_and_written_anew_is_noticed(unguarded, cast, now, tmp_path):
    write_some(cast, now)
    ledger.anchor_head(tmp_path / "anchor")
    last = LedgerLine.objects.count()
    with unguarded():
        LedgerLine.objects.filter(seq=last).delete()
    ledger.record("nothing.happened", actor=cast.tom.pk, at=now)
    assert LedgerLine.objects.count() == last and not list(ledger.faults())
    assert [fault for fault in ledger.faults(tmp_path / "anchor") if "rewritten" in fault]


# The triggers, on whichever database this runs


@pytest.mark.django_db(transaction=True)  # the guard is there for certain, whatever ran before
@pytest.mark.parametrize("seq", [1, 3])
def test_the_database_itself_refuses_to_change_a_line(cast, now, seq):
    write_some(cast, now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerLine.objects.filter(seq=seq).update(verb="read")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        LedgerLine.objects.filter(seq=seq).delete()
    assert not list(ledger.faults())


@pytest.mark.django_db(transaction=True)
def test_plain_sql_is_refused_as_well(cast, now):
    for statement in ("UPDATE duologue_ledgerline SET verb = 'read'", "DELETE FROM duologue_ledgerline"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert lines()


def test_control_without_the_triggers_a_line_can_be_taken_out(unguarded, cast):
    before = LedgerLine.objects.count()
    with unguarded():
        LedgerLine.objects.filter(seq=1).delete()
    assert LedgerLine.objects.count() == before - 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(transactional_db, cast, now):
    before, ready = LedgerLine.objects.count(), threading.Barrier(4)

    def work():
        ready.wait()
        try:
            for _ in range(10):
                ledger.record("read", actor=cast.tom.pk, course=cast.ours.pk, at=now)
        finally:
            connections.close_all()

    running = [threading.Thread(target=work) for _ in range(4)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert LedgerLine.objects.count() == before + 40 and not list(ledger.faults())


# What is written down


def test_a_read_of_a_course_is_written_down(signed_in, cast):
    signed_in(cast.tom).get(f"/course/{cast.ours.pk}/between/")
    line = lines()[-1]
    assert (line.verb, line.actor, line.course, line.route) == ("read", cast.tom.pk, cast.ours.pk, "homework:course")


def test_a_list_and_a_refusal_are_written_down(signed_in, cast):
    signed_in(cast.amira).get("/between/")
    assert (lines()[-1].verb, lines()[-1].actor) == ("listed", cast.amira.pk)
    signed_in(cast.nia).get(f"/course/{cast.ours.pk}/between/")
    line = lines()[-1]
    assert (line.verb, line.actor, line.route) == ("refused", cast.nia.pk, "homework:course")
    assert line.course is None  # a refusal does not say whether there is such a course


def test_a_refused_write_is_written_down_and_changes_nothing_else(signed_in, cast, now):
    note = homework.write_down(SECRET, course=cast.ours, by=cast.amira, now=now)
    ben = signed_in(cast.ben)
    before = LedgerLine.objects.count()
    ben.post(f"/entry/{note.pk}/audience/", {"read_by": "both"})
    assert [line.verb for line in lines(seq__gt=before)] == ["refused"]
    assert Entry.objects.unscoped().get().audience == "me"


def test_every_change_names_who_and_what(cast, now):
    before = LedgerLine.objects.count()
    assignment = homework.agree(
        course=cast.ours, by=cast.tom, now=now, what=SECRET, why=SECRET, when_where=SECRET, confidence=8
    )
    homework.do(assignment, by=cast.amira, now=now, words=SECRET)
    written = [(line.verb, line.actor) for line in lines(seq__gt=before)]
    assert ("assignment.written", cast.tom.pk) in written and ("entry.written", cast.amira.pk) in written
    assert {line.course for line in lines(seq__gt=before)} == {cast.ours.pk}


def test_a_change_that_is_taken_back_leaves_no_line(cast, now):
    before = LedgerLine.objects.count()
    with pytest.raises(RuntimeError), transaction.atomic():
        courses.say(OwnWords.About.BRINGS, SECRET, course=cast.ours, by=cast.amira, now=now)
        raise RuntimeError
    assert LedgerLine.objects.count() == before and not list(ledger.faults())


def test_control_a_page_that_is_not_watched_leaves_no_line(signed_in, cast, monkeypatch):
    monkeypatch.setattr("duologue.courses.viewing.ViewerMiddleware._write_down", lambda *_: None)
    tom, nia = signed_in(cast.tom), signed_in(cast.nia)
    before = LedgerLine.objects.count()
    tom.get(f"/course/{cast.ours.pk}/between/")
    nia.get(f"/course/{cast.ours.pk}/between/")
    assert LedgerLine.objects.count() == before


def test_coming_in_leaving_and_a_wrong_password_are_written_down(client, cast):
    from tests.cast import PASSWORD

    before = LedgerLine.objects.count()
    client.post("/account/login/", {"login": "tom@example.org", "password": "not his words"})
    client.post("/account/login/", {"login": "tom@example.org", "password": PASSWORD})
    client.post("/account/logout/")
    told = [(line.verb, line.actor) for line in lines(seq__gt=before) if line.verb not in ("read", "listed")]
    assert told == [("refused", None), ("signed_in", cast.tom.pk), ("signed_out", cast.tom.pk)]
    assert "tom@example.org" not in everything_written_down()


def test_what_somebody_keeps_to_themselves_is_not_told_to_the_other(signed_in, cast, now):
    session = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    sessions.keep_note(session, words="mine", seen=0, by=cast.tom, now=now)
    assert lines(verb="privatenote.written")
    page = signed_in(cast.amira).get("/me/").content.decode()
    assert "planned" in page and "private note" not in page


# No words in it


def everything_written_down() -> str:
    return repr([tuple(row) for row in LedgerLine.objects.values_list()])


def carry_a_course(signed_in, cast, now):
    page = f"/course/{cast.ours.pk}/between/agree/"
    said = {"what": SECRET, "why": SECRET, "when_where": SECRET, "obstacle": SECRET, "smaller": SECRET}
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    tom.post(page, {**said, "confidence": "8"})
    amira.post("/between/write/", {"words": SECRET, "read_by": "both"})
    amira.get(f"/between/?q={SECRET}")
    tom.get(f"/course/{cast.ours.pk}/between/?q={SECRET}")
    courses.say(OwnWords.About.BRINGS, SECRET, course=cast.ours, by=cast.amira, now=now)


def test_it_holds_no_word_that_anybody_wrote(signed_in, cast, now):
    carry_a_course(signed_in, cast, now)
    written = everything_written_down()
    assert Entry.objects.unscoped().get().words == SECRET and "entry.written" in written
    assert "canary" not in written


def test_control_a_word_in_a_line_is_noticed(signed_in, cast, now):
    carry_a_course(signed_in, cast, now)
    ledger.record("entry.written", actor=cast.amira.pk, at=now, route=SECRET)
    assert "canary" in everything_written_down()
