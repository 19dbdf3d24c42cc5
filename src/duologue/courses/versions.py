"""Two people, one text: a change made from an old version is not kept silently (R12)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import render

from duologue.courses.models import SharedDocument


class Stale(Exception):
    """Somebody else kept a newer version meanwhile; `current` holds it."""

    def __init__(self, current: SharedDocument) -> None:
        super().__init__("Somebody else kept a newer version.")
        self.current = current


@transaction.atomic
def keep(document: SharedDocument, *, seen: int, **changes: Any) -> None:
    """Change a document that was last seen at version `seen`; raises Stale when it has moved on."""
    model = type(document)
    moved = model._base_manager.filter(pk=document.pk, version=seen).update(version=F("version") + 1)
    if not moved:
        raise Stale(model._base_manager.select_related("course").get(pk=document.pk))
    document.version = seen + 1
    for name, value in changes.items():
        setattr(document, name, value)
    document.save(update_fields=list(changes))


def both_texts(
    request: Any,
    stale: Stale,
    *,
    fields: dict[str, str],
    hidden: dict[str, Any] | None = None,
    waits: bool = False,
    alone: bool = False,
) -> HttpResponse:
    """Answer 409 with theirs and yours side by side, ready to be put together and sent again.

    `fields` maps the name of each text in the form to its label; the model's field has the same name. `waits` says that
    the words wait on the phone also for somebody who works here; a client's always do. `alone` says that one person wrote
    both. What waited there and could not be kept is settled by this page: once it is sent, or left, the phone does not hold
    the older words any more.
    """
    texts = [
        {
            "name": name,
            "label": label,
            "theirs": getattr(stale.current, name),
            "yours": request.POST.get(name, ""),
        }
        for name, label in fields.items()
    ]
    page = {"texts": texts, "version": stale.current.version, "hidden": hidden or {}, "alone": alone}
    page["waits"] = waits or not request.viewer.memberships
    return render(request, "courses/pages/both_texts.html", page, status=409)
