"""The pages on what is asked again and again: the client sees it, their therapist sets it, stops it or keeps it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.courses.permissions import NotGiven
from duologue.questionnaires import asking, budget, licensed, panels
from duologue.questionnaires.forms import RuleForm, StopIt
from duologue.questionnaires.models import AskRule


@require_http_methods(["GET", "HEAD", "POST"])
def rules(request, course_id):
    """What is asked, when, until when and why, in words for both; the therapist adds a rule below."""
    course = request.viewer.course(course_id, as_role="therapist" if request.method == "POST" else None)
    if course.viewed_as == "client":
        return _page(request, course, None)
    kept = panels.rules_of(request.viewer, course)
    form = RuleForm(
        request.POST or None,
        rules=kept,
        offered=licensed.askable(course, now=request.now),
        today=timezone.localdate(request.now),
    )
    if request.method != "POST" or not form.is_valid():
        return _page(request, course, form, status=422 if form.errors else 200)
    given = dict(form.cleaned_data)
    try:
        asking.set_rule(given.pop("form_id"), course=course, by=request.user, now=request.now, **given)
    except NotGiven as why:
        form.add_error(None, f"{why} Nothing was kept.")
        return _page(request, course, form, status=422)
    messages.success(request, f"Kept. {course.client.called} can see it, too.")
    return redirect("questionnaires:rules", course.pk)


def _page(request: Any, course: Any, form: RuleForm | None, *, status: int = 200, **more: Any) -> HttpResponse:
    kept = panels.rules_of(request.viewer, course)
    page = {
        "course": course,
        "form": form,
        "rules": kept,
        "a_week": budget.of(kept),
        "ceiling": budget.CEILING,
        "unopened": {rule.pk for rule in panels.unopened_rules(request.viewer, now=request.now, course=course)},
        **more,
    }
    return render(request, "questionnaires/pages/rules.html", page, status=status)


@require_POST
def rule(request, pk):
    """Stop it, or keep asking and say why."""
    held = request.viewer.record(AskRule, pk, as_role="therapist")
    if request.POST.get("what") == "keep":
        form = StopIt(request.POST)
        if not form.is_valid():
            page = {"rule": held, "course": held.course, "form": form}
            return render(request, "questionnaires/pages/keep_asking.html", page, status=422)
        asking.keep_asking(held, form.cleaned_data["because"], by=request.user, now=request.now)
        messages.success(request, "Kept. The count begins anew.")
    else:
        asking.stop_rule(held, by=request.user, now=request.now)
        messages.success(request, f"Stopped. {held.form.title} is not asked any more.")
    return redirect("questionnaires:rules", held.course_id)
