from datetime import timedelta

import pytest
from tests.cast import TODAY

from duologue.techniques import diary
from duologue.techniques.readers import ReadBy

LINES = {
    "on": [
        "anger",
        "joy",
        "feeling_1",
        "suicide",
        "self_harm",
        "target_1",
        "medication",
        "skill_stop",
        "skill_opposite",
    ],
    "own": {"feeling_1": "Loneliness", "target_1": "Messages at night"},
}


@pytest.fixture
def card(cast, now):
    """Amira's card: three feelings, three urges, two skills."""
    return diary.derive_card(LINES, seen=0, course=cast.ours, by=cast.tom, now=now)


@pytest.fixture
def fill_in(cast, now, card):
    """`fill_in(2, anger=3)` is what Amira filled in about two days ago, for both unless it says otherwise."""

    def fill_in_(days_ago=0, *, read_by=ReadBy.BOTH, late=0, line="", on=None, **said):
        day = TODAY - timedelta(days=days_ago)
        at = now - timedelta(days=days_ago - late)
        return diary.fill_in_day(
            on or card, day, said, by=cast.amira, now=now, written_at=at, read_by=read_by, line=line
        )

    return fill_in_
