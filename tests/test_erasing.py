"""Erasing, across slices (T15, small): one of many is erased, an older backup comes back, and the erased is found nowhere."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.urls import reverse

from duologue.config import running
from duologue.courses import actions as courses
from duologue.courses import erasing, keeping
from duologue.courses.models import Course, CourseRecord, Participant, Stage
from duologue.people import keyring
from duologue.people.models import DataKey, User
from duologue.people.sealed import SealedText
from tests.promises.canaries import Canaries, live

OTHERS = 12
NOT_THE_COURSES = ("starting text", "declined", "why it is held")  # the practice's own, and somebody else's question
LEDGER = {"LedgerLine"}  # it only grows, and holds numbers


@pytest.fixture
def long_ago(cast, now, settings, tmp_path):
    """A course that was lived to its end, kept long enough by now; others beside it. Returns it, its words and theirs."""
    settings.ERASURES, settings.AUDIT_ANCHOR = tmp_path / "erased.list", tmp_path / "anchor"
    canaries = Canaries()
    course = live(cast, canaries.sing, now)
    courses.move_to(Stage.Kind.CLOSED, course=course, by=cast.tom, now=now)
    Stage.objects.unscoped().filter(course=course).update(began_at=F("began_at") - timedelta(days=2900))
    course.__dict__.pop("way", None)
    assert course.client.is_active
    mine = {word for name, word in canaries if not name.startswith(NOT_THE_COURSES)}
    for n in range(OTHERS):
        person = User.objects.create_user(f"other{n}@example.org", None, name=f"Other {n}", called=f"Other {n}")
        other = courses.open_course(practice=cast.practice, client=person, therapist=cast.ben, by=cast.ben, now=now)
        courses.say("brings", canaries.sing(f"other {n}"), course=other, by=person, now=now)
    return course, mine, set(canaries.words.values()) - mine


def readable() -> str:
    """Everything in the whole database that can be read with the keys that are in it, and everything in clear."""
    keyring.forget()
    found = []
    for model in apps.get_app_config("duologue").get_models():
        sealed = {field.name for field in model._meta.concrete_fields if isinstance(field, SealedText)}
        for row in getattr(model.objects, "unscoped", model.objects.all)():
            for field in model._meta.concrete_fields:
                try:
                    found.append(str(getattr(row, field.attname)))
                except keyring.Unreadable:
                    assert field.name in sealed
    return "\n".join(found)


def heard(words: set[str]) -> set[str]:
    text = readable()
    return {word for word in words if word in text}


def a_backup() -> dict[str, tuple[list[str], list[tuple]]]:
    """Every table but the ledger's, byte for byte."""
    held = {}
    with connection.cursor() as cursor:
        for model in apps.get_app_config("duologue").get_models():
            if model.__name__ not in LEDGER:
                table = model._meta.db_table
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                held[table] = ([column[0] for column in cursor.description], cursor.fetchall())
    return held


def restore(held: dict[str, tuple[list[str], list[tuple]]], *, but: str = "") -> None:
    """Put a backup back, as one would after a disk has died."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "PRAGMA defer_foreign_keys = ON" if connection.vendor == "sqlite" else "SET CONSTRAINTS ALL DEFERRED"
        )
        for table in held:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
        for table, (columns, rows) in held.items():
            names = ", ".join(connection.ops.quote_name(name) for name in columns)
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f"INSERT INTO {connection.ops.quote_name(table)} ({names}) VALUES ({places})", map(_plain, rows)
            )


def _plain(row: tuple) -> list:
    """As the driver takes it: SQLite's gives times of day that it does not take back."""
    return [value.isoformat() if isinstance(value, time) else value for value in row]


def test_what_is_erased_is_found_nowhere_and_the_others_are_whole(long_ago, cast, now):
    course, mine, theirs = long_ago
    assert len(heard(mine)) > 60 and heard(theirs) == theirs
    erasing.erase(course, by=course.client, now=now)
    assert heard(mine) == set() and heard(theirs) == theirs
    gone = User.objects.get(pk=course.client.pk)
    assert (gone.name, gone.called, gone.is_active) == ("Erased", "Erased", False)
    assert not Participant.objects.unscoped().filter(course=course)


