"""Mail to the clients of a practice, for whoever manages it: to whom none goes, and how one address is stopped."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.models import Course, Participant
from duologue.people import letters, mail_stops
from duologue.people.mail_stops import MailStop
from duologue.people.models import Practice, User


def stopped_in(practice: Practice) -> list[MailStop]:
    """The stops that stand for clients of this practice, oldest first; one query."""
    clients = Participant.objects.unscoped().filter(course__practice=practice).values("user")
    standing = MailStop.objects.filter(user__in=clients, until_at__isnull=True)
    return list(standing.select_related("user", "stopped_by").order_by("stopped_at", "pk"))


def client_at(address: str, *, practice: Practice) -> User | None:
    """The client of this practice with this address, or None."""
    clients = Participant.objects.unscoped().filter(course__practice=practice).values("user")
    return User.objects.filter(email__iexact=address, pk__in=clients).first()


@transaction.atomic
def turn(person: User, *, again: bool, practice: Practice, by: User, now: datetime) -> None:
    """Stop all mail to a client, or let it go again; their own ledger says who did it. What stands already stays."""
    if again is (mail_stops.held(person) is None):
        return
    if again:
        letters.allow_again(person, by=by, now=now)
    else:
        letters.stop_all(person, by=by, now=now)
    verb = "mail.again" if again else "mail.stopped"
    theirs = Course.objects.unscoped().filter(practice=practice, participants__user=person)
    for course in theirs.order_by("opened_at", "pk"):
        ledger.record(verb, actor=by.pk, course=course.pk, subject=person.pk, at=now)
