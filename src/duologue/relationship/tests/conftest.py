"""Sessions that were held, and words on them, for every test of the relationship."""

from datetime import timedelta

import pytest

from duologue.relationship import actions
from duologue.relationship.models import FOUR, Feedback
from duologue.sessions import actions as sessions


@pytest.fixture
def hold(cast, now):
    """`hold(3)` is the session of the third week, held and over; earlier ones are held with it when they were not."""
    held = {}

    def one(week=1):
        if week not in held:
            at = now + timedelta(weeks=week - 1)
            session = sessions.plan_session(course=cast.ours, starts_at=at, minutes=50, by=cast.tom, now=at)
            sessions.begin(session, by=cast.tom, now=at)
            held[week] = sessions.end(session, by=cast.tom, now=at + timedelta(minutes=50))
        return held[week]

    return one


@pytest.fixture
def say(cast, now, hold):
    """`say(2, 36)` is Amira's word on the second session: four ratings that add up to 36."""

    def word(week, total, *, worth_it=9, **more):
        base, extra = divmod(total, 4)
        ratings = {name: base + (n < extra) for n, name in enumerate(FOUR)} | {"worth_it": worth_it}
        at = now + timedelta(weeks=week - 1, hours=1)
        actions.give_feedback(hold(week), ratings=ratings, by=cast.amira, now=at, **more)
        return Feedback.objects.unscoped().select_related("course", "session").get(session=hold(week))

    return word
