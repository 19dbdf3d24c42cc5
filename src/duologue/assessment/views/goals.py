"""Goals: their words, how close they are, their ladders, and what the ladders come to together."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.assessment.forms import CloseToday, LadderWords, NewGoal, Reworded, on_the_ladder
from duologue.assessment.views.told import rate
from duologue.courses import actions as courses
from duologue.courses import rated
from duologue.courses.ladders import RUNGS
from duologue.courses.models import Goal, GoalRating
from duologue.courses.versions import Stale, both_texts


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request, course_id):
    """The goals of a course, and a place to write one more. Both sides write here."""
    course = request.viewer.course(course_id)
    form = NewGoal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        courses.set_goal(**form.cleaned_data, course=course, by=request.user, now=request.now)
        return redirect("assessment:goals", course.pk)
    found = rated.goals(request.viewer, course)
    page = {"course": course, "form": form, "goals": found, "found": rated.attainment(found)}
    return render(request, "assessment/pages/goals.html", page, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def goal(request, pk):
    """One goal: its words, which both may change, and how close it was over time."""
    held = request.viewer.record(Goal, pk)
    form = Reworded(request.POST or None, initial={"words": held.words, "version": held.version})
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["version"] or 0
            courses.reword_goal(held, words=form.cleaned_data["words"], seen=seen, by=request.user, now=request.now)
        except Stale as stale:
            return both_texts(request, stale, fields={"words": "The goal"})
        return redirect("assessment:goals", held.course_id)
    ratings = request.viewer.records(GoalRating).filter(goal=held).select_related("author")
    page = {"course": held.course, "goal": held, "form": form, "ratings": ratings.order_by("written_at", "pk")}
    return render(request, "assessment/pages/goal.html", page, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def rate_goal(request, pk):
    """Say how close a goal is today. Earlier numbers stay."""
    held = request.viewer.record(Goal, pk)
    form = CloseToday(request.POST or None)
    if request.method == "POST" and form.is_valid():
        courses.rate_goal(held, value=form.cleaned_data["value"], by=request.user, now=request.now)
        return redirect("assessment:goals", held.course_id)
    before = request.viewer.records(GoalRating).filter(goal=held).order_by("-written_at", "-pk").first()
    return rate(request, held, form, before=before, back="assessment:goals")


@require_http_methods(["GET", "HEAD", "POST"])
def ladder(request, pk):
    """Put words on the rungs of a goal. The middle one is what the two hope for."""
    held = request.viewer.record(Goal, pk)
    drawn = rated.ladder_of(request.viewer, held)
    started = bool(drawn and drawn.steps)
    form = LadderWords(request.POST or None, started=started, initial={**held.ladder, "version": held.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        rungs = {name: said[name] for name in RUNGS}
        try:
            courses.write_ladder(
                held, rungs, level=said.get("level"), seen=said["version"] or 0, by=request.user, now=request.now
            )
        except Stale as stale:
            return _both_ladders(request, stale)
        return redirect("assessment:goals", held.course_id)
    page = {"course": held.course, "goal": held, "form": form, "started": started}
    return render(request, "assessment/pages/ladder.html", page, status=422 if request.method == "POST" else 200)


def _both_ladders(request: Any, stale: Stale) -> HttpResponse:
    newer: Any = stale.current
    for name in RUNGS:
        setattr(newer, name, newer.ladder.get(name, ""))
    labels = {name: str(LadderWords.base_fields[name].label) for name in RUNGS}
    return both_texts(request, stale, fields=labels)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk):
    """Say on which rung a goal is today. Earlier steps stay."""
    held = request.viewer.record(Goal, pk)
    drawn = rated.ladder_of(request.viewer, held)
    if drawn is None:
        return redirect("assessment:ladder", held.pk)
    form = on_the_ladder(drawn)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        courses.step_on(held, level=form.cleaned_data["level"], by=request.user, now=request.now)
        return redirect("assessment:goals", held.course_id)
    page = {"course": held.course, "goal": held, "form": form, "ladder": drawn}
    return render(request, "assessment/pages/step.html", page, status=422 if request.method == "POST" else 200)


@require_safe
def attainment(request, course_id):
    """What all ladders come to together, and how that is counted."""
    course = request.viewer.course(course_id)
    goals = rated.goals(request.viewer, course)
    page = {"course": course, "goals": [g for g in goals if g.ladder], "found": rated.attainment(goals)}
    return render(request, "assessment/pages/attainment.html", page)
