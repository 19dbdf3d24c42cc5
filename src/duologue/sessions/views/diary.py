"""The diary: a week of sessions, the sessions of one course, and planning."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.sessions import actions, panels
from duologue.sessions.forms import Plan
from duologue.sessions.models import Session


@require_safe
def diary(request):
    """A week of sessions, today first: a therapist's own, or for intake everybody's."""
    if request.viewer.role not in ("therapist", "intake"):
        raise Http404
    today = request.now.astimezone(request.practice.zone).date()
    monday = _monday(request.GET.get("week", ""), today)
    held = panels.diary_of(request.viewer, monday, monday + timedelta(days=6))
    if request.viewer.role == "therapist":
        held = held.filter(therapist=request.user)
    page = {
        "days": _days(held, monday, today, request.practice.zone),
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "before": f"{monday - timedelta(weeks=1):%G-W%V}",
        "after": f"{monday + timedelta(weeks=1):%G-W%V}",
        "this_week": monday <= today < monday + timedelta(weeks=1),
        "empty": not held,
        "intake": request.viewer.role == "intake",
    }
    return render(request, "sessions/pages/diary.html", page)


def _monday(week: str, today: date) -> date:
    """The Monday of a week like 2026-W48; of this week when there is none like that within fifty years."""
    try:
        asked = datetime.strptime(f"{week}-1", "%G-W%V-%u").date()  # noqa: DTZ007  # a day, not a moment
    except ValueError:
        asked = today
    near = asked if abs(asked.year - today.year) < 50 else today
    return near - timedelta(days=near.weekday())


def _days(held: Any, monday: date, today: date, zone: Any) -> list[dict[str, Any]]:
    days: dict[date, list[Session]] = {monday + timedelta(days=n): [] for n in range(7)}
    for session in held:
        days[session.starts_at.astimezone(zone).date()].append(session)
    shown = [{"on": on, "sessions": days[on], "past": on < today, "today": on == today} for on in days]
    kept = [day for day in shown if day["sessions"] or day["today"]]
    return sorted(kept, key=lambda day: (day["past"] and monday <= today, day["on"]))


@require_safe
def course(request, course_id):
    """The sessions of one course: what comes, and what was."""
    found = request.viewer.course(course_id)
    held = request.viewer.records(Session).filter(course=found).select_related("therapist")
    ahead = list(held.ahead(request.now))
    past = held.exclude(pk__in=[session.pk for session in ahead]).order_by("-starts_at", "-pk")
    page = {"course": found, "ahead": ahead, "past": past, "mine": found.viewed_as == "client"}
    return render(request, "sessions/pages/course.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, course_id):
    """Plan one session or a series."""
    found = request.viewer.course(course_id, as_role="therapist")
    today = request.now.astimezone(found.practice.zone).date()
    usual = {"every_weeks": "1", "how_many": 6, "minutes": found.practice.session_minutes}
    form = Plan(request.POST or None, initial=usual, zone=found.practice.zone, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            series = actions.plan_series(course=found, by=request.user, now=request.now, **form.cleaned_data)
        except actions.Taken as taken:
            at = taken.starts_at.astimezone(found.practice.zone)
            on = f"{at:%A} {at.day} {at:%B} at {at:%H:%M}"
            form.add_error("starts_on", f"There is another session on {on}. Choose another time, or plan fewer.")
        else:
            planned = request.viewer.records(Session).filter(series=series).count()
            messages.success(request, "1 session is planned." if planned == 1 else f"{planned} sessions are planned.")
            return redirect("sessions:course", found.pk)
    page = {"course": found, "form": form, "zone": found.practice.time_zone}
    return render(request, "sessions/pages/plan.html", page, status=422 if form.errors else 200)
