"""The one-time link: who, where and when; a password; in. And what stands there when it no longer works."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from duologue.people import actions as people
from duologue.sessions.actions import Taken
from duologue.understanding import actions
from duologue.understanding.forms import TimeForm, WelcomeForm

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
A_NERVOUS_FINGER = timedelta(minutes=2)
GONE = "That time has just been taken by somebody else. Choose another, or say that none suits you."


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request, secret):
    """Open the link, look, set up sign-in, be signed in."""
    request.keep_secret = True
    found = people.invitation_for(secret)
    if found is None:
        return _no_longer(request, secret)
    if request.user.is_authenticated and request.user != found.user:
        return render(request, "understanding/pages/somebody_else.html")
    if people.why_not_accept(found, now=request.now):
        return redirect("home:today") if _sent_twice(request, found) else _no_longer(request, secret)
    request.practice = found.practice
    with timezone.override(found.practice.zone):
        return _come_in(request, found, secret)


def _come_in(request, found, secret):
    course, offers = actions.offered_to(found.user, now=request.now)
    first = {"called": found.user.called}
    form = WelcomeForm(request.POST or None, offers=offers, user=found.user, initial=first)
    page = {"form": form, "invitation": found, "course": course, "offers": offers}
    if request.method != "POST":
        return render(request, "understanding/pages/invitation.html", page)
    if not form.is_valid():
        return render(request, "understanding/pages/invitation.html", page, status=422)
    try:
        user = _set_up(found, form, course, now=request.now)
    except Taken:
        form.add_error("time", GONE)
        return render(request, "understanding/pages/invitation.html", page, status=409)
    except ValueError:  # used in another window while this one was being filled in
        return _no_longer(request, secret)
    login(request, user, backend=BACKEND)
    return redirect("home:today")


@transaction.atomic
def _set_up(found, form, course, *, now):
    """Password and first time together, or neither."""
    given = form.cleaned_data
    user = people.set_up_sign_in(invitation=found, password=given["password"], called=given["called"], now=now)
    if form.offers:
        _choose(form, course, by=user, now=now)
    return user


def _sent_twice(request, found) -> bool:
    """The same words sent twice within a moment: the second time signs in as well, and changes nothing."""
    if request.user == found.user:
        return True
    just_now = found.used_at and request.now - found.used_at < A_NERVOUS_FINGER
    if request.method == "POST" and just_now and found.user.check_password(request.POST.get("password", "")):
        login(request, found.user, backend=BACKEND)
        return True
    return False


def _no_longer(request, secret):
    """One page for a used, an expired and an unknown link: it tells nobody which of them it is."""
    return render(request, "understanding/pages/no_longer.html", {"secret": secret}, status=410)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request, secret):
    """Ask for a fresh link. The answer is always the same."""
    request.keep_secret = True
    if request.method == "POST":
        people.send_new_link(secret, now=request.now)
        return redirect("understanding:new-link", secret)
    return render(request, "understanding/pages/new_link.html")


@require_http_methods(["GET", "HEAD", "POST"])
def choose_time(request, course_id):
    """A client who is signed in already chooses one of the offered first times."""
    course = request.viewer.course(course_id, as_role="client")
    form = TimeForm(request.POST or None, offers=actions.still_offered(course, now=request.now))
    page = {"course": course, "form": form}
    if request.method != "POST":
        return render(request, "understanding/pages/choose_time.html", page)
    if not form.offers:
        return redirect("understanding:here")
    if not form.is_valid():
        return render(request, "understanding/pages/choose_time.html", page, status=422)
    try:
        _choose(form, course, by=request.user, now=request.now)
    except Taken:
        form.add_error("time", GONE)
        return render(request, "understanding/pages/choose_time.html", page, status=409)
    return redirect("understanding:here")


def _choose(form, course, *, by, now):
    if form.chosen:
        actions.take_time(form.chosen, course=course, by=by, now=now)
    else:
        actions.ask_for_other_times(course=course, by=by, now=now)
