"""The guide for a talk when a course is not working: five doors, then a decision and its day."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.progress import actions, panels
from duologue.progress.forms import DOORS, WhatToChange
from duologue.progress.shown import decided, may_write
from duologue.sessions.models import Session

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def what_to_change(request, course_id):
    """A guide for a talk when things stayed about the same; it is settled by a decision and a date, and by nothing else."""
    opened = request.viewer.course(course_id, as_role="therapist")
    form = WhatToChange(request.POST or None, today=timezone.localdate(request.now))
    if request.method == "POST" and may_write(form, opened) and form.is_valid():
        said = form.cleaned_data
        actions.change_course(
            {name: said[name] for name in DOORS},
            decided=said["decided"],
            by_when=said["by_when"],
            course=opened,
            by=request.user,
            now=request.now,
        )
        messages.info(request, f"Kept. {opened.client.called} reads what you decided on their progress page.")
        return redirect("progress:course", opened.pk)
    held = request.viewer.records(Session).filter(course=opened, state=Session.State.ATTENDED).count()
    page = {
        "course": opened,
        "form": form,
        "on": opened.practice.four_words,
        "turn": panels.turning_point(request.viewer, opened, held=held, now=request.now),
        "decided": decided(request.viewer, opened),
    }
    return render(request, "progress/pages/what_to_change.html", page, status=422 if form.errors else 200)
