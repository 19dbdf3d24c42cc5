"""Statements said once and run often: what every page asks is not composed anew for every page (`make bench`).

A function under `@prepared(name=Field())` builds a queryset from slots. It is called once for each shape of its arguments;
later calls run the same SQL with other values. Keyword arguments are slots: one value, or a list (as many places as it is
long); None and an empty list go in as they are. Positional arguments, such as a model, belong to the shape.
`insert` and `update` do the same for one record. The models stay the one source of columns, converters and relations.

Relied on inside Django 5.2: what a compiler knows after `as_sql`, `get_related_populators`, `_prepare_cursor`, and that `save`
of a model without parents is `pre_save`, `get_db_prep_save` and one statement. `tests/promises/test_prepared.py` holds all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, models, transaction
from django.db.models.query import FlatValuesListIterable, ModelIterable, get_related_populators


def prepared(**fields: models.Field) -> Callable[[Callable[..., Any]], Callable[..., list[Any]]]:
    """Turns a function that builds a queryset into one that runs it and returns a list."""

    def of(build: Callable[..., Any]) -> Callable[..., list[Any]]:
        def run(*fixed: Hashable, **values: Any) -> list[Any]:
            shape = tuple([(name, _places(value)) for name, value in values.items()])
            return _plan((build, fixed, shape), _Select, fields).run(values)

        return run

    return of


def insert(record: models.Model, *, unless_kept: bool = False) -> bool:
    """What `save(force_insert=True)` does. `unless_kept`: False, and nothing written, where a unique row stands already."""
    return _plan((type(record), "insert", unless_kept), _Insert).run(record)


def update(record: models.Model, *names: str) -> None:
    """What `save(update_fields=names)` does."""
    _plan((type(record), "update", names), _Update).run(record)


def forget() -> None:
    """Say everything anew from now on, for a test that changes what a queryset is built from."""
    connections[DEFAULT_DB_ALIAS].__dict__.pop("prepared_plans", None)


class Slot(models.Expression):
    """The place of one value, or of so many, in a queryset that will be run often."""

    def __init__(self, name: str, field: models.Field, places: int | None) -> None:
        super().__init__(output_field=field)
        self.name, self.places = name, places

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        if self.places is None:
            return "%s", [Place(self, None)]
        return ", ".join(["%s"] * self.places), [Place(self, at) for at in range(self.places)]


class Place(NamedTuple):
    """One `%s` of a slot: the whole value, or the one at this place of a list."""

    slot: Slot
    at: int | None


AS_THEY_ARE: dict[Any, Any] = {"none": None, "empty": []}


def _places(value: Any) -> Any:
    """What a value adds to the shape: how many places, where it is a list."""
    if isinstance(value, list):
        return len(value) or "empty"
    return "none" if value is None else None


def _plan(shape: Hashable, kind: Any, *more: Any) -> Any:
    """The plan of this shape; kept with the connection to whose database it speaks, and made anew in each process."""
    connection = connections[DEFAULT_DB_ALIAS]
    plans = connection.__dict__.setdefault("prepared_plans", {})
    plan = plans.get(shape)
    if plan is None:
        plan = plans[shape] = kind(connection, shape, *more)
    return plan


def _cursor(connection: Any) -> Any:
    """On PostgreSQL the server keeps the plan too: by Django's other cursor, which sends values apart from the statement.
    Where statements are logged, in tests and while building, it is the ordinary one: the other's log would be empty."""
    if connection.vendor != "postgresql" or connection.queries_logged:
        return connection.cursor()
    from django.db.backends.postgresql.base import ServerBindingCursor

    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return connection._prepare_cursor(ServerBindingCursor(connection.connection))  # type: ignore[call-arg]


