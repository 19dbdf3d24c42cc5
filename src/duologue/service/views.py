"""What a manager sees: counts of the whole practice, and nothing of any person."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.people.models import Role
from duologue.science.clinical_change import Outcome
from duologue.science.on_track import STATES, State
from duologue.science.suppression import SMALLEST
from duologue.service import actions, outcomes
from duologue.service.forms import LookBackEvery

OUTCOME_FORMS = ("phq-9", "gad-7", "core-10")
IN_A_WORD = {
    outcomes.IMPROVED: "Less difficulty, by more than ordinary ups and downs",
    outcomes.SAME: "About the same",
    outcomes.WORSE: "More difficulty, by more than ordinary ups and downs",
}
WORDS = {
    Outcome.RECOVERED: "Less difficulty by more than ordinary ups and downs, and out of the clinical range",
    Outcome.IMPROVED: "Less difficulty by more than ordinary ups and downs, without leaving that range",
    Outcome.UNCHANGED: "About the same as at the start",
    Outcome.DETERIORATED: "More difficulty than at the start, by more than ordinary ups and downs",
    actions.ONCE: "Fewer than two full scores so far: nothing to compare",
}


@require_safe
def counts(request):
    """Stages, enquiries, sessions and changes as counts, with small numbers held back."""
    practice = _managed(request)
    request.viewer.looked = True  # the ledger keeps that somebody counted
    changes = actions.changes(practice)
    page = {
        "practice": practice,
        "smallest": SMALLEST,
        "stages": actions.by_stage(practice),
        "waiting": actions.waiting(practice, now=request.now),
        "sessions": actions.sessions_held(practice, now=request.now),
        "changes": changes,
        "changes_in_words": [(WORDS[name], count) for name, count in changes.cells.items()],
        "share": _share(changes),
    }
    return render(request, "service/pages/counts.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def four_words(request):
    """The rules behind the four words, for those who see them; a manager turns them on or off."""
    viewer = request.viewer
    may_turn = Role.MANAGER in viewer.roles
    if not may_turn and (Role.THERAPIST not in viewer.roles or request.method == "POST"):
        raise Http404
    practice = viewer.practice
    if request.method == "POST":
        actions.turn_four_words(request.POST.get("on") == "yes", practice=practice, by=request.user, now=request.now)
        return redirect("service:four-words")
    rules = [(state, rule.value) for rule, state in STATES.items() if state is not State.UNDECIDABLE]
    return render(
        request, "service/pages/four_words.html", {"practice": practice, "rules": rules, "may_turn": may_turn}
    )


@require_safe
def outcome_counts(request):
    """Improved, the same, worse, as counts with an interval; and the outcomes the NHS in England publishes."""
    practice = _managed(request)
    request.viewer.looked = True  # the ledger keeps that somebody counted, and what
    forms = [outcomes.of_form(practice, form_id) for form_id in OUTCOME_FORMS]
    nhs = outcomes.talking_therapies(practice)
    page = {
        "practice": practice,
        "smallest": SMALLEST,
        "forms": [one for one in forms if one.of],
        "too_few": [one.form.short for one in forms if not one.of],
        "in_words": IN_A_WORD,
        "nhs": nhs,
        "nhs_lines": [(nhs.words[name], count) for name, count in nhs.table.cells.items()],
    }
    return render(request, "service/pages/outcomes.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def progress(request):
    """How progress is looked at in this practice: the rhythm of looking back, the rules, the expected range and its n."""
    practice = _managed(request)
    kept = {"every": practice.review_every, "weeks": practice.review_weeks}
    form = LookBackEvery(request.POST or None, initial=kept)
    if request.method == "POST" and form.is_valid():
        actions.look_back_every(**form.cleaned_data, practice=practice, by=request.user, now=request.now)
        messages.info(request, "Kept. Courses with a rhythm of their own keep theirs.")
        return redirect("service:progress")
    request.viewer.looked = True
    page = {"practice": practice, "form": form, "fits": actions.fits(practice), "fewest": actions.FEWEST_COURSES}
    return render(request, "service/pages/progress.html", page, status=422 if form.errors else 200)


def _managed(request):
    practice = next((m.practice for m in request.viewer.memberships if m.role == Role.MANAGER), None)
    if practice is None:
        raise Http404
    return practice


def _share(changes):
    """Courses with two scores of all courses, in whole per cent; None when either number is held back."""
    without = changes.cells[actions.ONCE]
    if not changes.total or without is None:
        return None
    return round(100 * (changes.total - without) / changes.total)
