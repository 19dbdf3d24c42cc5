"""A calm moment: the exercises for anybody, at any time. They know nobody and keep nothing, so a phone may hold them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from duologue.questionnaires.exercises import exercise_of, exercises


@login_not_required
@require_safe
def calm(request):
    """All exercises."""
    return render(request, "techniques/pages/calm.html", {"exercises": exercises()})


@login_not_required
@require_safe
def calm_one(request, form_id):
    """One exercise, in its newest version."""
    sheet = next((form for form in exercises() if form.id == form_id), None)
    if sheet is None:
        raise Http404
    return render(request, "techniques/pages/calm_one.html", {"sheet": sheet, "exercise": exercise_of(sheet)})


def addresses() -> list[str]:
    """These pages, for a phone to keep."""
    return [reverse("techniques:calm"), *(reverse("techniques:calm-one", args=[form.id]) for form in exercises())]
