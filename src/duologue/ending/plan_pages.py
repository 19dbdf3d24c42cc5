"""Pages of the staying-well plan: written by both from the first session on, fed by what the client keeps, and for paper."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.audit.receipts import takes_any_post
from duologue.courses import versions
from duologue.courses.keepsakes import Found
from duologue.ending import actions, panels, resources, take_home
from duologue.ending import keepsakes as keeping
from duologue.ending.follow_up_models import FollowUp
from duologue.ending.forms import PARTS, OwnKeepsake, Plan
from duologue.ending.models import Keepsake, StayingWellPlan
from duologue.ending.overview import ENDED, may_write

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def plan(request, course_id):
    """The staying-well plan: both write on the same nine parts, from the first session on."""
    course = request.viewer.course(course_id)
    held = _of(request, StayingWellPlan, course).first()
    words = {name: getattr(held, name) for name in PARTS} if held else None
    form = Plan(request.POST) if request.method == "POST" else Plan(initial=words)
    if request.method == "POST" and may_write(form, course) and form.is_valid():
        seen = _number(request.POST.get("version"))
        try:
            actions.write_plan(form.cleaned_data, course=course, seen=seen, by=request.user, now=request.now)
        except versions.Stale as stale:
            return versions.both_texts(request, stale, fields=PARTS)
        messages.info(request, "Kept. Both of you can read it here.")
        return redirect("ending:plan", course.pk)
    page = {
        "course": course,
        "mine": course.viewed_as == "client",
        "plan": held,
        "parts": filled(held),
        "kept": _kept(request, course),
        **_near_by(request, course, held),
        "version": request.POST.get("version") or (held.version if held else 0),
        "form": form,
    }
    return render(request, "ending/pages/plan.html", page, status=422 if form.errors else 200)


def _of(request: Any, model: Any, course: Any) -> Any:
    return request.viewer.records(model).filter(course=course)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def filled(held: StayingWellPlan | None) -> list[tuple[str, str, str]]:
    """The parts of a plan in which something is written: name, label, words."""
    return [(name, str(label), getattr(held, name)) for name, label in PARTS.items() if held and getattr(held, name)]


def _kept(request: Any, course: Any) -> list[Keepsake]:
    held = _of(request, Keepsake, course).filter(let_go_at=None).select_related("course")
    return list(held.order_by("-on", "-written_at", "-pk"))


def _chosen_near_by(request: Any, held: StayingWellPlan | None) -> list[Any]:
    """What stands on the plan of the practice's list, each with whether nobody has checked it for long."""
    today = timezone.localdate(request.now)
    return [(one, one.is_stale(today)) for one in resources.of_plan(held)]


def _near_by(request: Any, course: Any, held: StayingWellPlan | None) -> dict[str, Any]:
    """The same, and what else of the list could stand there."""
    chosen = _chosen_near_by(request, held)
    offered = [] if course.has_ended else list(resources.of_practice(course.practice))
    on_plan = {one.pk for one, _ in chosen}
    return {"near_by": chosen, "offered": offered, "on_plan": on_plan, "at_most": resources.ON_A_PLAN}


@require_safe
def print_plan(request, course_id):
    """The plan for paper: at most two A4 pages, to keep in a drawer or on a fridge."""
    course = request.viewer.course(course_id)
    held = _of(request, StayingWellPlan, course).first()
    page = {
        "course": course,
        "plan": held,
        "parts": filled(held),
        "near_by": _chosen_near_by(request, held),
        "follow_ups": list(_of(request, FollowUp, course).to_come()),
    }
    return render(request, "ending/pages/print.html", page)


def _by_itself(request: Any, course: Any) -> str:
    """The plan as a page that needs no server."""
    held = _of(request, StayingWellPlan, course).first()
    near_by, kept = _chosen_near_by(request, held), _kept(request, course)
    days = list(_of(request, FollowUp, course).to_come())
    return take_home.page(course, parts=filled(held), near_by=near_by, kept=kept, days=days, now=request.now)


@takes_any_post  # the answer is a file, and taking it twice does no harm
@require_POST
def plan_file(request, course_id):
    """The plan as one file that opens on any device, with no line to us and no account. Its name says nothing about anybody."""
    course = request.viewer.course(course_id)
    page = _by_itself(request, course)
    keeping.note_taken(course=course, by=request.user, now=request.now)
    headers = {"Content-Disposition": f'attachment; filename="my-plan-{timezone.localdate(request.now)}.html"'}
    return HttpResponse(page, "text/html; charset=utf-8", headers=headers)


@takes_any_post  # likewise
@require_POST
def plan_pdf(request, course_id):
    """The plan as two tagged pages."""
    course = request.viewer.course(course_id)
    back, paper = (reverse(f"ending:{name}", args=[course.pk]) for name in ("plan", "print"))
    name = f"my-plan-{timezone.localdate(request.now)}.pdf"
    made = take_home.as_file(request, _by_itself(request, course), name, back=back, paper=paper)
    if made.status_code == 200:
        keeping.note_taken(course=course, by=request.user, now=request.now)
    return made


@read_or_write
def keepsakes(request, course_id):
    """What the client keeps for the plan, and what else of the course they could keep."""
    course = request.viewer.course(course_id, as_role="client")
    own = request.method == "POST" and "words" in request.POST
    form = OwnKeepsake(request.POST if own else None)
    if request.method == "POST" and course.has_ended:
        messages.error(request, ENDED)
        return redirect("ending:keepsakes", course.pk)
    if request.method == "POST" and (not own or form.is_valid()):
        on = timezone.localdate(request.now)
        found = Found("own", None, form.cleaned_data["words"], on) if own else _chosen(request, course)
        keeping.keep_for_plan(found, course=course, by=request.user, now=request.now)
        messages.info(request, "Kept for your plan.")
        return redirect("ending:keepsakes", course.pk)
    page = {
        "course": course,
        "kept": _kept(request, course),
        "found": panels.not_kept_yet(request.viewer, course),
        "form": form,
    }
    return render(request, "ending/pages/keepsakes.html", page, status=422 if form.errors else 200)


def _chosen(request: Any, course: Any) -> Found:
    """The thing a button named; 404 for anything that is not this client's to keep."""
    kind, about = request.POST.get("kind"), request.POST.get("about", "")
    for found in panels.worth(request.viewer, course):
        if found.kind == kind and str(found.about) == about:
            return found
    raise Http404


@require_POST
def let_go(request, pk: uuid.UUID):
    """After all not for the plan."""
    held = request.viewer.record(Keepsake, pk, as_role="client")
    keeping.let_go(held, by=request.user, now=request.now)
    return redirect("ending:keepsakes", held.course_id)
