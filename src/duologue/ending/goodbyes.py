"""Pages for saying goodbye: a letter, a message that the door is open, and tries to reach somebody who stays away."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.courses import versions
from duologue.ending import farewells
from duologue.ending.forms import Attempt, Letter
from duologue.ending.models import ContactAttempt, Farewell
from duologue.sessions.models import Session

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
ENDED = "This course has ended. Letters that were given stay here to read."


@read_or_write
def letter(request, course_id):
    """Each writes a letter if they like. A draft is its author's alone; given, both read it."""
    course = request.viewer.course(course_id)
    return _write(request, course, Farewell.Kind.LETTER, begins="", given="Given. Both of you can read it here.")


@read_or_write
def door_open(request, course_id):
    """The therapist tells a client who stays away that the door is open."""
    course = request.viewer.course(course_id, as_role="therapist")
    held = request.viewer.records(Session).filter(course=course, state=Session.State.ATTENDED).count()
    begins = farewells.door_open_words(course, times=held, by=request.user)
    given = f"It stands on {course.client.called}'s page now. A neutral mail says that there is news."
    return _write(request, course, Farewell.Kind.DOOR_OPEN, begins=begins, given=given)


def _write(request, course, kind, *, begins, given):
    letters = request.viewer.records(Farewell).filter(course=course, kind=kind).select_related("author", "course")
    draft = letters.filter(author=request.user, given_at__isnull=True).first()
    form = Letter(request.POST or None, initial={"words": draft.words if draft else begins})
    if request.method == "POST" and course.has_ended:
        form.add_error(None, ENDED)
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        about = {"kind": kind, "course": course, "seen": int(seen) if seen.isdecimal() and len(seen) < 9 else 0}
        when = {"by": request.user, "now": request.now}
        try:
            kept = farewells.write_letter(form.cleaned_data["words"], **about, **when, written_at=request.written_at)
        except versions.Stale as stale:
            return versions.both_texts(request, stale, fields={"words": "Your letter"})
        if request.POST.get("what") == "give":
            farewells.give(kept, **when)
        messages.info(request, given if request.POST.get("what") == "give" else "Kept, for your eyes alone.")
        return redirect(request.path)
    page = {
        "course": course,
        "mine": course.viewed_as == "client",
        "door": kind == Farewell.Kind.DOOR_OPEN,
        "draft": draft,
        "version": request.POST.get("version") or (draft.version if draft else 0),
        "given": letters.filter(given_at__isnull=False).order_by("given_at", "pk"),
        "form": form,
    }
    return render(request, "ending/pages/letter.html", page, status=422 if form.errors else 200)


@read_or_write
def contacts(request, course_id):
    """The therapist writes down when they tried to reach somebody, and what came of it."""
    course = request.viewer.course(course_id, as_role="therapist")
    today = timezone.localdate(request.now)
    form = Attempt(request.POST or None, today=today, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        farewells.note_attempt(**form.cleaned_data, course=course, by=request.user, now=request.now)
        messages.info(request, "Written down.")
        return redirect("ending:contacts", course.pk)
    tried = request.viewer.records(ContactAttempt).filter(course=course).select_related("author", "course")
    page = {"course": course, "form": form, "tried": tried.order_by("-on", "-written_at", "-pk")}
    return render(request, "ending/pages/contacts.html", page, status=422 if form.errors else 200)