def test_an_older_backup_brings_nothing_back(long_ago, cast, now):
    course, mine, theirs = long_ago
    before = a_backup()
    erasing.erase(course, by=course.client, now=now)
    restore(before)
    assert len(heard(mine)) > 60  # the backup itself holds them: it is from before
    assert User.objects.get(pk=course.client.pk).name != "Erased"
    running.do_what_is_due()
    assert heard(mine) == set() and heard(theirs) == theirs
    assert User.objects.get(pk=course.client.pk).name == "Erased"
    assert erasing.apply_the_list(now=now) == 0  # once is enough


def test_control_without_the_list_it_would_be_back(long_ago, cast, now, monkeypatch):
    course, mine, _ = long_ago
    before = a_backup()
    erasing.erase(course, by=course.client, now=now)
    restore(before)
    monkeypatch.setattr("duologue.courses.erasing.apply_the_list", lambda **_: 0)
    running.do_what_is_due()
    assert heard(mine)


def test_control_a_part_that_forgets_nothing_is_noticed(long_ago, cast, now, monkeypatch):
    """One table skipped: a name and an address are under no key, and would stay."""
    course, mine, _ = long_ago
    monkeypatch.setattr("duologue.people.departing.forget", lambda person: None)
    erasing.erase(course, by=course.client, now=now)
    assert heard(mine)


def test_keys_are_turned_around_an_erased_one(long_ago, cast, now):
    course, mine, theirs = long_ago
    erasing.erase(course, by=course.client, now=now)
    DataKey.objects.exclude(wrapped_by=DataKey.ERASED).update(wrapped_by="test")  # as if all were to be wrapped anew
    while DataKey.objects.wrap_anew():
        pass
    assert DataKey.objects.filter(wrapped_by=DataKey.ERASED).count() == 1
    assert heard(mine) == set() and heard(theirs) == theirs


def test_another_process_forgets_the_key_within_a_minute(long_ago, cast, now, monkeypatch):
    course, _, _ = long_ago
    keyring.data_key(course.key_id)
    DataKey.objects.filter(pk=course.key_id).update(wrapped_by=DataKey.ERASED, wrapped=b"")  # elsewhere
    keyring.data_key(course.key_id)  # still held here
    later = keyring.time.monotonic() + 61
    monkeypatch.setattr("duologue.people.keyring.time.monotonic", lambda: later)
    with pytest.raises(keyring.Erased):
        keyring.data_key(course.key_id)


def test_everybodys_pages_still_open_afterwards(long_ago, cast, now, signed_in):
    course, _, _ = long_ago
    erasing.erase(course, by=course.client, now=now)
    for person in (cast.tom, cast.ben, cast.sol, cast.mo, cast.ines):
        for page in ("home:today", "people:me"):
            answer = signed_in(person).get(reverse(page), follow=True)
            assert answer.status_code == 200 and "kanarie" not in answer.content.decode()
    assert signed_in(cast.tom).get(reverse("home:course", args=[course.pk])).status_code == 404
    assert signed_in(cast.tom).get("/caseload/").status_code == 200


def test_records_keep_their_rows_so_that_counts_stay_whole(long_ago, cast, now):
    course, _, _ = long_ago
    kinds = [model for model in apps.get_models() if issubclass(model, CourseRecord)]
    before = {model: model.objects.unscoped().filter(course=course).count() for model in kinds}
    erasing.erase(course, by=course.client, now=now)
    lost = {m.__name__ for m in kinds if m.objects.unscoped().filter(course=course).count() < before[m]}
    assert lost <= {"Concern"} and Course.objects.unscoped().filter(pk=course.pk).exists()


@pytest.mark.parametrize(
    "days, hold, reason",
    [(10, False, "kept for 7 years"), (2900, True, "has to keep these pages for now"), (None, False, "goes on")],
)
def test_what_has_to_be_kept_is_not_erased(cast, now, settings, tmp_path, days, hold, reason):
    settings.ERASURES = tmp_path / "erased.list"
    Stage.objects.unscoped().filter(course=cast.ours).update(began_at=now - timedelta(days=4000))
    if days:
        courses.move_to(Stage.Kind.CLOSED, course=cast.ours, by=cast.tom, now=now - timedelta(days=days))
    if hold:
        keeping.set_hold("A court asks", course=cast.ours, by=cast.mo, now=now)
    cast.ours.__dict__.pop("way", None)
    with pytest.raises(ValueError, match=reason.replace("kept for", "keep its pages for")):
        erasing.erase(cast.ours, by=cast.amira, now=now)
    assert not settings.ERASURES.exists() and User.objects.get(pk=cast.amira.pk).is_active
