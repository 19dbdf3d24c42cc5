"""The ledger can only grow: the database itself refuses to change or remove a line."""

from django.db import migrations

SQLITE = [
    "CREATE TRIGGER ledger_no_update BEFORE UPDATE ON duologue_ledgerline BEGIN "
    "SELECT RAISE(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_no_delete BEFORE DELETE ON duologue_ledgerline BEGIN "
    "SELECT RAISE(ABORT, 'the ledger is append-only'); END",
]
POSTGRES = [
    "CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$",
    "CREATE TRIGGER ledger_no_change BEFORE UPDATE OR DELETE ON duologue_ledgerline "
    "FOR EACH ROW EXECUTE FUNCTION ledger_refuses()",
]


def guard(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER ledger_no_update")
        schema_editor.execute("DROP TRIGGER ledger_no_delete")
    else:
        schema_editor.execute("DROP FUNCTION ledger_refuses() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("duologue", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
