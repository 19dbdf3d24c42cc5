import pytest

from duologue.homework import actions
from duologue.questionnaires import library

SAID = {"happened": "The bus was full.", "thought": "They all look at me.", "feeling": "scared", "strength": "7"}


@pytest.fixture
def agree(cast, now):
    """`agree(what="Walk")` is something Tom and Amira agreed; with `worksheet="thought-record"` it is done on one."""

    def agree_(worksheet=None, **changed):
        words = {
            "what": "Catch a thought",
            "why": "To see it outside your head.",
            "when_where": "Tuesday evening, kitchen table",
            "obstacle": "Too tired",
            "smaller": "One sentence",
            "confidence": 8,
        }
        sheet = library.newest(worksheet) if worksheet else None
        return actions.agree(course=cast.ours, by=cast.tom, now=now, worksheet=sheet, **{**words, **changed})

    return agree_
