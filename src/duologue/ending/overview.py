"""The page of the ending: where it stands, what the last sessions are for, and the whole way at a glance."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.courses import actions as courses
from duologue.courses import keeping, offers
from duologue.courses.models import OwnWords
from duologue.ending import actions, panels
from duologue.ending.follow_up_models import FollowUp
from duologue.ending.forms import Step, Today
from duologue.ending.lookback import last_answers, look_back, numbers_left, sessions_left
from duologue.ending.models import ContactAttempt, Ending, EndingStep, Farewell, StayingWellPlan
from duologue.ending.summary_models import Summary

ORDER = EndingStep.What.values
ENDED = "This course has ended. Everything stays here to read, and nothing new can be written."


def may_write(form: Any, course: Any) -> bool:
    """Whether anything can still be written; if not, the form says why."""
    if course.has_ended:
        form.add_error(None, ENDED)
    return not course.has_ended


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request, course_id):
    """Where the ending stands, and the whole way at a glance; the client adds how they would say it today."""
    course = request.viewer.course(course_id, as_role="client" if request.method == "POST" else None)
    form = Today(request.POST or None)
    if request.method == "POST" and may_write(form, course) and form.is_valid():
        words, when = form.cleaned_data["words"], {"by": request.user, "now": request.now}
        courses.say(OwnWords.About.NOW, words, course=course, **when)
        messages.info(request, "Your words stand beside the first ones now.")
        return redirect("ending:overview", course.pk)
    return page(request, course, form=form)


def page(request: Any, course: Any, *, form: Today | None = None, step_form: Step | None = None) -> HttpResponse:
    """The page itself, for whoever sent one of its forms."""
    ending = _of(request, Ending, course).select_related("author", "course").order_by("-written_at", "-pk").first()
    if ending and ending.ended_at and not actions.is_over(course):
        ending = None  # they came back: that ending is history
    shown = {
        "course": course,
        "mine": course.viewed_as == "client",
        "stage": course.stage.kind if course.stage else "",
        "ending": ending,
        **_last_sessions(request, ending, step_form),
        "back": look_back(request.viewer, course),
        "last_answers": last_answers(request.viewer, course),
        "offers": offers.offered("ending", request.viewer, course, now=request.now),
        "plan": _of(request, StayingWellPlan, course).first(),
        "follow_ups": list(_of(request, FollowUp, course).to_come()),
        "check": panels.latest_check(request.viewer, course),
        "letters": list(_letters(request, course)),
        "summaries": _of(request, Summary, course).count(),
        "kept_until": keeping.kept_until(course) if actions.is_over(course) else None,
        "tried": list(_of(request, ContactAttempt, course).order_by("-on", "-pk")),
        "form": form or Today(),
    }
    wrong = shown["form"].errors or (step_form and step_form.errors)
    return render(request, "ending/pages/overview.html", shown, status=422 if wrong else 200)


def _of(request, model, course):
    return request.viewer.records(model).filter(course=course)


def _letters(request, course):
    held = _of(request, Farewell, course).filter(given_at__isnull=False)
    return held.select_related("author", "course").order_by("given_at", "pk")


def _last_sessions(request: Any, ending: Ending | None, step_form: Step | None) -> dict[str, Any]:
    """The sessions that are left with the steps planned for each; steps planned for earlier ones stand first."""
    if ending is None or ending.ended_at:
        return {"left": None}
    numbers = numbers_left(request.viewer, ending)
    steps = request.viewer.records(EndingStep).filter(ending=ending).select_related("course", "done_by")
    by_number: dict[int, list[EndingStep]] = {n: [] for n in numbers}
    for step in sorted(steps.order_by("written_at", "pk"), key=lambda one: ORDER.index(one.what)):
        by_number.setdefault(step.session_number, []).append(step)
    return {
        "left": sessions_left(request.viewer, ending),
        "numbers": numbers,
        "planned_steps": sorted((n, held) for n, held in by_number.items() if held),
        "step_form": step_form or Step(numbers=numbers),
    }
