"""A practice says who is reached and when; the ledger keeps who said so."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.people import reaching
from duologue.people.models import Practice, User


@transaction.atomic
def arrange(practice: Practice, said: dict[str, Any], *, people: dict[str, User], by: User, now: datetime) -> Practice:
    """Keep the whole page: whom answers go to, who stands in, the hours, the sentence and the numbers clients read."""
    reaching.arrange(
        practice,
        first=people.get(said["first"]),
        stand_in=people[said["stand_in"]],
        days=said["days"],
        opens=said["opens"],
        closes=said["closes"],
    )
    words = ("answers_read", "emergency_number", "crisis_lines")
    for name in words:
        setattr(practice, name, said[name])
    practice.save(update_fields=words)
    ledger.record("practice.arranged", actor=by.pk, subject=practice.pk, at=now)
    return practice
