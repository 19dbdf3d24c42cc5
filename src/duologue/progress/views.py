"""Pages for looking at how it goes, together: progress, the review, milestones, and how a change is counted."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses import actions as courses
from duologue.courses import offers, versions
from duologue.courses.models import Milestone
from duologue.progress import actions, four_words, panels
from duologue.progress.changes import changes
from duologue.progress.forms import DOORS, THREE, LookBack, Missed, Remembered, WhatToChange
from duologue.progress.models import CourseCorrection, Review
from duologue.questionnaires import library
from duologue.science.reliable_change import Norms, change, reliable_change_index
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
ENDED = "This course has ended. Everything stays here to read, and nothing new can be written."


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
    if request.method == "POST" and _may_write(form, opened) and form.is_valid():
        words = form.cleaned_data["words"]
        agenda.add(AgendaItem.Kind.TOPIC, words, course=opened, by=request.user, now=request.now)
        messages.info(request, "It is on the agenda for next time.")
        return redirect("progress:course", opened.pk)
    mine, seen = opened.viewed_as == "client", changes(request.viewer, opened)
    return render(
        request,
        "progress/pages/course.html",
        {
            "course": opened,
            "mine": mine,
            "seen": seen,
            "turn": None if mine else panels.turning_point(request.viewer, opened, held=seen.held),
            "words": None if mine else _words(request.viewer, opened),
            "decided": _decided(request, opened),
            "review": _open_review(request, opened),
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


def _may_write(form, course) -> bool:
    if course.has_ended:
        form.add_error(None, ENDED)
    return not course.has_ended


def _decided(request, course):
    return request.viewer.records(CourseCorrection).filter(course=course).order_by("-written_at")


@read_or_write
def what_to_change(request, course_id):
    """A guide for a talk when things stayed about the same; it is settled by a decision and a date, and by nothing else."""
    opened = request.viewer.course(course_id, as_role="therapist")
    form = WhatToChange(request.POST or None, today=timezone.localdate(request.now))
    if request.method == "POST" and _may_write(form, opened) and form.is_valid():
        said = form.cleaned_data
        actions.change_course(
            {name: said[name] for name in DOORS},
            decided=said["decided"],
            by_when=said["by_when"],
            course=opened,
            by=request.user,
            now=request.now,
        )
        messages.info(request, f"Kept. {opened.client.called} reads what you decided on their progress page.")
        return redirect("progress:course", opened.pk)
    held = request.viewer.records(Session).filter(course=opened, state=Session.State.ATTENDED).count()
    page = {
        "course": opened,
        "form": form,
        "turn": panels.turning_point(request.viewer, opened, held=held),
        "decided": _decided(request, opened),
    }
    return render(request, "progress/pages/what_to_change.html", page, status=422 if form.errors else 200)


def _open_review(request, course):
    return request.viewer.records(Review).filter(actions.OPEN, course=course).first()


@read_or_write
def review(request, course_id):
    """Look back together: what has changed, then three questions both may answer."""
    opened = request.viewer.course(course_id)
    if request.method != "POST":
        return _review_page(request, opened)
    form = LookBack(request.POST)
    if not _may_write(form, opened) or not form.is_valid():
        return _review_page(request, opened, form=form, status=422)
    try:
        actions.write_review(
            **form.cleaned_data,
            course=opened,
            review=_uuid(request.POST.get("review")),
            seen=_number(request.POST.get("version")),
            by=request.user,
            now=request.now,
        )
    except versions.Stale as stale:
        return versions.both_texts(request, stale, fields=THREE, hidden={"review": stale.current.pk})
    except actions.Closed:
        return _review_page(request, opened, form=form, status=409, closed=True)
    messages.info(request, "Kept. Both of you can read it here.")
    return redirect("progress:review", opened.pk)


def _number(text) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def _uuid(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _review_page(request, course, *, form=None, status=200, **more):
    held = _open_review(request, course)
    unbound = LookBack(initial={name: getattr(held, name) for name in THREE} if held else None)
    signed = request.viewer.records(Review).filter(course=course).exclude(actions.OPEN).order_by("-written_at")
    mine = course.viewed_as == "client"
    page = {
        "course": course,
        "mine": mine,
        "seen": changes(request.viewer, course),
        "review": held,
        "i_signed": held and (held.client_signed_at if mine else held.therapist_signed_at),
        "they_signed": held and (held.therapist_signed_at if mine else held.client_signed_at),
        "other": course.lead if mine else course.client,
        "signed": signed,
        "form": form or unbound,
        **more,
    }
    return render(request, "progress/pages/review.html", page, status=status)


@require_POST
def sign(request, pk):
    """Sign the review in the version that was on the page."""
    held = request.viewer.record(Review, pk)
    try:
        signed = actions.sign(held, seen=_number(request.POST.get("version")), by=request.user, now=request.now)
    except versions.Stale:
        return _review_page(request, held.course, status=409, changed=True)
    done = "Both of you have signed." if signed.is_signed_by_both else "You have signed."
    messages.info(request, done)
    return redirect("progress:review", held.course_id)


@read_or_write
def milestone(request, course_id):
    """Things worth remembering, in the client's words; either side may write them down."""
    opened = request.viewer.course(course_id)
    form = Remembered(request.POST or None, today=timezone.localdate(request.now))
    if request.method == "POST" and _may_write(form, opened) and form.is_valid():
        courses.mark_milestone(
            form.cleaned_data["words"],
            on=form.cleaned_data["on"],
            course=opened,
            by=request.user,
            now=request.now,
        )
        messages.info(request, "It is on the page now.")
        return redirect("progress:course", opened.pk)
    kept = request.viewer.records(Milestone).filter(course=opened).order_by("-on", "-written_at")
    page = {"course": opened, "mine": opened.viewed_as == "client", "milestones": kept, "form": form}
    return render(request, "progress/pages/milestone.html", page, status=422 if form.errors else 200)


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
