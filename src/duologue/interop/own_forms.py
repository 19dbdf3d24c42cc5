"""Pages for the forms of a practice: what is on the shelf, and what it brings along under a licence of its own."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.interop import fhir_forms
from duologue.interop.own_forms_fields import Bring, Use
from duologue.people.models import Practice, Role
from duologue.questionnaires import library, licensed
from duologue.questionnaires.licensed import Licence, LicensedForm
from duologue.science.foreign_forms import Refused
from duologue.science.foreign_json import LARGEST

MAY = (Role.THERAPIST, Role.MANAGER)
read_or_write = require_http_methods(["GET", "HEAD", "POST"])


def _practice(request: Any) -> Practice:
    """Where this person is a therapist or a manager; for everybody else these pages do not exist."""
    request.viewer.looked = True  # the ledger keeps that somebody was here
    practice = next((m.practice for m in request.viewer.memberships if m.role in MAY), None)
    if practice is None:
        raise Http404
    return practice


@read_or_write
def forms(request):
    """Every instrument here, those the practice brought, and one more."""
    practice = _practice(request)
    form = Bring(request.POST or None, request.FILES or None, today=timezone.localdate(request.now))
    if request.method == "POST" and form.is_valid():
        try:
            kept = _bring_in(form, practice=practice, request=request)
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("interop:own-form", kept.pk)
    today = timezone.localdate(request.now)
    own = licensed.of(practice).defer("original")
    shelf = [form for form in library.shelf().values() if form.is_instrument or form.by_clinician]
    page = {
        "practice": practice,
        "own": [{"kept": kept, "holds": licensed.holds(kept, on=today), "state": _state(kept, today)} for kept in own],
        "shelf": sorted((form for form in shelf if not form.score_only), key=lambda form: form.title),
        "score_only": library.score_only(),
        "form": form,
    }
    return render(request, "interop/pages/forms.html", page, status=422 if form.errors else 200)


def _bring_in(form: Bring, *, practice: Practice, request: Any) -> LicensedForm:
    said, file = form.cleaned_data, form.cleaned_data["file"]
    if file.size > LARGEST:
        raise Refused(f"This file is larger than {LARGEST // 1024} KB. A questionnaire as FHIR is smaller.")
    licence = Licence(said["holder"], said["scope"], said["until_on"])
    return licensed.bring_in(file.read(), licence=licence, practice=practice, by=request.user, now=request.now)


def _state(kept: LicensedForm, today: Any) -> str:
    if kept.put_away_at:
        return "put away"
    if kept.until_on and kept.until_on < today:
        return "licence ended"
    return "in use" if kept.in_use_since else "not in use yet"


def _own(request: Any, pk: Any) -> LicensedForm:
    kept = licensed.of(_practice(request)).filter(pk=pk).first()
    if kept is None:
        raise Http404
    return kept


@read_or_write
def own_form(request, pk):
    """One form that was brought: every question and what its answers count. Then how it is used, once and for ever."""
    kept = _own(request, pk)
    brought = licensed.look_into(bytes(kept.original))
    form = Use(request.POST or None, brought=brought)
    if request.method == "POST" and form.is_valid():
        try:
            licensed.put_in_use(kept, form.terms(), by=request.user, now=request.now)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.info(request, "It is in use. You find it where you ask a client something.")
            return redirect("interop:own-form", kept.pk)
    page = {
        "kept": kept,
        "brought": brought,
        "in_use": library.form(kept.form_id, kept.version) if kept.in_use_since else None,
        "state": _state(kept, timezone.localdate(request.now)),
        "questions": form.questions(kept.terms.get("raises", {})),
        "form": form,
    }
    return render(request, "interop/pages/own_form.html", page, status=422 if form.errors else 200)


@require_POST
def put_away(request, pk):
    """Ask it no more; what was answered stays."""
    kept = _own(request, pk)
    licensed.put_away(kept, by=request.user, now=request.now)
    return redirect("interop:forms")


@require_safe
def original(request, pk):
    """The file as it was brought, byte for byte."""
    kept = _own(request, pk)
    return _json(bytes(kept.original), f"{kept.form_id}-{kept.version}.json")


@require_safe
def questionnaire(request, form_id):
    """One instrument of ours as a FHIR R4 Questionnaire, for another computer."""
    _practice(request)
    try:
        form = library.newest(form_id)
    except KeyError:
        raise Http404 from None
    if form.score_only:
        raise Http404
    drawn = json.dumps(fhir_forms.questionnaire(form), ensure_ascii=False, indent=1).encode()
    return _json(drawn, f"{form.id}-{form.version}.json")


def _json(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, "application/fhir+json", headers=headers)
