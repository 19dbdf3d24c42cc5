"""One form before one person, however they came to it: shown as its data says, kept part by part, and sent.

Every way in ends in the same `actions.send`, so that an answer that must reach a person does so from each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from duologue.people.models import User
from duologue.questionnaires import actions, drawing, events, filling
from duologue.questionnaires.models import Ask, Response


@dataclass(frozen=True)
class WayIn:
    """How somebody came to a form: where its page sends to, whose answers these are, and what comes afterwards."""

    action: str
    by: User
    after: Callable[[Response], HttpResponse]
    keep: object = ""  # where a script keeps each answer; without it nothing is kept before a button is pressed
    handed_over: bool = False  # on a device that goes back to a therapist


def page(
    request: Any, asked: Ask, way: WayIn, *, answers: Mapping[str, Any], start: int = 0, status: int = 200, **more: Any
) -> HttpResponse:
    """The form with what was answered so far. `error` about the question `wrong` stands beside it."""
    form, at = asked.form, request.POST or request.GET
    errors = {more["wrong"]: more["error"]} if "wrong" in more else {}
    shown = {"ask": asked, "course": asked.course, "form_shown": form, "way": way, "start": start, **more}
    if form.presentation == "stepper":
        shown["questions"] = drawing.questions(form, answers, errors=errors)
        return render(request, "questionnaires/pages/answer.html", shown, status=status)
    if form.presentation not in filling.ON_ONE_PAGE:
        shown["step"] = filling.step(form, answers, at.get("step", str(start)), errors=errors)
    else:
        day = (
            filling.small_number(at.get("which_day")) or request.now.astimezone(asked.course.practice.zone).isoweekday()
        )
        shown["parts"] = filling.parts(form, answers, shown=at, errors=errors, day=day)
    return render(request, "questionnaires/pages/fill.html", shown, status=status)


def receive(request: Any, asked: Ask, draft: Response | None, way: WayIn) -> HttpResponse:
    """Keep what was filled in when a button asked for another part of the form; else send it."""
    form, given = asked.form, request.POST.dict()
    try:
        answers = actions.understood(form, given)
    except actions.WrongAnswer as wrong:
        return _wrong(request, asked, draft, way, wrong.item_id)
    if draft and draft.sent_at and any(draft.answers.get(name) != said for name, said in answers.items()):
        return page(request, asked, way, answers=given, start=len(form.items) + 1, status=409, sent_before=draft)
    if "move" in given and not (draft and draft.sent_at):
        return _go_on(request, asked, draft, way, answers)
    sent: Response | None
    try:
        if draft:
            sent = actions.send(draft, answers, **when(request))
        else:
            sent = actions.answer(asked, answers, by=way.by, **when(request))
    except events.Unreachable:  # then it is not taken as if somebody would read it
        kept = {**(draft.answers if draft else {}), **given}
        return page(request, asked, way, answers=kept, start=len(form.items) + 1, status=503, nobody=True)
    if sent is None:  # another device was faster in this very moment: then as if that had been seen
        begun = actions.begin(form, course=asked.course, by=way.by, question=asked, **when(request))
        return receive(request, asked, begun, way)
    return way.after(sent)


def when(request: Any) -> dict[str, Any]:
    """Both times of what arrives: now, and when it was written, earlier if it waited on a phone."""
    return {"now": request.now, "written_at": request.written_at}


def _go_on(request: Any, asked: Ask, draft: Response | None, way: WayIn, answers: dict[str, Any]) -> HttpResponse:
    kept = {**(draft.answers if draft else {}), **answers}
    changed, where = filling.move(asked.form, request.POST, kept)
    begun = draft or actions.begin(asked.form, course=asked.course, by=way.by, question=asked, **when(request))
    place = filling.small_number(request.POST["move"].removeprefix("step."))
    actions.keep_answers(begun, changed, place=place or None, **when(request))
    return redirect(f"{way.action}{where}")


def _wrong(request: Any, asked: Ask, draft: Response | None, way: WayIn, item_id: str) -> HttpResponse:
    item = asked.form.item(item_id)
    return page(
        request,
        asked,
        way,
        answers={**(draft.answers if draft else {}), **request.POST.dict()},
        start=asked.form.items.index(item) + 1,
        status=422,
        wrong=item_id,
        error=drawing.what_is_wrong(item),
        item=item,
    )
