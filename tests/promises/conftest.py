"""One furnished house for each module that walks through it."""

import pytest

from tests.promises.asking import a_furnished_house


@pytest.fixture(scope="module")
def furnished(django_db_setup, django_db_blocker):
    """`house, browsers`: built once for a module. Tests that use it are marked django_db."""
    with django_db_blocker.unblock(), a_furnished_house() as both:
        yield both
