"""Pages for taking along: a client's own archive, and a therapist's export for another practice."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.audit.receipts import takes_any_post
from duologue.courses import keeping
from duologue.courses.permissions import NotGiven
from duologue.interop import actions, archive, shared

read_or_take = require_http_methods(["GET", "HEAD", "POST"])


@takes_any_post  # the answer is a file, and taking it twice does no harm
@read_or_take
def take_away(request, course_id):
    """The client reads what is inside, and takes it: one file that opens without us."""
    course = request.viewer.course(course_id, as_role="client")
    if request.method == "POST":
        packed = archive.as_zip(request.viewer, course, now=request.now)
        actions.take_along(course=course, by=request.user, now=request.now)
        return _file(packed, "application/zip", f"pages-{timezone.localdate(request.now)}.zip")
    return render(request, "interop/pages/take_away.html", _about(course))


@takes_any_post  # likewise
@read_or_take
def export(request, course_id):
    """The therapist reads what is inside, and exports what both sides see as FHIR R4."""
    course = request.viewer.course(course_id, as_role="therapist")
    if request.method == "POST":
        try:
            actions.export(course=course, by=request.user, now=request.now)
        except NotGiven as why:
            page = {**_about(course), "not_given": str(why)}
            return render(request, "interop/pages/export.html", page, status=409)
        made = shared.as_fhir(request.viewer, course, now=request.now)
        return _file(made, "application/fhir+json", f"pages-{timezone.localdate(request.now)}.json")
    return render(request, "interop/pages/export.html", _about(course))


def _about(course):
    return {"course": course, "kept_until": keeping.kept_until(course), "years": keeping.YEARS}


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """A download under a name that says nothing about anybody."""
    return HttpResponse(content, kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
