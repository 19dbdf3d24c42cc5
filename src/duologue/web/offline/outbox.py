"""What waited on a phone: whose it is, when it was written, and an answer that a script can read (R10, R11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare, salted_hmac

OWNER, WAITED = "X-Outbox", "X-Waited"
LONGEST_WAIT = timedelta(days=90)  # a phone that says more has a clock that was moved


def mark(person: Any) -> str:
    """What a phone writes on the words of one person: the same on each device, and it says nothing about them."""
    return salted_hmac("duologue.outbox", str(person.pk), algorithm="sha256").hexdigest()[:32]


def waited(request: Any) -> timedelta:
    """How long the words lay on the phone, both ends told by the phone's own clock: that it is days off cancels out."""
    said = request.headers.get(WAITED, "")
    if not (said.isascii() and said.isdigit() and len(said) < 12):
        return timedelta()
    return min(timedelta(seconds=int(said)), LONGEST_WAIT)


class OutboxMiddleware:
    """Gives each request `written_at`; a phone's outbox gets 401 for a redirect to the door, and 412 under another's sign-in."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.written_at = request.now - waited(request)
        response = self.get_response(request)
        if OWNER in request.headers and 300 <= response.status_code < 400:
            return _told(response)
        return response

    def process_view(self, request, view, args, kwargs):
        owner = request.headers.get(OWNER)
        if owner is None:
            return None
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        if not constant_time_compare(owner, mark(request.user)):
            return HttpResponse(status=412)
        return None


def _told(response: HttpResponse) -> JsonResponse:
    """Where a browser would go next. A script that follows a redirect itself would read the next page's messages away."""
    told = JsonResponse({"to": response["Location"]})
    told.cookies = response.cookies
    told["Cache-Control"] = "no-store"
    return told
