"""The history in parts: which there are, where each stands, and how much is left, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.assessment.models import HistoryPart
from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.questionnaires.models import Ask, Response
from duologue.science.forms import Form

FIRST = "first-history"


def forms() -> list[Form]:
    """The newest version of each part, in the order in which they are asked."""
    parts = {form.id for form in library.shelf().values() if form.extra.get("part")}
    return [library.newest(FIRST), *sorted(map(library.newest, parts), key=lambda form: form.extra["part"])]


def is_part(form_id: str) -> bool:
    """Whether a form is one of the parts."""
    return form_id in {form.id for form in forms()}


@dataclass(frozen=True)
class Part:
    """One part as its client finds it: not begun, begun, sent, left for the session, or left out."""

    form: Form
    number: int
    response: Response | None = None
    choice: str = ""

    @property
    def is_sent(self) -> bool:
        return self.response is not None and self.response.sent_at is not None

    @property
    def is_done(self) -> bool:
        """Nothing is left to do in it: it is sent, or was set aside."""
        return self.is_sent or self.choice in HistoryPart.SET_ASIDE

    @property
    def answered(self) -> int:
        return sum(1 for answer in self.response.answers.values() if answer not in (None, "")) if self.response else 0

    @property
    def is_paced(self) -> bool:
        """It is about hard things: it asks before it opens."""
        return bool(self.form.extra.get("sensitive"))

    @property
    def said(self) -> list[tuple[str, str]]:
        """Each question that was answered, with its answer in words."""
        given = self.response.answers if self.response else {}
        asked = [(item, given.get(item.id)) for item in self.form.items]
        return [(item.text, item.in_words(answer)) for item, answer in asked if answer not in (None, "")]

    @property
    def in_words(self) -> str:
        if self.is_sent:
            return "sent"
        if self.choice in HistoryPart.SET_ASIDE:
            return HistoryPart.Choice(self.choice).label.lower()
        if self.answered:
            return f"begun, {self.answered} of {len(self.form.items)} answered, only you see it"
        minutes = self.form.minutes
        return f"about {minutes} minute{'' if minutes == 1 else 's'}"


@dataclass(frozen=True)
class Whole:
    """All parts together."""

    parts: tuple[Part, ...]

    @property
    def done(self) -> int:
        return sum(part.is_done for part in self.parts)

    @property
    def sent(self) -> list[Part]:
        return [part for part in self.parts if part.is_sent]

    @property
    def set_aside(self) -> list[Part]:
        """What is left for the session, or out; not what was sent all the same."""
        return [part for part in self.parts if not part.is_sent and part.choice in HistoryPart.SET_ASIDE]

    @property
    def minutes(self) -> int:
        """About how long the rest takes: what is answered already takes no time."""
        left = [part for part in self.parts if not part.is_done]
        return round(sum(p.form.minutes * (1 - p.answered / len(p.form.items)) for p in left))

    @property
    def is_done(self) -> bool:
        return self.done == len(self.parts)

    @property
    def in_words(self) -> str:
        """For both: "3 of 9 parts, about 4 minutes left"."""
        many = f"{self.done} of {len(self.parts)} parts"
        if self.is_done:
            return many
        minutes = max(self.minutes, 1)
        return f"{many}, about {minutes} minute{'' if minutes == 1 else 's'} left"

    @property
    def next(self) -> Part | None:
        """The part to go on with: one that was begun, else the first that is open."""
        left = [part for part in self.parts if not part.is_done]
        return next((part for part in left if part.answered), left[0] if left else None)

    def part(self, form_id: str) -> Part | None:
        return next((part for part in self.parts if part.form.id == form_id), None)


def whole(responses: Iterable[Response], choices: Iterable[HistoryPart]) -> Whole:
    """Put together what was answered (the newest response of each part counts) and what was set aside."""
    held: dict[str, Response] = {}
    for response in responses:
        newer = held.get(response.form_id)
        if newer is None or (response.sent_at is not None, response.changed_at) > (
            newer.sent_at is not None,
            newer.changed_at,
        ):
            held[response.form_id] = response
    chosen = {choice.form_id: choice.choice for choice in choices}
    parts = [
        Part(held[form.id].form if form.id in held else form, n, held.get(form.id), chosen.get(form.id, ""))
        for n, form in enumerate(forms(), start=1)
    ]
    return Whole(tuple(parts))


@transaction.atomic
def open_part(form_id: str, *, course: Course, by: User, now: datetime) -> Ask:
    """Open a part to answer it; one that was set aside is open again. Raises KeyError for what is no part."""
    if not is_part(form_id):
        raise KeyError(form_id)
    _choose(form_id, HistoryPart.Choice.OPEN, course=course, by=by, now=now)
    begun = _unsent(form_id, course).order_by("-written_at", "-pk").first()
    if begun is not None and begun.stopped_at:  # what was answered before it was set aside is still there
        begun.stopped_at = None
        begun.save(update_fields=["stopped_at"])
    return begun or questionnaires.ask(form_id, course=course, by=by, now=now)


@transaction.atomic
def set_aside(form_id: str, choice: str, *, course: Course, by: User, now: datetime) -> None:
    """Leave a part for the session, or out. Raises KeyError for what is no part, ValueError for another choice."""
    if not is_part(form_id):
        raise KeyError(form_id)
    if choice not in HistoryPart.SET_ASIDE:
        raise ValueError(choice)
    _choose(form_id, HistoryPart.Choice(choice), course=course, by=by, now=now)
    for asked in _unsent(form_id, course).filter(stopped_at__isnull=True):
        questionnaires.stop_asking(asked, by=by, now=now)


def _unsent(form_id: str, course: Course) -> Any:
    return Ask.objects.unscoped().filter(course=course, form_id=form_id, response__sent_at__isnull=True)


def _choose(form_id: str, choice: HistoryPart.Choice, *, course: Course, by: User, now: datetime) -> None:
    Course.objects.unscoped().select_for_update().get(pk=course.pk)  # a second tap must not write a second row
    held: Any = HistoryPart.objects.unscoped().filter(course=course, form_id=form_id).first()
    if held is None:
        if choice != HistoryPart.Choice.OPEN:
            write(HistoryPart, course=course, by=by, now=now, form_id=form_id, choice=choice)
    elif held.choice != choice:
        held.choice, held.written_at = choice, now
        held.save(update_fields=["choice", "written_at"])
        ledger.record("historypart.chosen", actor=by.pk, course=course.pk, subject=held.pk, at=now)
