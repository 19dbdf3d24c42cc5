"""One story on its way through time."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from duologue.courses.models import Course
from duologue.people.models import User
from duologue.sessions.models import Session


@dataclass
class Telling:
    """One story on its way: whose it is, and when each of its sessions is."""

    told: dict[str, Any]
    course: Course
    client: User
    therapist: User
    now: datetime
    rng: random.Random
    sessions: dict[int, Session] = field(default_factory=dict)

    def before(self, n: int, *, hours: int = 18) -> datetime:
        """Some hours before session n, by the practice's clock."""
        return self.sessions[n].starts_at - timedelta(hours=hours)

    def after(self, n: int, *, minutes: int = 50) -> datetime:
        return self.sessions[n].starts_at + timedelta(minutes=minutes)
