"""Pages that belong to no step of therapy: is it alive, what does it look like, why was that refused."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from duologue.web.forms import Choice, Line, PlainForm, Words, ZeroToTen


@login_not_required
@require_safe
def healthz(request):
    """Alive, and able to reach the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


class Sample(PlainForm):
    """Every kind of field, for the design page."""

    name = Line(label="One line", help_text="A hint says what the words are for.")
    story = Words(label="A few lines", required=False)
    rating = ZeroToTen(label="How strong is it now?", low="not at all", high="as strong as it gets")
    who = Choice(label="Who may see this?", choices=[("me", "Just me"), ("both", "Both of us")])


@login_not_required
@require_safe
def design(request):
    """Every part of the visual language on one page, while building."""
    if not settings.DEBUG:
        raise Http404
    form = Sample({"story": "Typed words stay where they were."}) if "errors" in request.GET else Sample()
    return render(request, "web/pages/design.html", {"form": form})


@login_not_required
def csrf_failure(request, reason=""):
    """The page was open for too long, or cookies are off: say so, and keep what was typed on it."""
    return render(request, "web/pages/try_again.html", {"fields": _typed(request)}, status=403)


@login_not_required
def not_found(request, exception=None):
    return render(request, "web/pages/not_found.html", status=404)


@login_not_required
def server_error(request):
    return HttpResponse(render(None, "web/pages/server_error.html").content, status=500)  # no database, no frame


def _typed(request):
    hidden = {"csrfmiddlewaretoken", "entry_key", "version"}
    return [(k, v) for k, v in request.POST.items() if k not in hidden and "password" not in k and v.strip()]


@login_not_required
@require_POST
def look(request):
    """Light, dark, or as the device says: kept in a cookie, nothing else."""
    response = HttpResponseRedirect(_back(request))
    chosen = request.POST.get("look", "")
    if chosen in ("light", "dark"):
        response.set_cookie(
            "look", chosen, max_age=60 * 60 * 24 * 365, samesite="Lax", httponly=True, secure=settings.HTTPS
        )
    else:
        response.delete_cookie("look")
    return response


def _back(request):
    came_from = request.headers.get("Referer", "")
    own = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()})
    return urlsplit(came_from).path if own and came_from else "/"


look.takes_any_post = True  # type: ignore[attr-defined]  # nothing is kept, so nothing can arrive twice
