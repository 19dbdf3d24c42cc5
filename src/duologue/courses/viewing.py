"""Each request gets its viewer; what was read and what was refused goes into the ledger."""

from __future__ import annotations

import uuid
from typing import Any

from django.utils import timezone

from duologue.audit import ledger
from duologue.courses.visibility import Viewer
from duologue.people.keyring import Erased
from duologue.people.models import Practice
from duologue.web.views import not_found


class ViewerMiddleware:
    """Gives each request its viewer and its wall clock, and writes down what was read and what was refused."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        request.viewer = Viewer(request.user) if request.user.is_authenticated else None
        practice = request.viewer.practice if request.viewer else None
        request.practice = practice = practice or _named(request) or Practice.objects.order_by("name").first()
        with timezone.override(practice.zone if practice else None):
            response = self.get_response(request)
        if request.viewer:
            self._write_down(request, response)
        return response

    def process_exception(self, request: Any, exception: Exception) -> Any:
        """What was erased is not there: the same page as for anything that never was."""
        return not_found(request) if isinstance(exception, Erased) else None

    def _write_down(self, request: Any, response: Any) -> None:
        route = request.resolver_match.view_name if request.resolver_match else ""
        line = {"actor": request.user.pk, "at": request.now, "route": route or ""}
        if response.status_code in (403, 404) and route:
            ledger.record("refused", **line)
        elif request.method in ("GET", "HEAD") and response.status_code == 200:
            for course in sorted(request.viewer.opened):
                ledger.record("read", course=course, **line)
            for enquiry in sorted(request.viewer.opened_enquiries):
                ledger.record("read", subject=enquiry, **line)
            if request.viewer.looked and not (request.viewer.opened or request.viewer.opened_enquiries):
                ledger.record("listed", **line)


def _named(request: Any) -> Practice | None:
    """The practice that `?at=` names: a phone asks so for the numbers of its own practice, without saying whose phone it is."""
    try:
        return Practice.objects.filter(pk=uuid.UUID(request.GET["at"])).first()
    except (KeyError, ValueError):
        return None
