"""The history in parts, for the client: what is asked, how much is left, and what may wait for the session."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.assessment import history, panels


@require_safe
def parts(request, course_id):
    """All parts with where each stands, in words."""
    course = request.viewer.course(course_id, as_role="client")
    page = {"course": course, "whole": panels.history_of(request.viewer, course)}
    return render(request, "assessment/pages/history.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request, course_id):
    """One part before it opens: what it asks, and what may be done with it. `part` in the address names it."""
    course = request.viewer.course(course_id, as_role="client")
    whole = panels.history_of(request.viewer, course)
    chosen = whole.part(request.GET.get("part", history.FIRST))
    if chosen is None:
        raise Http404
    page = {"course": course, "whole": whole, "part": chosen}
    if request.method != "POST":
        return render(request, "assessment/pages/history_part.html", page)
    if chosen.is_sent and chosen.response:
        return redirect("questionnaires:read", chosen.response.pk)
    do = request.POST.get("do", "")
    who = {"course": course, "by": request.user, "now": request.now}
    if do == "open":
        return redirect("questionnaires:answer", history.open_part(chosen.form.id, **who).pk)
    try:
        history.set_aside(chosen.form.id, do, **who)
    except ValueError:
        return render(request, "assessment/pages/history_part.html", {**page, "nothing_chosen": True}, status=422)
    return redirect("assessment:history", course.pk)
