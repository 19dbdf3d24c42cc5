"""What progress shows on a second screen: the lines of the client's measures, as the client sees them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from duologue.courses.offers import Offer
from duologue.progress.changes import changes


def on_screen(viewer: Any, course: Any, *, now: datetime) -> Offer:
    """Each measure with its sentence and its line; a dozen queries."""
    return Offer("progress/parts/on_screen.html", {"measures": changes(viewer, course).measures})
