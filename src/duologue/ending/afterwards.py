"""Pages for the time after the ending: how is it going, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from duologue.ending import actions, following, panels
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.forms import HOW_MUCH, PARTS, EarlySigns
from duologue.ending.models import StayingWellPlan

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
NOT_NOW = "There is no day to look in now. You can put something on the agenda, or ask to come back."
STEPS = ("first_i_do", "then_i_do", "i_call")


@read_or_write
def looking_in(request, course_id):
    """Three questions on the day of the follow-up, then what they say, beside the client's own plan."""
    course = request.viewer.course(course_id, as_role="client")
    due = panels.to_look_in(request.viewer, course, now=request.now)
    form = EarlySigns(request.POST or None)
    if request.method == "POST" and not due:
        form.add_error(None, NOT_NOW)
    if request.method == "POST" and form.is_valid():
        following.look_in(due, form.cleaned_data, by=request.user, now=request.now)
        return redirect("ending:looking-in", course.pk)
    page = {
        "course": course,
        "due": due,
        "form": form,
        "check": None if due else panels.latest_check(request.viewer, course),
        "next": request.viewer.records(FollowUp).filter(course=course).to_come().first(),
        **_plan(request, course),
    }
    return render(request, "ending/pages/looking_in.html", page, status=422 if form.errors else 200)


def _plan(request, course):
    """The client's own signs and steps, from the staying-well plan."""
    plan = request.viewer.records(StayingWellPlan).filter(course=course).first()
    steps = [(PARTS[name], getattr(plan, name)) for name in STEPS if plan and getattr(plan, name)]
    return {"signs": plan.early_signs if plan else "", "steps": steps}


@require_POST
def talk(request, course_id):
    """The client would like to talk; nothing happens by itself, a person reads it."""
    course = request.viewer.course(course_id, as_role="client")
    check = panels.latest_check(request.viewer, course)
    if check is not None and not course.has_ended:
        following.ask_to_talk(check, by=request.user, now=request.now)
    return redirect("ending:looking-in", course.pk)


@read_or_write
def way_back(request, course_id):
    """The therapist opens the way back, or writes down that they spoke."""
    course = request.viewer.course(course_id, as_role="therapist")
    why_not = actions.why_not_come_back(course)
    how = {"talked": EarlySignsCheck.Spoke.TALKED, "wrote": EarlySignsCheck.Spoke.WROTE}.get(
        request.POST.get("what", "")
    )
    if request.method == "POST" and how:
        following.have_answered(how, course=course, by=request.user, now=request.now)
        messages.info(request, "Kept. The course stays as it is.")
        return redirect("home:course", course.pk)
    if request.method == "POST" and not why_not:
        actions.come_back(course=course, by=request.user, now=request.now)
        messages.info(request, f"The way back is open. You work with {course.client.called} again.")
        return redirect("sessions:course", course.pk)
    check = panels.latest_check(request.viewer, course)
    waits = bool(check and (check.asked_to_talk_at or check.raised_at) and not check.settled_at)
    page = {"course": course, "why_not": why_not, "check": check, "said": _said(check), "waits": waits}
    return render(request, "ending/pages/way_back.html", page, status=409 if request.method == "POST" else 200)


def _said(check):
    """Question and answer in words."""
    if check is None:
        return []
    in_words = dict(HOW_MUCH)
    fields = EarlySigns.base_fields.items()
    return [(field.label, in_words[check.answers[name]]) for name, field in fields if name in check.answers]
