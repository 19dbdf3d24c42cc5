"""Verbs of the first assessment: keep the history in the client's own words, write and sign the agreement."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from duologue.assessment import history
from duologue.assessment.models import Agreement, EarlierAgreement
from duologue.audit import ledger
from duologue.courses.actions import name_problem, say, write
from duologue.courses.models import Course, OwnWords
from duologue.courses.versions import Stale, keep
from duologue.people.models import User
from duologue.questionnaires.models import Response

HISTORY = history.FIRST
SAID = {"brings": OwnWords.About.BRINGS, "hopes": OwnWords.About.HOPES, "before": OwnWords.About.BEFORE}


def keep_history(*, response: Response, now: datetime, **_: Any) -> None:
    """Turn a sent history into own words and problems, which later steps show beside today's and rate again."""
    if response.form_id != HISTORY:
        return
    given = response.answers
    for item, about in SAID.items():
        if given.get(item):
            say(about, given[item], course=response.course, by=response.author, now=now)
    for n in (1, 2, 3):
        if words := given.get(f"problem_{n}"):
            name_problem(
                words,
                value=given.get(f"problem_{n}_now"),
                course=response.course,
                by=response.author,
                now=now - timedelta(microseconds=4 - n),  # so that they keep the order in which they were named
            )


@transaction.atomic
def write_agreement(words: str, *, course: Course, seen: int | None, by: User, now: datetime) -> Agreement:
    """Write the agreement, or change it. A change takes both signatures off, because they were for other words; signed words
    are kept as they were. Raises Stale when the other one changed it meanwhile."""
    held = Agreement.objects.unscoped().select_for_update().select_related("course").filter(course=course).first()
    if held is None:
        return write(Agreement, course=course, by=by, now=now, words=words)
    if held.words == words:
        return held
    before = {name: getattr(held, name) for name in ("version", "words", "client_signed_at", "therapist_signed_at")}
    keep(
        held,
        seen=seen or 0,
        words=words,
        client_signed_at=None,
        client_signed_by=None,
        therapist_signed_at=None,
        therapist_signed_by=None,
    )
    if before["client_signed_at"] or before["therapist_signed_at"]:
        write(EarlierAgreement, course=course, by=by, now=now, agreement=held, **before)
    ledger.record("agreement.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


@transaction.atomic
def sign(agreement: Agreement, *, seen: int, by: User, now: datetime) -> Agreement:
    """Sign the version that was read, for the side one is on; a second signature changes nothing. Raises Stale when the
    words have changed since."""
    held = Agreement.objects.unscoped().select_for_update().select_related("course").get(pk=agreement.pk)
    if held.version != seen:
        raise Stale(held)
    side = "client" if held.course.participants.unscoped().filter(user=by).exists() else "therapist"
    if getattr(held, f"{side}_signed_at"):
        return held
    setattr(held, f"{side}_signed_at", now)
    setattr(held, f"{side}_signed_by", by)
    held.save(update_fields=[f"{side}_signed_at", f"{side}_signed_by"])
    ledger.record("agreement.signed", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held
