"""What the client said, on one page; problems rated again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.assessment import actions, panels
from duologue.assessment.forms import HardToday
from duologue.courses import actions as courses
from duologue.courses import rated
from duologue.courses.models import OwnWords, Problem, ProblemRating
from duologue.questionnaires import actions as forms_answered
from duologue.questionnaires import panels as answered

FIRST_WORDS = [OwnWords.About.BRINGS, OwnWords.About.HOPES, OwnWords.About.BEFORE]
ALSO_SAID = ["since", "people", "wishes"]


@require_safe
def overview(request, course_id):
    """What the client said, on one page that prints: words first, scores second."""
    course = request.viewer.course(course_id)
    sent = list(answered.sent_answers(request.viewer, course))
    history = next((response for response in sent if response.form_id == actions.HISTORY), None)
    whole = panels.history_of(request.viewer, course)
    if course.viewed_as == "therapist":
        for part in whole.sent:
            forms_answered.note_opened(part.response, now=request.now)
    words = request.viewer.records(OwnWords).filter(course=course, about__in=FIRST_WORDS)
    page = {
        "course": course,
        "said": sorted(words, key=lambda said: (FIRST_WORDS.index(OwnWords.About(said.about)), said.written_at)),
        "also_said": _also_said(history),
        "whole": whole,
        "maps": panels.maps(request.viewer, course),
        "problems": rated.problems(request.viewer, course),
        "goals": rated.goals(request.viewer, course),
        "scores": answered.newest_and_first([response for response in sent if response.totals]),
        "standing": panels.agreement(request.viewer, course),
    }
    return render(request, "assessment/pages/overview.html", page)


def _also_said(history: Any) -> list[tuple[str, str]]:
    if history is None:
        return []
    return [(history.form.item(name).text, history.answers[name]) for name in ALSO_SAID if history.answers.get(name)]


@require_http_methods(["GET", "HEAD", "POST"])
def rate_problem(request, pk):
    """Say how hard a problem is this week. Earlier numbers stay."""
    held = request.viewer.record(Problem, pk)
    form = HardToday(request.POST or None)
    if request.method == "POST" and form.is_valid():
        courses.rate_problem(held, value=form.cleaned_data["value"], by=request.user, now=request.now)
        return redirect("assessment:overview", held.course_id)
    before = request.viewer.records(ProblemRating).filter(problem=held).order_by("-written_at", "-pk").first()
    return rate(request, held, form, before=before, back="assessment:overview")


def rate(request: Any, held: Any, form: Any, *, before: Any, back: str) -> HttpResponse:
    """The page on which something is rated, with the number from last time."""
    page = {"course": held.course, "held": held, "form": form, "before": before, "back": back}
    return render(request, "assessment/pages/rate.html", page, status=422 if request.method == "POST" else 200)
