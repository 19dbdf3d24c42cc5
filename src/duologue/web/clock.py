"""What time it is, asked once per request and passed on from there. Only the demo's clock can stand still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

SLOWER = 1000


def now() -> datetime:
    """The present moment in UTC; in the demo, the moment its clock was set to.

    The demo's clock all but stands still: it runs a thousand times slower, so that what happens later is later.
    """
    if settings.DEMO_CLOCK and (kept := Path(settings.DEMO_CLOCK)).exists():
        set_to = datetime.fromisoformat(kept.read_text().strip())
        return set_to + (timezone.now() - datetime.fromtimestamp(kept.stat().st_mtime, UTC)) / SLOWER
    return timezone.now()


def advance(by: timedelta) -> datetime:
    """Move the demo's clock. There is no such thing outside the demo."""
    if not settings.DEMO_CLOCK:
        raise RuntimeError("Only the demo's clock can be moved.")
    moved = (now() + by).replace(microsecond=0)
    Path(settings.DEMO_CLOCK).write_text(moved.isoformat())
    return moved


class ClockMiddleware:
    """Gives each request its `now`, so that one request never sees two moments."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.now = now()
        return self.get_response(request)
