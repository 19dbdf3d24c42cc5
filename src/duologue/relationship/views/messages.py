"""The thread of one course: read, write, and find one's words again."""

from __future__ import annotations

import uuid
from itertools import islice

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.relationship import office, writing
from duologue.relationship.forms import WriteMessage
from duologue.relationship.threads import Message

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
NO_FILES = "Files are not kept here. Write what is in it, or bring it along. Your words are still below."


@require_safe
def mine(request):
    """A client's messages, in the course that began last."""
    newest = request.viewer.courses.of_client(request.user).order_by("-opened_at").values_list("pk", flat=True).first()
    if newest is None and request.viewer.role != "client":
        raise Http404
    if newest is None:
        return render(request, "relationship/pages/messages_empty.html")
    return thread(request, course_id=newest)


@read_or_write
def thread(request, course_id):
    """Everything the two sides wrote, newest at the end, page by page; `find` looks for words in all of it."""
    course = request.viewer.course(course_id)
    form, as_client = WriteMessage(request.POST or None), course.viewed_as == "client"
    if request.method == "POST" and _may_send(request, course, form):
        by = {"by": request.user, "now": request.now, "written_at": request.written_at}
        writing.send(form.cleaned_data["words"], course=course, from_client=as_client, **by)
        messages.success(request, "Sent.")
        return redirect("relationship:mine") if as_client else redirect("relationship:messages", course.pk)
    writing.note_seen(course, as_client=as_client, by=request.user, now=request.now)
    page = {
        "course": course,
        "form": form,
        "as_client": as_client,
        "closed": writing.why_not_write(course),
        "when_read": office.when_read(course.practice),
        "is_open": office.is_open(course.practice, now=request.now),
        **_shown(request, course),
    }
    return render(request, "relationship/pages/messages.html", page, status=422 if form.errors else 200)


def _may_send(request, course, form) -> bool:
    form.is_valid()
    if request.FILES:
        form.add_error("words", NO_FILES)
    if reason := writing.why_not_write(course):
        form.add_error(None, reason)
    return form.is_valid()


def _shown(request, course):
    """One page of the thread, or of what was found in it."""
    every = request.viewer.records(Message).filter(course=course).select_related("author", "course")
    find, before = request.GET.get("find", "").strip(), _uuid(request.GET.get("before"))
    since = every.filter(pk=before).first() if before else None
    held = every if since is None else writing.older(every, since)
    newest = writing.found_in(held, find) if find else iter(writing.older(every, since)[: writing.PAGE + 1])
    found = list(islice(newest, writing.PAGE + 1))
    shown, more = found[: writing.PAGE], len(found) > writing.PAGE
    return {
        "find": find,
        "thread": shown if find else list(reversed(shown)),
        "earlier": shown[-1].pk if more else None,
        "later": since is not None,
    }


def _uuid(text):
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
