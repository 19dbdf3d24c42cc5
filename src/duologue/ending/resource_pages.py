"""A practice's list of resources: its manager keeps it, its therapists read it, and both choose from it for a plan."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.ending import keepsakes, resources
from duologue.ending.forms import AResource
from duologue.ending.overview import ENDED
from duologue.people.models import Practice, Role

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
TOO_MANY = f"Choose {resources.ON_A_PLAN} at most, so that the plan prints on two pages."


def _practice(request: Any, *, manages: bool) -> Practice:
    """Where this person manages, or works as a therapist; for everybody else there is no such page."""
    may = (Role.MANAGER,) if manages else (Role.MANAGER, Role.THERAPIST)
    practice = next((m.practice for m in request.viewer.memberships if m.role in may), None)
    if practice is None:
        raise Http404
    return practice


@read_or_write
def listed(request):
    """Everything on the list, what has not been checked for a year first; a manager adds to it."""
    practice = _practice(request, manages=request.method == "POST")
    form = AResource(request.POST or None)
    if request.method == "POST" and form.is_valid():
        resources.keep(form.cleaned_data, of=None, practice=practice, by=request.user, now=request.now)
        messages.info(request, "It is on the list.")
        return redirect("ending:resources")
    today = timezone.localdate(request.now)
    found = [(one, one.is_stale(today)) for one in resources.of_practice(practice).select_related("checked_by")]
    page = {
        "found": sorted(found, key=lambda one: not one[1]),
        "away": resources.put_away_ones(practice),
        "may_write": Role.MANAGER in request.viewer.roles,
        "form": form,
    }
    return render(request, "ending/pages/resources.html", page, status=422 if form.errors else 200)


@read_or_write
def resource(request, pk: uuid.UUID):
    """One line of the list: change it, say that it was checked, or put it away."""
    practice = _practice(request, manages=True)
    held = get_object_or_404(resources.everything(practice), pk=pk)
    what = request.POST.get("what")
    if request.method == "POST" and what in ("check", "put_away"):
        verb = resources.check if what == "check" else resources.put_away
        verb(held, by=request.user, now=request.now)
        return redirect("ending:resources")
    form = AResource(request.POST or None, initial={name: getattr(held, name) for name in AResource.base_fields})
    if request.method == "POST" and form.is_valid():
        resources.keep(form.cleaned_data, of=held, practice=practice, by=request.user, now=request.now)
        messages.info(request, "Kept, and checked today.")
        return redirect("ending:resources")
    page = {"held": held, "form": form}
    return render(request, "ending/pages/resource.html", page, status=422 if form.errors else 200)


@require_POST
def choose(request, course_id):
    """Either says which resources stand on the plan."""
    course = request.viewer.course(course_id)
    offered = {str(one.pk): one.pk for one in resources.of_practice(course.practice)}
    chosen = [offered[pk] for pk in request.POST.getlist("resource") if pk in offered]
    if course.has_ended or len(chosen) > resources.ON_A_PLAN:
        messages.error(request, ENDED if course.has_ended else TOO_MANY)
    else:
        keepsakes.choose_resources(chosen, course=course, by=request.user, now=request.now)
        messages.info(request, "Kept on the plan.")
    return redirect("ending:plan", course.pk)
