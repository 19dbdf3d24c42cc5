"""A therapist's own notes about a course. Reading asks for the password again; writing never does, so that nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.audit.receipts import written
from duologue.courses.versions import Stale
from duologue.sessions import own_notes
from duologue.sessions.models import PrivateNote, Session
from duologue.web.forms import Choice, PlainForm, Words

Kind = PrivateNote.Kind
OPENED = "own notes opened"  # in the browser's session: when, and nothing of them
STAY_OPEN = timedelta(minutes=15)


class OwnNote(PlainForm):
    """One note, what it is, and the session it is about."""

    words = Words(label="Your note", missing="Write something first.", rows=8)
    kind = Choice(label="What is it?", choices=Kind.choices, initial=Kind.NOTE, required=False)
    about = forms.ChoiceField(label="About a session", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, sessions: list[Session], **kwargs):
        super().__init__(*args, **kwargs)
        self.sessions = {str(one.pk): one for one in sessions}
        told = [(pk, f"Session {one.number}, {one.starts_at:%d.%m.%Y}") for pk, one in self.sessions.items()]
        self.fields["about"].choices = [("", "No session"), *told]  # type: ignore[attr-defined]

    def clean_kind(self):
        return Kind(self.cleaned_data["kind"] or Kind.NOTE)

    def clean_about(self):
        return self.sessions.get(self.cleaned_data["about"])


def are_open(request: Any) -> bool:
    """Whether this browser's owner gave the password a short while ago."""
    since = request.session.get(OPENED, 0)
    return 0 <= request.now.timestamp() - since < STAY_OPEN.total_seconds()


def _sessions(request: Any, course: Any) -> list[Session]:
    held = request.viewer.records(Session).filter(course=course, began_at__isnull=False)
    return list(held.order_by("-starts_at", "-pk"))


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request, course_id):
    """Every own note about a course, a new one, and a search through them. Without the password, only the new one."""
    course = request.viewer.course(course_id, as_role="therapist")
    begins = {"kind": kind if (kind := request.GET.get("kind")) in Kind.values else Kind.NOTE}
    form = OwnNote(request.POST or None, sessions=_sessions(request, course), initial=begins)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        own = {name: said[name] for name in ("kind", "about")}
        own_notes.add(said["words"], course=course, by=request.user, now=request.now, **own)
        messages.success(request, "Kept. Nobody but you can read it.")
        return redirect("sessions:own-notes", course.pk)
    opened, wanted = are_open(request), request.GET.get("find", "")[:100]
    own = own_notes.of(request.viewer, course) if opened else []
    page = {"course": course, "form": form, "opened": opened, "own": own_notes.holding(own, wanted), "wanted": wanted}
    page["has_any"] = bool(own)
    return render(request, "sessions/pages/own_notes.html", page, status=422 if form.errors else 200)


@require_safe
def open_notes(request, course_id):
    """Give the password, then read."""
    return _opened(request, request.viewer.course(course_id, as_role="therapist"))


@reauthentication_required
def _opened(request: Any, course: Any) -> HttpResponse:
    """Back to where they were wanted: the page of one session, or all of them."""
    request.session[OPENED] = request.now.timestamp()
    wanted = request.viewer.records(Session).filter(course=course, number=_number(request.GET.get("session", "")))
    if found := wanted.first():
        return redirect("sessions:note", found.pk)
    return redirect("sessions:own-notes", course.pk)


def _number(said: str) -> int:
    return int(said) if said.isascii() and said.isdigit() and len(said) < 5 else 0


def _own(request: Any, pk: Any) -> PrivateNote:
    """One's own note: another's does not exist."""
    found: PrivateNote = request.viewer.record(PrivateNote, pk, as_role="therapist")
    if found.author_id != request.user.pk or found.thrown_away_at:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def note(request, pk):
    """Change one note. When another tab kept newer words, what was written here becomes a note of its own."""
    found = _own(request, pk)
    if request.method != "POST" and not are_open(request):
        return redirect("sessions:open-own-notes", found.course_id)
    begins = {"words": found.words, "kind": found.kind, "about": str(found.about_id or ""), "version": found.version}
    form = OwnNote(request.POST or None, sessions=_sessions(request, found.course), initial=begins)
    if request.method != "POST" or not form.is_valid():
        page = {"course": found.course, "note": found, "form": form}
        return render(request, "sessions/pages/own_note.html", page, status=422 if form.errors else 200)
    said = form.cleaned_data
    own = {"kind": said["kind"], "about": said["about"], "by": request.user, "now": request.now}
    try:
        own_notes.change(found, said["words"], seen=said["version"] or 0, **own)
    except Stale:
        own_notes.add(said["words"], course=found.course, **own)
        messages.info(request, "This note was changed in another window. What you wrote here is a note of its own now.")
    else:
        messages.success(request, "Kept. Nobody but you can read it.")
    return redirect("sessions:own-notes", found.course_id)


@require_POST
def throw_away(request, pk):
    """The author throws a note away; its words are gone."""
    found = _own(request, pk)
    own_notes.throw_away(found, by=request.user, now=request.now)
    messages.success(request, "Gone. The words are nowhere any more.")
    return redirect("sessions:own-notes", found.course_id)


@require_POST
def take_along(request, course_id):
    """All of one's own notes about a course, as one file for oneself. They are in no other file."""
    course = request.viewer.course(course_id, as_role="therapist")
    if not are_open(request):
        return redirect("sessions:open-own-notes", course.pk)
    own = own_notes.of(request.viewer, course)[::-1]
    own_notes.record_taken_along(course, by=request.user, now=request.now)
    text = render_to_string("sessions/parts/own_notes.txt", {"own": own, "by": request.user, "now": request.now})
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="notes.txt"'
    return written(answer)
