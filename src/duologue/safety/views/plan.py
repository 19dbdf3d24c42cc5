"""The safety plan: to read in a hard moment, to write together, to print, to keep on one's phone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses import versions
from duologue.safety import numbers, panels, plans
from duologue.safety.forms import PARTS, LookedTogether, Plan
from duologue.safety.models import EarlierSafetyPlan, SafetyPlan

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
ENDED = "This course has ended. The plan stays here to read and to print."
LOOK_AGAIN = timedelta(weeks=8)


def _filled(plan: SafetyPlan | None) -> list[tuple[str, str, str]]:
    return [(name, label, getattr(plan, name)) for name, label in PARTS.items() if plan and getattr(plan, name)]


def _about(request: Any, course: Any) -> dict[str, Any]:
    plan = panels.plan_of(request.viewer, course)
    return {
        "course": course,
        "mine": course.viewed_as == "client",
        "plan": plan,
        "parts": _filled(plan),
        "numbers": numbers.of(course.practice),
    }


@read_or_write
def plan(request, course_id):
    """The plan, large and plain, with the numbers below it. A POST says that both have looked at it."""
    course = request.viewer.course(course_id)
    page = _about(request, course)
    today = timezone.localdate(request.now)
    form = LookedTogether(request.POST or None, today=today, initial={"again_on": today + LOOK_AGAIN})
    if request.method == "POST" and page["plan"] and form.is_valid():
        plans.look_at_it_together(page["plan"], **form.cleaned_data, by=request.user, now=request.now)
        messages.info(request, "Written down: you have looked at it together.")
        return redirect("safety:plan", course.pk)
    held = page["plan"]
    page |= {
        "form": form,
        "look_again": bool(held and held.review_on and held.review_on <= today),
        "earlier": request.viewer.records(EarlierSafetyPlan).filter(course=course).exists(),
    }
    return render(request, "safety/pages/plan.html", page, status=422 if form.errors else 200)


@read_or_write
def write_plan(request, course_id):
    """Six steps and a reason to live. Both write; when the other one was faster, both texts are shown."""
    course = request.viewer.course(course_id)
    page = _about(request, course)
    held = page["plan"]
    words = {name: getattr(held, name) for name in PARTS} if held else None
    form = Plan(request.POST) if request.method == "POST" else Plan(initial=words)
    if request.method == "POST" and _may_write(form, course) and form.is_valid():
        try:
            seen = _number(request.POST.get("version"))
            plans.write_plan(form.cleaned_data, course=course, seen=seen, by=request.user, now=request.now)
        except versions.Stale as stale:
            return versions.both_texts(request, stale, fields=PARTS, waits=True)
        messages.info(request, "Kept. Both of you can read it here.")
        return redirect("safety:plan", course.pk)
    page |= {"form": form, "version": request.POST.get("version") or (held.version if held else 0)}
    return render(request, "safety/pages/write_plan.html", page, status=422 if form.errors else 200)


def _may_write(form: Any, course: Any) -> bool:
    if course.has_ended:
        form.add_error(None, ENDED)
    return not course.has_ended


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_safe
def print_plan(request, course_id):
    """The plan on one sheet of paper, for a wallet, a fridge or a drawer."""
    course = request.viewer.course(course_id)
    return render(request, "safety/pages/print_plan.html", _about(request, course))


@require_safe
def earlier_plans(request, course_id):
    """How the plan read before, newest first, and who wrote it."""
    course = request.viewer.course(course_id)
    held = request.viewer.records(EarlierSafetyPlan).filter(course=course).select_related("author", "course")
    told = [
        (one, [(label, one.parts[name]) for name, label in PARTS.items() if one.parts.get(name)])
        for one in held.order_by("-version")[:50]
    ]
    return render(request, "safety/pages/earlier_plans.html", {**_about(request, course), "earlier": told})


@require_POST
def keep_on_phone(request, course_id):
    """The client says whether their phone shows the plan without signing in."""
    course = request.viewer.course(course_id, as_role="client")
    if held := panels.plan_of(request.viewer, course):
        kept = request.POST.get("kept") == "yes"
        plans.keep_on_phone(held, kept=kept, by=request.user, now=request.now)
        messages.info(request, "This phone keeps the plan now." if kept else "This phone lets the plan go.")
    return redirect("safety:plan", course.pk)
