"""Brings notices to people: each at least once, in neutral words, again and again until it has gone (R17)."""

from __future__ import annotations

import logging
import smtplib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import Q
from django.urls import reverse
from django_tasks import task

from duologue.courses.models import Course
from duologue.people import heartbeat
from duologue.safety.models import Alert, Notice
from duologue.web import clock

log = logging.getLogger(__name__)
A_RUN = 200
LONGEST_WAIT = timedelta(minutes=15)
SUBJECT = "Something on your page at {practice} needs you"
BODY = """Hello {called},

something on your page at {practice} needs you{drill}. Please sign in and look at it now:

{address}

Please do not answer this mail; nobody reads the answers.
"""
THIS_IS_A_DRILL = ". This is the practice's monthly drill"


def wake() -> None:
    """Have the worker look as soon as the present change is safe; once for each transaction."""
    if not any(_look in waits for waits in connection.run_on_commit):
        transaction.on_commit(_look)


def _look() -> None:
    bring.enqueue()


@task()
def bring() -> int:
    """One run of the worker, which also shows that it is alive."""
    heartbeat.beat(now=clock.now())
    return deliver(now=clock.now())


def waiting(*, now: datetime):
    """Notices that may go now: not delivered, and not tried a moment ago."""
    due = Q(not_before__isnull=True) | Q(not_before__lte=now)
    return Notice.objects.unscoped().filter(due, delivered_at__isnull=True)


def deliver(*, now: datetime, at_most: int = A_RUN) -> int:
    """Hand over what waits, oldest first; returns how many went. Where the mail is down, the run ends and the rest waits."""
    found = list(waiting(now=now).select_related("to", "alert__course__practice").order_by("pk")[:at_most])
    if not found:
        return 0
    went = 0
    mail = get_connection()
    try:
        mail.open()
        for notice in found:
            if _claim(notice, now=now) and _send(notice, mail):
                _mark(notice, now=now)
                went += 1
    except (OSError, smtplib.SMTPException) as error:
        log.warning("Notices could not be handed over (%s); they are tried again.", type(error).__name__)
    finally:
        mail.close()
    return went


def _claim(notice: Notice, *, now: datetime) -> bool:
    """Take a notice in hand, so that two workers do not both send it; a worker that dies gives it back within minutes."""
    again_at = now + min(timedelta(minutes=2 ** min(notice.tries, 10)), LONGEST_WAIT)
    held = Notice.objects.unscoped().filter(pk=notice.pk, tries=notice.tries, delivered_at__isnull=True)
    return bool(held.update(tries=notice.tries + 1, not_before=again_at))


def _send(notice: Notice, mail) -> bool:
    """Send one. An address that is refused holds nobody else up."""
    practice = notice.alert.course.practice
    words = BODY.format(
        called=notice.to.called,
        practice=practice.name,
        address=f"{settings.PUBLIC_URL}{reverse('home:today')}",
        drill=THIS_IS_A_DRILL if notice.alert.is_drill else "",
    )
    subject = SUBJECT.format(practice=practice.name)
    try:
        EmailMessage(subject=subject, body=words, to=[notice.to.email], connection=mail).send()
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError) as error:
        log.warning("A notice was refused (%s); it is tried again.", type(error).__name__)
        return False
    return True


def _mark(notice: Notice, *, now: datetime) -> None:
    with transaction.atomic():
        Notice.objects.unscoped().filter(pk=notice.pk).update(delivered_at=now)
        Alert.objects.unscoped().filter(pk=notice.alert_id, delivered_at__isnull=True).update(delivered_at=now)


def forget(*, course: Course, **_: Any) -> None:
    """A course was erased: whoever was told of one of its answers has nothing to read there any more."""
    Notice.objects.unscoped().filter(alert__course=course).delete()
