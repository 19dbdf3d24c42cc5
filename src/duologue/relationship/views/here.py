"""The client's word on a session, said on a device that the therapist handed over; it comes back by the PIN."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from duologue.questionnaires import at_the_practice, kiosks
from duologue.questionnaires.handover_models import Handover
from duologue.relationship import at_the_close
from duologue.relationship.forms import HowItWas
from duologue.relationship.views.felt import give
from duologue.sessions.models import Session


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk):
    """Choose a PIN, and hand the device over for the client's word on this session."""
    session = request.viewer.record(Session, pk, as_role="therapist")
    why_not = at_the_close.why_not_hand_over(session)
    form = at_the_practice.Pin(request.POST or None)
    if request.method == "POST" and not why_not and form.is_valid():
        given = at_the_close.hand_over(session, form.cleaned_data["pin"], by=request.user, now=request.now)
        return at_the_practice.leave_on(request, given)
    page = {"session": session, "course": session.course, "form": form, "why_not": why_not}
    refused = why_not and request.method == "POST"
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "relationship/pages/hand_device.html", page, status=status)


def here(request: Any, given: Handover) -> HttpResponse:
    """The one page on the device: the same questions as on the client's own phone, and nothing of what was said before."""
    session = at_the_close.session_of(given)
    page: dict[str, Any] = {"session": session, "course": given.course}
    if at_the_close.has_said(session):
        return render(request, "relationship/pages/said_here.html", page)
    if given.expires_at <= request.now:
        return redirect("questionnaires:give-back")
    form = HowItWas(request.POST or None)
    if request.method == "POST" and form.is_valid():
        give(request, session, form, by=given.course.client)
        return redirect("questionnaires:kiosk")
    page["form"] = form
    return render(request, "relationship/pages/feedback_here.html", page, status=422 if form.errors else 200)


def back(given: Handover) -> str:
    """Where the PIN leads: to the close of the hour."""
    return reverse("sessions:session", args=[given.about]) + "#close"


KIND = kiosks.Kind(page=here, back=back)
