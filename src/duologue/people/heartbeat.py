"""That the worker is alive: it says so each minute, and when it has not for five, the people who work here are told."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Subquery

from duologue.people.models import Heartbeat

LATE_AFTER = timedelta(minutes=5)
ONE = 1
LAST = Subquery(Heartbeat.objects.filter(pk=ONE).values("at")[:1])  # rides along with a query that is made anyway


def beat(*, now: datetime) -> None:
    """The worker is there."""
    Heartbeat.objects.update_or_create(pk=ONE, defaults={"at": now})


def last() -> datetime | None:
    """When the worker was last there."""
    return Heartbeat.objects.filter(pk=ONE).values_list("at", flat=True).first()


def is_late(at: datetime | None, *, now: datetime) -> bool:
    """Nothing was heard for too long. A worker that was never there is late, too."""
    return at is None or now - at > LATE_AFTER
