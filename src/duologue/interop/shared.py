"""What both sides of a course see, gathered for another practice's computer. Nothing that one side keeps is in it."""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Q

from duologue.courses.models import Course, Goal, GoalRating
from duologue.courses.visibility import Audience, Viewer
from duologue.interop import fhir, fhir_forms
from duologue.questionnaires import library
from duologue.questionnaires.models import Response, with_totals
from duologue.sessions.models import Session


def as_fhir(viewer: Viewer, course: Course, *, now: datetime) -> bytes:
    """One FHIR R4 bundle as a file: the course, sessions, goals, the forms that were asked, their answers and totals.

    Both sides get the same file. What was written between sessions is not in it, shared or not.
    """

    def both_see(model: Any) -> Any:
        return viewer.records(model).filter(course=course, audience=Audience.SHARED)

    subject = fhir.client(course.client.name)
    totals = [form.id for form in library.score_only()]
    measures = [form.id for form in library.shelf().values() if form.is_instrument]
    on_paper = Q(entered_by__isnull=False, form_id__in=measures)
    asked_for = Q(ask__isnull=False) | on_paper | Q(form_id__in=totals)
    sent = with_totals(both_see(Response).filter(asked_for, sent_at__isnull=False).select_related("course"))
    found = [fhir.episode_of_care(course, subject=subject)]
    sessions = both_see(Session).select_related("therapist").order_by("number")
    found += [fhir.appointment(session, subject=subject) for session in sessions]
    ratings: dict[uuid.UUID, list[tuple[datetime, int]]] = defaultdict(list)
    for rating in both_see(GoalRating).order_by("written_at", "pk"):
        ratings[rating.goal_id].append((rating.written_at, rating.value))
    goals = both_see(Goal).select_related("course").order_by("written_at", "pk")
    found += [fhir.goal(goal, ratings[goal.pk], subject=subject) for goal in goals]
    told = [one for one in sent.order_by("sent_at", "pk") if not one.form.extra.get("sensitive")]  # hard things stay
    found += _answers(told, subject)
    made = fhir.bundle(found, at=now)
    return json.dumps(made, ensure_ascii=False, indent=1).encode()


def _answers(sent: list[Response], subject: fhir.Resource) -> list[fhir.Resource]:
    """Each form once, then each response with its total, in the order of time."""
    forms = {(response.form_id, response.form_version): response.form for response in sent}
    # others' words stay in this practice
    ours = [form for form in forms.values() if not (form.extra.get("licensed") or form.score_only)]
    found = [fhir_forms.questionnaire(form) for form in ours]
    for response in sent:
        if not response.form.score_only:
            found.append(fhir_forms.questionnaire_response(response, subject=subject))
        totals = [fhir.observation(response, score, subject=subject) for score in response.totals]
        found += [total for total in totals if total]
    return found
