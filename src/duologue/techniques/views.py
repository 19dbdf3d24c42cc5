"""The therapist's library: worksheets by school, each as a client will meet it."""

from __future__ import annotations

import uuid

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from duologue.people.models import Role
from duologue.questionnaires import filling, own_sheets
from duologue.questionnaires.exercises import exercise_of, exercises
from duologue.questionnaires.worksheet import bound_steps, fields_of
from duologue.techniques.approaches import APPROACHES
from duologue.techniques.notes import in_parts
from duologue.techniques.panels import schools

WAYS = {"give": "homework:agree", "together": "techniques:begin"}


@require_safe
def library(request):
    """The four approaches, each with its worksheets."""
    _for_therapists(request)
    return render(
        request,
        "techniques/pages/library.html",
        {"schools": schools(), "exercises": exercises(), "own": own_sheets.on_the_shelf(request.viewer.practice)},
    )


@require_safe
def worksheet(request, form_id):
    """One worksheet, exactly as a client will see it, and the way to agree it or to fill it in with one of them."""
    _for_therapists(request)
    form = next((form for form in own_sheets.to_give(request.viewer.practice) if form.id == form_id), None)
    if form is None:
        raise Http404
    if chosen := request.GET.get("with"):
        course = request.viewer.course(_id(chosen), as_role="therapist")
        way = WAYS.get(request.GET.get("how", ""), WAYS["give"])
        return redirect(f"{reverse(way, args=[course.pk])}?worksheet={form.id}")
    on_one_page = form.presentation in filling.ON_ONE_PAGE
    page = {
        "sheet": form,
        "school": next((a for a in APPROACHES if a.id == form.extra["school"]), None),
        "steps": [] if on_one_page else bound_steps(form, fields_of(form)()),
        "parts": filling.parts(form, {}) if on_one_page else [],
        "exercise": exercise_of(form),
        "note": in_parts(form.extra.get("therapist_note", "")),
        "clients": request.viewer.caseload.order_by("user__name"),
    }
    return render(request, "techniques/pages/worksheet.html", page)


def _for_therapists(request):
    if Role.THERAPIST not in request.viewer.roles:
        raise Http404


def _id(chosen):
    try:
        return uuid.UUID(chosen)
    except ValueError:
        raise Http404 from None
