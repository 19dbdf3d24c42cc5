"""The works that are measured, as requests to the real WSGI application, and the house they are done in."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import time
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.urls import reverse
from tests.clinic import take_on_clients

from benchmarks import floor
from duologue.people import actions as people
from duologue.people import heartbeat, reaching
from duologue.people.models import Role, User
from duologue.questionnaires import library
from duologue.questionnaires.models import Ask
from duologue.web.clock import now

TOKEN = "t" * 32
ANSWERS = {f"q{n}": str(n % 4) for n in range(1, 9)} | {"q9": "0"}


@dataclass
class Work:
    """One kind of request: `ask()` gives the next one, answered by `handler` with `status`."""

    name: str
    handler: WSGIHandler
    status: int
    ask: Callable[[], dict[str, Any]]

    def once(self) -> bytes:
        said: list[int] = []
        answer = self.handler(self.ask(), lambda status, headers, exc=None: said.append(int(status[:3])))
        body = b"".join(answer)
        answer.close()  # ends the request, as a server does
        if said != [self.status]:
            raise AssertionError(f"{self.name} answered {said}: {body[:500]!r}")
        return body


def environ(method: str, path: str, *, body: bytes = b"", cookie: str = "", token: str = "") -> dict[str, Any]:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost:8000",
        "HTTP_COOKIE": cookie,
        "HTTP_AUTHORIZATION": token,
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
    }


def signed_in(user: User) -> str:
    """The cookies of somebody who has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={TOKEN}"


class House:
    """One practice with a therapist of thirty clients; later also one with three hundred."""

    def __init__(self, submissions: int) -> None:
        self.practice = people.open_practice(
            name="A house",
            country="United Kingdom",
            emergency_number="999",
            crisis_lines=[{"name": "A", "number": "1", "when": ""}],
        )
        self.thirty = self.therapist("thirty")
        people.take_on(practice=self.practice, email="m@example.org", name="M", role=Role.MANAGER, on=now().date())
        reaching.arrange(self.practice, stand_in=self.thirty, days=[0, 1, 2, 3, 4], opens=time(9), closes=time(17))
        heartbeat.beat(now=now())
        with transaction.atomic():
            self.courses = take_on_clients(30, practice=self.practice, therapist=self.thirty, now=now(), scores=20)
        self.asks = self._asks(submissions)

    def therapist(self, name: str) -> User:
        return people.take_on(
            practice=self.practice, email=f"{name}@example.org", name=name, role=Role.THERAPIST, on=now().date()
        )

    def grow(self) -> User:
        """Three hundred more clients of another therapist in the same practice."""
        other = self.therapist("three-hundred")
        with transaction.atomic():
            take_on_clients(300, practice=self.practice, therapist=other, now=now(), scores=20)
        return other

    def _asks(self, how_many: int) -> Iterator[tuple[str, str]]:
        """The address of an open form and the cookies of the client it waits for, one after the other."""
        form, made = library.newest("phq-9"), []
        cookies = {course.pk: signed_in(course.client) for course in self.courses}
        with transaction.atomic():
            for n in range(how_many):
                course = self.courses[n % len(self.courses)]
                fields = {"form_id": form.id, "form_version": form.version, "written_at": now(), "received_at": now()}
                made.append(Ask(course=course, author=self.thirty, **fields))
            Ask.objects.unscoped().bulk_create(made)
        return iter([(reverse("questionnaires:answer", args=[a.pk]), cookies[a.course_id]) for a in made])


def works(house: House) -> list[Work]:
    """What is measured while the practice holds thirty clients."""
    ours, bare = WSGIHandler(), floor.Floor()
    sent = urlencode({**ANSWERS, "csrfmiddlewaretoken": TOKEN, "entry_key": str(uuid.uuid4())}).encode()
    floor.build(TOKEN, sent.decode())
    therapist = signed_in(house.thirty)

    def submit() -> dict[str, Any]:
        address, cookie = next(house.asks)
        fields = {**ANSWERS, "csrfmiddlewaretoken": TOKEN, "entry_key": str(uuid.uuid4())}
        return environ("POST", address, body=urlencode(fields).encode(), cookie=cookie)

    course = reverse("progress:course", args=[house.courses[0].pk])
    return [
        Work("floor: submit", bare, 201, lambda: environ("POST", "/submit", body=sent, token=TOKEN)),
        Work("submit", ours, 302, submit),
        Work("floor: list", bare, 200, lambda: environ("GET", "/list", token=TOKEN)),
        Work("list", ours, 200, lambda: environ("GET", course, cookie=therapist)),
        Work("caseload of 30", ours, 200, page("home:caseload", house.thirty)),
    ]


def after_growing(house: House, before: list[Work]) -> list[Work]:
    """The same caseload once the practice holds 330 clients, and the caseload of three hundred."""
    other, ours = house.grow(), before[1].handler
    return [
        before[2],
        Work("caseload of 30 among 330", ours, 200, page("home:caseload", house.thirty)),
        Work("caseload of 300", ours, 200, page("home:caseload", other)),
    ]


def page(name: str, person: User) -> Callable[[], dict[str, Any]]:
    address, cookie = reverse(name), signed_in(person)
    return lambda: environ("GET", address, cookie=cookie)
