"""The pages of reminders: when a client wants them, and the link that turns them off."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.audit.receipts import written
from duologue.homework import reminders as verbs
from duologue.homework.models import WEEKDAYS
from duologue.sessions.forms import TimeOfDay
from duologue.web.forms import PlainForm

WRITING = require_http_methods(["GET", "HEAD", "POST"])


class Reminding(PlainForm):
    """A time of day and days of the week; a time in one's quiet hours is refused with the reason."""

    at = TimeOfDay(label="At what time?")
    days = forms.TypedMultipleChoiceField(
        label="On which days?",
        choices=list(enumerate(WEEKDAYS)),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one day.", "invalid_choice": "Choose days of the week."},
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def clean_at(self):
        at = self.cleaned_data["at"]
        if verbs.is_quiet(self.user, at):
            raise forms.ValidationError("That is in your quiet hours. Choose another time, or change those first.")
        return at


@WRITING
def reminders(request):
    """When a client wants to be reminded of what they try."""
    if request.viewer.role != "client" or not request.viewer.known.takes_part_in:
        raise Http404
    held = verbs.choice_of(request.user)
    if request.method == "POST" and request.POST.get("what") == "off":
        verbs.turn_off(request.user, now=request.now)
        messages.success(request, "Reminders are off.")
        return redirect("homework:reminders")
    first = {"at": held.at, "days": held.days} if held else {"days": list(range(7))}
    form = Reminding(request.POST or None, user=request.user, initial=first)
    if form.is_bound and form.is_valid():
        verbs.choose(form.cleaned_data["at"], form.cleaned_data["days"], by=request.user, now=request.now)
        messages.success(request, "Kept. You can change this at any time.")
        return redirect("homework:reminders")
    page = {"form": form, "held": held if held and held.is_on else None}
    return render(request, "homework/pages/reminders.html", page, status=422 if form.errors else 200)


@login_not_required
@WRITING
def reminders_off(request, secret):
    """The link in each reminder: looking changes nothing, the button does."""
    request.keep_secret = True
    person = verbs.whose(secret)
    if person is None:
        raise Http404
    if request.method == "POST":
        verbs.turn_off(person, now=request.now)
        return written(render(request, "homework/pages/reminders_off.html", {"off": True}))
    return render(request, "homework/pages/reminders_off.html", {"off": False})
