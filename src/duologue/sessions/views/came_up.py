"""What came up in the hour: kept by one tap of either, taken back by whoever kept it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from duologue.audit import receipts
from duologue.sessions import came_up as verbs
from duologue.sessions.bridge import CameUp
from duologue.sessions.forms import WhatCameUp
from duologue.sessions.models import AgendaItem, Session

BOX = "sessions/pages/came_up.html#box"


@require_POST
def came_up(request, pk):
    """Keep what was typed, or an agenda line's own words, as one of the three kinds: the button says which."""
    found = request.viewer.record(Session, pk)
    if (named := request.POST.get("kind", "")) not in CameUp.Kind.values:
        raise Http404
    kind, who = CameUp.Kind(named), {"session": found, "by": request.user, "now": request.now}
    line = _line(request, found)
    form = WhatCameUp({"came_up": line.words[:300]} if line else request.POST)
    if reason := verbs.why_not_keep(found):
        form.add_error(None, reason)
    if not form.is_valid():
        return _answer(request, found, form)
    try:
        if line:
            verbs.record_line(kind, line, **who)
        else:
            verbs.record(kind, form.cleaned_data["came_up"], written_at=request.written_at, **who)
    except ValueError as reason:
        form.add_error(None, str(reason))
        return _answer(request, found, form)
    return _answer(request, found, None)


@require_POST
def take_back(request, pk):
    """A slip."""
    kept = request.viewer.record(CameUp, pk)
    try:
        verbs.take_back(kept, by=request.user, now=request.now)
    except ValueError as reason:
        messages.info(request, str(reason))
        return redirect("sessions:session", kept.session_id)
    return _answer(request, kept.session, None)


def _line(request: Any, found: Session) -> AgendaItem | None:
    """The line of this course that the form names, if it names one."""
    if not (named := request.POST.get("line")):
        return None
    try:
        line = request.viewer.records(AgendaItem).filter(course=found.course, pk=uuid.UUID(named)).first()
    except ValueError:
        line = None
    if line is None:
        raise Http404
    line.course = found.course
    return line


def _answer(request: Any, found: Session, form: WhatCameUp | None) -> HttpResponse:
    """The box again for htmx; else the page of the session, or this one question with its sentence."""
    page = {"course": found.course, "session": found, "came_up": verbs.of_session(request.viewer, found)}
    page |= {"came_up_form": form or WhatCameUp(), "form": form}
    if request.htmx and not request.POST.get("line"):
        answer = render(request, BOX, page)
        return answer if form else receipts.written(answer)
    if form:
        return render(request, "sessions/pages/came_up.html", page, status=422)
    return redirect(reverse("sessions:session", args=[found.pk]) + "#came-up")
