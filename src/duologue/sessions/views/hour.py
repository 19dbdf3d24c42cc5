"""The hour itself: before, during and after a session, for each side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses import offers, rated
from duologue.courses.versions import Stale, both_texts
from duologue.courses.visibility import Audience
from duologue.sessions import actions, came_up, closing, own_notes, panels
from duologue.sessions.before import before
from duologue.sessions.forms import Note, Together, WhatCameUp
from duologue.sessions.models import PrivateNote, Session
from duologue.sessions.records import ProgressNote
from duologue.sessions.views import own_notes as own_pages

WRITING = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def session(request, pk):
    """One session, for each side: before, during, after."""
    found = request.viewer.record(Session, pk)
    page = _hour(request, found)
    if found.course.viewed_as == "client":
        if found.running:
            page |= {"form": _written(found), "came_up_form": WhatCameUp(), **_close(request, found)}
        return render(request, "sessions/pages/with_you.html", page)
    if found.running:
        page.update(form=_written(found), came_up_form=WhatCameUp(), goals=rated.goals(request.viewer, found.course))
        page |= _close(request, found)
        return render(request, "sessions/pages/during.html", page)
    if found.over or found.state != Session.State.PLANNED:
        page |= _own_words(request, found)
        page["for_the_record"] = request.viewer.records(ProgressNote).filter(session=found).first()
        return render(request, "sessions/pages/after.html", page)
    page.update(before(request.viewer, found, now=request.now), why_not=actions.why_not_begin(found, now=request.now))
    page["offers"] = offers.offered("before_session", request.viewer, found.course, now=request.now)
    return render(request, "sessions/pages/before.html", page)


def _hour(request: Any, found: Session) -> dict[str, Any]:
    """What the pages of one session share."""
    course: Any = found.course
    page: dict[str, Any] = {"course": course, "session": found, "now": request.now}
    if found.running:
        page["offers"] = offers.offered("session", request.viewer, course, now=request.now)
    if found.began_at:
        page["came_up"] = came_up.of_session(request.viewer, found)
    if found.state == Session.State.PLANNED:
        page["wish"] = panels.last_wish(request.viewer, found)
    if found.running or (found.state == "planned" and course.viewed_as == "client"):
        page |= panels.joint_agenda(request.viewer, found.course, request.now, session=found, safe_to_show=True)
    else:
        page["next"] = panels.next_session(request.viewer, found.course, request.now)
    return page


def _close(request: Any, found: Session) -> dict[str, Any]:
    """The steps in which an hour is closed, for each side."""
    closing = offers.offered("session_close", request.viewer, found.course, now=request.now)
    return {"closing": closing, "next": panels.next_after(request.viewer, found)}


def _written(found: Session) -> Together:
    return Together(initial={"version": found.version, "agreed": found.agreed, "summary": found.summary})


def _own_words(request: Any, found: Session) -> dict[str, Any]:
    """The form of one's own note. In the hour it lies open; later, what was written needs the password (`closed`)."""
    held = _own_note(request, found)
    seen = {"version": held.version if held else 0, "words": held.words if held else ""}
    in_the_hour = found.running and request.now < found.ends_at + own_pages.STAY_OPEN
    closed = bool(seen["words"]) and not in_the_hour and not own_pages.are_open(request)
    return {"form": Note(request.POST or None, initial={"version": 0} if closed else seen), "closed": closed}


def _own_note(request: Any, found: Session) -> PrivateNote | None:
    return request.viewer.records(PrivateNote).filter(session=found, author=request.user).first()


@require_POST
def begin(request, pk):
    """Start the hour."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    if reason := actions.why_not_begin(found, now=request.now):
        messages.info(request, reason)
    else:
        actions.begin(found, by=request.user, now=request.now)
    return redirect("sessions:session", found.pk)


@WRITING
def end(request, pk):
    """End the hour, keeping what stands in the boxes. Whoever only looks is taken to the session."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    if request.method != "POST" or not found.running:
        return redirect("sessions:session", found.pk)
    if "agreed" in request.POST and (refused := _keep_together(request, found)):
        return refused
    actions.end(found, by=request.user, now=request.now)
    return redirect("sessions:progress-note" if request.POST.get("then") == "note" else "sessions:session", found.pk)


@require_POST
def meet_again(request, pk):
    """The same time again in one or two weeks; a sentence where that is not free."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    weeks = {"1": 1, "2": 2}.get(request.POST.get("weeks", ""))
    if weeks is None:
        raise Http404
    try:
        following = closing.meet_again(found, weeks=weeks, by=request.user, now=request.now)
    except ValueError as reason:
        messages.info(request, str(reason))
    else:
        at = following.starts_at.astimezone(found.course.practice.zone)
        messages.success(request, f"You meet again on {at:%A} {at.day} {at:%B} at {at:%H:%M}.")
    return redirect(reverse("sessions:session", args=[found.pk]) + "#close")


@WRITING
def together(request, pk):
    """What we agreed and what it was about: written by either, kept by both."""
    found = request.viewer.record(Session, pk)
    if reason := actions.why_not_write(found):
        messages.info(request, reason)
        return redirect("sessions:session", found.pk)
    if request.method != "POST":
        page = {"course": found.course, "session": found, "form": _written(found)}
        return render(request, "sessions/pages/together.html", page)
    if refused := _keep_together(request, found):
        return refused
    messages.success(request, "Kept. Both of you can read it.")
    return redirect("sessions:session", found.pk)


def _keep_together(request: Any, found: Session) -> HttpResponse | None:
    """Keep both texts, or answer why not: a form to mend, or the newer version beside one's own."""
    form = Together(request.POST)
    if not form.is_valid():
        page = {"course": found.course, "session": found, "form": form}
        return render(request, "sessions/pages/together.html", page, status=422)
    said = form.cleaned_data
    try:
        actions.write_together(
            found,
            agreed=said["agreed"],
            summary=said["summary"],
            seen=said["version"],
            by=request.user,
            now=request.now,
        )
    except Stale as stale:
        labels = {name: str(form.fields[name].label) for name in ("agreed", "summary")}
        return both_texts(request, stale, fields=labels)
    return None


@WRITING
def note(request, pk):
    """A therapist's private note: its author alone ever reads it."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    own = _own_words(request, found)
    form = own["form"]
    if request.method == "POST" and form.is_valid():
        words, by = form.cleaned_data["words"], {"by": request.user, "now": request.now}
        try:
            actions.keep_note(found, words=words, seen=form.cleaned_data["version"], **by)
        except Stale as stale:
            if not own["closed"]:
                return both_texts(request, stale, fields={"words": "Private note"})
            own_notes.add(words, kind=own_notes.Kind.NOTE, about=found, course=found.course, **by)
        messages.success(request, "Kept. Nobody but you can read it.")
        return redirect("sessions:note" if found.running else "sessions:session", found.pk)
    lines = [line for line in panels.open_lines(request.viewer, found.course) if line.audience != Audience.SHARED]
    page = {"course": found.course, "session": found, "lines": lines, "now": request.now, **own}
    return render(request, "sessions/pages/private.html", page, status=422 if form.errors else 200)


@require_POST
def missed(request, pk):
    """Missed, cancelled, or back in the plan after all."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    states = {state.value: state for state in Session.State if state != Session.State.ATTENDED}
    state = states.get(request.POST.get("state", ""))
    if state is None:
        raise Http404
    if reason := actions.why_not_mark(found, state, now=request.now):
        messages.info(request, reason)
    else:
        actions.mark(found, state, by=request.user, now=request.now)
    return redirect("sessions:session", found.pk)
