"""`make first-migration`: while nothing has been released, the one first migration is written anew from the models.

Django writes a table first and adds its constraints and later references one by one; SQLite then copies the table for each.
Here every table is written whole, in the order in which tables point at each other, which makes setting up three times as fast.
After the first release this command goes, and every change is a migration of its own.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
APP = "duologue"
FILE = Path(__file__).resolve().parent.parent / "src" / APP / "migrations" / "0001_initial.py"


def whole(state: Any) -> list[Any]:
    """One CreateModel for each model with its fields, indexes and constraints, each after those it points at.

    Where tables point at each other in a circle, one reference is added afterwards.
    """
    from django.db import migrations

    models = {name: model for (app, name), model in state.models.items() if app == APP}
    waits = {name: _points_at(model) & models.keys() - {name} for name, model in models.items()}
    written: list[Any] = []
    later: list[Any] = []
    while models:
        name = min(models, key=lambda name: (len(waits[name] & models.keys()), name))
        model = models.pop(name)
        held_back = {key for key, field in model.fields.items() if _target(field) in waits[name] & models.keys()}
        later += [migrations.AddField(model.name, key, model.fields[key]) for key in sorted(held_back)]
        written.append(
            migrations.CreateModel(
                name=model.name,
                fields=[(key, field) for key, field in model.fields.items() if key not in held_back],
                options={key: value for key, value in model.options.items() if value},
                bases=model.bases,
                managers=model.managers,
            )
        )
    return written + later


def _target(field: Any) -> str:
    """The name of the model a field points at, or nothing."""
    if field.remote_field is None:
        return ""
    to = field.remote_field.model
    return (to if isinstance(to, str) else to._meta.label).split(".")[-1].lower()


def _points_at(model: Any) -> set[str]:
    return {_target(field) for field in model.fields.values()} - {""}


def main() -> None:
    import django

    django.setup()
    from django.apps import apps
    from django.db import migrations
    from django.db.migrations.state import ProjectState
    from django.db.migrations.writer import MigrationWriter

    class Migration(migrations.Migration):
        initial = True
        operations = whole(ProjectState.from_apps(apps))

    text = MigrationWriter(Migration("0001_initial", APP), include_header=False).as_string()
    if not FILE.exists() or FILE.read_text() != text:
        FILE.write_text(text)


if __name__ == "__main__":
    main()
