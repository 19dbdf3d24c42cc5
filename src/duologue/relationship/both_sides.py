"""When the two see one another's numbers, and when words that waited open: a change of audience, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.relationship.models import Feedback, Moment, OwnView, Remark
from duologue.relationship.signals import Signal
from duologue.sessions.models import Session

Then = Callable[..., None]  # what happens with a remark that opens


def meet(session: Session) -> None:
    """Both see both, once a client's word and a therapist's own view of a session are in."""
    models = (Feedback, OwnView)
    if all(model.objects.unscoped().filter(session=session).exists() for model in models):
        _show({"session": session})


def _show(which: dict[str, Any]) -> None:
    for model in (Feedback, OwnView, Signal):
        model.objects.unscoped().filter(audience=Audience.ME, **which).update(audience=Audience.SHARED)


def open_before(session: Session, *, by: User, now: datetime, then: Then) -> None:
    """Everything that waited for a session to begin. A therapist's view without the client's word stays their own."""
    before = {"session__course": session.course_id, "session__starts_at__lt": session.starts_at}
    said = Feedback.objects.unscoped().filter(**before)
    for feedback in said.select_related("course", "session", "author").order_by("session__starts_at", "pk"):
        open_words_of(feedback, by=by, now=now, then=then)
    _show({"session__in": list(said.values_list("session", flat=True))})


def open_words_of(feedback: Feedback, *, by: User, now: datetime, then: Then) -> None:
    """A client's words on one session open; what needs an answer goes where it waits for one."""
    Moment.objects.unscoped().filter(feedback=feedback, audience=Audience.ME).update(audience=Audience.SHARED)
    waiting = (
        Remark.objects.unscoped().filter(feedback=feedback, audience=Audience.ME).select_related("course", "author")
    )
    for remark in waiting:
        Remark.objects.unscoped().filter(pk=remark.pk).update(audience=Audience.SHARED)
        then(remark, feedback.session, by=remark.author, now=now)