class _Select:
    """A queryset's SQL, what fills its places, and how a row becomes a record."""

    def __init__(self, connection: Any, shape: Any, fields: dict[str, models.Field]) -> None:
        build, fixed, places = shape
        slots = {n: AS_THEY_ARE[p] if p in AS_THEY_ARE else Slot(n, fields[n], p) for n, p in places}
        queryset = build(*fixed, **slots)
        if queryset.query.select_for_update or queryset._prefetch_related_lookups or queryset._known_related_objects:
            raise ValueError("A prepared queryset is one statement that locks nothing.")
        self.connection, compiler = connection, queryset.query.get_compiler(connection=connection)
        try:
            self.sql, self.params = compiler.as_sql()
        except EmptyResultSet:  # in this shape nothing is found, whatever the values are
            self.sql = ""
            return
        select = compiler.select[: compiler.col_count]
        found = compiler.get_converters([column for column, *_ in select]).items()
        self.converters = [(at, convert, column) for at, (several, column) in found for convert in several]
        self.record = self._record if queryset._iterable_class is ModelIterable else tuple
        if queryset._iterable_class is FlatValuesListIterable:
            self.record = lambda row: row[0]
        if about := compiler.klass_info:
            first, last = about["select_fields"][0], about["select_fields"][-1]
            self.model, self.columns = about["model"], slice(first, last + 1)
            self.names = [column.target.attname for column, *_ in select[self.columns]]
            self.related = get_related_populators(about, compiler.select, connection.alias)  # type: ignore[call-arg]
            self.annotations = list((compiler.annotation_col_map or {}).items())

    def run(self, values: dict[str, Any]) -> list[Any]:
        if not self.sql:
            return []
        with _cursor(self.connection) as cursor:
            cursor.execute(self.sql, [self._said(param, values) for param in self.params])
            rows = [list(row) for row in cursor.fetchall()]
        for row in rows:
            for at, convert, column in self.converters:
                row[at] = convert(row[at], column, self.connection)
        return [self.record(row) for row in rows]

    def _said(self, param: Any, values: dict[str, Any]) -> Any:
        if type(param) is not Place:
            return param
        value = values[param.slot.name]
        value = value if param.at is None else value[param.at]
        return param.slot.output_field.get_db_prep_value(value, self.connection)

    def _record(self, row: list[Any]) -> models.Model:
        record = self.model.from_db(self.connection.alias, self.names, row[self.columns])
        for related in self.related:
            related.populate(row, record)
        for name, at in self.annotations:
            setattr(record, name, row[at])
        return record


class _Insert:
    """One statement that writes a new record; a number that the database gives is asked back."""

    def __init__(self, connection: Any, shape: Any) -> None:
        model, _, unless_kept = shape
        self.connection, numbered, quote = connection, model._meta.auto_field, connection.ops.quote_name
        self.fields = [field for field in model._meta.concrete_fields if field is not numbered]
        columns, places = ", ".join(quote(f.column) for f in self.fields), ", ".join(["%s"] * len(self.fields))
        self.sql = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"
        self.sql += " ON CONFLICT DO NOTHING" if unless_kept else ""
        self.sql += f" RETURNING {quote((numbered or model._meta.pk).column)}"
        self.numbered = numbered is not None

    def run(self, record: models.Model) -> bool:
        said = [f.get_db_prep_save(f.pre_save(record, True), self.connection) for f in self.fields]
        with transaction.mark_for_rollback_on_error(self.connection.alias), _cursor(self.connection) as cursor:
            cursor.execute(self.sql, said)
            kept = cursor.fetchall()
        if kept:
            record._state.adding, record._state.db = False, self.connection.alias
            if self.numbered:
                record.pk = kept[0][0]
        return bool(kept)


class _Update:
    """One statement that writes some fields of a record that is there."""

    def __init__(self, connection: Any, shape: Any) -> None:
        model, _, names = shape
        meta, quote = model._meta, connection.ops.quote_name
        self.connection, self.fields, self.key = connection, [meta.get_field(name) for name in names], meta.pk
        changes = ", ".join(f"{quote(field.column)} = %s" for field in self.fields)
        self.sql = f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {quote(meta.pk.column)} = %s"

    def run(self, record: models.Model) -> None:
        said = [f.get_db_prep_save(f.pre_save(record, False), self.connection) for f in self.fields]
        with transaction.mark_for_rollback_on_error(self.connection.alias), _cursor(self.connection) as cursor:
            cursor.execute(self.sql, [*said, self.key.get_db_prep_value(record.pk, self.connection)])
            if cursor.rowcount != 1:
                raise DatabaseError("The record that was to be changed is not there.")
