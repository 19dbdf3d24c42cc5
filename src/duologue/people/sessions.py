"""Where it is kept who is signed in: Django's own table and class, with the one question of every request said once."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import models
from django.utils import timezone

from duologue.web.prepared import prepared


@prepared(key=models.CharField(), now=models.DateTimeField())
def _running(*, key: Any, now: Any) -> Any:
    from django.contrib.sessions.models import Session

    return Session.objects.filter(session_key=key, expire_date__gt=now)


class SessionStore(db.SessionStore):
    """A session of Django's, read by a prepared statement."""

    def _get_session_from_db(self) -> Any:
        for held in _running(key=self.session_key, now=timezone.now()):
            return held
        self._session_key = None
        return None
