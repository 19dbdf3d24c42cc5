"""What a phone needs when there is no signal: the worker, the page it shows then, and who is signed in when there is."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from duologue.web.offline import shell
from duologue.web.offline.outbox import mark


@login_not_required
@require_safe
def worker(request):
    """The service worker, at the root so that it can stand in for each page. It changes when a file of the shell does."""
    response = HttpResponse(shell.worker(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@login_not_required
@require_safe
def page(request):
    """What stands there when a page cannot be reached. The same for everybody: it holds nobody's name or words."""
    return render(request, "web/offline/pages/offline.html")


@login_not_required
@never_cache
@require_safe
def who(request):
    """Who is signed in, as the phone marks words, and a fresh token: asked before anything that waited is sent."""
    person = mark(request.user) if request.user.is_authenticated else ""
    return JsonResponse({"person": person, "token": get_token(request)})
