"""What a practice says about who is reached, and the drill."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from duologue.people.models import Role
from duologue.people.reaching import why_nobody
from duologue.safety import drills, numbers, practice
from duologue.safety.forms import WhoIsReached
from duologue.safety.staff import Staff

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def _managed(request: Any) -> Any:
    """The practice this person manages; there is no such page for anybody else."""
    held = [one.practice for one in request.viewer.memberships if one.role == Role.MANAGER]
    if not held:
        raise Http404
    return held[0]


@read_or_write
def reached(request):
    """Who is told first, who stands in, when the practice works, and the numbers on every page."""
    held = _managed(request)
    staff = Staff(held, now=request.now)
    form = WhoIsReached(request.POST or None, practice=held, staff=staff, initial=_as_it_is(held))
    if request.method == "POST" and form.is_valid():
        people = {str(person.pk): person for person in staff.of_role(Role.THERAPIST)}
        practice.arrange(held, form.cleaned_data, people=people, by=request.user, now=request.now)
        messages.success(request, "Kept. It holds from now on.")
        return redirect("safety:reached")
    page = {
        "held": held,
        "form": form,
        "days": {str(day) for day in form["days"].value() or []},
        "not_said": why_nobody(held),
        "managers": staff.of_role(Role.MANAGER),
        "drill": drills.latest(held),
        "drill_late": drills.is_late(held, now=request.now),
    }
    return render(request, "safety/pages/reached.html", page, status=422 if form.errors else 200)


def _as_it_is(held: Any) -> dict[str, Any]:
    return {
        "first": str(held.answers_go_to_id or "lead"),
        "stand_in": str(held.stand_in_id or ""),
        "days": held.working_days or [0, 1, 2, 3, 4],
        "opens": held.opens_at,
        "closes": held.closes_at,
        "answers_read": held.answers_read,
        "emergency_number": held.emergency_number,
        "crisis_lines": numbers.in_lines(held),
    }


@require_POST
def drill(request):
    """Send a made-up answer now, the way a real one goes."""
    held = _managed(request)
    if reason := why_nobody(held):
        messages.error(request, reason)
    else:
        begun = drills.begin(held, by=request.user, now=request.now)
        messages.success(request, f"On its way to {begun.alert.owner.called}. It is marked as a drill.")
    return redirect("safety:reached")
