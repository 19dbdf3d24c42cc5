"""Another time, no session after all, and how it went: asked for, answered, noted."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.sessions import actions, changes, diary_forms, planning
from duologue.sessions.arrangements import MoveRequest
from duologue.sessions.models import Session

WRITING = require_http_methods(["GET", "HEAD", "POST"])


def _no_longer(request: Any, session: Session) -> HttpResponse | None:
    """Back to the session with the reason, when there is nothing to move or to call off."""
    if reason := planning.why_not_move(session, now=request.now):
        messages.info(request, reason)
        return redirect("sessions:session", session.pk)
    return None


@WRITING
def move(request, pk):
    """A therapist gives a session another time or place."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    if gone := _no_longer(request, found):
        return gone
    now_at = {"starts_at": found.starts_at, "how": found.how, "link": found.link}
    form = diary_forms.Arrange(request.POST or None, initial=now_at, zone=found.course.practice.zone)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if said["starts_at"] != found.starts_at:
                planning.move(found, starts_at=said["starts_at"], by=request.user, now=request.now)
            planning.arrange(found, how=said["how"], link=said["link"], by=request.user, now=request.now)
        except ValueError as reason:
            form.add_error("starts_at", str(reason))
        else:
            messages.success(request, "Kept. The new time stands in both of your calendars.")
            return redirect("sessions:session", found.pk)
    page = {"course": found.course, "session": found, "form": form}
    return render(request, "sessions/pages/move.html", page, status=422 if form.errors else 200)


@WRITING
def ask_to_move(request, pk):
    """A client asks for another time, and names some."""
    found = request.viewer.record(Session, pk, as_role="client")
    if gone := _no_longer(request, found):
        return gone
    form = diary_forms.AskToMove(request.POST or None, now=request.now)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        changes.ask_to_move(found, times=form.times, words=words, by=request.user, now=request.now)
        messages.success(request, f"Asked. Until {found.therapist.called} answers, the session stays where it is.")
        return redirect("sessions:session", found.pk)
    page = {"course": found.course, "session": found, "form": form}
    return render(request, "sessions/pages/ask_to_move.html", page, status=422 if form.errors else 200)


@WRITING
def wish(request, pk):
    """A wish to move: the therapist answers it, the client may take it back."""
    found = request.viewer.record(MoveRequest, pk)
    mine = found.course.viewed_as == "client"
    form = diary_forms.KeepTheTime(request.POST or None)
    said = ""
    if request.method == "POST":
        try:
            _settle(request, found, form, mine=mine)
        except ValueError as reason:
            said = str(reason)
        else:
            return redirect("sessions:course", found.course_id)
    times = [{"at": at, "why_not": _why_not(found, at, now=request.now)} for at in found.moments]
    page = {"course": found.course, "wish": found, "session": found.session, "times": times}
    page |= {"form": form, "mine": mine, "said": said}
    return render(request, "sessions/pages/wish.html", page, status=422 if said else 200)


def _settle(request: Any, found: MoveRequest, form: diary_forms.KeepTheTime, *, mine: bool) -> None:
    by = {"by": request.user, "now": request.now}
    if mine:
        changes.take_back(found, **by)
        messages.success(request, "Taken back. The session stays where it is.")
        return
    if chosen := request.POST.get("to", ""):
        with suppress(ValueError):
            chosen = datetime.fromisoformat(chosen)
        if chosen not in found.moments:
            raise ValueError("Choose one of the times.")
        changes.move_as_asked(found, to=chosen, **by)
        messages.success(request, "Moved. The new time stands in both of your calendars.")
        return
    if not form.is_valid():
        raise ValueError("Use 200 characters or fewer here.")
    changes.keep_the_time(found, answer=form.cleaned_data["answer"], **by)
    messages.success(request, "Answered. The session stays where it is.")


def _why_not(found: MoveRequest, at: datetime, *, now: datetime) -> str:
    """Why a time that was named cannot be taken, or nothing."""
    session = found.session
    if at <= now:
        return "This time is past."
    free = planning.is_free(session.therapist, starts_at=at, minutes=session.minutes, course=found.course, but=session)
    return "" if free else "You have another session then."


@WRITING
def call_off(request, pk):
    """A client calls a session off, and reads first what that means."""
    found = request.viewer.record(Session, pk, as_role="client")
    if gone := _no_longer(request, found):
        return gone
    if request.method == "POST":
        changes.call_off(found, by=request.user, now=request.now)
        messages.success(request, f"This session is off. {found.therapist.called} hears of it.")
        return redirect("sessions:course", found.course_id)
    short = changes.is_short_notice(found, now=request.now)
    page = {"course": found.course, "session": found, "short": short, "hours": found.course.practice.notice_hours}
    return render(request, "sessions/pages/call_off.html", page)


@WRITING
def attendance(request, pk):
    """A therapist notes what became of a session."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    told = {"client": found.course.client.called, "notice": found.course.practice.notice_hours}
    past = found.starts_at <= request.now or found.over
    form = diary_forms.Attendance(request.POST or None, initial=_as_it_is(found), past=past, **told)
    if request.method == "POST" and form.is_valid():
        try:
            _note(request, found, form.cleaned_data)
        except ValueError as reason:
            form.add_error("became", str(reason))
        else:
            messages.success(request, "Kept.")
            return redirect("sessions:session", found.pk)
    page = {"course": found.course, "session": found, "form": form, "past": past}
    return render(request, "sessions/pages/attendance.html", page, status=422 if form.errors else 200)


def _as_it_is(session: Session) -> dict[str, Any]:
    if session.state == Session.State.CANCELLED:
        theirs = session.called_off_by_id == session.course.client.pk
        late = diary_forms.CLIENT_LATE if session.short_notice else diary_forms.CLIENT_EARLY
        return {"became": late if theirs else diary_forms.I_CALLED_OFF}
    return {"became": "" if session.state == "planned" else session.state, "late_minutes": session.late_minutes}


def _note(request: Any, found: Session, said: dict[str, Any]) -> None:
    by = {"by": request.user, "now": request.now}
    became = said["became"]
    if became == diary_forms.ATTENDED:
        changes.note_attended(found, late_minutes=said["late_minutes"], **by)
    elif became in (diary_forms.CLIENT_EARLY, diary_forms.CLIENT_LATE):
        changes.note_called_off(found, short=became == diary_forms.CLIENT_LATE, **by)
    else:
        state = Session.State.MISSED if became == diary_forms.NO_SHOW else Session.State.CANCELLED
        if reason := actions.why_not_mark(found, state, now=request.now):
            raise ValueError(reason)
        actions.mark(found, state, **by)
