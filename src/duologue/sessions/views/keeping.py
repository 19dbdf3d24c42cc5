"""One's own arrangements: breaks, a private calendar address, reminders."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.audit.receipts import written
from duologue.sessions import changes, diary_forms, feeds, panels
from duologue.sessions import reminders as verbs
from duologue.sessions.arrangements import Away

WRITING = require_http_methods(["GET", "HEAD", "POST"])


def _meets_people(request: Any, *roles: str) -> None:
    """404 for whoever has no sessions: guests, and those who work here in other ways."""
    role = request.viewer.role
    if role not in roles or (role == "client" and not request.viewer.known.takes_part_in):
        raise Http404


@WRITING
def breaks(request):
    """When one is away: what is planned then is shown first, and leaves the plan only with a second yes."""
    _meets_people(request, "therapist", "client")
    today = request.now.astimezone(request.practice.zone).date()
    form = diary_forms.Break(request.POST or None, today=today)
    page = {"form": form, "today": today, "role": request.viewer.role, "in_it": []}
    if request.method == "POST" and form.is_valid():
        days = {**form.cleaned_data, "user": request.user, "courses": request.viewer.courses, "now": request.now}
        page["in_it"] = changes.in_the_break(**days)
        if "sure" in request.POST or not page["in_it"]:
            _, off = changes.take_a_break(**days, by=request.user)
            gone = {0: "Nothing was planned in those days.", 1: "1 session is off."}.get(
                off, f"{off} sessions are off."
            )
            messages.success(request, f"Kept. {gone}")
            return redirect("sessions:breaks")
    held = request.viewer.records(Away).filter(user=request.user, last_on__gte=today)
    page["held"] = held.order_by("first_on", "pk")
    return render(request, "sessions/pages/breaks.html", page, status=422 if form.errors else 200)


@require_POST
def break_over(request, pk):
    """There after all."""
    found = request.viewer.records(Away).filter(pk=pk, user=request.user).first()
    if found is None:
        raise Http404
    changes.end_a_break(found, by=request.user, now=request.now)
    messages.success(request, "Taken out. Sessions that were called off stay so until they are put back.")
    return redirect("sessions:breaks")


@WRITING
def feed(request):
    """A private address for one's own calendar: open one, get another, close it."""
    _meets_people(request, "therapist", "client")
    held = feeds.feed_of(request.user)
    form = diary_forms.Feed(request.POST or None, initial={"initials": bool(held and held.initials)})
    page = {"form": form, "role": request.viewer.role, "address": ""}
    if request.method == "POST" and "close" in request.POST:
        feeds.close_feed(user=request.user, now=request.now)
        messages.success(request, "The address works no longer.")
        return redirect("sessions:feed")
    if request.method == "POST" and form.is_valid():
        initials = form.cleaned_data["initials"] and request.viewer.role == "therapist"
        secret = feeds.open_feed(user=request.user, initials=initials, now=request.now)
        page["address"] = f"{settings.PUBLIC_URL}{reverse('sessions:feed-file', args=[secret])}"
        page["held"] = feeds.feed_of(request.user)
        return written(render(request, "sessions/pages/feed.html", page))
    return render(request, "sessions/pages/feed.html", {**page, "held": held})


@login_not_required
@require_safe
def feed_file(request, secret):
    """The calendar behind a private address, for whoever holds it."""
    request.keep_secret = True
    found = feeds.behind(secret, now=request.now)
    if found is None:
        raise Http404
    answer = HttpResponse(found, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="appointments.ics"'
    return answer


@WRITING
def reminders(request):
    """When a client wants to be reminded, and when not."""
    _meets_people(request, "client")
    held = verbs.choice_of(request.user)
    usual = {name: getattr(held, name) for name in ("when", "quiet_from", "quiet_until")} if held else {"when": "never"}
    form = diary_forms.Reminding(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        verbs.choose(**form.cleaned_data, by=request.user, now=request.now)
        messages.success(request, "Kept. You can change this at any time.")
        return redirect("sessions:reminders")
    page = {"form": form, "next": next(iter(panels.coming(request.viewer, request.now, at_most=1)), None)}
    return render(request, "sessions/pages/reminders.html", page, status=422 if form.errors else 200)


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
        return written(render(request, "sessions/pages/reminders_off.html", {"off": True}))
    return render(request, "sessions/pages/reminders_off.html", {"off": False})
