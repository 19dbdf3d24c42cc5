"""What each person sees first."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from duologue.courses import offers
from duologue.courses.models import Goal
from duologue.home import caseload as lists
from duologue.home import days
from duologue.people.models import Role
from duologue.safety import panels as safety

PAGES = {Role.THERAPIST: days.of_therapist, Role.INTAKE: days.of_intake, Role.SUPERVISOR: days.of_supervisor}


@login_not_required
@require_safe
def first(request):
    """The first page: Today for whoever is signed in, the front door for everybody else."""
    return redirect("home:today" if request.user.is_authenticated else "understanding:welcome")


@require_safe
def today(request):
    """One page for the day, for the hat this person wears."""
    role = request.viewer.role
    if role == Role.MANAGER:
        return render(request, "home/pages/today_manager.html", days.of_manager(request.viewer, now=request.now))
    tell = PAGES.get(role, days.of_client)
    return render(request, f"home/pages/today_{role}.html", tell(request.viewer, now=request.now))


@require_safe
def caseload(request):
    """Everybody this therapist cares for: whom to talk about first, what else waits, then the rest.

    `find` narrows by name, `show` by what is so about them, `order` sorts.
    """
    if Role.THERAPIST not in request.viewer.roles:
        return _nothing_here()
    everybody, kinds = lists.lines(request.viewer, now=request.now), lists.filters(now=request.now)
    find = request.GET.get("find", "").strip()
    show, order = request.GET.get("show", ""), request.GET.get("order", "")
    show, order = show if show in kinds else lists.EVERYBODY, order if order in lists.ORDERS else lists.BY_NEED
    named = [line for line in everybody if find.casefold() in line.client.name.casefold() and kinds[show](line)]
    shown = lists.in_order(named, order, now=request.now)
    rest = [] if show in ("talk", "waits") else shown
    page = {
        "find": find,
        "show": show,
        "order": order,
        "many": len(everybody),
        "choices": [(name, label, sum(map(kinds[name], everybody))) for name, label in lists.SHOWN.items()],
        "orders": lists.ORDERS.items(),
        "shown": shown,
        "first": [line for line in shown if line.to_talk],
        "small": [line for line in shown if line.waits and (show == "waits" or not line.to_talk)],
        "rest": [line for line in rest if not line.ended],
        "ended": [line for line in rest if line.ended],
        "now": request.now,
    }
    part = "#people" if request.htmx else ""
    return render(request, f"home/pages/caseload.html{part}", page)


@require_safe
def plan(request):
    """My plan: goals, the agreement, the staying-well plan, for a client."""
    own = request.viewer.courses.of_client(request.user).order_by("-opened_at").first()
    if own is None:
        return render(request, "home/pages/plan_empty.html")
    course = request.viewer.course(own.pk, as_role="client")
    page = {"course": course, **days.plan_of(request.viewer, course, now=request.now)}
    return render(request, "home/pages/plan.html", page)


@require_safe
def course(request, course_id):
    """One client, for the therapist: where they are, what waits, what is next."""
    opened = request.viewer.course(course_id, as_role="therapist")
    page = {"course": opened, **days.course_of(request.viewer, opened, now=request.now)}
    page["alerts"] = [alert for alert in safety.waiting(request.viewer) if alert.course_id == opened.pk]
    page["goals"] = request.viewer.records(Goal).filter(course=opened, set_aside_at__isnull=True).order_by("written_at")
    page["offers"] = offers.offered("course", request.viewer, opened, now=request.now)
    return render(request, "home/pages/course.html", page)


def _nothing_here():
    from django.http import Http404

    raise Http404
