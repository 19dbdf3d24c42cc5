"""Looking back together: the page both write on, signing, and when it comes again."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.courses import offers, versions
from duologue.progress import actions
from duologue.progress.changes import changes
from duologue.progress.forms import LookBack, WhenToLookBack
from duologue.progress.models import REVIEWED, Review
from duologue.progress.shown import may_write, open_review, rhythm_of

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def review(request, course_id):
    """Look back together: what has changed, then three questions both may answer."""
    opened = request.viewer.course(course_id)
    if request.method != "POST":
        return _review_page(request, opened)
    form = LookBack(request.POST)
    if not may_write(form, opened) or not form.is_valid():
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
        return versions.both_texts(request, stale, fields=REVIEWED, hidden={"review": stale.current.pk})
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
    held = open_review(request.viewer, course)
    unbound = LookBack(initial={name: getattr(held, name) for name in REVIEWED} if held else None)
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
        "rhythm": rhythm_of(request.viewer, course),
        "when": WhenToLookBack(today=timezone.localdate(request.now)),
        "offers": offers.offered("review", request.viewer, course, now=request.now),
        "changing": any(getattr(held, name) for name in REVIEWED if name.startswith("change_")) if held else False,
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


@require_POST
def rhythm(request, course_id):
    """When the two look back in this course; the therapist arranges it, both read it."""
    course = request.viewer.course(course_id, as_role="therapist")
    form = WhenToLookBack(request.POST, today=timezone.localdate(request.now))
    if not may_write(form, course) or not form.is_valid():
        return _review_page(request, course, status=422, when=form)
    actions.set_rhythm(**form.cleaned_data, course=course, by=request.user, now=request.now)
    messages.info(request, "Kept. When it is time, it comes on the agenda by itself.")
    return redirect("progress:review", course.pk)
