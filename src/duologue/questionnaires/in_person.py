"""A form that a clinician asks in person: filled in together, and never alone on a client's screen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.courses.visibility import Audience
from duologue.questionnaires import actions, events, licensed
from duologue.science import scoring
from duologue.science.forms import Form
from duologue.web.forms import Choice, PlainForm

OPEN = "open"  # they did not answer


def page_for(form: Form) -> type[PlainForm]:
    """A form class with one choice for each question; that nothing was answered is a choice of its own."""
    fields = {item.id: _field(item) for item in form.items}
    return type("InPerson", (Asked,), {**fields, "of": form})


def _field(item: Any) -> Choice:
    choices = [*((str(option.value), option.text) for option in item.options), (OPEN, "No answer given")]
    later = "Only after a yes above, or a question left without an answer." if item.asked_when else item.hint
    missing = "Ask this one too." if item.asked_when else "Choose one of these."
    return Choice(label=item.text, help_text=later, choices=choices, missing=missing)


class Asked(PlainForm):
    """What was answered, question by question."""

    of: Form

    def answers(self) -> dict[str, int | None]:
        given = {item.id: self.cleaned_data.get(item.id) for item in self.of.items}
        return {name: int(said) if said and said != OPEN else None for name, said in given.items()}

    def clean(self):
        said = super().clean()
        for item in self.of.items:
            if item.asked_when and not item.is_asked(self.answers()):
                self.errors.pop(item.id, None)  # it was rightly left out
        return said


@require_http_methods(["GET", "HEAD", "POST"])
def ask_in_person(request, course_id):
    """The questions on one page, for the two of you in one room. Whatever must reach a person leads on to what to do."""
    course = request.viewer.course(course_id, as_role="therapist")
    form = _form(course, request.GET.get("form", ""), now=request.now)
    asked = page_for(form)(request.POST or None)
    if request.method != "POST" or not asked.is_valid():
        return _page(request, course, form, asked, status=422 if asked.errors else 200)
    answers = asked.answers()
    try:
        begun = actions.begin(form, course=course, by=request.user, now=request.now, audience=Audience.CARE_TEAM)
        sent = actions.send(begun, answers, now=request.now)
    except events.Unreachable:
        return _page(request, course, form, asked, status=503, nobody=True)
    actions.note_opened(sent, now=request.now)
    if scoring.raised(form, answers):
        return redirect("safety:raised", sent.pk)
    return redirect("questionnaires:read", sent.pk)


def _form(course: Any, form_id: str, *, now: datetime) -> Form:
    """The form that was named, or the first there is."""
    for form in licensed.by_clinicians(course, now=now):
        if form_id in ("", form.id):
            return form
    raise Http404


def _page(request: Any, course: Any, form: Form, asked: Asked, *, status: int, **more: Any) -> Any:
    page = {"course": course, "form_shown": form, "form": asked, **more}
    return render(request, "questionnaires/pages/in_person.html", page, status=status)
