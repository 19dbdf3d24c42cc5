"""The sessions of one course: what comes and what was, planning, and ending a series."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.sessions import clock_changes, panels, planning
from duologue.sessions.diary_forms import EndSeries, Plan
from duologue.sessions.models import How, Series, Session


@require_safe
def course(request, course_id):
    """The sessions of one course: what comes, and what was."""
    found = request.viewer.course(course_id)
    held = request.viewer.records(Session).filter(course=found).select_related("therapist")
    ahead = list(held.ahead(request.now))
    past = held.exclude(pk__in=[session.pk for session in ahead]).order_by("-starts_at", "-pk")
    mine = found.viewed_as == "client"
    page = {"course": found, "ahead": ahead, "past": past, "mine": mine, "wishes": panels.wishes(request.viewer)}
    page["wishes"] = [wish for wish in page["wishes"] if wish.course_id == found.pk]
    if not mine:
        page["series"] = request.viewer.records(Series).filter(pk__in={s.series_id for s in ahead}).order_by("at", "pk")
    return render(request, "sessions/pages/course.html", page)


@require_safe
def agreed(request, course_id):
    """All that was agreed at the end of sessions, newest first: for the client to keep, and found by a word."""
    found = request.viewer.course(course_id)
    find = request.GET.get("find", "").strip()
    kept = panels.agreed(request.viewer, found)
    page = {"course": found, "mine": found.viewed_as == "client", "find": find}
    page["kept"] = [one for one in kept if find.casefold() in one.agreed.casefold()]
    return render(request, "sessions/pages/agreed.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request, course_id):
    """Plan one session or a series."""
    found = request.viewer.course(course_id, as_role="therapist")
    today = request.now.astimezone(found.practice.zone).date()
    usual = {"every_weeks": "1", "how_many": 6, "minutes": found.practice.session_minutes, "how": How.ROOM}
    usual["therapist"] = str(request.user.pk)
    form = Plan(request.POST or None, initial=usual, zone=found.practice.zone, today=today, team=found.team)
    if request.method == "POST" and form.is_valid():
        try:
            planned = planning.plan_series(course=found, by=request.user, now=request.now, **form.cleaned_data)
        except planning.Taken as taken:
            at = taken.starts_at.astimezone(found.practice.zone)
            on = f"{at:%A} {at.day} {at:%B} at {at:%H:%M}"
            form.add_error("starts_on", f"There is another session on {on}. Choose another time, or plan fewer.")
        except planning.InABreak as away:
            form.add_error("starts_on", str(away))
        except clock_changes.ClocksChange as odd:
            form.ask_about(odd)
        else:
            messages.success(request, _told(planned, form.cleaned_data["clocks"]))
            return redirect("sessions:course", found.pk)
    page = {"course": found, "form": form, "zone": found.practice.time_zone}
    return render(request, "sessions/pages/plan.html", page, status=422 if form.errors else 200)


def _told(planned: planning.Planned, clocks: str) -> str:
    """How many were planned, and on which days none."""
    many = len(planned.sessions)
    told = "1 session is planned." if many == 1 else f"{many} sessions are planned."
    if out := [f"{on.day} {on:%B}" for on in planned.without]:
        why = "somebody is away, or the clocks change" if clocks == clock_changes.OUT else "somebody is away"
        told += f" None on {' and '.join([', '.join(out[:-1]), out[-1]] if len(out) > 1 else out)}: {why}."
    return told


@require_http_methods(["GET", "HEAD", "POST"])
def series(request, pk):
    """One series: its rule, what is still to come of it, and its last day."""
    found = request.viewer.record(Series, pk, as_role="therapist")
    ahead = list(request.viewer.records(Session).filter(series=found).ahead(request.now).select_related("therapist"))
    form = EndSeries(request.POST or None)
    if request.method == "POST" and form.is_valid():
        many = planning.end_series(found, ends_on=form.cleaned_data["ends_on"], by=request.user, now=request.now)
        gone = "1 session leaves the plan." if many == 1 else f"{many} sessions leave the plan."
        messages.success(request, f"This series has an end. {gone}")
        return redirect("sessions:course", found.course_id)
    page = {"course": found.course, "series": found, "ahead": ahead, "form": form, "today": request.now}
    return render(request, "sessions/pages/series.html", page, status=422 if form.errors else 200)
