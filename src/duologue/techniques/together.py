"""Pages on which both work: what was used in a course, a worksheet filled in together, and how it went."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.courses.versions import Stale, both_texts
from duologue.people.models import Practice
from duologue.questionnaires import filling, going_on, own_sheets, sheets
from duologue.questionnaires.exercises import exercises
from duologue.science.forms import Form
from duologue.techniques import actions, panels
from duologue.techniques.forms import HowItWent
from duologue.techniques.models import UsedTogether

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def course(request, course_id):
    """What was used in this course, by worksheet, with each session and how it went."""
    course = request.viewer.course(course_id)
    page = {
        "course": course,
        "mine": course.viewed_as == "client",
        "responses": panels.shown_over_time(request.viewer, course),
        "tools": panels.by_tool(panels.used_in(request.viewer, course)),
        "why_not": actions.why_not_use(course),
    }
    return render(request, "techniques/pages/course.html", page)


@form_page
def begin(request, course_id):
    """Choose a worksheet, and fill it in together; `worksheet` in the address names it. Nothing is kept before a word is."""
    course = request.viewer.course(course_id, as_role="therapist")
    page = {"course": course, "why_not": actions.why_not_use(course), "how": "together"}
    sheet = _chosen(request.GET.get("worksheet"), course.practice)
    if sheet is None or page["why_not"]:
        status = 422 if request.method == "POST" else 200
        page |= {"schools": panels.schools(), "exercises": exercises(), "own": own_sheets.on_the_shelf(course.practice)}
        return render(request, "techniques/pages/choose.html", page, status=status)
    open_ = sheets.opened(sheet, request)
    if request.method == "POST" and not open_.moves and open_.form.is_valid():
        if not open_.is_empty:
            session = panels.session_of_now(request.viewer, course, now=request.now)
            used = actions.use(sheet, open_.answers, course=course, session=session, by=request.user, now=request.now)
            messages.success(request, "Kept. Both of you can read it, and go on with it.")
            return redirect("techniques:used", used.pk)
        open_.ask_for_something()
    wrong = open_.form.errors and not open_.moves
    return render(request, "techniques/pages/fill.html", {**page, **open_.page}, status=422 if wrong else 200)


def _chosen(form_id: str | None, practice: Practice) -> Form | None:
    """The worksheet that was named; 404 for what is none."""
    if form_id is None:
        return None
    for form in own_sheets.to_give(practice):
        if form.id == form_id:
            return form
    raise Http404


@form_page
def used(request, pk):
    """One worksheet that was filled in together, read back, and how it went."""
    used = request.viewer.record(UsedTogether, pk)
    seen = {"version": used.version, "went": used.went, "went_words": used.went_words}
    form = HowItWent(request.POST or None, initial=seen)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.say_how_it_went(
                used, said["went"], said["went_words"], seen=said["version"], by=request.user, now=request.now
            )
        except Stale as stale:
            return both_texts(request, stale, fields={"went_words": "How it went"}, hidden={"went": said["went"]})
        messages.success(request, "Kept. Both of you can read it.")
        return redirect("techniques:used", used.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "techniques/pages/used.html", {**_about(used), "form": form}, status=status)


@form_page
def fill(request, pk):
    """Go on with a worksheet that was filled in together. Where both wrote at once, both texts stay."""
    used = request.viewer.record(UsedTogether, pk)
    page, sheet, version = {**_about(used), "version": used.response.version}, used.sheet, request.POST.get("version")
    open_ = sheets.opened(sheet, request, kept=used.response.answers)
    if request.method == "POST" and not open_.moves and open_.form.is_valid():
        if not open_.is_empty:
            return _kept(request, used, open_, page, seen=filling.small_number(version))
        open_.ask_for_something()
    wrong = open_.form.errors and not open_.moves
    page["version"] = version or page["version"]
    return render(request, "techniques/pages/fill.html", {**page, **open_.page}, status=422 if wrong else 200)


def _kept(request: Any, used: UsedTogether, open_: sheets.Opened, page: dict[str, Any], *, seen: int) -> Any:
    when = {"now": request.now, "written_at": request.written_at}
    try:
        actions.go_on(used, open_.answers, seen=seen, by=request.user, **when)
    except going_on.MovedOn as moved:
        joined, told = going_on.put_together(open_.sheet, open_.answers, moved.current.answers)
        again = sheets.both(open_.sheet, request.POST.dict(), joined, told)
        page |= {**again.page, "version": moved.current.version, "both_wrote": True}
        return render(request, "techniques/pages/fill.html", page, status=409)
    messages.success(request, "Kept. Both of you can read it.")
    return redirect("techniques:used", used.pk)


def _about(used: UsedTogether) -> dict[str, Any]:
    response = used.response
    course: Any = used.course
    return {
        "used": used,
        "course": course,
        "mine": course.viewed_as == "client",
        "sheet": used.sheet,
        "response": response,
        "why_not": actions.why_not_use(course),
    }
