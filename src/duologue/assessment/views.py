"""The first assessment: one page of what was said, goals, problems rated again, the agreement."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.assessment import actions, panels
from duologue.assessment.forms import AgreementText, CloseToday, HardToday, NewGoal, Reworded
from duologue.assessment.models import EarlierAgreement
from duologue.courses import actions as courses
from duologue.courses import rated
from duologue.courses.models import Goal, GoalRating, OwnWords, Problem, ProblemRating
from duologue.courses.versions import Stale, both_texts
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
    if history and course.viewed_as == "therapist":
        forms_answered.note_opened(history, now=request.now)
    words = request.viewer.records(OwnWords).filter(course=course, about__in=FIRST_WORDS)
    page = {
        "course": course,
        "said": sorted(words, key=lambda said: (FIRST_WORDS.index(OwnWords.About(said.about)), said.written_at)),
        "also_said": _also_said(history),
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
def goals(request, course_id):
    """The goals of a course, and a place to write one more. Both sides write here."""
    course = request.viewer.course(course_id)
    form = NewGoal(request.POST or None)
    if request.method == "POST" and form.is_valid():
        courses.set_goal(**form.cleaned_data, course=course, by=request.user, now=request.now)
        return redirect("assessment:goals", course.pk)
    page = {"course": course, "form": form, "goals": rated.goals(request.viewer, course)}
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
    return _rate(request, held, form, before=before, back="assessment:goals")


@require_http_methods(["GET", "HEAD", "POST"])
def rate_problem(request, pk):
    """Say how hard a problem is this week. Earlier numbers stay."""
    held = request.viewer.record(Problem, pk)
    form = HardToday(request.POST or None)
    if request.method == "POST" and form.is_valid():
        courses.rate_problem(held, value=form.cleaned_data["value"], by=request.user, now=request.now)
        return redirect("assessment:overview", held.course_id)
    before = request.viewer.records(ProblemRating).filter(problem=held).order_by("-written_at", "-pk").first()
    return _rate(request, held, form, before=before, back="assessment:overview")


def _rate(request: Any, held: Any, form: Any, *, before: Any, back: str) -> HttpResponse:
    page = {"course": held.course, "held": held, "form": form, "before": before, "back": back}
    return render(request, "assessment/pages/rate.html", page, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request, course_id):
    """What both rely on. Whoever writes it, both sign the same version; a change asks both again."""
    course = request.viewer.course(course_id)
    standing = panels.agreement(request.viewer, course)
    if request.method != "POST":
        return _agreement(request, course, standing, form=_text(course, standing), writes="write" in request.GET)
    form = AgreementText(request.POST)
    if not form.is_valid():
        return _agreement(request, course, standing, form=form, writes=True, status=422)
    words, seen = form.cleaned_data["words"], form.cleaned_data["version"]
    try:
        actions.write_agreement(words, course=course, seen=seen, by=request.user, now=request.now)
    except Stale as stale:
        return both_texts(request, stale, fields={"words": "What we agree"})
    return redirect("assessment:agreement", course.pk)


def _text(course: Any, standing: panels.Standing | None) -> AgreementText:
    if standing:
        held = standing.agreement
        return AgreementText(initial={"words": held.words, "version": held.version})
    begins = {"client": course.client.called, "practice": course.practice}
    begins["therapist"] = course.lead.called if course.lead else "the therapist"
    return AgreementText(initial={"words": render_to_string("assessment/parts/starting_agreement.txt", begins).strip()})


def _agreement(
    request: Any, course: Any, standing: panels.Standing | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    earlier = request.viewer.records(EarlierAgreement).filter(course=course)
    earlier = list(earlier.select_related("author").order_by("-version"))
    other = course.client if course.viewed_as == "therapist" else course.lead
    page = {"course": course, "standing": standing, "earlier": earlier, "other": other, **more}
    return render(request, "assessment/pages/agreement.html", page, status=status)


@require_POST
def sign(request, course_id):
    """Sign the version that was read. If the words have changed since, the newer ones are shown, unsigned."""
    course = request.viewer.course(course_id)
    standing = panels.agreement(request.viewer, course)
    if standing is None:
        return redirect("assessment:agreement", course.pk)
    given = request.POST.get("version", "")
    seen = int(given) if given.isascii() and given.isdigit() and len(given) < 9 else 0
    try:
        actions.sign(standing.agreement, seen=seen, by=request.user, now=request.now)
    except Stale:
        form = _text(course, standing)
        return _agreement(request, course, standing, form=form, writes=False, changed_since=True, status=409)
    return redirect("assessment:agreement", course.pk)
