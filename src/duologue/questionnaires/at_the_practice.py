"""A device in the waiting room: the therapist hands it over, it is one form behind a PIN, and it comes back by the PIN.

Handing over signs the therapist out. What is left in the browser's session is which handover this is: there is nothing of
the therapist's to go back to.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from duologue.questionnaires import actions, answering, by_link, drawing, kiosks, links
from duologue.questionnaires.handover_models import Handover
from duologue.questionnaires.models import Ask
from duologue.web.forms import Line, PlainForm

HELD = "handed over"
OPEN_MEANWHILE = {"safety:help-now", "look", "healthz"}


class Pin(PlainForm):
    """Four to eight numbers."""

    pin = Line(label="Your PIN", missing="Write four to eight numbers.", max_length=8)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["pin"].widget.input_type = "password"
        self.fields["pin"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean_pin(self):
        said = self.cleaned_data["pin"]
        if not (said.isascii() and said.isdigit() and 4 <= len(said) <= 8):
            self.add_error("pin", "Write four to eight numbers.")
        return said


@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request, pk):
    """Choose a PIN and hand the device over."""
    asked = request.viewer.record(Ask, pk, as_role="therapist")
    why_not = kiosks.why_not_here(asked.form)
    form = Pin(request.POST or None)
    if request.method == "POST" and not why_not and form.is_valid():
        given = kiosks.hand_over(asked, form.cleaned_data["pin"], by=request.user, now=request.now)
        return leave_on(request, given)
    page = {"ask": asked, "course": asked.course, "form": form, "why_not": why_not}
    refused = why_not and request.method == "POST"
    status = 409 if refused else 422 if form.errors else 200
    return render(request, "questionnaires/pages/hand_over.html", page, status=status)


def leave_on(request: Any, given: Handover) -> HttpResponse:
    """Sign out, so that nothing of the therapist's is left on this device, and open the one page."""
    request.session.flush()
    request.session[HELD] = str(given.pk)
    return redirect("questionnaires:kiosk")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request):
    """The one form, or the one other thing, on a device that was handed over."""
    request.keep_secret = True
    given = _given(request)
    if given is None:
        return _nothing(request)
    request.practice = given.course.practice
    with timezone.override(given.course.practice.zone):
        kind = kiosks.kind_of(given)
        return kind.page(request, given) if kind else _for(request, given, given.ask)


def _for(request: Any, given: Handover, asked: Any) -> HttpResponse:
    draft = links.draft_of(asked)
    if draft and draft.sent_at and request.method != "POST":
        page = {**by_link.thanks(draft), "handed_over": True}
        return render(request, "questionnaires/pages/link_done.html", page)
    actions.look_at(asked, now=request.now)
    if asked.stopped_at or given.expires_at <= request.now:
        return redirect("questionnaires:give-back")
    here = reverse("questionnaires:kiosk")
    way = answering.WayIn(here, given.course.client, after=lambda sent: redirect(here), handed_over=True)
    if request.method == "POST":
        return answering.receive(request, asked, draft, way)
    kept = draft.answers if draft else {}
    return answering.page(request, asked, way, answers=kept, start=drawing.opens_at(asked.form, draft))


def _given(request: Any) -> Handover | None:
    return None if request.user.is_authenticated else kiosks.handover(request.session.get(HELD))


def _nothing(request: Any) -> HttpResponse:
    return render(request, "questionnaires/pages/nothing_handed_over.html", status=410)


@login_not_required
@sensitive_post_parameters("pin")
@require_http_methods(["GET", "HEAD", "POST"])
def give_back(request):
    """The therapist's PIN leads back; five wrong ones lead to the sign-in."""
    request.keep_secret = True
    given = _given(request)
    if given is None:
        return _nothing(request)
    form = Pin(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if kiosks.take_back(given, form.cleaned_data["pin"], now=request.now):
            request.session.flush()
            login(request, given.author, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect(kiosks.way_back(given))
        if given.ended_at:
            request.session.flush()
            return redirect("account_login")
        form.add_error("pin", "This is not the PIN.")
    page = {"form": form, "course": given.course}
    return render(request, "questionnaires/pages/give_back.html", page, status=422 if form.errors else 200)


class OneFormOnly:
    """While a device is handed over, every other address leads to the one form."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.session.get(HELD) or request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if (
            name.startswith("demo:")
            or name in OPEN_MEANWHILE
            or name in ("questionnaires:kiosk", "questionnaires:give-back")
        ):
            return None
        return redirect("questionnaires:kiosk")
