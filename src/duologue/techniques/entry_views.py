"""What a client wrote with a tool of their own accord: one entry as it was written, and who reads it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.questionnaires import actions as questionnaires
from duologue.techniques import diary, week
from duologue.techniques.cards import OwnEntry
from duologue.techniques.dbt_views import KEPT
from duologue.techniques.readers import WhoReadsIt


@require_safe
def entry(request, pk):
    """One entry as it was written, with what this person may read of it."""
    held = request.viewer.record(OwnEntry, pk)
    week.seen_by(request.viewer, [held])
    mine = held.author_id == request.user.pk
    if held.shown and not mine:
        questionnaires.note_opened(held.shown, now=request.now)
    page = {"entry": held, "course": held.course, "mine": mine, "is_day": held.card_id is not None}
    if page["is_day"]:
        page |= {"rows": week.rows_of(held), "earlier": week.earlier_of(request.viewer, held)}
    return render(request, "techniques/pages/entry.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def readers(request, pk):
    """Change who may read an entry: its author only."""
    held = request.viewer.record(OwnEntry, pk, as_role="client")
    if held.author_id != request.user.pk:
        raise Http404
    therapist = held.course.lead.called if held.course.lead else "your therapist"
    form = WhoReadsIt(request.POST or None, therapist=therapist, initial={"read_by": held.read_by, "line": held.line})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        diary.choose_readers(held, given["read_by"], line=given["line"], by=request.user, now=request.now)
        messages.success(request, KEPT[given["read_by"]].format(therapist))
        return redirect("techniques:entry", held.pk)
    page = {"entry": week.seen_by(request.viewer, [held])[0], "course": held.course, "form": form}
    return render(request, "techniques/pages/readers.html", page, status=422 if form.errors else 200)
