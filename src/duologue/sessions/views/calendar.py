"""The calendar: a day, a week or a month, for a therapist, for intake, and for a client their own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duologue.sessions import calendar, panels


@require_safe
def diary(request):
    """Sessions of a day, a week or a month: one's own, or for intake everybody's."""
    role = request.viewer.role
    if not (role in ("therapist", "intake") or (role == "client" and request.viewer.known.takes_part_in)):
        raise Http404
    today = request.now.astimezone(request.practice.zone).date()
    view, on = calendar.asked_for(request.GET, today)
    first, last = _span(view, on)
    held = panels.diary_of(request.viewer, first, last)
    if role == "therapist":
        held = held.filter(therapist=request.user)
    breaks = panels.breaks(request.viewer, first, last)
    days = calendar.days_of(held, breaks, first=first, last=last, today=today, whose=request.viewer)
    is_now = first <= today <= last if view != "month" else (on.year, on.month) == (today.year, today.month)
    page = {
        "view": view,
        "on": today if is_now and view != "day" else on,  # from this month or week one comes to today
        "first": first,
        "last": last,
        "today": today,
        "is_now": is_now,
        "days": days,
        "role": role,
        "intake": role == "intake",
        **_beside(view, on),
        **_drawn(view, days),
    }
    if role != "intake":
        page |= {"wishes": panels.wishes(request.viewer), "next_break": panels.next_break(request.viewer, today)}
    return render(request, "sessions/pages/diary.html", page)


def _span(view: str, on: date) -> tuple[date, date]:
    if view == "day":
        return on, on
    if view == "month":
        return calendar.span_of_month(on)
    monday = on - timedelta(days=on.weekday())
    return monday, monday + timedelta(days=6)


def _beside(view: str, on: date) -> dict[str, str]:
    """The addresses of what comes before and after."""
    if view == "day":
        return {"before": f"day={on - timedelta(days=1)}", "after": f"day={on + timedelta(days=1)}"}
    if view == "month":
        this = on.replace(day=1)
        before, after = this - timedelta(days=1), this + timedelta(days=31)
        return {"before": f"month={before:%Y-%m}", "after": f"month={after:%Y-%m}"}
    week = timedelta(weeks=1)
    return {"before": f"week={on - week:%G-W%V}", "after": f"week={on + week:%G-W%V}"}


def _drawn(view: str, days: list[Any]) -> dict[str, Any]:
    if view == "week":
        return calendar.week(days)
    empty = not any(day.sessions for day in days)
    return {"weeks": calendar.weeks(days), "empty": empty} if view == "month" else {"day": days[0], "empty": empty}
