"""A browser without its weight: one call of the WSGI application for each request, thousands in a minute."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction
from django.http import HttpResponse

from tests import cast as standing_cast
from tests.promises.house import House, furnish


def session_of(person) -> str:
    """A sign-in without the form, which has stories of its own."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


class Browsers:
    """One for each person of the house, and one for nobody; `ask()` leaves nothing behind."""

    def __init__(self, house: House) -> None:
        self.sessions = {"no one": ""} | {name: session_of(person) for name, person in house.everybody.items()}
        self.handler = WSGIHandler()

    def ask(self, person: str, method: str, path: str, **fields: str) -> HttpResponse:
        """One request, undone after its answer; a POST carries a key of its own."""
        body = urlencode({"entry_key": str(uuid.uuid4()), **fields}).encode() if method == "POST" else b""
        request = WSGIRequest(environ(method, path, body, self.sessions[person]))
        request._dont_enforce_csrf_checks = True  # forged requests have a test of their own
        with transaction.atomic():
            answer = self.handler.get_response(request)
            if answer.streaming:
                answer.content = b"".join(answer)
            transaction.set_rollback(True)
        return answer


def environ(method: str, path: str, body: bytes, session: str) -> dict[str, Any]:
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "localhost:8000",
        "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={session}" if session else "",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(body),
        "wsgi.url_scheme": "http",
    }


@contextmanager
def a_furnished_house() -> Iterator[tuple[House, Browsers]]:
    """The house of house.py and its browsers, built once and undone at the end."""
    quiet = logging.getLogger("django.request")
    was = quiet.level
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr("duologue.web.clock.now", lambda: standing_cast.NOW)
        quiet.setLevel(logging.CRITICAL)  # a refusal is what is asked for here, thousands of times
        house = furnish()
        yield house, Browsers(house)
        quiet.setLevel(was)
        transaction.set_rollback(True)
