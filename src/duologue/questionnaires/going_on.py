"""Going on with a worksheet that was kept before: more of it, or other words. An instrument never changes once it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.people.models import User
from duologue.questionnaires.models import Response
from duologue.science.forms import Form


class MovedOn(Exception):
    """Somebody kept other answers meanwhile; `current` holds them."""

    def __init__(self, current: Response) -> None:
        super().__init__("Somebody kept other answers meanwhile.")
        self.current = current


def may_change(form: Form) -> bool:
    """Whether what was kept may be changed: a worksheet yes, never what is counted or has to reach a person."""
    return not form.is_instrument and not any(item.raises_at is not None for item in form.items)


@transaction.atomic
def go_on(
    response: Response,
    answers: dict[str, Any],
    *,
    seen: int,
    by: User,
    now: datetime,
    written_at: datetime | None = None,
) -> Response:
    """Keep other answers of a sent worksheet, those that are not named stay. Raises MovedOn when `seen` is an older version.

    Its author going on makes it new to read again for the therapist.
    """
    held = Response.objects.unscoped().select_for_update().select_related("course").get(pk=response.pk)
    if held.sent_at is None or not may_change(held.form):
        raise ValueError("Only a worksheet that was kept can be gone on with.")
    if held.version != seen:
        raise MovedOn(held)
    if all(held.answers.get(name) == said for name, said in answers.items()):
        return held
    held.answers = {**held.answers, **answers}
    held.version += 1
    held.changed_at = max(held.changed_at, written_at or now)
    if by.pk == held.author_id:
        held.opened_by_therapist_at = None
    held.save(update_fields=["answers", "version", "changed_at", "opened_by_therapist_at"])
    ledger.record("response.changed", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def put_together(form: Form, yours: dict[str, Any], theirs: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Two versions of the same sheet: yours where you wrote something, theirs elsewhere; and for each question that both
    answered differently a sentence with the other answer, so that nothing is written over unseen."""
    joined, told = {}, {}
    for item in form.items:
        mine, other = yours.get(item.id), theirs.get(item.id)
        joined[item.id] = other if mine in (None, "") else mine
        if mine not in (None, "") and other not in (None, "") and mine != other:
            told[item.id] = (
                f"Somebody kept this here meanwhile: “{item.in_words(other)}”. Put both together as you like."
            )
    return joined, told


def next_layer(form: Form, answers: dict[str, Any], wanted: str | None = None) -> int:
    """The layer somebody goes on with: the one they have open, else the first in which nothing was said yet."""
    if wanted and wanted.isdigit() and 1 <= int(wanted) <= form.layers:
        return int(wanted)
    for layer in range(2, form.layers + 1):
        if all(answers.get(item.id) in (None, "") for item in form.items if item.layer == layer):
            return layer
    return form.layers
