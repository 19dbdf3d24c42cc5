"""A session of Tom and Amira, planned for ten minutes from now."""

from datetime import timedelta

import pytest

from duologue.sessions import actions


@pytest.fixture
def planned(cast, now):
    return actions.plan_session(
        course=cast.ours, starts_at=now + timedelta(minutes=10), minutes=50, by=cast.tom, now=now
    )


@pytest.fixture
def running(planned, cast, now):
    return actions.begin(planned, by=cast.tom, now=now)
