"""After an answer that came by a one-time link: the numbers, and the same three ways on, without a sign-in.

Only the browser that sent the answer sees this page, it names no answer, and a choice made here stands: one link, one word.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.questionnaires import by_link, links
from duologue.questionnaires.models import TaskLink
from duologue.safety import actions, numbers
from duologue.safety.models import Alert

STAYS = timedelta(hours=12)  # a browser that is left open overnight asks nobody anything


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def told(request, secret):
    """What the client reads who answered by a link, and the one choice it offers."""
    request.keep_secret = True
    link = links.link_for(secret)
    alert = _alert_of(request, link)
    if link is None or alert is None:
        return redirect("questionnaires:one", secret)
    request.practice = link.course.practice
    with timezone.override(link.course.practice.zone):
        return _page(request, link, alert) if request.method != "POST" else _choose(request, link, alert, secret)


def _alert_of(request: Any, link: TaskLink | None) -> Alert | None:
    """The alert of the answer this very browser sent by this link."""
    if link is None or request.user.is_authenticated or request.session.get(by_link.DONE) != str(link.pk):
        return None
    sent = links.draft_of(link.ask)
    return actions.alert_of(sent) if sent else None


def _page(request: Any, link: TaskLink, alert: Alert, *, status: int = 200, **more: Any) -> HttpResponse:
    course = link.course
    page = {
        "course": course,
        "alert": alert,
        "asks": link.used_at is not None and request.now < link.used_at + STAYS,
        "choices": Alert.Choice.choices,
        "numbers": numbers.of(course.practice),
        **more,
    }
    return render(request, "safety/pages/told_by_link.html", page, status=status)


def _choose(request: Any, link: TaskLink, alert: Alert, secret: str) -> HttpResponse:
    choice = request.POST.get("choice", "")
    if choice not in Alert.Choice.values:
        return _page(request, link, alert, status=422, nothing_chosen=True)
    if link.used_at is None or request.now >= link.used_at + STAYS:
        return _page(request, link, alert, status=410)
    try:
        actions.choose_once(alert, Alert.Choice(choice), by=link.course.client, now=request.now)
    except ValueError:
        return _page(request, link, alert, status=409)
    return redirect("safety:told-by-link", secret)
