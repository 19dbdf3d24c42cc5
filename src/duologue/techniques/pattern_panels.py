"""What the moments, the dreams and the focus offer to the pages of others: what was given since the last hour, and the way."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from duologue.courses.offers import Offer
from duologue.courses.visibility import Audience
from duologue.questionnaires.models import Response
from duologue.sessions.models import Session
from duologue.techniques import recurring
from duologue.techniques.patterns import DREAM, EPISODE, Focus

CALLED = {EPISODE: ("one moment", "moments"), DREAM: ("one dream", "dreams")}


def in_session(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """On the page of the hour, the same for both: what was given since the last one, what came again, a focus whose day has
    come. Nothing that only one of them may read is counted. Four queries."""
    given = _given(viewer, course)
    foci = list(viewer.records(Focus).filter(course=course, set_aside_at=None).order_by("review_on", "pk"))
    if not given and not foci:
        return None
    today, last = timezone.localdate(now, course.practice.zone), _last_hour(viewer, course, now)
    moments = [recurring.Written(today, one) for one in given if one.form_id == EPISODE]
    told = recurring.counted(recurring.with_themes(viewer, course, moments))
    page = {
        "course": course,
        "since": _in_words([one for one in given if one.written_at > last]),
        "sentence": recurring.sentence(told),
        "due": [one for one in foci if one.review_on and one.review_on <= today],
    }
    return Offer("techniques/parts/patterns_link.html", page)


def before_session(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """On the one screen before an hour: only what is new, and a focus whose day has come."""
    found = in_session(viewer, course, now=now)
    if found is None or not (found.page["since"] or found.page["due"]):
        return None
    return Offer(found.template, {**found.page, "sentence": ""})


def for_today(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """For a client who works with a focus, moments or dreams: the way there from Today. Two queries at most."""
    if course.has_ended:
        return None
    here = viewer.records(Focus).filter(course=course, set_aside_at=None).exists() or _written(viewer, course).exists()
    return Offer("techniques/parts/patterns_today.html", {"course": course}) if here else None


def private_notes(viewer: Any, course: Any, *, now: datetime) -> Offer | None:
    """For a therapist who works with a focus, moments or dreams: the way to their own notes on what happens between the two."""
    if course.viewed_as != "therapist":
        return None
    here = viewer.records(Focus).filter(course=course, set_aside_at=None).exists() or _written(viewer, course).exists()
    return Offer("techniques/parts/private_notes.html", {"course": course}) if here else None


def _written(viewer: Any, course: Any) -> Any:
    return viewer.records(Response).filter(course=course, form_id__in=list(CALLED), sent_at__isnull=False)


def _given(viewer: Any, course: Any) -> list[Response]:
    return list(_written(viewer, course).filter(audience=Audience.SHARED).order_by("-written_at", "-pk"))


def _last_hour(viewer: Any, course: Any, now: datetime) -> datetime:
    """When the last session ended; before the first one everything is new."""
    held = viewer.records(Session).filter(course=course, ended_at__lte=now).order_by("-ended_at", "-pk").first()
    return held.ended_at if held else datetime.min.replace(tzinfo=now.tzinfo)


def _in_words(given: list[Response]) -> str:
    """“2 moments and one dream”; nothing where nothing was given."""
    counts = {form_id: sum(one.form_id == form_id for one in given) for form_id in CALLED}
    said = [CALLED[kind][0] if n == 1 else f"{n} {CALLED[kind][1]}" for kind, n in counts.items() if n]
    return " and ".join(said)
