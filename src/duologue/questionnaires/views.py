"""Pages of the forms: answer one, read one, ask for one."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses.permissions import NotGiven
from duologue.questionnaires import actions, answering, drawing, filling, licensed, panels
from duologue.questionnaires.models import Ask, Response
from duologue.science import scoring


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, pk):
    """A form to fill in: one question a screen where there is a script, one long page where there is none."""
    asked = _asked(request, pk)
    way = _own_way(request, asked)
    begun = asked.opened_at or request.method != "POST"  # where another device begins right now, sending finds it
    draft = request.viewer.first(Response, ask=asked.pk) if begun else None
    if request.method == "POST":
        return answering.receive(request, asked, draft, way)  # also when it was taken back: what was told us is kept
    if draft and draft.sent_at:
        return redirect("questionnaires:sent", asked.pk)
    if asked.stopped_at:
        return render(request, "questionnaires/pages/taken_back.html", {"ask": asked})
    if asked.has_run_out(request.now) and draft is None:
        return render(request, "questionnaires/pages/taken_back.html", {"ask": asked, "run_out": True})
    actions.look_at(asked, now=request.now)
    kept = draft.answers if draft else {}
    return answering.page(request, asked, way, answers=kept, start=drawing.opens_at(asked.form, draft))


def _asked(request: Any, pk: Any) -> Ask:
    """What a client is asked to answer. A clinician's form is not here for them, even if a row says so."""
    asked: Ask = request.viewer.record(Ask, pk, as_role="client")
    if asked.form.by_clinician:
        raise Http404
    return asked


def _own_way(request: Any, asked: Ask) -> answering.WayIn:
    """By their own sign-in."""

    def after(sent: Response) -> HttpResponse:
        return redirect("safety:after", sent.pk) if _raised(sent) else redirect("questionnaires:sent", asked.pk)

    return answering.WayIn(request.path, request.user, after, keep=reverse_lazy("questionnaires:keep", args=[asked.pk]))


def _raised(response: Response) -> bool:
    """Whether an answer must reach a person. The page that follows it is in `safety`, above this slice."""
    return bool(scoring.raised(response.form, response.answers))


@require_POST
def keep(request, pk):
    """Keep what was answered just now. 204 is said after the write; every other answer is a sentence."""
    asked = _asked(request, pk)
    try:
        answers = actions.understood(asked.form, request.POST.dict())
    except actions.WrongAnswer as wrong:
        return _sentence(drawing.what_is_wrong(asked.form.item(wrong.item_id)), 422)
    at = request.POST.get("at_question", "")
    place = int(at) if at.isascii() and at.isdigit() and len(at) < 4 else None
    draft = actions.begin(asked.form, course=asked.course, by=request.user, question=asked, **answering.when(request))
    try:
        actions.keep_answers(draft, answers, place=place, **answering.when(request))
    except ValueError as reason:
        return _sentence(str(reason), 409)
    return HttpResponse(status=204)


def _sentence(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")


@require_safe
def sent(request, pk):
    """Thanks, who reads it and when, and what is left to do."""
    asked = request.viewer.record(Ask, pk, as_role="client")
    response = request.viewer.records(Response).filter(ask=asked, sent_at__isnull=False).first()
    if response is None:
        return redirect("questionnaires:answer", asked.pk)
    if response.author_id == request.user.pk and _raised(response):
        return redirect("safety:after", response.pk)
    page = {"response": response, "course": asked.course, "asks": panels.open_asks(request.viewer, now=request.now)}
    return render(request, "questionnaires/pages/sent.html", page)


@require_safe
def read(request, pk):
    """Answers in words, and the total with the published name of its range for the therapist to interpret."""
    response = request.viewer.record(Response, pk)
    course = response.course
    if response.sent_at is None:
        if course.viewed_as == "client" and response.ask_id:
            return redirect("questionnaires:answer", response.ask_id)
        raise Http404  # a draft is nobody's but its author's
    if course.viewed_as == "therapist":
        actions.note_opened(response, now=request.now)
    page = {
        "response": response,
        "course": course,
        "form_shown": response.form,
        "parts": filling.parts(response.form, response.answers),
        "counted": panels.counted_scales(response),
        "outcome": scoring.outcome(response.form, response.answers) if course.viewed_as == "therapist" else "",
        "clusters": scoring.clusters(response.form, response.answers) if course.viewed_as == "therapist" else [],
    }
    return render(request, "questionnaires/pages/read.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, course_id):
    """What this client can be asked, what is asked now, and what came back."""
    course, why_not = request.viewer.course(course_id, as_role="therapist"), ""
    if request.method == "POST":
        offered = {form.id for form in licensed.askable(course, now=request.now)}
        form_id = request.POST.get("form_id", "")
        try:
            if form_id in offered:
                actions.ask(form_id, course=course, by=request.user, now=request.now)
                return redirect("questionnaires:ask", course.pk)
        except (actions.NobodyToTell, NotGiven) as reason:
            why_not = str(reason)
    page = {
        "course": course,
        "why_not": why_not,
        "nothing_chosen": request.method == "POST",
        **panels.asking(request.viewer, course, now=request.now),
    }
    return render(request, "questionnaires/pages/ask.html", page, status=422 if request.method == "POST" else 200)


@require_POST
def stop(request, pk):
    """Take a question back. Sent answers stay; a second click changes nothing."""
    asked = request.viewer.record(Ask, pk, as_role="therapist")
    answered = request.viewer.records(Response).filter(ask=asked, sent_at__isnull=False).exists()
    if not answered and asked.stopped_at is None:
        actions.stop_asking(asked, by=request.user, now=request.now)
    return redirect("questionnaires:ask", asked.course_id)
