"""Each entry counts once (R11): the same key and words get the same answer, the same key with other words gets 409."""

from __future__ import annotations

import hashlib
import uuid

from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from duologue.audit.models import Receipt
from duologue.web.prepared import insert, update

NOT_PART_OF_IT = {"csrfmiddlewaretoken", "entry_key"}


class ReceiptMiddleware:
    """Wraps every write of a signed-in person in one transaction with its receipt.

    A page that comes back with errors leaves no receipt, so that the mended form may be sent under the same key.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not request.user.is_authenticated or getattr(view, "takes_any_post", False):
            return None
        if request.resolver_match and request.resolver_match.route.startswith("account/"):
            return None  # allauth's own pages write nothing clinical and guard themselves
        try:
            key = uuid.UUID(request.POST.get("entry_key", ""))
        except ValueError:
            return render(request, "audit/pages/no_key.html", status=400)
        return self._once(request, key, lambda: view(request, *args, **kwargs))

    def _once(self, request, key, answer) -> HttpResponse:
        sent = body_hash(request)
        with transaction.atomic():
            receipt = Receipt(sender=request.user.pk, key=key, body=sent, received_at=request.now)
            if not insert(receipt, unless_kept=True):
                return self._again(request, Receipt.objects.get(sender=request.user.pk, key=key), sent)
            response = answer()
            if response.status_code >= 400 or not _settled(response):
                transaction.set_rollback(True)
                return response
            receipt.status, receipt.location = response.status_code, response.get("Location", "")
            update(receipt, "status", "location")
        return response

    def _again(self, request, receipt, sent) -> HttpResponse:
        if receipt.body != sent:
            return render(request, "audit/pages/other_words.html", status=409)
        return HttpResponseRedirect(receipt.location) if receipt.location else HttpResponse(status=204)


def _settled(response: HttpResponse) -> bool:
    """A write that worked answers with a redirect, nothing, or a page marked as done."""
    return response.status_code != 200 or response.get("X-Written") == "yes"


def body_hash(request) -> str:
    """SHA-256 of the path, of every field but the two hidden ones, and of what each file holds."""
    parts = [request.path]
    for name in sorted(set(request.POST) - NOT_PART_OF_IT):
        parts += [name, *request.POST.getlist(name)]
    for name in sorted(request.FILES):
        file = request.FILES[name]
        parts += [name, hashlib.sha256(b"".join(file.chunks())).hexdigest()]
        file.seek(0)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def takes_any_post(view):
    """Marks a view whose POST writes nothing that could arrive twice (a look, a switch)."""
    view.takes_any_post = True
    return view


def written(response: HttpResponse) -> HttpResponse:
    """Marks a 200 answer (an htmx piece) as the answer to a write that worked."""
    response["X-Written"] = "yes"
    return response
