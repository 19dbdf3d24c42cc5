"""The progress note: begun from what was ticked, kept as it is typed, signed, then only added to."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from duologue.courses.versions import Stale, both_texts
from duologue.sessions import notes
from duologue.sessions.forms import Amendment, ProgressNoteForm
from duologue.sessions.models import Session
from duologue.sessions.prefill import parts_of
from duologue.sessions.records import NoteAmendment, ProgressNote, Template


@require_http_methods(["GET", "HEAD", "POST"])
def progress_note(request, pk):
    """Draft, keep, reshape, sign. A request of the script says `as_typed` and gets a version, or a sentence."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    if found.state == Session.State.PLANNED:
        messages.info(request, "A note can be written once the session has begun.")
        return redirect("sessions:session", found.pk)
    held = request.viewer.records(ProgressNote).filter(session=found).select_related("signed_by", "author").first()
    if request.method == "POST":
        return _kept(request, found, held)
    if held and held.signed_at:
        return _signed(request, found, held, Amendment())
    template = Template(held.template) if held else _asked_template(request, found)
    words = _words(held) if held else parts_of(request.viewer, found, template)
    form = ProgressNoteForm(initial={"version": held.version if held else 0, **words}, template=template)
    return _drawn(request, found, held, form, template)


def _asked_template(request: Any, found: Session) -> Template:
    """The one in the address, else the one this person used last."""
    asked = request.GET.get("template", "")
    if asked in Template.values:
        return Template(asked)
    own = request.viewer.records(ProgressNote).filter(author=request.user).order_by("-written_at", "-pk").first()
    return Template(own.template) if own else Template.PLAIN


def _words(held: ProgressNote) -> dict[str, str]:
    return {name: getattr(held, name) for name in notes.PARTS}


def _drawn(request: Any, found: Session, held: Any, form: Any, template: Template, status: int = 200) -> HttpResponse:
    page = {"course": found.course, "session": found, "note": held, "form": form, "template": template}
    page |= {"parts": [form[name] for name in notes.labels(template)], "templates": Template.choices}
    return render(request, "sessions/pages/progress_note.html", page, status=status)


def _kept(request: Any, found: Session, held: ProgressNote | None) -> HttpResponse:
    as_typed = "as_typed" in request.POST
    sent = request.POST.get("template", "")
    if sent not in Template.values:
        raise Http404
    template = Template(sent)
    form = ProgressNoteForm(request.POST, template=template)
    if not form.is_valid():
        told = str(next(iter(form.errors.values()))[0])
        return _sentence(told, 422) if as_typed else _drawn(request, found, held, form, template, status=422)
    said = form.cleaned_data
    parts, seen = {name: said.get(name, "") for name in notes.PARTS}, said["version"]
    becomes = Template(wanted) if (wanted := request.POST.get("becomes", "")) in Template.values else template
    if becomes != template:
        parts = notes.in_another_shape(parts, was=template, becomes=becomes)
    if "sign" in request.POST and not any(words.strip() for words in parts.values()):
        messages.info(request, "There is nothing to sign yet.")
        return redirect("sessions:progress-note", found.pk)
    by = {"by": request.user, "now": request.now}
    try:
        note = notes.keep_draft(found, template=becomes, parts=parts, seen=seen, **by)
        if "sign" in request.POST:
            notes.sign(found, seen=note.version, **by)
    except Stale as stale:
        if as_typed:
            return _sentence("A newer version was kept in another window. Press “Keep this note” to see both.", 409)
        now_in: Any = stale.current
        hidden = {"template": now_in.template}
        return both_texts(request, stale, fields=notes.labels(now_in.template), hidden=hidden)
    except ValueError as reason:
        if as_typed:
            return _sentence(str(reason), 409)
        messages.info(request, str(reason))
        return redirect("sessions:progress-note", found.pk)
    if as_typed:
        answer = HttpResponse(status=204)
        answer["X-Version"] = str(note.version)
        return answer
    messages.success(request, "Signed." if "sign" in request.POST else "Kept.")
    return redirect("sessions:progress-note", found.pk)


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


def _signed(request: Any, found: Session, held: ProgressNote, form: Amendment, status: int = 200) -> HttpResponse:
    added = request.viewer.records(NoteAmendment).filter(note=held).select_related("author")
    parts = [(label, getattr(held, name)) for name, label in notes.labels(held.template).items()]
    page = {"course": found.course, "session": found, "note": held, "parts": parts, "form": form}
    page["added"] = added.order_by("written_at", "pk")
    return render(request, "sessions/pages/progress_note_signed.html", page, status=status)


@require_POST
def amend(request, pk):
    """Add to a signed note; what was signed stays as it was."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    held = request.viewer.records(ProgressNote).filter(session=found).select_related("course", "signed_by", "author")
    note = held.first()
    if note is None or note.signed_at is None:
        messages.info(request, "This note is not signed yet. You can change it as it is.")
        return redirect("sessions:progress-note", found.pk)
    form = Amendment(request.POST)
    if not form.is_valid():
        return _signed(request, found, note, form, status=422)
    notes.amend(note, form.cleaned_data["words"], by=request.user, now=request.now)
    messages.success(request, "Added. What was signed stays as it was.")
    return redirect("sessions:progress-note", found.pk)
