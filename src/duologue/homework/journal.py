"""A client's own pages: writing, finding, changing, taking along and deleting notes, and what helped."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import dateformat, timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.audit.receipts import takes_any_post
from duologue.courses import versions
from duologue.homework import actions, notes, reading
from duologue.homework.forms import Find, Note, NoteAgain, ReadBy, WhatHelped
from duologue.homework.models import EarlierNote, Entry, Helped
from duologue.homework.prompts import PROMPTS
from duologue.homework.views import KEPT, as_client, own_entry, therapist_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
A_PAGE = 20


def _own_course(request: Any) -> Any:
    courses = as_client(request)
    if not courses:
        raise Http404
    return request.viewer.course(courses[0].pk, as_role="client")


@form_page
def write_down(request):
    """Write something down that belongs to nothing agreed, with a first line to begin from if wanted."""
    course = _own_course(request)
    form = Note(request.POST or None, therapist=therapist_of(course))
    if form.is_bound and form.is_valid():
        when = {"now": request.now, "written_at": request.written_at}
        actions.write_down(form.cleaned_data["words"], course=course, by=request.user, **form.readers, **when)
        messages.success(request, KEPT[form.readers["read_by"]].format(therapist=therapist_of(course)))
        return redirect("homework:index")
    page = {"form": form, "prompts": list(enumerate(PROMPTS, start=1)), "prompt": _prompt(request.GET.get("begin", ""))}
    return render(request, "homework/pages/write_down.html", page, status=422 if form.errors else 200)


def _prompt(named: str) -> str:
    number = int(named) if named.isascii() and named.isdigit() and len(named) < 3 else 0
    return PROMPTS[number - 1] if 1 <= number <= len(PROMPTS) else ""


@takes_any_post
@form_page
def journal(request):
    """Everything written down, a page at a time. What is looked for is sent and never stands in an address."""
    _own_course(request)
    form = Find(request.POST or None)
    wanted = form.cleaned_data["find"] if form.is_bound and form.is_valid() else ""
    found = reading.all_notes(request.viewer, as_client(request)).filter(author=request.user).select_related("course")
    if wanted:
        found = reading.find(found, wanted)
    listed = Paginator(found, A_PAGE).get_page(request.POST.get("page") or request.GET.get("page"))
    page = {"form": form, "notes": listed, "wanted": wanted, "course": _own_course(request)}
    return render(request, "homework/pages/journal.html", page, status=422 if form.errors else 200)


@require_safe
def export(request):
    """Every note of one's own as a text file, oldest first."""
    course = _own_course(request)
    kept = (
        reading.all_notes(request.viewer, as_client(request)).filter(author=request.user).order_by("written_at", "pk")
    )
    parts = [f"What I wrote down. Taken along on {_day(request.now)}.", *(_as_text(note) for note in kept)]
    answer = HttpResponse("\n\n\n".join(parts) + "\n", content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="my-notes.txt"'
    request.viewer.opened.add(course.pk)
    return answer


def _day(moment: Any) -> str:
    return dateformat.format(timezone.localtime(moment), "l j F Y, H:i")


def _as_text(note: Entry) -> str:
    words = note.words.replace("\r\n", "\n")
    return f"{_day(note.written_at)}\n\n{words}"


@form_page
def note(request, pk):
    """One note: read it, put it into new words, see what it said before."""
    held = _own_note(request, pk)
    form = NoteAgain(request.POST or None, initial={"words": held.words, "version": held.version})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            notes.change(held, said["words"], seen=said["version"] or 0, by=request.user, now=request.now)
        except versions.Stale as stale:
            return versions.both_texts(request, stale, fields={"words": "Your note"}, alone=True)
        messages.success(request, "Kept in its new words.")
        return redirect("homework:journal")
    earlier = request.viewer.records(EarlierNote).filter(entry=held).order_by("-received_at", "-pk")
    page = {"note": held, "course": held.course, "form": form, "earlier": earlier}
    return render(request, "homework/pages/note.html", page, status=422 if form.errors else 200)


@form_page
def delete_note(request, pk):
    """Delete a note for good, after one question."""
    held = _own_note(request, pk)
    if request.method == "POST":
        notes.delete(held, by=request.user, now=request.now)
        messages.success(request, "Deleted. Nobody can bring it back.")
        return redirect("homework:journal")
    return render(request, "homework/pages/delete_note.html", {"note": held, "course": held.course})


def _own_note(request: Any, pk: uuid.UUID) -> Entry:
    held: Entry = own_entry(request, pk)
    if held.how != Entry.How.WROTE:
        raise Http404
    return held


@form_page
def helped(request):
    """What helped, collected: add to it, from an entry or from nothing."""
    course = _own_course(request)
    entry = _entry(request)
    form = WhatHelped(
        request.POST or None, therapist=therapist_of(course), initial={"words": entry.words[:200] if entry else ""}
    )
    if form.is_bound and form.is_valid():
        both = form.cleaned_data["read_by"] == ReadBy.BOTH
        kept = {"both": both, "entry": entry, "written_at": request.written_at}
        notes.keep_what_helped(form.cleaned_data["words"], course=course, by=request.user, now=request.now, **kept)
        messages.success(request, "Kept with what helped.")
        return redirect("homework:helped")
    page = {
        "course": course,
        "form": form,
        "entry": entry,
        "helped": reading.helped(request.viewer, as_client(request)),
    }
    return render(request, "homework/pages/helped.html", page, status=422 if form.errors else 200)


def _entry(request: Any) -> Entry | None:
    """The entry somebody came from, if it is one of their own."""
    try:
        pk = uuid.UUID(request.POST.get("entry") or request.GET.get("entry") or "")
    except ValueError:
        return None
    held: Entry | None = request.viewer.records(Entry).filter(pk=pk, author=request.user, line_of=None).first()
    return held


@require_POST
def change_helped(request, pk):
    """Show it to both, keep it to oneself again, or take it out."""
    one = request.viewer.record(Helped, pk, as_role="client")
    if one.author_id != request.user.pk:
        raise Http404
    what, who = request.POST.get("what", ""), {"by": request.user, "now": request.now}
    if what == "out":
        notes.take_out_what_helped(one, **who)
    elif what in ("me", "both"):
        notes.choose_readers_of_what_helped(one, both=what == "both", **who)
    else:
        raise Http404
    said = {
        "out": "Taken out.",
        "me": "Kept, just for you.",
        "both": f"Kept. {therapist_of(one.course)} can read it too.",
    }
    messages.success(request, said[what])
    return redirect("homework:helped")
