"""Mail that leaves the house, in neutral words: no score, no name of a form, not the word therapy (R9)."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_tasks import task

from duologue.people import mail_stops
from duologue.people.mail_stops import MailStop
from duologue.people.models import Letter, Practice, User

log = logging.getLogger(__name__)
TRIES = 20
LONGEST_WAIT = timedelta(hours=6)


def post(
    *, practice: Practice, to: str, subject: str, body: str, now: datetime, not_before: datetime | None = None
) -> Letter | None:
    """Keep a letter with the change that caused it, and have it sent once that change is safe, or once it may go. None, and
    no letter, where all mail to this address was stopped."""
    if mail_stops.is_stopped(to):
        return None
    letter = Letter(practice=practice, to=to, whom=_fingerprint(to), subject=subject, body=body, written_at=now)
    letter.not_before = not_before
    letter.save(force_insert=True)
    transaction.on_commit(lambda: send_waiting.enqueue())
    return letter


@transaction.atomic
def stop_all(user: User, *, by: User, now: datetime) -> MailStop:
    """Nothing is sent to this person any more, also not what waits already. A stop that stands stays as it is."""
    User.objects.select_for_update().get(pk=user.pk)
    if (standing := mail_stops.held(user)) is not None:
        return standing
    stop = MailStop.objects.create(user=user, stopped_at=now, stopped_by=by)
    Letter.objects.filter(whom=_fingerprint(user.email), sent_at__isnull=True).delete()
    return stop


@transaction.atomic
def allow_again(user: User, *, by: User, now: datetime) -> None:
    """Mail goes to this person again."""
    MailStop.objects.filter(user=user, until_at__isnull=True).update(until_at=now, until_by=by)


def _fingerprint(address: str) -> str:
    """Tells one address from another and says neither: keyed, so that nobody can try addresses against it."""
    return salted_hmac("duologue.letters", address.lower(), algorithm="sha256").hexdigest()


def written_to(address: str, *, since: datetime) -> bool:
    """Whether a letter was written to this address after a moment."""
    return Letter.objects.filter(whom=_fingerprint(address), written_at__gt=since).exists()


def forget(address: str) -> None:
    """Nothing is left of what was written to somebody, sent or not."""
    Letter.objects.filter(whom=_fingerprint(address)).delete()


def waiting(*, at: datetime):
    """Letters that may go now: not sent, and not tried a moment ago."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=at)
    return Letter.objects.filter(due, sent_at__isnull=True, tries__lt=TRIES)


def any_waiting() -> bool:
    """Whether a letter waits that is still worth a try."""
    return Letter.objects.filter(sent_at__isnull=True, tries__lt=TRIES).exists()


@task()
def send_waiting() -> int:
    """Hand over every letter that waits; one that cannot go now waits longer each time, for about three days in all."""
    sent = 0
    for letter in waiting(at=timezone.now()).select_related("practice").order_by("written_at")[:50]:
        sent += _claim(letter) and _hand_over(letter)
    return sent


def _claim(letter: Letter) -> bool:
    """Take a letter in hand, so that two workers never send it twice; a worker that dies gives it back by and by."""
    again_at = timezone.now() + min(timedelta(minutes=2**letter.tries), LONGEST_WAIT)
    held = waiting(at=timezone.now()).filter(pk=letter.pk, tries=letter.tries)
    taken = held.update(tries=letter.tries + 1, not_before=again_at)
    return bool(taken)


def _hand_over(letter: Letter) -> bool:
    if User.objects.filter(email__iexact=letter.to, is_active=False).exists():
        return _put_away(letter)
    try:
        EmailMessage(subject=letter.subject, body=letter.body, to=[letter.to]).send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        log.warning("A letter could not be handed over (%s); it will be tried again.", type(error).__name__)
        return False
    letter.sent_at, letter.body, letter.to = timezone.now(), "", ""
    letter.save(update_fields=["sent_at", "body", "to"])
    return True


def _put_away(letter: Letter) -> bool:
    """A letter to somebody whose account was closed, or who has died, never goes out, whoever wrote it and when."""
    letter.tries, letter.body, letter.to = TRIES, "", ""
    letter.save(update_fields=["tries", "body", "to"])
    return False
