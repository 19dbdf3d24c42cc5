"""The joint agenda: a page of its own, and the list that the hour's page shows too."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from duologue.audit import receipts
from duologue.sessions import agenda as agendas
from duologue.sessions import conventions, panels
from duologue.sessions.bridge import Convention
from duologue.sessions.forms import Topic
from duologue.sessions.models import AgendaItem, Session, Target

PAGE, LIST = "sessions/pages/agenda.html", "sessions/pages/agenda.html#list"
Outcome = AgendaItem.Outcome


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request, course_id):
    """What is to be talked about next; either side adds a line."""
    course = request.viewer.course(course_id)
    session = _session(request, course)
    if request.method != "POST":
        return render(request, PAGE, _page(request, course, session))
    form = Topic(request.POST)
    if not form.is_valid():
        template = LIST if request.htmx else PAGE
        page = {**_page(request, course, session), "topic": form, "form": form}
        return render(request, template, page, status=200 if request.htmx else 422)
    words = form.cleaned_data["words"]
    agendas.add(AgendaItem.Kind.TOPIC, words, course=course, by=request.user, now=request.now)
    if request.POST.get("next") == reverse("home:today"):
        messages.success(request, "It is on the list for when you meet.")
        return redirect("home:today")
    return _done(request, course, session)


@require_POST
def settle(request, pk):
    """Talked about, not today, back after all, or let go."""
    line = request.viewer.record(AgendaItem, pk)
    session = _session(request, line.course)
    what, who = request.POST.get("what", ""), {"by": request.user, "now": request.now}
    if what in (Outcome.TALKED, Outcome.LET_GO):
        if reason := agendas.why_not_settle(line, Outcome(what), by=request.user):
            return _refused(request, line, session, reason)
        agendas.settle(line, Outcome(what), session=session, **who)
    elif what == "not_today" and line.kind != AgendaItem.Kind.SAFETY:
        agendas.not_today(line, **who)
    elif what == "back":
        agendas.bring_back(line, **who)
    else:
        raise Http404
    return _done(request, line.course, session)


@require_POST
def move(request, pk):
    """One place up or down by a button, or by drag in front of another line (`before`; at the end where that is empty)."""
    line = request.viewer.record(AgendaItem, pk)
    session = _session(request, line.course)
    page = _page(request, line.course, session)
    beside = conventions.beside(line, page["lines"], page["convention"])
    to = _place(request, line, beside)
    who = {"by": request.user, "now": request.now}
    agendas.move(line, among=page["lines"], to=to, convention=page["convention"], **who)
    return _done(request, line.course, session, moved=line)


def _place(request: Any, line: AgendaItem, beside: list[AgendaItem]) -> int:
    """Where a line is to go among those beside it, counted from 0."""
    names = [str(other.pk) for other in beside]
    old = names.index(str(line.pk)) if str(line.pk) in names else 0
    if "before" not in request.POST:
        return old + (-1 if request.POST.get("way") == "up" else 1)
    before = request.POST["before"]
    new = names.index(before) if before in names else len(names)
    return new - 1 if new > old else new  # its own place is free by then


@require_POST
def order(request, course_id):
    """In which order this course goes through its agenda: the therapist chooses, both see it."""
    course = request.viewer.course(course_id, as_role="therapist")
    if (chosen := request.POST.get("convention", "")) not in Convention.values:
        raise Http404
    conventions.choose(Convention(chosen), course=course, by=request.user, now=request.now)
    return _done(request, course, _session(request, course))


@require_POST
def aim(request, pk):
    """What a line is about, by the order of DBT; an empty answer takes it back."""
    line = request.viewer.record(AgendaItem, pk, as_role="therapist")
    if (target := request.POST.get("target", "")) not in ("", *Target.values):
        raise Http404
    chosen = Target(target) if target else None
    conventions.aim(line, chosen, by=request.user, now=request.now)
    return _done(request, line.course, _session(request, line.course), moved=line)


def _session(request: Any, course: Any) -> Session | None:
    """The session on whose page the list stands: named by the form, else the one that is running."""
    held = request.viewer.records(Session).filter(course=course)
    named = request.POST.get("session") or request.GET.get("session")
    try:
        return held.filter(pk=uuid.UUID(named)).first() if named else None
    except ValueError:
        return None


def _page(request: Any, course: Any, session: Session | None) -> dict[str, Any]:
    running = bool(session and session.running)
    return panels.joint_agenda(request.viewer, course, request.now, session=session, safe_to_show=running)


def _refused(request: Any, line: AgendaItem, session: Session | None, reason: str) -> HttpResponse:
    if request.htmx:
        return render(request, LIST, {**_page(request, line.course, session), "refused": reason})
    messages.info(request, reason)
    return redirect(_where(line.course, session))


def _done(request: Any, course: Any, session: Session | None, *, moved: AgendaItem | None = None) -> HttpResponse:
    """The list again, alone or on its page."""
    if not request.htmx:
        return redirect(_where(course, session))
    return receipts.written(render(request, LIST, {**_page(request, course, session), "moved": moved}))


def _where(course: Any, session: Session | None) -> str:
    if session is None:
        return reverse("sessions:agenda", args=[course.pk])
    return reverse("sessions:session", args=[session.pk]) + "#agenda"
