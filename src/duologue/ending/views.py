"""Pages for ending well: where it stands, the look back, the staying-well plan and the day to look in again."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duologue.courses import actions as courses
from duologue.courses import versions
from duologue.courses.models import Milestone, OwnWords, Stage
from duologue.ending import actions, panels
from duologue.ending.forms import PARTS, Begin, LookIn, Plan, Today
from duologue.ending.lookback import look_back, sessions_left
from duologue.ending.models import Ending, FollowUp, StayingWellPlan
from duologue.sessions.models import Session

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
ENDED = "This course has ended. Everything stays here to read, and nothing new can be written."


@read_or_write
def overview(request, course_id):
    """Where the ending stands, and the whole way at a glance; the client adds how they would say it today."""
    course = request.viewer.course(course_id, as_role="client" if request.method == "POST" else None)
    form = Today(request.POST or None)
    if request.method == "POST" and _may_write(form, course) and form.is_valid():
        courses.say(OwnWords.About.NOW, form.cleaned_data["words"], course=course, by=request.user, now=request.now)
        messages.info(request, "Your words stand beside the first ones now.")
        return redirect("ending:overview", course.pk)
    ending = _of(request, Ending, course).order_by("-written_at").first()
    if ending and ending.ended_at and not actions.is_over(course):
        ending = None  # they came back: that ending is history
    page = {
        "course": course,
        "mine": course.viewed_as == "client",
        "stage": course.stage.kind if course.stage else "",
        "ending": ending,
        "left": sessions_left(request.viewer, ending) if ending and not ending.ended_at else None,
        "back": look_back(request.viewer, course),
        "plan": _of(request, StayingWellPlan, course).first(),
        "follow_up": _of(request, FollowUp, course).filter(held_at__isnull=True).first(),
        "check": panels.latest_check(request.viewer, course),
        "form": form,
    }
    return render(request, "ending/pages/overview.html", page, status=422 if form.errors else 200)


def _of(request, model, course):
    return request.viewer.records(model).filter(course=course)


def _may_write(form, course) -> bool:
    if course.has_ended:
        form.add_error(None, ENDED)
    return not course.has_ended


@read_or_write
def begin(request, course_id):
    """The therapist begins the ending, with the client: how, after which session, and why."""
    course = request.viewer.course(course_id, as_role="therapist")
    sessions = _of(request, Session, course).order_by("-number")
    held = sessions.filter(state=Session.State.ATTENDED).values_list("number", flat=True).first() or 0
    form = Begin(request.POST or None, held=held, initial={"last_session_number": held + 3, "kind": "planned"})
    why_not = actions.why_not_begin(course)
    if request.method == "POST" and not why_not and form.is_valid():
        actions.begin(**form.cleaned_data, course=course, by=request.user, now=request.now)
        messages.info(request, "The ending has begun. Both of you see it.")
        return redirect("ending:overview", course.pk)
    page = {"course": course, "form": form, "why_not": why_not, "held": held}
    refused = request.method == "POST"
    return render(request, "ending/pages/begin.html", page, status=422 if refused else 200)


@read_or_write
def close(request, course_id):
    """The therapist ends the course, after reading what that does; refused with the reason while something waits."""
    course = request.viewer.course(course_id, as_role="therapist")
    why_not = actions.why_not_end(course)
    if request.method == "POST" and not why_not:
        actions.end(course=course, by=request.user, now=request.now)
        messages.info(request, "The course has ended. What was shared stays to read.")
        return redirect("ending:overview", course.pk)
    page = {
        "course": course,
        "why_not": why_not,
        "planned": _of(request, Session, course).filter(state=Session.State.PLANNED, began_at__isnull=True).count(),
        "follow_up": _of(request, FollowUp, course).filter(held_at__isnull=True).first(),
        "in_follow_up": course.stage and course.stage.kind == Stage.Kind.FOLLOW_UP,
    }
    return render(request, "ending/pages/close.html", page, status=409 if request.method == "POST" else 200)


@read_or_write
def plan(request, course_id):
    """The staying-well plan: both write on the same seven parts, from the first session on."""
    course = request.viewer.course(course_id)
    held = _of(request, StayingWellPlan, course).first()
    words = {name: getattr(held, name) for name in PARTS} if held else None
    form = Plan(request.POST) if request.method == "POST" else Plan(initial=words)
    if request.method == "POST" and _may_write(form, course) and form.is_valid():
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
        "parts": _filled(held),
        "milestones": _of(request, Milestone, course).order_by("on"),
        "version": request.POST.get("version") or (held.version if held else 0),
        "form": form,
    }
    return render(request, "ending/pages/plan.html", page, status=422 if form.errors else 200)


def _number(text) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _filled(held):
    return [(name, label, getattr(held, name)) for name, label in PARTS.items() if held and getattr(held, name)]


@require_safe
def print_plan(request, course_id):
    """The plan for paper: at most two A4 pages, to keep in a drawer or on a fridge."""
    course = request.viewer.course(course_id)
    held = _of(request, StayingWellPlan, course).first()
    page = {
        "course": course,
        "plan": held,
        "parts": _filled(held),
        "follow_up": _of(request, FollowUp, course).filter(held_at__isnull=True).first(),
    }
    return render(request, "ending/pages/print.html", page)


@read_or_write
def follow_up(request, course_id):
    """A day after the ending on which the two look in again."""
    course = request.viewer.course(course_id, as_role="therapist")
    today = timezone.localdate(request.now)
    held = _of(request, FollowUp, course).filter(held_at__isnull=True).first()
    suggested = held.on if held else today + timedelta(weeks=13)
    form = LookIn(request.POST or None, today=today, initial={"on": suggested})
    if request.method == "POST" and _may_write(form, course) and form.is_valid():
        actions.set_follow_up(form.cleaned_data["on"], course=course, by=request.user, now=request.now)
        messages.info(request, "The day is set. Both of you see it.")
        return redirect("ending:overview", course.pk)
    page = {"course": course, "held": held, "form": form}
    return render(request, "ending/pages/follow_up.html", page, status=422 if form.errors else 200)
