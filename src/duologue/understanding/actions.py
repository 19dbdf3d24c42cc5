"""Ask for an appointment, accept or decline, offer times, choose one."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from duologue.audit import ledger
from duologue.courses import actions as courses
from duologue.courses.models import Course, OwnWords, Stage
from duologue.people import actions as people
from duologue.people import letters
from duologue.people.models import DataKey, Membership, Practice, Role, User
from duologue.questionnaires import actions as questionnaires
from duologue.sessions import actions as sessions
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session
from duologue.understanding.models import Enquiry, OfferedTime

FIRST_QUESTIONS = ("first-history", "phq-9", "gad-7")
NO_TIME_SUITS = "None of the offered first times suits me. When else could we meet?"
SAID = ("name", "email", "phone", "words", "best_times")
DECLINED = """Hello {name},

thank you for writing to {practice}. We cannot offer you a time at the moment, and we do not want to keep you waiting.
This says nothing about you or about what you wrote. It is about the places we have.

Others near you may have a place sooner. You are welcome to ask us again later.
If you are ever in danger, call {emergency}.
"""


class OtherWords(Exception):
    """This entry was kept before, with other words."""


@transaction.atomic
def ask(*, practice: Practice, entry_key: uuid.UUID, said: dict[str, str], now: datetime) -> Enquiry:
    """Keep an enquiry. The same one sent twice is kept once; raises OtherWords when the key came with other words before."""
    said = {name: said.get(name, "") for name in SAID}
    enquiry = Enquiry(practice=practice, key=DataKey.objects.mint(), entry_key=entry_key, asked_at=now, **said)
    try:
        with transaction.atomic():
            enquiry.save(force_insert=True)
    except IntegrityError:
        enquiry.key.delete()
        held = Enquiry.objects.unscoped().get(entry_key=entry_key)
        if {name: getattr(held, name) for name in SAID} != said:
            raise OtherWords from None
        return held
    ledger.record("enquiry.asked", actor=None, subject=enquiry.pk, at=now)
    return enquiry


def why_not_settle(enquiry: Enquiry) -> str | None:
    """The reason an enquiry can be neither accepted nor declined any more, or None."""
    return None if enquiry.state == Enquiry.State.NEW else "A colleague has answered this enquiry already."


def why_not_accept(enquiry: Enquiry) -> str | None:
    """The reason this enquiry cannot become a course here, or None."""
    account = account_of(enquiry)
    if account and Membership.objects.filter(user=account, until_on__isnull=True).exists():
        return "This address belongs to somebody who works here or in another practice of this house. Talk to them."
    return why_not_settle(enquiry)


def account_of(enquiry: Enquiry) -> User | None:
    """The account that has the enquiry's mail address already, if there is one."""
    return User.objects.filter(email__iexact=enquiry.email).first()


def therapists_of(practice: Practice) -> list[User]:
    """Who could take a new client here."""
    working = Membership.objects.filter(practice=practice, role=Role.THERAPIST, until_on__isnull=True)
    return list(User.objects.filter(pk__in=working.values("user"), is_active=True).order_by("name"))


@transaction.atomic
def accept(enquiry: Enquiry, *, therapist: User, times: list[datetime], by: User, now: datetime) -> Course:
    """Make a course of an enquiry under the enquiry's own key, offer first times, ask the first questions, send the link.

    Raises ValueError with the reason when somebody was quicker or the address cannot be a client's.
    """
    held = _held(enquiry)
    if reason := why_not_accept(held):
        raise ValueError(reason)
    client, known = _client_of(held)
    course = courses.open_course(
        practice=held.practice, client=client, therapist=therapist, by=by, now=now, key=held.key
    )
    asked_at = min(held.asked_at, now - timedelta(seconds=1))  # on a clock that stands still, asking still came first
    Stage(course=course, kind=Stage.Kind.ENQUIRY, began_at=asked_at, began_by=None).save()
    if held.words and not known:
        _keep_words(held, course=course, client=client)
    for starts_at in times:
        minutes = held.practice.session_minutes
        courses.write(OfferedTime, course=course, by=by, now=now, starts_at=starts_at, minutes=minutes)
    for form_id in FIRST_QUESTIONS:
        read_by = f"{therapist.called}, before you meet"
        with suppress(
            questionnaires.NobodyToTell
        ):  # then it can be asked later; the manager's page says what is missing
            questionnaires.ask(form_id, course=course, by=by, now=now, read_by=read_by)
    if known:
        people.tell_of_news(practice=held.practice, user=client, now=now)
    else:
        people.invite(practice=held.practice, user=client, by=by, now=now)
    held.course = course
    _settle(held, Enquiry.State.ACCEPTED, by=by, now=now)
    return course


