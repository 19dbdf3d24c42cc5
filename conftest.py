"""Fixtures for every test of the house."""

import os
import shutil

import pytest
from hypothesis import settings

from tests import cast as standing

# A busy machine is no fault of what is tested: time is measured by `make bench`, not here.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.fixture
def cast(db):
    """The standing cast, in a fresh database."""
    return standing.gather()


@pytest.fixture
def now():
    return standing.NOW


@pytest.fixture(autouse=True)
def _a_fixed_clock(monkeypatch):
    """Pages ask the clock once per request; in tests it stands at Thursday, 26 November 2026, 13:50."""
    monkeypatch.setattr("duologue.web.clock.now", lambda: standing.NOW)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Neither opened keys, nor counted guesses, nor statements said once travel from one test to the next."""
    from django.core.cache import cache

    from duologue.people import keyring
    from duologue.web import prepared

    keyring.forget()
    prepared.forget()
    cache.clear()


@pytest.fixture(autouse=True)
def _tokens_spell_nothing(monkeypatch):
    """A random token on a page may spell a name that a test says is not there; here every token is the same letter."""
    monkeypatch.setattr("django.middleware.csrf._get_new_csrf_string", lambda: "a" * 32)


@pytest.fixture
def signed_in(client):
    """`signed_in(cast.tom)` is a test client in which that person is signed in and every POST has a fresh key."""
    from tests.browsing import PostsWithKey

    def enter(person):
        browser = PostsWithKey()
        browser.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return enter


def pytest_collection_modifyitems(config, items):
    for item in items:
        for mark, tool in (("browser", "chromium"), ("strace", "strace")):
            if item.get_closest_marker(mark) and not shutil.which(tool):
                item.add_marker(pytest.mark.skip(reason=f"{tool} is not on this machine"))


def pytest_sessionfinish(session, exitstatus):
    """CI counts a skipped test as a failure: a green run must mean that everything ran."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("DUOLOGUE_NO_SKIPS") and reporter and reporter.stats.get("skipped"):
        session.exitstatus = 1
        reporter.write_line(f"{len(reporter.stats['skipped'])} tests were skipped, and none may be.", red=True)


@pytest.fixture(autouse=True)
def _the_ledger_can_be_emptied_afterwards(request):
    """Tests that really commit empty the tables after themselves; the ledger's own guard would (rightly) refuse."""
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(request.fixturenames)
    if not (commits or (marker and marker.kwargs.get("transaction"))):
        yield
        return
    request.getfixturevalue("transactional_db")
    from importlib import import_module

    from django.db import connection

    migration = import_module("duologue.migrations.0002_ledger_is_append_only")
    with connection.schema_editor() as editor:
        if not _has_guard(connection):
            migration.guard(None, editor)
    yield
    with connection.schema_editor() as editor:
        migration.unguard(None, editor)


def _has_guard(connection):
    sql = {
        "sqlite": "SELECT count(*) FROM sqlite_master WHERE type='trigger' AND name LIKE 'ledger%%'",
        "postgresql": "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'ledger%%'",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%%", "%"))
        return cursor.fetchone()[0] > 0
