"""What is kept beside the line: things worth remembering, and what happened in a life, in the client's words."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.courses import actions as courses
from duologue.courses.models import Milestone
from duologue.courses.visibility import Audience
from duologue.progress import remembering
from duologue.progress.forms import Happened, Remembered
from duologue.progress.models import LifeEvent
from duologue.progress.shown import may_write

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def milestone(request, course_id):
    """Things worth remembering, in the client's words; either side may write them down."""
    opened = request.viewer.course(course_id)
    form = Remembered(request.POST or None, today=timezone.localdate(request.now))
    if request.method == "POST" and may_write(form, opened) and form.is_valid():
        courses.mark_milestone(
            form.cleaned_data["words"],
            on=form.cleaned_data["on"],
            course=opened,
            by=request.user,
            now=request.now,
        )
        messages.info(request, "It is on the page now.")
        return redirect("progress:course", opened.pk)
    kept = request.viewer.records(Milestone).filter(course=opened).order_by("-on", "-written_at")
    page = {"course": opened, "mine": opened.viewed_as == "client", "milestones": kept, "form": form}
    return render(request, "progress/pages/milestone.html", page, status=422 if form.errors else 200)


@read_or_write
def life(request, course_id):
    """What happened meanwhile, in the client's words. The therapist writes here only what both are to read."""
    opened = request.viewer.course(course_id)
    mine = opened.viewed_as == "client"
    form = Happened(request.POST or None, today=timezone.localdate(request.now))
    if not mine:
        del form.fields["read_by"]
    if request.method == "POST" and may_write(form, opened) and form.is_valid():
        said = form.cleaned_data
        remembering.mark_event(
            said["words"],
            on=said["on"],
            audience=Audience(said.get("read_by", Audience.SHARED)),
            course=opened,
            by=request.user,
            now=request.now,
            written_at=request.written_at,
        )
        messages.info(request, "It is on the page now.")
        return redirect("progress:life", opened.pk)
    kept = request.viewer.records(LifeEvent).filter(course=opened).order_by("-on", "-written_at", "-pk")
    page = {
        "course": opened,
        "mine": mine,
        "events": kept,
        "form": form,
        "other": opened.lead if mine else opened.client,
    }
    return render(request, "progress/pages/life.html", page, status=422 if form.errors else 200)


@require_POST
def life_event(request, pk):
    """Share what one wrote, or keep it to oneself again; also after the end."""
    held = request.viewer.record(LifeEvent, pk)
    if held.author_id != request.user.pk:
        raise Http404
    shared = request.POST.get("read_by") == Audience.SHARED
    remembering.read_by(held, Audience.SHARED if shared else Audience.ME, by=request.user, now=request.now)
    messages.info(request, "Both of you can read it now." if shared else "Only you can read it now.")
    return redirect("progress:life", held.course_id)