def _client_of(enquiry: Enquiry) -> tuple[User, bool]:
    """The account for this enquiry, and whether somebody signs in with it already."""
    account = account_of(enquiry)
    if account is None:
        name = enquiry.name.strip()[:120]
        account = User.objects.create_user(enquiry.email, name=name, called=name.split()[0][:60])
    return account, account.has_usable_password()


def _keep_words(enquiry: Enquiry, *, course: Course, client: User) -> None:
    """What they wrote when they asked is the first thing they said in this course, at the time they said it."""
    asked_at = enquiry.asked_at
    about = OwnWords.About.BRINGS
    said = OwnWords(course=course, author=client, about=about, words=enquiry.words, written_at=asked_at)
    said.received_at = asked_at
    said.save(force_insert=True)


@transaction.atomic
def decline(enquiry: Enquiry, *, by: User, now: datetime) -> Enquiry:
    """Say no with a neutral letter. Raises ValueError when a colleague has answered already."""
    held = _held(enquiry)
    if reason := why_not_settle(held):
        raise ValueError(reason)
    subject = f"Your question to {held.practice.name}"
    letters.post(practice=held.practice, to=held.email, subject=subject, body=declining(held), now=now)
    return _settle(held, Enquiry.State.DECLINED, by=by, now=now)


def declining(enquiry: Enquiry) -> str:
    """The letter that says no, as it would go out."""
    practice = enquiry.practice
    return DECLINED.format(name=enquiry.name, practice=practice.name, emergency=practice.emergency_number)


def _held(enquiry: Enquiry) -> Enquiry:
    everything = Enquiry.objects.unscoped().select_for_update(of=("self",))
    return everything.select_related("practice", "key").get(pk=enquiry.pk)


def _settle(enquiry: Enquiry, state: Enquiry.State, *, by: User, now: datetime) -> Enquiry:
    enquiry.state, enquiry.settled_at, enquiry.settled_by = state, now, by
    enquiry.save(update_fields=["state", "settled_at", "settled_by", "course"])
    ledger.record(f"enquiry.{state}", actor=by.pk, course=enquiry.course_id, subject=enquiry.pk, at=now)
    return enquiry


def offered_to(user: User, *, now: datetime) -> tuple[Course | None, list[OfferedTime]]:
    """The newest course a person takes part in, and the first times they may still choose there."""
    course = Course.objects.unscoped().of_client(user).select_related("practice").order_by("-opened_at").first()
    return course, still_offered(course, now=now) if course else []


def still_offered(course: Course, *, now: datetime) -> list[OfferedTime]:
    """Offers that can be taken: the course has no session yet, the time is to come, the therapist is free then."""
    if Session.objects.unscoped().filter(course=course).exists():
        return []
    offers = OfferedTime.objects.unscoped().filter(course=course, turned_down_at__isnull=True)
    return [
        offer
        for offer in offers.filter(starts_at__gt=now).select_related("course__practice").order_by("starts_at")
        if course.lead and sessions.is_free(course.lead, starts_at=offer.starts_at, minutes=offer.minutes)
    ]


@transaction.atomic
def take_time(offer: OfferedTime, *, course: Course, by: User, now: datetime) -> Session:
    """Choose an offered time: it becomes the first session, and the other offers end. Raises Taken or ValueError."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)  # two clicks take turns
    if Session.objects.unscoped().filter(course=course).exists():
        raise ValueError("You have a first time already.")
    return sessions.plan_session(course=course, starts_at=offer.starts_at, minutes=offer.minutes, by=by, now=now)


@transaction.atomic
def ask_for_other_times(*, course: Course, by: User, now: datetime) -> None:
    """None of the offered times suits: they end, and the question stands on the agenda where the therapist sees it."""
    OfferedTime.objects.unscoped().filter(course=course, turned_down_at__isnull=True).update(turned_down_at=now)
    agenda.add(AgendaItem.Kind.TOPIC, NO_TIME_SUITS, course=course, by=by, now=now, about=course.pk)
    ledger.record("offeredtime.turned_down", actor=by.pk, course=course.pk, at=now)


def forget_enquiry(*, course: Course, **_: Any) -> None:
    """A course was erased: the question it began with goes too."""
    Enquiry.objects.unscoped().filter(course=course).delete()
