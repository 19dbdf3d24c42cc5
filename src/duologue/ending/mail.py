"""Stopping all mail to a client who wants none, and sending it again. After a death the ending does that by itself."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.audit import ledger
from duologue.people import letters, mail_stops


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request, course_id):
    """The therapist stops all mail to a client, or lets it go again."""
    course = request.viewer.course(course_id, as_role="therapist")
    stop = mail_stops.held(course.client)
    if request.method == "POST":
        _turn(course, again=stop is not None, by=request.user, now=request.now)
        messages.info(request, "Mail goes out again." if stop else "All mail is stopped.")
        return redirect("ending:mail", course.pk)
    return render(request, "ending/pages/mail.html", {"course": course, "stop": stop})


@transaction.atomic
def _turn(course, *, again, by, now):
    turn, verb = (letters.allow_again, "mail.again") if again else (letters.stop_all, "mail.stopped")
    turn(course.client, by=by, now=now)
    ledger.record(verb, actor=by.pk, course=course.pk, subject=course.client.pk, at=now)
