"""Pages about keeping and erasing: a client asks for it twice, and a manager holds what the law says has to stay."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses import erasing, keeping
from duologue.interop import kept
from duologue.people.models import Role
from duologue.web.forms import Line, PlainForm

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
WRONG = "This is not your password."
TOO_MANY = "Too many tries. Please wait a few minutes."


class Password(PlainForm):
    """The step up: whoever confirms says their password once more."""

    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Write your password, so that nobody else can do this."},
    )

    def __init__(self, *args: Any, request: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        if not ratelimit.consume(self.request, action="reauthenticate", user=self.request.user):
            raise forms.ValidationError(TOO_MANY)
        if not self.request.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(WRONG)
        return ""


class Reason(PlainForm):
    """Why a course's pages have to stay."""

    reason = Line(label="Why do its pages have to stay?", missing="Write why. It is kept with the hold.")


@sensitive_post_parameters("password")
@read_or_write
def erase(request, course_id):
    """A client asks for everything to be erased: once here, once more with their password. It is done, or waits for its day."""
    course = request.viewer.course(course_id, as_role="client")
    wish = erasing.request_of(course)
    asked, what = wish is not None and wish.confirmed_at is None, request.POST.get("what")
    about = {"by": request.user, "now": request.now}
    form = Password(request.POST if what == "confirm" and asked else None, request=request)
    if request.method == "POST" and what == "ask":
        erasing.ask_to_be_erased(course=course, **about)
        return redirect("interop:erase", course.pk)
    if request.method == "POST" and what == "take_back" and wish:
        erasing.take_back(wish, **about)
        messages.info(request, "Your pages stay as they are.")
        return redirect("interop:erase", course.pk)
    if form.is_bound and form.is_valid():
        if reason := erasing.confirm(wish, **about):
            messages.info(request, reason)
            return redirect("interop:erase", course.pk)
        return _gone(request)
    page = {
        "course": course,
        "wish": wish,
        "asked": asked,
        "form": form,
        "why_not": keeping.why_not_erase(course, now=request.now),
        "kept_until": keeping.kept_until(course),
        "years": keeping.YEARS,
    }
    return render(request, "interop/pages/erase.html", page, status=422 if form.errors else 200)


def _gone(request: Any) -> Any:
    """Their account may be gone too, and with it the page they came from."""
    request.user.refresh_from_db()
    if not request.user.is_active:
        logout(request)
    return redirect("understanding:welcome")


def _practice(request: Any) -> Any:
    """The practice this person manages; for everybody else these pages do not exist."""
    request.viewer.looked = True
    practice = next((m.practice for m in request.viewer.memberships if m.role == Role.MANAGER), None)
    if practice is None:
        raise Http404
    return practice


@require_safe
def kept_pages(request):
    """Until when each course that has ended is kept, which wait to be erased, and what is held; no word of any of them."""
    practice = _practice(request)
    page = {"years": keeping.YEARS, **kept.overview(practice, now=request.now)}
    return render(request, "interop/pages/kept.html", page)


@read_or_write
def hold(request, course_id: uuid.UUID):
    """A manager says with a reason that a course's pages have to stay, or lifts that again."""
    practice = _practice(request)
    course = kept.course_of(practice, course_id)
    if course is None:
        raise Http404
    held = keeping.hold_on(course)
    form = Reason(request.POST if request.POST.get("what") == "hold" else None)
    if request.method == "POST" and request.POST.get("what") == "lift" and held:
        keeping.lift(held, by=request.user, now=request.now)
        return redirect("interop:kept")
    if form.is_bound and form.is_valid():
        keeping.set_hold(form.cleaned_data["reason"], course=course, by=request.user, now=request.now)
        return redirect("interop:kept")
    page = {"line": kept.line_of(course, now=request.now), "held": held, "form": form}
    return render(request, "interop/pages/hold.html", page, status=422 if form.errors else 200)


@require_POST
def erase_past(request, course_id: uuid.UUID):
    """A manager erases a course whose time is over, without being asked by anybody."""
    course = kept.course_of(_practice(request), course_id)
    if course is None:
        raise Http404
    try:
        erasing.erase(course, by=request.user, now=request.now)
    except ValueError as why:
        messages.error(request, str(why))
    else:
        messages.info(request, "Erased. Nobody can read a word of it any more.")
    return redirect("interop:kept")
