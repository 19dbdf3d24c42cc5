"""What a practice says about its sessions: how long they are, how much notice it asks for, when enquiries are answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.audit import ledger
from duologue.people.models import Practice, Role, User
from duologue.sessions.forms import Whole
from duologue.web.forms import Line, PlainForm

POLICIES = ("session_minutes", "notice_hours", "enquiry_answered")
A_WEEK = 168  # hours


class Policies(PlainForm):
    """The three sentences."""

    session_minutes = Whole(
        label="How many minutes does a session take?",
        low=15,
        high=120,
        help_text="Most take from 45 to 60. A single session can still be longer or shorter.",
    )
    notice_hours = Whole(
        label="How many hours before is early enough to call off?",
        low=0,
        high=A_WEEK,
        help_text="Called off later than this, it counts as late. Write 0 if it never does.",
    )
    enquiry_answered = Line(
        label="When do you answer enquiries?",
        help_text="People read this sentence after “you get an answer”, for example: within two working days.",
        max_length=120,
        missing="Write when enquiries are answered.",
    )

    def clean_enquiry_answered(self):
        words = self.cleaned_data["enquiry_answered"].rstrip(".")
        if not words:
            raise ValidationError("Write when enquiries are answered.")
        return words


@transaction.atomic
def set_policies(practice: Practice, said: dict[str, Any], *, by: User, now: datetime) -> Practice:
    """Keep them; they hold from now on. What is the same changes nothing."""
    changed = [name for name in POLICIES if getattr(practice, name) != said[name]]
    for name in changed:
        setattr(practice, name, said[name])
    if changed:
        practice.save(update_fields=changed)
        ledger.record("practice.policies", actor=by.pk, subject=practice.pk, at=now)
    return practice


@require_http_methods(["GET", "HEAD", "POST"])
def policies(request):
    """A manager says how sessions go here."""
    practice = next((m.practice for m in request.viewer.memberships if m.role == Role.MANAGER), None)
    if practice is None:
        raise Http404
    form = Policies(request.POST or None, initial={name: getattr(practice, name) for name in POLICIES})
    if request.method == "POST" and form.is_valid():
        set_policies(practice, form.cleaned_data, by=request.user, now=request.now)
        messages.success(request, "Kept. It holds from now on.")
        return redirect("sessions:policies")
    page = {"form": form, "practice": practice}
    return render(request, "sessions/pages/policies.html", page, status=422 if form.errors else 200)
