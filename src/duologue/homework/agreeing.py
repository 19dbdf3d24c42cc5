"""Agreeing on something, settling it together, and taking it back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.homework import actions, guides, reading
from duologue.homework.agreement import Agreement
from duologue.homework.forms import Settling, TakingBack
from duologue.homework.models import Assignment
from duologue.homework.views import for_therapist
from duologue.questionnaires import own_sheets
from duologue.sessions.models import Session

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def agree(request, course_id):
    """Agree one thing. A confidence under 7 brings the page back once, with a question and everything kept."""
    course = request.viewer.course(course_id, as_role="therapist")
    session = _session(request, course)
    page = {"course": course, "closed": actions.why_not_agree(course), "unsure": None, "session": session}
    if request.method != "POST":
        form = Agreement(initial=_first_words(request, course), practice=course.practice)
        return render(request, "homework/pages/agree.html", {**page, "form": form})
    today = request.now.astimezone(course.practice.zone).date()
    form = Agreement(request.POST, today=today, practice=course.practice)
    if not form.is_valid() or page["closed"]:
        return render(request, "homework/pages/agree.html", {**page, "form": form}, status=422)
    given = form.cleaned_data
    if not given.pop("considered") and given["confidence"] < actions.SMALLER_BELOW:
        page["unsure"] = given["confidence"]
        return render(request, "homework/pages/agree.html", {**page, "form": form})
    if given["rhythm"] == Assignment.Rhythm.UNTIL and not given["due_on"]:
        given["due_on"] = reading.next_session_on(request.viewer, course, now=request.now)
    actions.agree(course=course, by=request.user, now=request.now, **given)
    messages.success(request, f"Agreed. {course.client.called} has it too, and it is on the agenda.")
    if session:
        return redirect(reverse("sessions:session", args=[session.pk]) + "#close")
    return redirect("homework:course", course.pk)


@require_POST
def settle(request, pk):
    """Looked at together: reviewed, changed or let go."""
    assignment = request.viewer.record(Assignment, pk, as_role="therapist")
    form = Settling(request.POST)
    if form.is_valid() and (reason := actions.why_not_settle(assignment)):
        form.add_error(None, reason)
    if form.errors:
        return for_therapist(request, assignment, settling=form)
    given = form.cleaned_data
    actions.settle(assignment, given["outcome"], words=given["words"], by=request.user, now=request.now)
    if given["outcome"] == Assignment.Outcome.CHANGED:
        anew = reverse("homework:agree", args=[assignment.course_id])
        return redirect(f"{anew}?instead_of={assignment.pk}")
    messages.success(request, "Settled together. It has left the agenda.")
    return redirect("homework:course", assignment.course_id)


@require_POST
def take_back(request, pk):
    """The therapist takes back what was given, and says why."""
    assignment = request.viewer.record(Assignment, pk, as_role="therapist")
    form = TakingBack(request.POST)
    if form.is_valid() and (reason := actions.why_not_settle(assignment)):
        form.add_error(None, reason)
    if form.errors:
        return for_therapist(request, assignment, taking=form)
    outcome = Assignment.Outcome.TAKEN_BACK
    actions.settle(assignment, outcome, words=form.cleaned_data["words"], by=request.user, now=request.now)
    called = assignment.course.client.called
    messages.success(request, f"Taken back. {called} reads why, and keeps what they wrote.")
    return redirect("homework:course", assignment.course_id)


@require_safe
def guide(request, guide_id):
    """One of our short guides."""
    found = guides.named(guide_id)
    if found is None:
        raise Http404
    others = [other for other in guides.all_of_them() if other != found]
    return render(request, "homework/pages/guide.html", {"guide": found, "others": others})


def _session(request: Any, course: Any) -> Session | None:
    """The hour from which somebody came here, and to which they go back."""
    named = request.POST.get("session") or request.GET.get("session")
    try:
        wanted = uuid.UUID(named or "")
    except ValueError:
        return None
    held: Session | None = request.viewer.records(Session).filter(course=course, pk=wanted).first()
    return held


def _first_words(request: Any, course: Any) -> dict[str, Any]:
    """What the form starts with: a worksheet or a guide that was chosen, or what was agreed before, made anew."""
    first: dict[str, Any] = {"due_on": reading.next_session_on(request.viewer, course, now=request.now)}
    if before := request.GET.get("instead_of"):
        held = _before(request, course, before)
        kept = ("kind", "what", "why", "when_where", "obstacle", "smaller", "rhythm", "days", "reading")
        same = {"worksheet": held.worksheet_id, "exercise": held.worksheet_id, "guide": held.guide_id}
        return {**first, **same, **{name: getattr(held, name) for name in kept}}
    sheets = {form.id: form for form in own_sheets.to_give(course.practice)}
    if (chosen := request.GET.get("worksheet")) in sheets:
        form = sheets[chosen]
        return {**first, "kind": actions.kind_of(form), "worksheet": chosen, "exercise": chosen, "what": form.called}
    if found := guides.named(request.GET.get("guide", "")):
        return {**first, "kind": Assignment.Kind.READING, "guide": found.id, "what": found.title}
    return first


def _before(request: Any, course: Any, pk: str) -> Assignment:
    try:
        held: Assignment = request.viewer.records(Assignment).get(pk=pk, course=course)
    except (Assignment.DoesNotExist, ValidationError):
        raise Http404 from None
    return held
