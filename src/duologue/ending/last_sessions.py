"""Pages for the last sessions: what each of them is for, and the last questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from duologue.courses.permissions import NotGiven
from duologue.ending import overview, panels, phase
from duologue.ending.forms import Step
from duologue.ending.lookback import numbers_left
from duologue.ending.models import EndingStep
from duologue.questionnaires.actions import NobodyToTell


@require_POST
def add_step(request, course_id):
    """Either puts one more thing on the agenda of the ending."""
    course = request.viewer.course(course_id)
    ending = panels.current(request.viewer, course)
    if ending is None:
        messages.error(request, "The ending has not begun, so there is nothing to add to.")
        return redirect("ending:overview", course.pk)
    form = Step(request.POST, numbers=numbers_left(request.viewer, ending))
    if form.is_valid():
        words, number = form.cleaned_data["step"], form.cleaned_data["session_number"]
        phase.add_step(words, session_number=number, ending=ending, by=request.user, now=request.now)
        return redirect("ending:overview", course.pk)
    return overview.page(request, course, step_form=form)


@require_POST
def step(request, pk):
    """Done, not yet after all, or in another session."""
    held = request.viewer.record(EndingStep, pk)
    ending = panels.current(request.viewer, held.course)
    if ending is None or ending.pk != held.ending_id:
        messages.info(request, "This ending is over. Its steps stay to read.")
        return redirect("ending:overview", held.course_id)
    what = request.POST.get("what", "")
    if what in ("done", "not_yet"):
        phase.tick(held, done=what == "done", by=request.user, now=request.now)
    elif what in {str(n) for n in numbers_left(request.viewer, ending)}:
        phase.move_step(held, session_number=int(what), by=request.user, now=request.now)
    else:
        raise Http404
    return redirect("ending:overview", held.course_id)


@require_POST
def last_questions(request, course_id):
    """The therapist asks what was asked at the start for the last time, and how the therapy itself was."""
    course = request.viewer.course(course_id, as_role="therapist")
    if panels.current(request.viewer, course) is None:
        messages.error(request, "Begin the ending first. The last questions belong to it.")
        return redirect("ending:overview", course.pk)
    try:
        asked = phase.ask_last_questions(course=course, by=request.user, now=request.now)
    except (NobodyToTell, NotGiven) as why:
        messages.error(request, str(why))
    else:
        messages.info(request, f"Asked: {len(asked)} form{'s' if len(asked) > 1 else ''}, for the last time.")
    return redirect("ending:overview", course.pk)
