"""Pages for looking at how it goes: the progress page both have, what stands first on it, how a change is counted."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses import offers
from duologue.progress import four_words, order, panels, remembering
from duologue.progress.changes import changes
from duologue.progress.forms import Missed
from duologue.progress.models import Review
from duologue.progress.shown import decided, may_write, open_review, rhythm_of
from duologue.questionnaires import library
from duologue.science.reliable_change import Norms, change, reliable_change_index
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def mine(request):
    """A client's own progress, in the course that began last."""
    own = request.viewer.courses.of_client(request.viewer.user).order_by("-opened_at").values_list("pk", flat=True)
    newest = own.first()
    if newest is None and request.viewer.role != "client":
        raise Http404
    if newest is None:
        return render(request, "progress/pages/mine_empty.html")
    return course(request, course_id=newest)


@read_or_write
def course(request, course_id):
    """How it goes: the same page for both, with the published limits added for the therapist."""
    opened = request.viewer.course(course_id, as_role="client" if request.method == "POST" else None)
    form = Missed(request.POST or None)
    if request.method == "POST" and may_write(form, opened) and form.is_valid():
        words = form.cleaned_data["words"]
        agenda.add(AgendaItem.Kind.TOPIC, words, course=opened, by=request.user, now=request.now)
        messages.info(request, "It is on the agenda for next time.")
        return redirect("progress:course", opened.pk)
    mine, seen = opened.viewed_as == "client", changes(request.viewer, opened)
    first = order.chosen(request.viewer, opened)
    return render(
        request,
        "progress/pages/course.html",
        {
            "course": opened,
            "mine": mine,
            "seen": seen,
            "parts": order.parts(seen, first=first),
            "first": first,
            "rhythm": rhythm_of(request.viewer, opened),
            "turn": None if mine else panels.turning_point(request.viewer, opened, held=seen.held, now=request.now),
            "words": None if mine else _words(request.viewer, opened),
            "decided": decided(request.viewer, opened),
            "review": open_review(request.viewer, opened),
            "reviews": request.viewer.records(Review).filter(course=opened).order_by("-written_at"),
            "form": form,
            "offers": offers.offered("progress", request.viewer, opened, now=request.now),
        },
        status=422 if form.errors else 200,
    )


def _words(viewer, course):
    on = course.practice.four_words and not course.has_ended
    lines = panels.caseload_lines(viewer, [course.pk]) if on else {}
    return four_words.words(viewer, lines, practice=course.practice).get(course.pk)


@require_POST
def stands_first(request, course_id):
    """The client chooses what stands first on the page, for both of them."""
    opened = request.viewer.course(course_id, as_role="client")
    what = request.POST.get("what", "")
    known = {part.name for part in order.parts(changes(request.viewer, opened))}
    if what and what not in known:
        raise Http404
    remembering.put_first(what, course=opened, by=request.user, now=request.now)
    return redirect("progress:course", opened.pk)


@require_POST
def show_range(request, course_id):
    """The two have looked at the expected range together, and the client sees it from now on."""
    opened = request.viewer.course(course_id, as_role="therapist")
    remembering.show_together(course=opened, by=request.user, now=request.now)
    messages.info(request, f"{opened.client.called} sees the range too from now on.")
    return redirect("progress:course", opened.pk)


@require_safe
def formula(request, form_id):
    """How a change is told from ordinary ups and downs, with this instrument's own figures."""
    try:
        instrument = library.newest(form_id)
    except KeyError:
        raise Http404 from None
    key = instrument.scoring
    if key is None or key.sd is None or key.reliability is None or key.reliable_change is None:
        raise Http404
    norms = Norms(key.sd, key.reliability)
    better = -1 if key.lower_is_better else 1
    first = key.high - 8 if key.lower_is_better else key.low + 8
    latest = first + better * (int(key.reliable_change) + 4)
    page = {
        "instrument": instrument,
        "key": key,
        "norms": norms,
        "first": first,
        "latest": latest,
        "index": reliable_change_index(first, latest, norms),
        "verdict": change(first, latest, at_least=key.reliable_change, lower_is_better=key.lower_is_better),
    }
    return render(request, "progress/pages/formula.html", page)
