"""Ask, keep an answer, send, count."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.permissions import Purpose, refuse_without
from duologue.courses.visibility import Audience
from duologue.people.models import User
from duologue.people.reaching import why_nobody
from duologue.questionnaires import events, licensed
from duologue.questionnaires.models import Ask, Response, Score
from duologue.science import scoring
from duologue.science.forms import Form
from duologue.web.prepared import insert, update


class NobodyToTell(ValueError):
    """The practice has not said yet who is told when an answer cannot wait; the message says what is missing."""


class NotForClients(ValueError):
    """A form that a clinician asks face to face; it is never put before a client alone."""


@transaction.atomic
def ask(form_id: str, *, course: Course, by: User, now: datetime, read_by: str = "") -> Ask:
    """Ask the client to fill in the newest version of a form; an open question for the same form is not asked twice.

    Raises NotGiven for an instrument when the client has said no to short questions.
    """
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    still_open = Ask.objects.unscoped().filter(
        in_time, course=course, form_id=form_id, stopped_at__isnull=True, response__sent_at__isnull=True
    )
    if (already := still_open.first()) is not None:
        return already
    form = licensed.to_ask(form_id, course=course, now=now)
    if form.by_clinician:
        raise NotForClients(form.id)
    if any(item.raises_at is not None for item in form.items) and (reason := why_nobody(course.practice)):
        raise NobodyToTell(reason)
    if form.is_instrument:
        refuse_without(Purpose.QUESTIONS, course)
    return write(Ask, course=course, by=by, now=now, form_id=form.id, form_version=form.version, read_by=read_by)


def look_at(question: Ask, *, now: datetime) -> None:
    """The client has the question before them; whoever asked sees that it was opened."""
    if question.opened_at is None:
        Ask.objects.unscoped().filter(pk=question.pk, opened_at__isnull=True).update(opened_at=now)


@transaction.atomic
def stop_asking(question: Ask, *, by: User, now: datetime) -> None:
    """Take a question back; what was answered meanwhile stays."""
    question.stopped_at = now
    question.save(update_fields=["stopped_at"])
    ledger.record("ask.stopped", actor=by.pk, course=question.course_id, subject=question.pk, at=now)


@transaction.atomic
def begin(
    form: Form,
    *,
    course: Course,
    by: User,
    now: datetime,
    question: Ask | None = None,
    audience: Audience = Audience.SHARED,
    written_at: datetime | None = None,
) -> Response:
    """An empty draft. One ask has one response, also on two devices. A clinician's form is not a client's to begin."""
    if form.by_clinician and not _cares_for(course, by):
        raise NotForClients(form.id)
    if question is not None:
        Ask.objects.unscoped().select_for_update().get(pk=question.pk)
        if (begun := Response.objects.unscoped().filter(ask=question).select_related("course").first()) is not None:
            return begun
        if question.opened_at is None:
            question.opened_at = now
            question.save(update_fields=["opened_at"])
    return write(
        Response,
        course=course,
        by=by,
        now=now,
        written_at=written_at,
        ask=question,
        form_id=form.id,
        form_version=form.version,
        answers={},
        changed_at=written_at or now,
        audience=audience,
    )


def _cares_for(course: Course, person: User) -> bool:
    return Course.objects.unscoped().of_care_team(person).filter(pk=course.pk).exists()


class WrongAnswer(ValueError):
    """An answer the question does not offer; `item_id` names the question."""

    def __init__(self, item_id: str) -> None:
        super().__init__("Choose one of the answers here.")
        self.item_id = item_id


def understood(form: Form, given: dict[str, str]) -> dict[str, Any]:
    """Turn what a browser sent into answers; an empty field is None. Raises WrongAnswer."""
    answers: dict[str, Any] = {}
    for item in form.items:
        if item.id not in given:
            continue
        raw = given[item.id].replace("\r\n", "\n").strip()  # browsers send their own line ends
        answer: Any = raw or None
        if raw and item.kind in ("choice", "scale", "hundred", "number"):
            answer = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 4 else raw
        if not item.accepts(answer):
            raise WrongAnswer(item.id)
        answers[item.id] = answer
    return answers


@transaction.atomic
def keep_answers(
    draft: Response,
    answers: dict[str, Any],
    *,
    now: datetime,
    place: int | None = None,
    written_at: datetime | None = None,
) -> Response:
    """Keep some answers of a draft and where its author is; the others stay. Raises ValueError when it has been sent."""
    held = Response.objects.unscoped().select_for_update().select_related("course").get(pk=draft.pk)
    if held.sent_at:
        raise ValueError("These answers have been sent already.")
    held.answers = {**held.answers, **answers}
    held.changed_at = max(held.changed_at, written_at or now)
    held.place = held.place if place is None else place
    held.save(update_fields=["answers", "changed_at", "place"])
    return held


def answer(
    question: Ask, answers: dict[str, Any], *, by: User, now: datetime, written_at: datetime | None = None
) -> Response | None:
    """Answer a form nobody has begun, in one go. None when it was begun meanwhile, on another device."""
    form, raised = question.form, scoring.raised(question.form, answers)
    sent = Response(
        course=question.course,
        author=by,
        audience=Audience.SHARED,
        written_at=written_at or now,
        received_at=now,
        ask=question,
        form_id=form.id,
        form_version=form.version,
        answers=answers,
        changed_at=written_at or now,
        sent_at=now,
    )
    if form.by_clinician:
        raise NotForClients(form.id)
    with transaction.atomic(savepoint=bool(raised)):  # what must reach a person may find nobody
        if not insert(sent, unless_kept=True):
            return None
        if question.opened_at is None:
            question.opened_at = now
            update(question, "opened_at")
        _tell(sent, form, raised, now=now)
    return sent


@transaction.atomic
def send(draft: Response, answers: dict[str, Any], *, now: datetime, written_at: datetime | None = None) -> Response:
    """Send a response: keep what came last, count it here, tell the house. Sending twice changes nothing.

    `written_at` is when its author pressed send, earlier than now when it waited on a phone: it stays in `changed_at`.

    The news goes out inside this transaction, so that an answer that must reach a person is raised with it or not at all.
    """
    held = Response.objects.unscoped().select_for_update().select_related("course").get(pk=draft.pk)
    if held.sent_at:
        return held
    held.answers = {**held.answers, **answers}
    held.changed_at = max(held.changed_at, written_at or now)
    held.sent_at = held.written_at if held.paper_on else now  # paper: the day on it
    held.save(update_fields=["answers", "changed_at", "sent_at"])
    _tell(held, held.form, scoring.raised(held.form, held.answers), now=now)
    return held


def _tell(sent: Response, form: Form, raised: dict[str, int], *, now: datetime) -> None:
    """Count what was sent, and tell the house."""
    sent.totals = count(sent, form, now=sent.sent_at or now)
    events.submitted.send(sender=Response, response=sent, raised=raised, now=now)
    ledger.record(
        "response.sent", actor=sent.entered_by_id or sent.author_id, course=sent.course_id, subject=sent.pk, at=now
    )


def count(response: Response, form: Form, *, now: datetime) -> list[Score]:
    """One score for each scale of an instrument; nothing for a worksheet."""
    scores = []
    for key in form.scales:
        total = scoring.total(form, response.answers, key.scale)
        score = Score(
            course=response.course,
            response=response,
            scale=key.scale,
            form_id=form.id,
            form_version=form.version,
            value=None if total.value is None else float(total.value),
            answered=total.answered,
            asked=total.asked,
            estimated=total.estimated,
            at=now,
        )
        insert(score)
        scores.append(score)
    return scores


def note_opened(response: Response, *, now: datetime) -> None:
    """The therapist has opened these answers; the client sees that."""
    if response.opened_by_therapist_at is None and response.sent_at:
        Response.objects.unscoped().filter(pk=response.pk).update(opened_by_therapist_at=now)
