"""The floor: what the least Django program would spend on the same work, with no forms, pages, sealing, scoring or sessions.

One token is looked up, the body is kept as it came, one line says who did it. Everything we spend above it has to be worth it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import connection, models, transaction
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.utils import timezone


class Token(models.Model):
    """Who is asking."""

    key = models.CharField(max_length=40, primary_key=True)
    owner = models.UUIDField()

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return "a token"


class Kept(models.Model):
    """What was sent, as it came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner = models.UUIDField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        app_label = "benchmarks"
        indexes = [models.Index(fields=["owner", "-at"], name="kept_of_an_owner")]

    def __str__(self) -> str:
        return "something kept"


class Line(models.Model):
    """That somebody did something."""

    at = models.DateTimeField()
    actor = models.UUIDField()
    verb = models.CharField(max_length=20)
    subject = models.UUIDField(null=True)

    class Meta:
        app_label = "benchmarks"

    def __str__(self) -> str:
        return self.verb


def submit(request: HttpRequest) -> JsonResponse:
    """Token select, insert, audit insert."""
    token = Token.objects.get(pk=request.headers["Authorization"])
    with transaction.atomic():
        now = timezone.now()
        kept = Kept(owner=token.owner, body=request.body.decode(), at=now)
        kept.save(force_insert=True)
        Line(at=now, actor=token.owner, verb="submit", subject=kept.pk).save(force_insert=True)
    return JsonResponse({"id": str(kept.pk)}, status=201)


def last_twenty(request: HttpRequest) -> JsonResponse:
    """Token select, select, audit insert."""
    token = Token.objects.get(pk=request.headers["Authorization"])
    found = list(Kept.objects.filter(owner=token.owner).order_by("-at")[:20])
    Line(at=timezone.now(), actor=token.owner, verb="list").save(force_insert=True)
    return JsonResponse(
        {"items": [{"id": str(kept.pk), "at": kept.at.isoformat(), "body": kept.body} for kept in found]}
    )


urlpatterns = [path("submit", submit), path("list", last_twenty)]


class FloorRequest(WSGIRequest):
    """A request that is answered by the floor's addresses."""

    urlconf = "benchmarks.floor"


class Floor(WSGIHandler):
    """Django without one middleware."""

    request_class = FloorRequest

    def load_middleware(self, is_async: bool = False) -> None:
        ours, settings.MIDDLEWARE = settings.MIDDLEWARE, []
        super().load_middleware(is_async)
        settings.MIDDLEWARE = ours


def build(token: str, body: str) -> None:
    """The floor's tables, one token, and twenty things it kept before."""
    with connection.schema_editor() as editor:
        for model in (Token, Kept, Line):
            editor.create_model(model)
    owner = Token.objects.create(key=token, owner=uuid.uuid4()).owner
    Kept.objects.bulk_create(Kept(owner=owner, body=body, at=timezone.now()) for _ in range(20))
