"""Twenty people write one text at once: each is kept or told so, and nobody's words vanish silently (T14, small form)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.urls import reverse

from duologue.courses.versions import Stale
from duologue.people.models import Letter
from duologue.sessions import actions, notes, planning, reminders
from duologue.sessions.arrangements import ReminderChoice
from duologue.sessions.models import PrivateNote, Session
from duologue.sessions.records import ProgressNote, Template
from tests import cast as standing
from tests.browsing import PostsWithKey

AT_ONCE = 20
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db):
    return standing.gather()


@pytest.fixture
def running(people, now):
    session = actions.plan_session(course=people.ours, starts_at=now, minutes=50, by=people.tom, now=now)
    return actions.begin(session, by=people.tom, now=now)


def all_at_once(write):
    """Run `write(n)` in twenty threads that start together; what each returned, in order."""
    together = Barrier(AT_ONCE)

    def one(n):
        try:
            together.wait(timeout=30)
            return write(n)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def adding_a_line(session, by, now):
    """Read, add a line of one's own, keep; when somebody was faster, read again. Counts how often that was said."""

    def write(n):
        told = 0
        while True:
            held = Session.objects.unscoped().select_related("course__practice").get(pk=session.pk)
            text = f"{held.summary}\nline {n}"
            try:
                actions.write_together(held, agreed="", summary=text, seen=held.version, by=by, now=now)
                return told
            except Stale:
                told += 1

    return write


def lines_of(session):
    return sorted(line for line in Session.objects.unscoped().get(pk=session.pk).summary.split("\n") if line)


EVERY_LINE = sorted(f"line {n}" for n in range(AT_ONCE))


def test_nobodys_line_is_lost_in_the_summary(people, running, now):
    told = all_at_once(adding_a_line(running, people.tom, now))
    assert lines_of(running) == EVERY_LINE
    assert Session.objects.unscoped().get(pk=running.pk).version == 1 + AT_ONCE
    assert sum(told) > 0, "nobody met anybody: this run showed nothing"


def without_the_check(document, *, seen, **changes):
    """What `keep` would be without its version."""
    with transaction.atomic():
        for name, value in changes.items():
            setattr(document, name, value)
        document.save(update_fields=list(changes))


def test_control_without_the_version_check_lines_are_lost(people, running, now, monkeypatch):
    monkeypatch.setattr(actions, "keep", without_the_check)
    all_at_once(adding_a_line(running, people.tom, now))
    assert lines_of(running) != EVERY_LINE


def adding_to_the_note(session, by, now):
    """The same for the note for the record, which twenty windows of one care team have open."""

    def write(n):
        told = 0
        while True:
            held = ProgressNote.objects.unscoped().select_related("course").get(session=session)
            parts = {"one": f"{held.one}\nline {n}"}
            try:
                notes.keep_draft(session, template=Template.PLAIN, parts=parts, seen=held.version, by=by, now=now)
                return told
            except Stale:
                told += 1

    return write


@pytest.fixture
def drafted(people, running, now):
    notes.keep_draft(running, template=Template.PLAIN, parts={"one": ""}, seen=0, by=people.tom, now=now)
    return running


def lines_of_the_note(session):
    held = ProgressNote.objects.unscoped().select_related("course").get(session=session)
    return sorted(line for line in held.one.split("\n") if line)


def test_nobodys_line_is_lost_in_the_note_for_the_record(people, drafted, now):
    told = all_at_once(adding_to_the_note(drafted, people.tom, now))
    assert lines_of_the_note(drafted) == EVERY_LINE
    assert sum(told) > 0, "nobody met anybody: this run showed nothing"


def test_control_without_the_version_check_lines_of_the_note_are_lost(people, drafted, now, monkeypatch):
    monkeypatch.setattr(notes, "keep", without_the_check)
    all_at_once(adding_to_the_note(drafted, people.tom, now))
    assert lines_of_the_note(drafted) != EVERY_LINE


def test_of_twenty_who_saw_the_same_version_one_is_kept(people, running, now):
    def write(n):
        held = Session.objects.unscoped().select_related("course__practice").get(pk=running.pk)
        try:
            actions.write_together(held, agreed=f"writer {n}", summary="", seen=1, by=people.tom, now=now)
        except Stale as stale:
            return stale.current.agreed
        return "kept"

    answers = all_at_once(write)
    kept = [n for n, answer in enumerate(answers) if answer == "kept"]
    assert len(kept) == 1
    held = Session.objects.unscoped().get(pk=running.pk)
    assert (held.agreed, held.version) == (f"writer {kept[0]}", 2)
    # Everybody else was shown what was kept.
    assert {answer for answer in answers if answer != "kept"} == {held.agreed}


