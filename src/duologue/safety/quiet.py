"""Who is left alone with reminders because an answer of theirs waits for a person."""

from __future__ import annotations

from typing import Any

from duologue.safety.models import Alert


def with_an_open_alert() -> Any:
    """The ids of people whose answer still waits for somebody to act on it: no reminder goes to them meanwhile."""
    return Alert.objects.unscoped().filter(closed_at__isnull=True, is_drill=False).values("told_by")
