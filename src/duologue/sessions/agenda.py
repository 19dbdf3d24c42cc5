"""The joint agenda: lines come from what happened, stay until they were talked about, and either side may reorder them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import CharField, Max, Q, UUIDField

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.questionnaires.models import Response, Score
from duologue.science.reliable_change import Change, change
from duologue.sessions.bridge import Convention
from duologue.sessions.conventions import beside
from duologue.sessions.models import AgendaItem, Session
from duologue.web.prepared import prepared

# These are settled on their own page, with a word of why, and not by ticking a line.
SETTLED_ELSEWHERE = {
    AgendaItem.Kind.SAFETY,
    AgendaItem.Kind.REMARK,
    AgendaItem.Kind.PRACTICE,
    AgendaItem.Kind.REVIEW,
}


@transaction.atomic
def add(
    kind: AgendaItem.Kind,
    words: str,
    *,
    course: Course,
    by: User,
    now: datetime,
    about: uuid.UUID | None = None,
    audience: Audience = Audience.SHARED,
) -> AgendaItem:
    """Put a line on the agenda; a thing that is on it already is not put on twice."""
    if about is not None:
        held = AgendaItem.objects.unscoped().filter(course=course, kind=kind, about=about, outcome="open")
        if (already := held.select_related("course").first()) is not None:
            return already
    return write(AgendaItem, course=course, by=by, now=now, kind=kind, words=words, about=about, audience=audience)


@prepared(course=UUIDField(), but=UUIDField(), form_id=CharField(), form_version=CharField(), scale=CharField())
def _full_scores(*, but: Any, **same: Any) -> Any:
    """The last full score of the same form, before this one."""
    full = Score.objects.unscoped().filter(**same, value__isnull=False, estimated=False).exclude(response=but)
    return full.order_by("-at", "-response").values_list("value", flat=True)[:1]


def note_change(*, response: Response, now: datetime, **_: Any) -> AgendaItem | None:
    """A full score that moved by the published reliable change or more since the last full one is a line to talk about.

    An estimated score is compared with nothing, and versions of a form are never compared with one another.
    """
    key, score = response.form.scoring, getattr(response, "score", None)
    if key is None or score is None or score.value is None or score.estimated or response.audience == Audience.ME:
        return None
    same = {name: getattr(score, name) for name in ("form_id", "form_version", "scale")}
    before = next(iter(_full_scores(course=response.course_id, but=response.pk, **same)), None)
    moved = change(before, score.value, at_least=key.reliable_change, lower_is_better=key.lower_is_better)
    if moved not in (Change.IMPROVED, Change.WORSE):
        return None
    words = f"“{response.form.called}” was {before:g} last time and is {score.value:g} now."
    words += " That is more than ordinary ups and downs."
    kind, audience = AgendaItem.Kind.CHANGE, Audience(response.audience)
    return add(kind, words, course=response.course, by=response.author, now=now, about=response.pk, audience=audience)


def why_not_settle(item: AgendaItem, outcome: AgendaItem.Outcome, *, by: User) -> str | None:
    """The reason this person cannot settle a line like this, or None."""
    if item.outcome != AgendaItem.Outcome.OPEN:
        return "This line has left the agenda already."
    if item.kind in SETTLED_ELSEWHERE:
        return "This line leaves the agenda on its own page."
    if outcome == AgendaItem.Outcome.LET_GO and item.author_id != by.pk and item.kind == AgendaItem.Kind.TOPIC:
        return f"{item.author.called} put this here, and decides when to let it go."
    return None


@transaction.atomic
def settle(
    item: AgendaItem, outcome: AgendaItem.Outcome, *, session: Session | None, by: User, now: datetime
) -> AgendaItem:
    """Talked about, or let go together."""
    item.outcome, item.settled_at, item.session = outcome, now, session
    item.save(update_fields=["outcome", "settled_at", "session"])
    ledger.record(f"agenda.{outcome}", actor=by.pk, course=item.course_id, subject=item.pk, at=now)
    return item


def settle_about(about: uuid.UUID, *, course: Course, by: User, now: datetime) -> None:
    """A thing was settled on its own page: its line leaves the agenda too."""
    for item in AgendaItem.objects.unscoped().filter(course=course, about=about, outcome="open"):
        settle(item, AgendaItem.Outcome.TALKED, session=None, by=by, now=now)


@transaction.atomic
def not_today(item: AgendaItem, *, by: User, now: datetime) -> AgendaItem:
    """Not in this session: the line comes back in the next one."""
    if item.kind == AgendaItem.Kind.SAFETY:
        raise ValueError("How safe things feel is talked about today.")
    item.not_today_at = now
    item.save(update_fields=["not_today_at"])
    ledger.record("agenda.not_today", actor=by.pk, course=item.course_id, subject=item.pk, at=now)
    return item


@transaction.atomic
def bring_back(item: AgendaItem, *, by: User, now: datetime) -> AgendaItem:
    """After all in this session."""
    item.not_today_at = None
    item.save(update_fields=["not_today_at"])
    ledger.record("agenda.brought_back", actor=by.pk, course=item.course_id, subject=item.pk, at=now)
    return item


@transaction.atomic
def move(
    item: AgendaItem, *, among: Iterable[AgendaItem], to: int, convention: Convention, by: User, now: datetime
) -> None:
    """Put a line at a place, counted from 0, among those under its heading; from then on everybody's order is that order."""
    ordered = beside(item, among, convention)
    old = next((n for n, other in enumerate(ordered) if other.pk == item.pk), None)
    if old is None:
        return
    ordered.insert(min(max(to, 0), len(ordered) - 1), ordered.pop(old))
    for place, line in enumerate(ordered, start=1):
        if line.place != place:
            AgendaItem.objects.unscoped().filter(pk=line.pk).update(place=place)
    ledger.record("agenda.moved", actor=by.pk, course=item.course_id, subject=item.pk, at=now)


def last_over(course: Course, *, now: datetime) -> datetime | None:
    """When the last session of a course was over, held or not: lines put off before then are back."""
    past = Session.objects.unscoped().filter(course=course)
    gone = Q(state__in=[Session.State.MISSED, Session.State.CANCELLED], starts_at__lte=now)
    moments = past.aggregate(ended=Max("ended_at"), gone_by=Max("starts_at", filter=gone))
    return max(filter(None, moments.values()), default=None)
