"""Add more to an entry when one is ready: the same worksheet, the same entry, the next layer of its questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.homework import reading
from duologue.homework.models import Entry
from duologue.questionnaires import filling, going_on, sheets


@require_http_methods(["GET", "HEAD", "POST"])
def more(request, pk):
    """Go on with a worksheet that was kept: what was written stands there, and what comes next is open. Its author only."""
    entry = request.viewer.record(Entry, pk, as_role="client")
    [entry] = reading.with_answers(request.viewer, [entry])
    held = entry.shown
    if held is None or held.author_id != request.user.pk or not going_on.may_change(held.form):
        raise Http404
    sheet = held.form
    on_one_page = sheet.presentation in filling.ON_ONE_PAGE
    layer = 0 if on_one_page else going_on.next_layer(sheet, held.answers, request.POST.get("layer"))
    page = {"entry": entry, "course": entry.course, "layer": layer, "version": held.version}
    open_ = sheets.opened(sheet, request, kept=held.answers, layer=layer)
    if request.method == "POST" and not open_.moves and open_.form.is_valid():
        when = {"now": request.now, "written_at": request.written_at}
        seen = filling.small_number(request.POST.get("version"))
        try:
            going_on.go_on(held, open_.answers, seen=seen, by=request.user, **when)
        except going_on.MovedOn as moved:
            joined, told = going_on.put_together(sheet, open_.answers, moved.current.answers)
            again = sheets.both(sheet, request.POST.dict(), joined, told, layer=layer)
            page |= {**again.page, "version": moved.current.version, "both_wrote": True}
            return render(request, "homework/pages/more.html", page, status=409)
        messages.success(request, "Kept, for the same readers as before.")
        return redirect("homework:assignment", entry.assignment_id)
    page["version"] = request.POST.get("version") or held.version
    wrong = open_.form.errors and not open_.moves
    return render(request, "homework/pages/more.html", {**page, **open_.page}, status=422 if wrong else 200)
