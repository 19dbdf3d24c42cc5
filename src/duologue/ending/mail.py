"""Stopping all mail to a client who wants none, and sending it again. After a death the ending does that by itself."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.audit import ledger
from duologue.ending import no_mail
from duologue.people import letters, mail_stops
from duologue.people.models import Role
from duologue.web.forms import PlainForm

NOT_AN_ADDRESS = "Write a whole mail address, like name@example.org."


class Address(PlainForm):
    """To which address nothing is to go."""

    address = forms.EmailField(
        label="Their mail address",
        max_length=254,
        error_messages={"required": "Write their mail address.", "invalid": NOT_AN_ADDRESS},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


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


@require_http_methods(["GET", "HEAD", "POST"])
def stopped(request):
    """Whoever manages the practice sees to whom no mail goes, stops one address, or lets mail go again."""
    if Role.MANAGER not in request.viewer.roles:
        raise Http404
    practice, again = request.viewer.practice, request.POST.get("again")
    stops, form = (
        no_mail.stopped_in(practice),
        Address(request.POST if request.method == "POST" and not again else None),
    )
    by = {"practice": practice, "by": request.user, "now": request.now}
    if again:
        person = next((one.user for one in stops if str(one.user_id) == again), None)
        if person is None:
            raise Http404
        no_mail.turn(person, again=True, **by)
        messages.success(request, f"Mail goes to {person.name} again.")
        return redirect("ending:no-mail")
    if form.is_bound and form.is_valid():
        if (person := no_mail.client_at(form.cleaned_data["address"], practice=practice)) is not None:
            no_mail.turn(person, again=False, **by)
        messages.success(request, "If this is the address of a client here, no mail goes to it any more.")
        return redirect("ending:no-mail")
    return render(
        request, "ending/pages/no_mail.html", {"stops": stops, "form": form}, status=422 if form.errors else 200
    )
