"""What comes onto the agenda once a minute, so that sending answers stays cheap: answers that nobody has talked about yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from duologue.courses.visibility import Audience
from duologue.questionnaires.models import Response
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem

LATELY = timedelta(days=7)
AT_MOST = 200  # in one minute


def new_answers(*, now: datetime) -> int:
    """A line for each form that was asked and answered lately, unless its change is a line already. Returns how many.

    Of one form there is one open line: newer answers take the place of older ones, which nobody had looked at together.
    """
    lines = AgendaItem.objects.unscoped().filter(course=OuterRef("course"), about=OuterRef("pk"))
    sent = Response.objects.unscoped().filter(ask__isnull=False, sent_at__gt=now - LATELY, sent_at__lte=now)
    newer = Response.objects.unscoped().filter(
        course=OuterRef("course"), form_id=OuterRef("form_id"), sent_at__gt=OuterRef("sent_at"), ask__isnull=False
    )
    waiting = sent.exclude(audience=Audience.ME).filter(~Exists(lines), ~Exists(newer), course__made_up=False)
    found = waiting.select_related("course", "author").order_by("sent_at", "pk")[:AT_MOST]
    for response in found:
        _bring(response, now=now)
    return len(found)


def _bring(response: Response, *, now: datetime) -> None:
    older = Response.objects.unscoped().filter(course=response.course_id, form_id=response.form_id)
    held = AgendaItem.objects.unscoped().filter(course=response.course_id, kind=AgendaItem.Kind.ANSWERS, outcome="open")
    if held.filter(about__in=older.values("pk")).update(about=response.pk):
        return
    agenda.add(
        AgendaItem.Kind.ANSWERS,
        f"Answers to “{response.form.called}”",
        course=response.course,
        by=response.author,
        now=now,
        about=response.pk,
        audience=Audience(response.audience),
    )
