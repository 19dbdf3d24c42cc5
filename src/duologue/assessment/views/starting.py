"""A manager's page: the text with which each new agreement begins."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.assessment import starting
from duologue.assessment.forms import StartingText
from duologue.people.models import Role

SOMEBODY = {"client": "Robin", "therapist": "Kim"}  # for looking at the text; nobody here


@require_http_methods(["GET", "HEAD", "POST"])
def starting_agreement(request):
    """Change the text topic by topic. New agreements begin with it, those that were written stay as they are."""
    practice = next((m.practice for m in request.viewer.memberships if m.role == Role.MANAGER), None)
    if practice is None:
        raise Http404
    if request.method != "POST":
        return _page(request, practice, _as_it_is(request, practice))
    form = StartingText(request.POST)
    if not form.is_valid():
        return _page(request, practice, form, status=422)
    parts, seen = form.parts, form.cleaned_data["version"] or 0
    try:
        kept = starting.change(practice, parts, seen=seen, by=request.user, now=request.now)
    except starting.Newer as newer:
        return _page(request, practice, StartingText(_again(request, newer)), status=409, newer=newer.current)
    messages.success(request, f"Kept as version {kept.version}. New agreements begin with it.")
    return redirect("assessment:starting-agreement")


def _as_it_is(request: Any, practice: Any) -> StartingText:
    """The text as it stands; or an earlier one, or ours, to begin from."""
    held = starting.latest(practice)
    wanted = request.GET.get("from", "")
    parts = held.parts if held else starting.ours()
    if wanted == "ours":
        parts = starting.ours()
    elif wanted.isascii() and wanted.isdigit() and len(wanted) < 6:
        earlier = starting.versions(practice).filter(version=int(wanted)).first()
        parts = earlier.parts if earlier else parts
    return StartingText(initial={**parts, "version": held.version if held else 0})


def _again(request: Any, newer: starting.Newer) -> dict[str, Any]:
    """What was typed, now against the newer text: pressed once more, it takes the newer one's place knowingly."""
    return {**request.POST.dict(), "version": newer.current.version}


def _page(request: Any, practice: Any, form: StartingText, *, status: int = 200, **more: Any) -> HttpResponse:
    kept = list(starting.versions(practice))
    stands = kept[0].parts if kept else starting.ours()
    said = starting.said_of_practice(practice) | SOMEBODY
    page = {
        "form": form,
        "topics": [form[name] for name in (starting.OPENING, *starting.TOPICS)],
        "names": starting.NAMES.items(),
        "kept": kept,
        "left_out": starting.left_out(stands),
        "looks": starting.filled(stands, said),
        "theirs": starting.filled(more["newer"].parts, said) if "newer" in more else "",
        **more,
    }
    return render(request, "assessment/pages/starting_agreement.html", page, status=status)
