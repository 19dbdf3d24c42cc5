"""Stopping all mail to a client: they have died, or they want none. And sending it again, where it was a slip."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.audit import ledger
from duologue.ending import actions
from duologue.people import letters, mail_stops
from duologue.people.mail_stops import MailStop
from duologue.web.forms import Choice, PlainForm


class Stopping(PlainForm):
    """Why no mail goes to somebody any more."""

    why = Choice(label="Why?", choices=MailStop.Why.choices, missing="Choose one of the two.")


@require_http_methods(["GET", "HEAD", "POST"])
def mail(request, course_id):
    """The therapist stops all mail to a client, or lets it go again. After a death the course is closed as well."""
    course = request.viewer.course(course_id, as_role="therapist")
    stop = mail_stops.held(course.client)
    if request.method == "POST" and stop:
        _again(course, by=request.user, now=request.now)
        messages.info(request, "Mail goes out again. What was closed stays closed.")
        return redirect("ending:mail", course.pk)
    form = Stopping(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _stop(course, form.cleaned_data["why"], by=request.user, now=request.now)
        messages.info(request, "All mail is stopped.")
        return redirect("ending:mail", course.pk)
    page = {"course": course, "stop": stop, "form": form}
    return render(request, "ending/pages/mail.html", page, status=422 if form.errors else 200)


@transaction.atomic
def _stop(course, why, *, by, now):
    if why == MailStop.Why.DIED:
        return actions.close_after_death(course=course, by=by, now=now)
    letters.stop_all(course.client, MailStop.Why(why), by=by, now=now)
    ledger.record("mail.stopped", actor=by.pk, course=course.pk, subject=course.client.pk, at=now)
    return None


@transaction.atomic
def _again(course, *, by, now):
    letters.allow_again(course.client, by=by, now=now)
    ledger.record("mail.again", actor=by.pk, course=course.pk, subject=course.client.pk, at=now)