def test_a_note_is_begun_once(people, running, now):
    def write(n):
        try:
            actions.keep_note(running, words=f"tab {n}", seen=0, by=people.tom, now=now)
        except Stale:
            return "told"
        return "kept"

    answers = all_at_once(write)
    assert sorted(answers) == ["kept"] + ["told"] * (AT_ONCE - 1)
    note = PrivateNote.objects.unscoped().get()
    assert note.words == f"tab {answers.index('kept')}" and note.version == 1


def test_over_http_each_writer_is_kept_or_shown_both_texts(people, running):
    url = reverse("sessions:together", args=[running.pk])
    browsers = [PostsWithKey() for _ in range(AT_ONCE)]
    for n, browser in enumerate(browsers):
        person = people.tom if n % 2 else people.amira
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")

    def write(n):
        answer = browsers[n].post(url, {"version": "1", "agreed": f"writer {n}", "summary": ""})
        return answer.status_code, answer.content.decode()

    answers = all_at_once(write)
    assert sorted(status for status, _ in answers) == [302] + [409] * (AT_ONCE - 1)
    kept = Session.objects.unscoped().get(pk=running.pk).agreed
    for n, (status, words) in enumerate(answers):
        assert status == 302 or (kept in words and f"writer {n}" in words)


def test_one_hour_is_not_planned_twice(people, now):
    """Twenty plans for the same hour of one therapist: one is kept, the others hear that it is taken."""

    def write(n):
        try:
            at = now + timedelta(days=1)
            actions.plan_session(course=people.ours, starts_at=at, minutes=50, by=people.tom, now=now)
        except actions.Taken:
            return "taken"
        return "planned"

    assert sorted(all_at_once(write)) == ["planned"] + ["taken"] * (AT_ONCE - 1)
    assert Session.objects.unscoped().count() == 1


def test_one_free_hour_is_not_given_to_two_moves(people, now):
    """Twenty sessions, of two courses of one therapist, are moved to one hour at once: one of them gets it."""
    wanted = now + timedelta(days=30)
    people.theirs.care_team.create(user=people.tom, lead=False, from_on=now.date())
    planned = [
        planning.plan_session(
            course=people.theirs if n % 2 else people.ours,
            starts_at=now + timedelta(hours=2 * n + 1),
            minutes=50,
            by=people.tom,
            therapist=people.tom,
            now=now,
        )
        for n in range(AT_ONCE)
    ]

    def write(n):
        held = Session.objects.unscoped().select_related("course__practice", "therapist").get(pk=planned[n].pk)
        try:
            planning.move(held, starts_at=wanted, by=people.tom, now=now)
        except planning.Taken:
            return "taken"
        return "moved"

    assert sorted(all_at_once(write)) == ["moved"] + ["taken"] * (AT_ONCE - 1)
    assert Session.objects.unscoped().filter(starts_at=wanted).count() == 1
    numbers = (
        Session.objects.unscoped().filter(course=people.ours).order_by("starts_at").values_list("number", flat=True)
    )
    assert list(numbers) == sorted(numbers)


def test_control_without_a_look_at_what_is_taken_both_would_get_it(people, now, monkeypatch):
    monkeypatch.setattr(planning, "is_free", lambda *_, **__: True)
    at = now + timedelta(days=1)
    for _ in range(2):
        planning.plan_session(course=people.ours, starts_at=at, minutes=50, by=people.tom, now=now)
    assert Session.objects.unscoped().filter(starts_at=at).count() == 2


def test_a_reminder_is_written_once_by_twenty_ticks_at_once(people, now):
    at = now + timedelta(days=2)
    planning.plan_session(course=people.ours, starts_at=at, minutes=50, by=people.tom, now=now)
    chosen = ReminderChoice.When.DAY
    reminders.choose(chosen, quiet_from=None, quiet_until=None, by=people.amira, now=now)
    assert sum(all_at_once(lambda n: reminders.send_due(now=at - timedelta(hours=24)))) == 1
    assert Letter.objects.count() == 1
