"""Looking at something together: the therapist's part, the client's one tap, and the second screen itself.

Each of them asks with `?seen=` whether anything is new, and hears 204 as long as nothing is.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from duologue.audit.receipts import written
from duologue.questionnaires.exercises import exercises
from duologue.sessions import looking_together as verbs
from duologue.sessions import showing
from duologue.sessions.live_views import LiveView
from duologue.sessions.models import Session
from duologue.web.forms import Line, PlainForm

WRITING = require_http_methods(["GET", "HEAD", "POST"])
SCREEN = "screen"  # the cookie that holds a screen's secret, sent to its own address only
NOT_THIS = "This code opens nothing. Look at the other screen, and write what stands there now."
WAIT = "That were many tries. Wait ten minutes, or open it on the phone of the client."


class Code(PlainForm):
    """The short code that stands on the therapist's page."""

    code = Line(label="The code", missing="Write the six letters and numbers you were shown.", max_length=20)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }


@WRITING
def looking(request, pk):
    """The therapist's part: start, choose what is shown, another code, stop."""
    found = request.viewer.record(Session, pk, as_role="therapist")
    live = verbs.live_of(found)
    if request.method == "POST":
        return _do(request, found, live)
    if request.GET.get("seen") == showing.state(live, now=request.now):
        return HttpResponse(status=204)
    page = {"course": found.course, "session": found, "page": showing.part(found, live, now=request.now)}
    which = "sessions/parts/looking_now.html" if "seen" in request.GET else "sessions/pages/looking.html"
    return render(request, which, page)


def _do(request: Any, found: Session, live: LiveView | None) -> HttpResponse:
    what, told = request.POST.get("do", ""), {"by": request.user, "now": request.now}
    on = live if live and live.is_on(request.now) else None
    if what == "start" and not verbs.why_not_look(found):
        live = verbs.start(found, **told)
    elif what == "code" and on:
        verbs.new_code(on, **told)
    elif what == "stop" and live:
        verbs.stop(live, **told)
    elif what in LiveView.Shown.values and on:
        _show(request, on, LiveView.Shown(what))
    elif what not in {"start", "code", "stop", *LiveView.Shown.values}:
        raise Http404
    if not request.htmx:
        return redirect("sessions:session", found.pk)
    page = {"course": found.course, "session": found, "page": showing.part(found, live, now=request.now)}
    return written(render(request, "sessions/parts/looking_now.html", page))


def _show(request: Any, live: LiveView, shown: LiveView.Shown) -> None:
    exercise = request.POST.get("exercise", "") if shown == LiveView.Shown.CALM else ""
    if shown == LiveView.Shown.CALM and exercise not in {form.id for form in exercises()}:
        raise Http404
    verbs.show(live, shown, exercise=exercise, by=request.user, now=request.now)


@require_POST
def look_here(request, pk):
    """The client's tap: this phone becomes the screen, or what is looked at together stops."""
    found = request.viewer.record(Session, pk, as_role="client")
    live = verbs.live_of(found)
    if live and request.POST.get("do") == "stop":
        verbs.stop(live, by=request.user, now=request.now)
        return redirect("sessions:session", found.pk)
    secret = verbs.look_here(live, by=request.user, now=request.now) if live else None
    return _with(secret) if secret else redirect("sessions:session", found.pk)


def _with(secret: str) -> HttpResponse:
    """To the screen, which holds its secret until its browser is closed."""
    here = reverse("sessions:screen")
    answer = redirect(here)
    answer.set_cookie(SCREEN, secret, path=here, httponly=True, samesite="Strict", secure=settings.HTTPS)
    return answer


@login_not_required
@sensitive_post_parameters("code")
@WRITING
def screen(request):
    """The second screen: a door for a code, then whatever the therapist shows, until it is over."""
    request.keep_secret = True
    if request.method == "POST":
        return _come_in(request)
    live = verbs.shown_on(request.COOKIES.get(SCREEN))
    if live is None or not live.is_on(request.now):
        return _door(request, Code(), over=live is not None)
    verbs.note_heard(live, now=request.now)
    now = showing.pulse(live)
    if request.GET.get("seen") == now:
        return HttpResponse(status=204)
    request.practice = live.course.practice
    with timezone.override(live.course.practice.zone):
        return _show_it(request, live, now)


def _show_it(request: Any, live: LiveView, now: str) -> HttpResponse:
    shown = showing.on_screen(live, now=request.now)
    exercise = next((offer.page["exercise"] for offer in shown if "exercise" in offer.page), None)
    page = {"live": live, "shown": shown, "seen": now, "exercise": exercise, "frame": _frame(request)}
    which = "sessions/parts/screen_now.html" if "seen" in request.GET else "sessions/pages/screen.html"
    return render(request, which, page)


def _frame(request: Any) -> dict[str, Any]:
    """A page of nobody: without the ways of whoever may be signed in on this device."""
    look = request.COOKIES.get("look", "")
    return {
        "practice": request.practice,
        "look": look if look in ("light", "dark") else "",
        "demo": settings.MODE == "demo",
    }


def _come_in(request: Any) -> HttpResponse:
    form, place = Code(request.POST), request.META.get("REMOTE_ADDR", "")
    if verbs.too_many_guesses(place):
        form.add_error("code", WAIT)
    elif form.is_valid():
        by = request.user if request.user.is_authenticated else None
        if secret := verbs.let_in(form.cleaned_data["code"], by=by, now=request.now):
            return _with(secret)
        verbs.note_wrong_guess(place, now=request.now)
        form.add_error("code", NOT_THIS)
    return _door(request, form, status=422)


def _door(request: Any, form: Code, *, over: bool = False, status: int = 200) -> HttpResponse:
    if "seen" in request.GET:
        return render(request, "sessions/parts/screen_over.html")
    page = {"form": form, "over": over, "frame": _frame(request)}
    answer = render(request, "sessions/pages/screen_door.html", page, status=status)
    if over:
        answer.delete_cookie(SCREEN, path=reverse("sessions:screen"), samesite="Strict")
    return answer


@login_not_required
@require_POST
def screen_stop(request):
    """Whoever sits before the screen stops it."""
    request.keep_secret = True
    if live := verbs.shown_on(request.COOKIES.get(SCREEN)):
        verbs.stop(live, by=live.paired_by, now=request.now)
    return redirect("sessions:screen")
