"""An answer that must reach a person: what the client sees at once, and what the therapist does about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.people.models import Role
from duologue.questionnaires.models import Ask, Response
from duologue.questionnaires.panels import counted
from duologue.safety import actions, escalation, numbers, panels
from duologue.safety.forms import WhatIDid
from duologue.safety.models import Alert, LeftOpen
from duologue.safety.staff import Staff
from duologue.sessions.models import Session


def _own(request: Any, pk: Any) -> tuple[Response, Alert]:
    """A client's own response and the alert it raised; the alert itself is the care team's record."""
    response = request.viewer.record(Response, pk, as_role="client")
    alert = actions.alert_of(response) if response.author_id == request.user.pk else None
    if alert is None:
        raise Http404
    return response, alert


def _next_meeting(request: Any, course: Any) -> Session | None:
    planned = request.viewer.records(Session).filter(course=course, state=Session.State.PLANNED)
    return planned.filter(starts_at__gte=request.now).order_by("starts_at").first()


@require_safe
def after(request, pk):
    """Thanks for telling us, who reads it and when, three ways on, and the numbers. It stays for as long as it is needed."""
    response, alert = _own(request, pk)
    return _after(request, response, alert)


def _after(request: Any, response: Response, alert: Alert, *, status: int = 200, **more: Any) -> HttpResponse:
    course = response.course
    page = {
        "response": response,
        "course": course,
        "alert": alert,
        "choices": Alert.Choice.choices,
        "numbers": numbers.of(course.practice),
        "meeting": _next_meeting(request, course),
        "plan": panels.plan_of(request.viewer, course),
        **more,
    }
    return render(request, "safety/pages/after.html", page, status=status)


@require_POST
def choose(request, pk):
    """The client says what would help now. It can be changed until somebody has acted."""
    raised = request.viewer.records(Response).filter(alerts=pk, author=request.user).first()
    if raised is None:
        raise Http404
    return _choose(request, *_own(request, raised.pk), too_late=409)


@require_POST
def choose_for(request, pk):
    """The same, chosen on a phone while the answer itself still waited there. It comes after the answer, never before (R11)."""
    asked = request.viewer.record(Ask, pk, as_role="client")
    sent = request.viewer.records(Response).filter(ask=asked, author=request.user, sent_at__isnull=False).first()
    if sent is None:
        return HttpResponse(status=425)  # too early: the phone keeps it and tries again
    return _choose(request, *_own(request, sent.pk))


def _choose(request: Any, response: Response, alert: Alert, *, too_late: int = 0) -> HttpResponse:
    """Keep a choice. Once somebody has acted, the page says so: as an answer to a button, or as where a phone goes next."""
    choice = request.POST.get("choice", "")
    if choice not in Alert.Choice.values:
        return _after(request, response, alert, status=422, nothing_chosen=True)
    when = {"now": request.now, "written_at": request.written_at}
    try:
        actions.choose(alert, Alert.Choice(choice), by=request.user, **when)
    except ValueError:
        if too_late:
            return _after(request, response, alert, status=too_late)
    return redirect("safety:after", response.pk)


def _alert(request: Any, pk: Any) -> tuple[Alert, bool]:
    """The alert, and whether it is a colleague's client's and only this answer is open to this person."""
    came = request.viewer.to_act_on(Alert).select_related("course__practice").filter(pk=pk, passed_on=True).first()
    if came is None:
        return request.viewer.record(Alert, pk, as_role="therapist"), False
    request.viewer.opened.add(came.course_id)
    return came, True


@require_http_methods(["GET", "HEAD", "POST"])
def alert(request, pk):
    """The literal answer, what was before, what the client chose, and what was done. Looking closes nothing."""
    raised, passed_on = _alert(request, pk)
    if raised.joins_id:
        return redirect("safety:alert", raised.joins_id)
    form = WhatIDid(request.POST or None)
    if request.method != "POST":
        actions.see(raised, by=request.user, now=request.now)
        return _page(request, raised, form, passed_on=passed_on)
    if not form.is_valid():
        return _page(request, raised, form, status=422, passed_on=passed_on)
    try:
        actions.acknowledge(raised, **form.cleaned_data, by=request.user, now=request.now)
    except ValueError as too_late:
        raised, passed_on = _alert(request, pk)
        return _page(request, raised, form, status=409, too_late=str(too_late), passed_on=passed_on)
    return redirect("safety:alert", raised.pk)


@require_safe
def raised(request, pk):
    """From answers that a clinician wrote down to what has to be done about them."""
    response = request.viewer.record(Response, pk, as_role="therapist")
    first = request.viewer.records(Alert).filter(response=response).order_by("written_at", "pk").first()
    return redirect("safety:alert", first.pk) if first else redirect("questionnaires:read", response.pk)


def _page(
    request: Any, raised: Alert, form: WhatIDid, *, passed_on: bool, status: int = 200, **more: Any
) -> HttpResponse:
    course = raised.course
    page = {
        "alert": raised,
        "course": course,
        "form": form,
        "passed_on": passed_on,
        "earlier": panels.earlier_answers(request.viewer, raised),
        "joined": escalation.joined_to(raised),
        "told": escalation.told(raised),
        "next": escalation.who_is_next(raised, now=request.now),
        "acts": escalation.done_about(raised),
        "counted": counted(raised.response),
        "meeting": _next_meeting(request, course),
        "plan": panels.plan_of(request.viewer, course),
        "open_to_you": request.viewer.records(Response).filter(pk=raised.response_id).exists(),
        "phone": getattr(getattr(course, "enquiry", None), "phone", ""),
        **more,
    }
    return render(request, "safety/pages/alert.html", page, status=status)


@require_POST
def ask_about(request, pk):
    """A question was left open: somebody has seen that, and will ask."""
    left = request.viewer.record(LeftOpen, pk, as_role="therapist")
    actions.ask_about(left, by=request.user, now=request.now)
    messages.info(request, f"Good. You ask {left.told_by.called} yourself when you speak.")
    return redirect("home:today")


@require_POST
def hand_on(request, pk):
    """Whoever manages names a therapist for an answer that has come up to them; that therapist is told at once."""
    came_up = {alert.pk: alert for alert in escalation.reached_manager(request.user)}
    if Role.MANAGER not in request.viewer.roles or pk not in came_up:
        raise Http404
    therapists = {str(one.pk): one for one in Staff(request.practice, now=request.now).of_role(Role.THERAPIST)}
    if to := therapists.get(request.POST.get("to", "")):
        escalation.hand_to(came_up[pk], to, by=request.user, now=request.now)
        messages.success(request, f"{to.called} is told now, and sees the answer.")
    else:
        messages.error(request, "Choose who takes it.")
    return redirect("home:today")
