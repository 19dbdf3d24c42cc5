"""A statement that is said once finds and writes exactly what the ordinary one does (ADR 0013), on every model of the house."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from django.db.models.sql.compiler import SQLCompiler

from duologue.audit.models import Receipt
from duologue.courses.models import Course, Goal, Participant
from duologue.people.models import User
from duologue.people.sealed import SealedText
from duologue.web import prepared as plans
from duologue.web.prepared import insert, prepared, update

pytestmark = pytest.mark.django_db
MODELS = [*apps.get_app_config("duologue").get_models(), Session]
ID = models.UUIDField()


def everything(model):
    """All rows of a model with every record they point at."""
    related = [field.name for field in model._meta.concrete_fields if field.is_relation]
    return models.QuerySet(model).select_related(*related).annotate(again=models.F("pk")).order_by("pk")


@prepared()
def _all(model):
    return everything(model)


@prepared(pk=ID)
def _courses(*, pk):
    return Course.objects.unscoped().filter(pk__in=pk).order_by("pk") if pk is not None else Course.objects.unscoped()


@prepared(client=ID, before=models.DateTimeField())
def _of_client(*, client, before):
    return Course.objects.unscoped().filter(participants__user=client, opened_at__lte=before).order_by("pk")


def known(record):
    """Everything a record holds, with the types of it, through every record it points at."""
    held = {name: (type(value), value) for name, value in vars(record).items() if name != "_state"}
    joined = [field for field in record._meta.concrete_fields if field.is_relation and field.is_cached(record)]
    followed = {field.name: known(getattr(record, field.name)) for field in joined if getattr(record, field.name)}
    return held, record._state.db, record._state.adding, sorted(record._state.fields_cache), followed


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_same_records_come_out(furnished, model):
    ordinary = [known(record) for record in everything(model)]
    for _ in range(6):  # PostgreSQL's server takes a plan of its own after some runs
        assert [known(record) for record in _all(model)] == ordinary


def test_the_house_has_something_of_forty_models(furnished):
    assert len([model for model in MODELS if _all(model)]) > 40


def test_control_a_plan_without_its_converters_is_noticed(furnished, monkeypatch):
    ordinary = [known(record) for record in everything(Goal)]
    _all(Goal)
    plan = connection.prepared_plans[(_all.__closure__[0].cell_contents, (Goal,), ())]
    plan.converters = []
    assert [known(record) for record in _all(Goal)] != ordinary


def test_sealed_words_stay_sealed_until_they_are_read(furnished):
    goal = next(iter(_all(Goal)))
    field = next(field for field in Goal._meta.concrete_fields if isinstance(field, SealedText))
    assert isinstance(vars(goal)[field.attname], bytes) and isinstance(getattr(goal, field.name), str)


# What a statement is filled with


def test_values_are_converted_by_the_slots_field(furnished):
    part = Participant.objects.unscoped().order_by("pk").first()
    later = datetime(2100, 1, 1, tzinfo=UTC)
    for client in (part.user_id, str(part.user_id), part.user_id.hex):
        found = _of_client(client=client, before=later)
        assert part.course_id in [course.pk for course in found]
    assert _of_client(client=part.user_id, before=datetime(1990, 1, 1, tzinfo=UTC)) == []
    with pytest.raises(Exception, match="not a valid UUID"):
        _of_client(client="' OR 1=1", before=later)


def test_a_list_of_another_length_is_another_statement(furnished):
    keys = [course.pk for course in Course.objects.unscoped().order_by("pk")]
    for some in (keys[:2], keys[:1], [], keys, keys[1:2]):
        assert [course.pk for course in _courses(pk=some)] == some
    assert len(_courses(pk=None)) == len(keys)


def test_values_alone_come_out_as_they_are(furnished):
    @prepared()
    def names():
        return User.objects.order_by("email").values_list("email", flat=True)

    @prepared()
    def pairs():
        return User.objects.order_by("email").values_list("pk", "email")

    people = User.objects.order_by("email")
    assert names() == [user.email for user in people] and pairs() == [(user.pk, user.email) for user in people]


# When it is said


def test_the_second_time_nothing_is_composed(furnished, monkeypatch):
    first = _courses(pk=None)
    monkeypatch.setattr(SQLCompiler, "as_sql", None)
    assert _courses(pk=None) == first
    with pytest.raises(TypeError):
        _courses(pk=[uuid.uuid4()])  # the control: this shape is new


def test_what_a_statement_is_built_from_is_asked_again_after_forgetting(furnished, monkeypatch):
    assert _courses(pk=None)
    monkeypatch.setattr(Course.objects, "unscoped", Course.objects.none)
    assert _courses(pk=None)
    plans.forget()
    assert not _courses(pk=None)


def test_a_thread_has_statements_of_its_own(furnished):
    _courses(pk=None)
    seen = []
    thread = Thread(target=lambda: seen.append("prepared_plans" in vars(plans.connections["default"])))
    thread.start()
    thread.join()
    assert seen == [False]


def test_a_column_that_went_away_is_an_error_and_not_another_column(furnished):
    assert _all(Goal)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute('ALTER TABLE "duologue_goal" RENAME COLUMN "words" TO "said"')
        with pytest.raises(DatabaseError), transaction.atomic():
            _all(Goal)
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    "more_than_one_statement",
    [
        lambda: Course.objects.unscoped().select_for_update(),
        lambda: Course.objects.unscoped().prefetch_related("participants"),
    ],
)
def test_what_locks_or_fetches_more_is_not_prepared(db, more_than_one_statement):
    with pytest.raises(ValueError, match="one statement"):
        prepared()(more_than_one_statement)()


def test_the_server_keeps_the_plan_too(furnished):
    if connection.vendor == "sqlite":
        return  # it has no server; its library keeps the last hundred statements by itself
    for _ in range(6):
        _courses(pk=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%duologue_course%'")
        assert cursor.fetchone()[0] == 1


# Writing


class Said(Exception):
    """What was about to be written."""


def said(write):
    """The statement a write says, and what it is filled with; the database does not hear it."""

    def stop(execute, sql, params, many, context):
        raise Said(sql, list(params))

    with pytest.raises(Said) as caught, transaction.atomic(), connection.execute_wrapper(stop):
        write()
    sql, params = caught.value.args
    return sql, [repr(getattr(param, "obj", param)) for param in params]  # bytes and JSON are wrapped for the driver


def columns(statement):
    sql, params = statement
    return dict(zip(re.search(r"\((.*?)\) VALUES", sql)[1].split(", "), params, strict=True))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_same_is_written(furnished, model):
    record = everything(model).first()
    if record is None:
        return
    number = model._meta.auto_field and model._meta.auto_field.attname
    if number:
        setattr(record, number, None)
    assert columns(said(lambda: insert(record))) == columns(said(lambda: record.save(force_insert=True)))


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_the_same_is_changed(furnished, model):
    record = everything(model).first()
    if record is None:
        return
    for field in model._meta.concrete_fields:
        if not field.primary_key:
            _, params = said(lambda name=field.name: update(record, name))
            _, ordinary = said(lambda name=field.name: record.save(update_fields=[name]))
            assert params[-len(ordinary) :] == ordinary  # Django says NULL in the statement itself
            assert len(params) == 2 and (len(ordinary) == 2 or params[0] == "None")


def receipt(**given):
    fields = {"sender": uuid.uuid4(), "key": uuid.uuid4(), "body": "x", "received_at": datetime(2026, 1, 1, tzinfo=UTC)}
    return Receipt(**fields | given)


def test_a_new_record_learns_the_number_it_was_given(db):
    first, second = receipt(), receipt()
    assert insert(first) and insert(second) and first.pk != second.pk
    assert known(Receipt.objects.get(pk=second.pk))[0] == known(second)[0] and not second._state.adding


def test_where_a_unique_row_stands_nothing_is_written(db):
    first = receipt()
    insert(first)
    again = receipt(sender=first.sender, key=first.key, body="y")
    assert insert(again, unless_kept=True) is False and again._state.adding
    assert [kept.body for kept in Receipt.objects.all()] == ["x"]
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(again)


def test_after_an_error_the_transaction_is_over(db):
    first = receipt()
    insert(first)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            insert(receipt(sender=first.sender, key=first.key))
        assert transaction.get_rollback()
        transaction.set_rollback(True)


def test_changing_what_is_not_there_is_an_error(db):
    gone = receipt(id=77)
    with pytest.raises(DatabaseError, match="not there"), transaction.atomic():
        update(gone, "body")
