"""The chapter of the other measures: more instruments, one that is asked in person, totals from paper, a form of their own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from duologue.courses.visibility import Audience
from duologue.demo.answers import items_for
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.questionnaires import actions, entering, library, licensed
from duologue.safety import actions as safety
from duologue.safety.models import Alert
from duologue.science.forms import Form

OF_OUR_OWN = "of our own"  # in a story: the form that the practice brought along


def measures(this: Telling) -> list[Steps]:
    """Each measure of the story, every time it was asked."""
    asked = [_asked(this, told, n, what) for told in this.told.get("measures", []) for n, what in told["times"]]
    return [*asked, *(_in_person(this, told) for told in this.told.get("in_person", []))]


def _form(this: Telling, name: str, *, now: datetime) -> Form:
    return licensed.today(this.course, now=now)[0] if name == OF_OUR_OWN else library.newest(name)


def _asked(this: Telling, told: dict[str, Any], n: int, what: int | dict[str, int]) -> Steps:
    """One time: `what` is a total, or the answers themselves."""
    at = this.before(n, hours=20)
    if at > this.now:
        return
    yield at - timedelta(days=2)
    form = _form(this, told["form"], now=at - timedelta(days=2))
    if form.score_only:
        yield this.after(n, minutes=3)
        _enter(this, form, what, now=this.after(n, minutes=3))
        return
    sent_at = at - timedelta(days=2)
    asked = actions.ask(form.id, course=this.course, by=this.therapist, now=sent_at, read_by=this.therapist.called)
    yield at
    draft = actions.begin(form, course=this.course, by=this.client, now=at, question=asked)
    sent = actions.send(draft, _answers(this, form, what), now=at)
    yield at + timedelta(hours=15)
    actions.note_opened(sent, now=at + timedelta(hours=15))


def _enter(this: Telling, form: Form, total: Any, *, now: datetime) -> None:
    day = now.astimezone(this.course.practice.zone).date()
    entering.enter_total(form, total, on=day, course=this.course, by=this.therapist, now=now)


def _answers(this: Telling, form: Form, what: int | dict[str, int]) -> dict[str, int]:
    if isinstance(what, dict):
        return what
    highest = max(option.value for option in form.items[0].options)
    quiet = {item.id: 0 for item in form.items if item.raises_at is not None}
    return items_for(what, items=[item.id for item in form.items], highest=highest, rng=this.rng, fixed=quiet)


def _in_person(this: Telling, told: dict[str, Any]) -> Steps:
    """A clinician's form, filled in together in the hour, and what was done about it at once."""
    at = this.after(told["session"], minutes=20)
    yield at
    form = library.newest(told["form"])
    draft = actions.begin(form, course=this.course, by=this.therapist, now=at, audience=Audience.CARE_TEAM)
    sent = actions.send(draft, told["answers"], now=at)
    actions.note_opened(sent, now=at)
    done = at + timedelta(minutes=25)
    yield done
    alert = Alert.objects.unscoped().filter(response=sent, joins__isnull=True).select_related("course").first()
    if alert:
        safety.acknowledge(alert, did=Alert.Did.SAW, note=told["done"], by=this.therapist, now=done)
