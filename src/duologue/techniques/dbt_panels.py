"""What the diary card offers to the pages of others: the week, and the way to today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from duologue.courses.offers import Offer
from duologue.techniques import week
from duologue.techniques.chains import Chain


def beside_the_week(viewer: Any, course: Any) -> dict[str, Any]:
    """What stands beside the week on the DBT page."""
    return {"chains": list(viewer.records(Chain).filter(course=course).order_by("-written_at", "-pk")[:20])}


def this_week(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """The week on the card for whoever opens a course or prepares an hour, where there is a card. Four queries."""
    card = week.card_of(viewer, course)
    if card is None:
        return None
    shown = week.of(viewer, course, until=timezone.localdate(now, course.practice.zone))
    return Offer("techniques/parts/this_week.html", {"week": shown, "card": card, "course": course})


def week_in_session(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """The same on the page of the hour, as a sentence and the way there."""
    found = this_week(viewer, course, now=now)
    return Offer("techniques/parts/week_link.html", found.page) if found else None


def card_for_today(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """For a client: the way to today on the card, where one is in use. Three queries."""
    card = week.card_of(viewer, course)
    if card is None or not card.in_use:
        return None
    today = timezone.localdate(now, course.practice.zone)
    filled = week.of(viewer, course, until=today).days[-1].entry is not None
    return Offer("techniques/parts/card_today.html", {"course": course, "filled": filled})
