"""People who have just asked for an appointment, in words of their own: how many hours ago, and what they wrote."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from duologue.demo.timeline import Steps
from duologue.people.models import Practice
from duologue.understanding import actions as understanding

ASKED: list[tuple[int, dict[str, str]]] = [
    (
        21,
        {
            "name": "Beatriz Lopes",
            "email": "beatriz@demo.invalid",
            "phone": "07700 900123",
            "words": "I have put this off for a year. I wake up with a stone on my chest and I do not want to tell my family.",
            "best_times": "Before nine, or Wednesday afternoons.",
        },
    ),
    (
        5,
        {
            "name": "Noah Clarke",
            "email": "noah@demo.invalid",
            "phone": "",
            "words": "My GP said to ask here. It is about sleep and about my father.",
            "best_times": "Evenings.",
        },
    ),
]


def ask(*, practice: Practice, now: datetime) -> Steps:
    """Two enquiries that wait for an answer today."""
    for hours_ago, said in ASKED:
        at = now - timedelta(hours=hours_ago)
        yield at
        understanding.ask(practice=practice, entry_key=uuid.uuid4(), said=said, now=at)
