"""The page where a therapist enters what their client filled in on paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.questionnaires import actions, drawing, events, filling, licensed, paper
from duologue.science import scoring
from duologue.science.forms import Form
from duologue.web.forms import Day, PlainForm


class PaperDay(PlainForm):
    """The day on the paper."""

    paper_on = Day(label="Which day is on the paper?", missing="Choose the day on the paper.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, initial={"paper_on": today}, **kwargs)
        self.today = today

    def clean_paper_on(self) -> date:
        on: date = self.cleaned_data["paper_on"]
        if not on.year >= 1990 or on > self.today:
            self.add_error("paper_on", "Choose a day up to today.")
        return on


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, course_id):
    """Every question on one page, as it is on the paper."""
    course = request.viewer.course(course_id, as_role="therapist")
    form = _form(request, course)
    day = PaperDay(request.POST or None, today=timezone.localdate(request.now))
    if request.method != "POST":
        return _page(request, course, form, day)
    try:
        answers = actions.understood(form, request.POST.dict())
    except actions.WrongAnswer as wrong:
        item = form.item(wrong.item_id)
        return _page(
            request, course, form, day, status=422, item=item, wrong=item.id, error=drawing.what_is_wrong(item)
        )
    if "move" in request.POST:
        return _page(request, course, form, day)
    if not day.is_valid():
        return _page(request, course, form, day, status=422)
    try:
        on = day.cleaned_data["paper_on"]
        sent = paper.enter(form, answers, on=on, course=course, by=request.user, now=request.now)
    except events.Unreachable:
        return _page(request, course, form, day, status=503, nobody=True)
    return redirect("safety:raised" if scoring.raised(form, sent.answers) else "questionnaires:read", sent.pk)


def _form(request: Any, course: Any) -> Form:
    """The form that was named, or the first there is."""
    form_id = request.GET.get("form", "")
    for form in licensed.askable(course, now=request.now):
        if form_id in ("", form.id):
            return form
    raise Http404


def _page(request: Any, course: Any, form: Form, day: PaperDay, *, status: int = 200, **more: Any) -> HttpResponse:
    typed = request.POST.dict()
    errors = {more["wrong"]: [more["error"]]} if "wrong" in more else {}
    page = {
        "course": course,
        "form_shown": form,
        "form": day,
        "parts": filling.laid_out(form, typed, errors)[0] or filling.parts(form, typed, errors=_first(errors)),
        "stem": form.stem,
        **more,
    }
    return render(request, "questionnaires/pages/from_paper.html", page, status=status)


def _first(errors: dict[str, list[str]]) -> dict[str, str]:
    return {name: sentences[0] for name, sentences in errors.items()}
