"""An enquiry that waits, and the link in the letter that follows it."""

import re
import uuid

import pytest

from duologue.people.models import Letter
from duologue.understanding import actions

SAID = {
    "name": "Rosa Blum",
    "email": "rosa@example.org",
    "phone": "0151 23 42",
    "words": "I have stopped going out on my own.",
    "best_times": "Mornings",
}


@pytest.fixture
def asked(cast, now):
    return actions.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=SAID, now=now)


@pytest.fixture
def link():
    """The one-time link in the newest letter that holds one, as a path."""

    def newest():
        bodies = [letter.body for letter in Letter.objects.order_by("-written_at", "-pk")]
        found = [hit.group(1) for body in bodies if (hit := re.search(r"http://[^/\s]+(/invitation/\S+)", body))]
        return found[0]

    return newest
