"""Asking the rules of science/strains.py after a session, and what closes what they said: a look, or an action card."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from statistics import stdev
from typing import Any

from django.db import transaction
from django.db.models import Avg, F

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people.models import Practice, User
from duologue.relationship.models import FOUR, RATINGS, Feedback
from duologue.relationship.signals import ActionCard, LookedAgain, Signal
from duologue.science.strain_rules import Rule, level_of
from duologue.science.strains import SERVICE_NEEDS, Finding, Said, Spread, findings
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session

A_YEAR = timedelta(days=365)


def said_of(feedback: Any, number: int, *, left_words: bool = False) -> Said:
    """One client's form as the rules read it; `feedback` is None where there is none."""
    if feedback is None:
        return Said(number, given=False)
    talk = feedback.talk == Feedback.TalkNextTime.YES
    ratings = tuple(getattr(feedback, name) for name in RATINGS)
    return Said(number, ratings, wants_to_talk=talk, left_words=left_words)


def _series(course: Course, client: User, *, until: Session) -> list[tuple[Session, Feedback | None]]:
    """The held sessions of a course up to one, each with this client's form."""
    held = Session.objects.unscoped().filter(course=course, began_at__isnull=False, starts_at__lte=until.starts_at)
    forms = {f.session_id: f for f in Feedback.objects.unscoped().filter(course=course, author=client)}
    return [(session, forms.get(session.pk)) for session in held.order_by("starts_at", "pk")]


def service_spread(practice: Practice, *, now: datetime) -> Spread | None:
    """How widely the clients of a practice differ: the SD between their means over a year. One figure of the whole practice,
    by nobody's therapist, and None below ten clients."""
    whole = {f"{name}__isnull": False for name in FOUR}
    rated = Feedback.objects.unscoped().filter(
        course__practice=practice, written_at__range=(now - A_YEAR, now), **whole
    )
    four = F("listened") + F("mattered") + F("suited") + F("could_say")
    means = [
        float(mean)
        for mean in rated.order_by().values("author").annotate(mean=Avg(four)).values_list("mean", flat=True)
    ]
    return Spread(stdev(means), len(means)) if len(means) >= SERVICE_NEEDS else None


def look_at(feedback: Feedback, *, left_words: bool, now: datetime) -> list[Finding]:
    """What each rule says of one session, with the figures of this moment."""
    held = _series(feedback.course, feedback.author, until=feedback.session)
    series = [
        said_of(form, n, left_words=left_words and form is not None and form.pk == feedback.pk)
        for n, (_, form) in enumerate(held, start=1)
    ]
    return findings(series, service=service_spread(feedback.course.practice, now=now))


def notice(feedback: Feedback, *, left_words: bool, by: User, now: datetime) -> Signal | None:
    """Keep what fired. It is seen when the numbers are: a signal must not tell what a therapist is not to know yet."""
    fired = [[one.rule, one.figure] for one in look_at(feedback, left_words=left_words, now=now) if one.fired]
    if not fired:
        return None
    kept: dict[str, Any] = {"feedback": feedback, "fired": fired, "level": level_of([Rule(rule) for rule, _ in fired])}
    return write(Signal, course=feedback.course, by=by, now=now, session=feedback.session, audience=Audience.ME, **kept)


def notice_left_out(session: Session, *, by: User, now: datetime) -> Signal | None:
    """A session begins, and the two held before it have no word of the client's: that is noticed, and said again two later."""
    client = session.course.client
    held = [one for one in _series(session.course, client, until=session) if one[0].pk != session.pk]
    if not held or held[-1][1] is not None:
        return None
    last = held[-1][0]
    series = [said_of(form, n) for n, (_, form) in enumerate(held, start=1)]
    fired = [[one.rule, one.figure] for one in findings(series) if one.fired]
    if not fired or Signal.objects.unscoped().filter(session=last, feedback__isnull=True).exists():
        return None
    return write(
        Signal, course=session.course, by=by, now=now, session=last, fired=fired, level=level_of([Rule.SKIPPED])
    )


def why_not_close(signal: Signal) -> str | None:
    """The reason a signal cannot be closed by a look, or None."""
    if signal.closed_at:
        return "This is closed already."
    return "A strain is closed by what you tried, and a day to look again." if signal.is_strain else None


@transaction.atomic
def close(signal: Signal, *, by: User, now: datetime) -> Signal:
    """The therapist has looked at a notice. Raises ValueError for a strain: that needs an action card."""
    held = _held(signal)
    if reason := why_not_close(held):
        raise ValueError(reason)
    return _close(held, by=by, now=now)


@transaction.atomic
def write_card(signal: Signal, *, tried: list[str], words: str, again_on: date, by: User, now: datetime) -> ActionCard:
    """What was tried, what was decided, when the two look again: this closes a signal. Raises ValueError when it is closed,
    or when nothing was tried."""
    held = _held(signal)
    if held.closed_at:
        raise ValueError("This is closed already.")
    if not tried or not words.strip():
        raise ValueError("Say what you tried.")
    said: dict[str, Any] = {"tried": tried, "words": words, "again_on": again_on, "due_on": again_on}
    card = write(ActionCard, course=held.course, by=by, now=now, signal=held, **said)
    _close(held, by=by, now=now)
    return card


@transaction.atomic
def look_again(
    card: ActionCard, found: LookedAgain.Found, words: str, *, again_on: date | None, by: User, now: datetime
) -> LookedAgain:
    """The day of a card has come: how it is between the two now. Unless it is easier there is a next day. Raises ValueError
    without one, or when it was easier already."""
    held = ActionCard.objects.unscoped().select_for_update(of=("self",)).select_related("course").get(pk=card.pk)
    if held.due_on is None:
        raise ValueError("You looked at this already, and it was easier.")
    if found == LookedAgain.Found.EASIER:
        again_on = None
    elif again_on is None:
        raise ValueError("Choose the day on which you look once more.")
    kept = write(
        LookedAgain, course=held.course, by=by, now=now, card=held, found=found, words=words, again_on=again_on
    )
    held.due_on = again_on
    held.save(update_fields=["due_on"])
    agenda.settle_about(held.pk, course=held.course, by=by, now=now)
    return kept


def put_due_on_agenda(session: Session, *, by: User, now: datetime) -> None:
    """A session begins on or after the day of a card: looking again is a line of it."""
    day = session.starts_at.astimezone(session.course.practice.zone).date()
    due = ActionCard.objects.unscoped().filter(course=session.course_id, due_on__lte=day)
    for card in due.select_related("signal__session").order_by("written_at", "pk"):
        line = f"How it is between us, since what we tried after session {card.signal.session.number}"
        agenda.add(AgendaItem.Kind.TOPIC, line, course=session.course, by=by, now=now, about=card.pk)


def _held(signal: Signal) -> Signal:
    held: Signal = Signal.objects.unscoped().select_for_update(of=("self",)).select_related("course").get(pk=signal.pk)
    return held


def _close(signal: Signal, *, by: User, now: datetime) -> Signal:
    signal.closed_at, signal.closed_by = now, by
    signal.save(update_fields=["closed_at", "closed_by"])
    ledger.record("signal.closed", actor=by.pk, course=signal.course_id, subject=signal.pk, at=now)
    return signal
