"""The agreement: either writes it, both sign the same version, a change asks both again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from duologue.assessment import actions, panels, purposes, starting
from duologue.assessment.forms import AgreementText
from duologue.assessment.models import EarlierAgreement
from duologue.courses import permissions
from duologue.courses.versions import Stale, both_texts


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
    return AgreementText(initial={"words": starting.begun_for(course)})


def _agreement(
    request: Any, course: Any, standing: panels.Standing | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    earlier = request.viewer.records(EarlierAgreement).filter(course=course)
    earlier = list(earlier.select_related("author").order_by("-version"))
    other = course.client if course.viewed_as == "therapist" else course.lead
    page = {"course": course, "standing": standing, "earlier": earlier, "other": other, **more}
    page |= {"purposes": purposes.said(request.viewer, course)}
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


@require_POST
def permission(request, course_id):
    """The client says yes or no to one purpose. A no takes effect at once."""
    course = request.viewer.course(course_id, as_role="client")
    purpose, word = request.POST.get("purpose", ""), request.POST.get("word", "")
    if purpose not in permissions.Purpose.values or word not in ("yes", "no"):
        return redirect("assessment:agreement", course.pk)
    who = {"course": course, "by": request.user, "now": request.now}
    permissions.choose(permissions.Purpose(purpose), word == "yes", **who)
    messages.info(request, purposes.PURPOSES[permissions.Purpose(purpose)].after(word))
    return redirect(reverse("assessment:agreement", args=[course.pk]) + "#purposes")
